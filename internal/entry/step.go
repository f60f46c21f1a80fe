package entry

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"lanbi/internal/assess"
	"lanbi/internal/measure"
	"lanbi/internal/target"
)

// Step is a step of an event with the reason for it, which a correction needs. Area may
// be a name. Without ID it begins an event, whose ID is then given here; without Time
// it is taken now; without Start and End it concerns the days of the step before.
type Step struct {
	measure.Event
	Why string
}

// Years before which no step was taken and no event lies: the record of an event is
// read from 1970 on, and a date of the year 0 is a slip of the pen.
const firstStepYear, firstEventYear = 1970, 1900

// eventSubject names an event in the audit trail.
func eventSubject(e *measure.Event) string { return "event/" + e.Area + "/" + e.Kind + "/" + e.ID }

// Steps takes steps of events that author reports. The outcomes have the order of the
// steps. On an error nothing is stored.
func (d *Desk) Steps(ctx context.Context, author string, steps []Step) ([]Outcome, error) {
	d.mu.Lock()
	defer d.mu.Unlock()
	outcomes := make([]Outcome, len(steps))
	known := knownEvents{desk: d, of: map[string][]measure.Event{}}
	var lines []Change
	var kept []measure.Event
	var areas []string
	for i := range steps {
		s, o := steps[i], &outcomes[i]
		d.checkStep(o, &s)
		if len(o.Faults) > 0 {
			continue
		}
		record, err := known.record(ctx, s.Area, s.Kind)
		if err != nil {
			return nil, err
		}
		if !d.judge(o, &s, record) {
			continue
		}
		if s.By == "" {
			s.By = author
		}
		o.Changed = true
		known.put(s.Event)
		lines = append(lines, Change{At: d.Now(), Who: author, Subject: eventSubject(&s.Event),
			Old: o.Old, New: s.State, Source: s.Document, By: s.By, Why: orFirst(s.Text)})
		kept = append(kept, s.Event)
		if !slices.Contains(areas, s.Area) {
			areas = append(areas, s.Area)
		}
	}
	return outcomes, d.keep(ctx, lines, areas, func() error { return d.Store.WriteEvents(ctx, kept) })
}

// checkStep checks what does not depend on what is stored.
func (d *Desk) checkStep(o *Outcome, s *Step) {
	o.text("document", &s.Document, longestText)
	o.text("by", &s.By, longestText)
	o.text("text", &s.Text, longestText)
	o.text("why", &s.Why, longestText)
	if s.Kind == target.KindBurn {
		nameBurn(o, s)
	}
	o.text("id", &s.ID, longestID)
	if s.Text == "" {
		s.Text = s.Why
	}
	s.Area = d.area(o, s.Area)
	d.asked(o, "kind", s.Area, s.Kind, true)
	d.place(o, s)
	now := d.Now()
	if s.Time.After(now.Add(aheadAllowed)) {
		o.fault("time", "%s 在将来", s.Time.In(d.Zone).Format("2006-01-02 15:04"))
	}
	today := measure.DayOf(now, d.Zone)
	if !s.Time.IsZero() && s.Time.In(d.Zone).Year() < firstStepYear {
		o.fault("time", "%s 过早，应不早于 %d 年", s.Time.In(d.Zone).Format("2006-01-02 15:04"), firstStepYear)
	}
	for _, day := range [...]struct {
		field string
		day   measure.Day
	}{{"start", s.Start}, {"end", s.End}} {
		switch {
		case day.day > today && s.Kind != target.KindBurn: // burns are approved ahead
			o.fault(day.field, "%s 在将来", day.day)
		case day.day.Year() < firstEventYear:
			o.fault(day.field, "%s 过早，应不早于 %d 年", day.day, firstEventYear)
		}
	}
}

// place checks that the id of an outage names a place of the area, which an id given
// here could not.
func (d *Desk) place(o *Outcome, s *Step) {
	if s.Kind != assess.OutageKind || s.Area == "" {
		return
	}
	code, _, _ := strings.Cut(s.ID, "/")
	var have []string
	for i := range d.Areas {
		a := &d.Areas[i]
		if a.Code != s.Area {
			continue
		}
		have = append(have, a.Code)
		for k := range a.Stations {
			have = append(have, a.Stations[k].Code)
		}
		for k := range a.Sections {
			have = append(have, a.Sections[k].Code)
		}
		for k := range a.Sources {
			have = append(have, a.Sources[k].Code)
		}
	}
	if !slices.Contains(have, code) {
		o.fault("id", "停运登记 %q 应为站点、断面或水源代码加 / 和日期，可用 %s", s.ID, strings.Join(have, "、"))
	}
}

// judge holds a step against the record of its kind, and fills in what it leaves open.
// It is false for one that is refused or that is in the record already.
func (d *Desk) judge(o *Outcome, s *Step, record []measure.Event) bool {
	if s.ID == "" {
		if id, found := repeated(record, s, d.Now()); found {
			o.ID = id
			return false
		}
	}
	last := latest(record, s.ID)
	asked := s.Time
	if s.Time.IsZero() {
		s.Time = d.Now()
		if last != nil && !s.Time.After(last.Time) {
			s.Time = last.Time.Add(time.Millisecond)
		}
	}
	s.Time = s.Time.In(d.Zone).Truncate(time.Millisecond)
	if last != nil {
		o.Old = last.State
		if s.Start == 0 && s.End == 0 {
			s.Start, s.End = last.Start, last.End
		}
	}
	if s.Kind == target.KindBurn {
		stateBurn(s, last)
	}
	if last != nil && asked.IsZero() && same(last, &s.Event) {
		o.ID = s.ID
		return false
	}
	var kept bool
	if s.Time, kept = slot(record, &s.Event); kept {
		o.ID = s.ID
		return false
	}
	if s.ID == "" {
		s.ID = freeID(record, &s.Event, d.Zone)
	}
	o.ID = s.ID
	err := target.CheckStep(s.Kind, inZone(record, d.Zone), &s.Event)
	var fault *target.StepError
	switch {
	case errors.As(err, &fault):
		o.Faults = append(o.Faults, Fault(*fault))
	case err != nil:
		o.fault("state", "%v", err)
	}
	return err == nil
}

// latest is the newest step of an event, nil for a new one.
func latest(record []measure.Event, id string) *measure.Event {
	var last *measure.Event
	for i := range record {
		if e := &record[i]; e.ID == id && id != "" && (last == nil || !e.Time.Before(last.Time)) {
			last = e
		}
	}
	return last
}

// same tells whether two steps say the same.
func same(a, b *measure.Event) bool {
	return a.State == b.State && a.Start == b.Start && a.End == b.End && a.Document == b.Document && a.Text == b.Text
}

// inZone shows the times of steps in the zone of people, as faults name them.
func inZone(record []measure.Event, zone *time.Location) []measure.Event {
	out := slices.Clone(record)
	for i := range out {
		out[i].Time = out[i].Time.In(zone)
	}
	return out
}

// freeID is an ID for a new event: its kind, area and the day on which it began, as the
// suspicions of dust have it, and a number where that is taken.
func freeID(record []measure.Event, e *measure.Event, zone *time.Location) string {
	day := e.Start
	if day == 0 {
		day = measure.DayOf(e.Time, zone)
	}
	first := fmt.Sprintf("%s/%s/%s", e.Kind, e.Area, day)
	for id, n := first, 2; ; id, n = fmt.Sprintf("%s-%d", first, n), n+1 {
		if !slices.ContainsFunc(record, func(had measure.Event) bool { return had.ID == id }) {
			return id
		}
	}
}

// slot is the time of the step, or the next millisecond at which its event has no other:
// of two steps of one moment nobody could tell which holds. kept tells that this very
// step is in the record.
func slot(record []measure.Event, e *measure.Event) (at time.Time, kept bool) {
	for at = e.Time; ; at = at.Add(time.Millisecond) {
		i := slices.IndexFunc(record, func(had measure.Event) bool { return had.ID == e.ID && had.Time.Equal(at) })
		if i < 0 {
			return at, false
		}
		if same(&record[i], e) {
			return at, true
		}
	}
}

// repeated is the step of the record that one without ID repeats: the same said of the
// same time, or said just now. Otherwise a form that is sent twice makes two events.
func repeated(record []measure.Event, s *Step, now time.Time) (id string, found bool) {
	for i := range record {
		e := &record[i]
		if same(e, &s.Event) && (e.Time.Equal(s.Time) || s.Time.IsZero() && now.Sub(e.Time) < aheadAllowed) {
			return e.ID, true
		}
	}
	return "", false
}

// knownEvents are the stored steps of the areas and kinds that were asked for, with
// those of the batch in hand.
type knownEvents struct {
	desk *Desk
	of   map[string][]measure.Event
}

func (k *knownEvents) record(ctx context.Context, area, kind string) ([]measure.Event, error) {
	key := area + " " + kind
	if _, read := k.of[key]; !read {
		stored, err := k.desk.Store.Events(ctx, area, kind, time.Unix(0, 0))
		if err != nil {
			return nil, fmt.Errorf("read stored events of %s of kind %s: %w", area, kind, err)
		}
		k.of[key] = stored
	}
	return k.of[key], nil
}

func (k *knownEvents) put(e measure.Event) {
	key := e.Area + " " + e.Kind
	k.of[key] = append(k.of[key], e)
}

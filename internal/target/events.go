package target

import (
	"fmt"
	"strconv"

	"lanbi/internal/measure"
)

// States of an event that counts against a target of kind events. Any state but
// these counts as not yet verified.
const (
	EventConfirmed = "已核实" // verified by a person: counts
	EventExempt    = "豁免"  // an approved burn, say
	EventRefuted   = "不属实"
)

// events counts the confirmed events of the target's year, each by the day on which
// it began, or else by the day of its first step. The latest step of an ID holds.
//
// No event is not known to be none: there must be some event of the year in the
// record, whatever became of it, or a reported figure of the same id for a period of
// the year (零报告). A figure above what the record holds says that the record is not
// complete.
//
// Where Compare names the first year of an unbroken run, the reason says for how
// many whole years it has held (已连续 N 年).
//
// A fire point within an approved burn is told of as proposed to be exempt, and waits for
// a person as any other does.
//
// Lost is certain with more than Goal confirmed; an event that waits for
// verification makes Watch of OnTrack, and AtRisk where it would exceed the goal.
func events(t *Target, f *Facts) Progress {
	p := Progress{Target: t, AsOf: asOf(t, f)}
	if elapsed(t, f) == 0 {
		p.Reason = notBegun
		return p
	}
	record := recordOf(f, max(p.AsOf, f.RecordTo))
	year := record[t.Year]
	report, reported := f.newest(t.Indicator, t.Year, p.AsOf)
	goal := int(t.Goal)
	switch {
	case year.confirmed > goal:
		p.Status = Lost
	case year.total() == 0 && !reported:
		p.Reason = missingFor(t)
	case reported && report.Value > float64(year.confirmed+year.waiting):
		p.Reason = fmt.Sprintf("上报 %s 起，台账只有 %d 起，数据不一致，暂不研判", number(report.Value), year.confirmed+year.waiting)
	case year.confirmed+year.waiting > goal:
		p.Status = AtRisk
	case year.waiting > 0:
		p.Status = Watch
	case p.AsOf == measure.Date(t.Year, 12, 31):
		p.Status = Achieved
	default:
		p.Status = OnTrack
	}
	if p.Status != Unknown {
		p.Value, p.HasValue = float64(year.confirmed), true
		p.Reason = year.text(reported, &report)
		if run := runText(t, record, p.AsOf); run != "" {
			p.Reason = run + "；" + p.Reason
		}
	}
	return p
}

// eventCount is what the record says of one year.
type eventCount struct {
	confirmed, waiting, exempt, refuted int
	proposed                            int // of those that wait: within an approved burn
}

func (c *eventCount) total() int { return c.confirmed + c.waiting + c.exempt + c.refuted }

// text says what stands in the record.
func (c *eventCount) text(reported bool, report *figure) string {
	if c.total() == 0 && reported {
		return "零报告：" + report.text()
	}
	proposed := ""
	if c.proposed > 0 {
		proposed = fmt.Sprintf("（其中 %d 起在批准焚烧范围内，建议豁免）", c.proposed)
	}
	return fmt.Sprintf("台账：已核实 %d 起，待核实 %d 起%s，豁免 %d 起，不属实 %d 起", c.confirmed, c.waiting, proposed, c.exempt, c.refuted)
}

// recordOf counts by year the events as their steps up to the end of day last leave
// them.
func recordOf(f *Facts, last measure.Day) map[int]eventCount {
	latest := map[string]measure.Event{}
	began := map[string]measure.Day{}
	steps := f.stepsTo(f.Events, last)
	for _, e := range steps {
		if had, seen := latest[e.ID]; !seen || !e.Time.Before(had.Time) {
			latest[e.ID] = e
		}
		day := e.Start
		if day == 0 {
			day = measure.DayOf(e.Time, f.Zone)
		}
		if first, seen := began[e.ID]; !seen || day < first {
			began[e.ID] = day
		}
	}
	proposals := Proposals(steps, f.stepsTo(f.Permits, last), f.Zone)
	years := map[int]eventCount{}
	for id, e := range latest {
		c := years[began[id].Year()]
		switch e.State {
		case EventConfirmed:
			c.confirmed++
		case EventExempt:
			c.exempt++
		case EventRefuted:
			c.refuted++
		default:
			c.waiting++
		}
		if _, proposed := proposals[id]; proposed {
			c.proposed++
		}
		years[began[id].Year()] = c
	}
	return years
}

// stepsTo are the steps taken up to the end of day last.
func (f *Facts) stepsTo(steps []measure.Event, last measure.Day) []measure.Event {
	var taken []measure.Event
	for _, e := range steps {
		if measure.DayOf(e.Time, f.Zone) <= last {
			taken = append(taken, e)
		}
	}
	return taken
}

// runText says for how many whole years the run has held; empty where none is told
// of. A year with more events than the goal ends it, and the next begins another.
func runText(t *Target, record map[int]eventCount, asOf measure.Day) string {
	first, err := strconv.Atoi(t.Compare)
	if err != nil {
		return ""
	}
	last := t.Year
	if asOf < measure.Date(t.Year, 12, 31) {
		last--
	}
	for year := first; year <= t.Year; year++ {
		if c := record[year]; c.confirmed > int(t.Goal) {
			first = year + 1
		}
	}
	if first > last {
		return ""
	}
	return fmt.Sprintf("截至%d年底已连续 %d 年", last, last-first+1)
}

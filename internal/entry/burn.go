package entry

import (
	"cmp"
	"context"
	"fmt"
	"slices"

	"lanbi/internal/measure"
	"lanbi/internal/target"
)

// nameBurn gives the step of an approved burn the number of the permit as its id, where it
// has none. A step without either is a fault.
func nameBurn(o *Outcome, s *Step) {
	s.ID = cmp.Or(s.ID, s.Document)
	if s.ID == "" {
		o.fault("document", "批准焚烧须有批准文号，编号即文号")
	}
}

// stateBurn puts the step of an approved burn, which follows last, into the form in which
// it is kept: with its permit, which the id is where none is named, and with the reason behind the place.
func stateBurn(s *Step, last *measure.Event) {
	if last != nil {
		s.Document = cmp.Or(s.Document, last.Document)
	}
	s.Document = cmp.Or(s.Document, s.ID)
	b, remark, err := target.ParseBurn(&s.Event)
	if s.State != target.BurnValid || err != nil {
		return // CheckStep says what is wrong
	}
	s.Text = target.BurnText(&b)
	if remark = cmp.Or(remark, s.Why); remark != "" {
		s.Text += "；" + remark
	}
}

// BurnSteps are the first steps of those approved burns that the record has not held yet,
// for Import. One that it has held stays as people have left it since, corrected or
// withdrawn: the list of permits may come again. Of several places of one permit those
// after the first have a number behind their id. A permit is taken to be of the morning of
// its first day or of today, whichever is earlier, so that any step of the day follows it.
func (d *Desk) BurnSteps(ctx context.Context, burns []measure.Burn) ([]measure.Event, error) {
	today := measure.DayOf(d.Now(), d.Zone)
	known := knownEvents{desk: d, of: map[string][]measure.Event{}}
	var steps []measure.Event
	for i := range burns {
		b := &burns[i]
		record, err := known.record(ctx, b.Area, target.KindBurn)
		if err != nil {
			return nil, err
		}
		if slices.ContainsFunc(record, func(e measure.Event) bool { return states(&e, b) }) {
			continue
		}
		e := measure.Event{Time: min(b.From, today).Start(d.Zone), Area: b.Area, Kind: target.KindBurn, ID: freeBurnID(record, b.Document),
			State: target.BurnValid, Start: b.From, End: b.Until, Document: b.Document, Text: target.BurnText(b)}
		known.put(e)
		steps = append(steps, e)
	}
	return steps, nil
}

// states tells whether the step states the burn.
func states(e *measure.Event, b *measure.Burn) bool {
	had, _, err := target.ParseBurn(e)
	return e.State == target.BurnValid && err == nil && had == *b
}

func freeBurnID(record []measure.Event, document string) string {
	for id, n := document, 2; ; id, n = fmt.Sprintf("%s/%d", document, n), n+1 {
		if !slices.ContainsFunc(record, func(e measure.Event) bool { return e.ID == id }) {
			return id
		}
	}
}

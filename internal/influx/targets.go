package influx

import (
	"cmp"
	"context"
	"fmt"
	"slices"

	"lanbi/internal/measure"
	"lanbi/internal/target"
)

// TargetPoint is a target at the end of one day, as stored.
type TargetPoint struct {
	ID     string
	AsOf   measure.Day
	Status target.Status
	Goal   float64
	// Days is nil for kinds that do not count days.
	Days *target.DayCount
	// Value is the quantity compared with the goal; valid when HasValue.
	Value    float64
	HasValue bool
	// Forecast is nil where none is given.
	Forecast *target.Forecast
	// Rest is written, as its factor and the bad days allowed in the month that follows,
	// and not read back.
	Rest *target.Rest
}

// WriteTargets stores the progress of targets, by the rule of WriteAirHours.
func (db *DB) WriteTargets(ctx context.Context, progress []target.Progress) error {
	points := make([]TargetPoint, len(progress))
	for i, p := range progress {
		points[i] = TargetPoint{
			ID: p.Target.ID, AsOf: p.AsOf, Status: p.Status, Goal: p.Target.Goal,
			Days: p.Days, Value: p.Value, HasValue: p.HasValue, Forecast: p.Forecast, Rest: p.Rest,
		}
	}
	return db.WriteTargetPoints(ctx, points)
}

// WriteTargetPoints stores the progress of targets with their forecasts, by the
// rule of WriteAirHours: a forecast that is no longer given disappears.
func (db *DB) WriteTargetPoints(ctx context.Context, points []TargetPoint) error {
	b := newBatch("target", "target")
	for i := range points {
		p := &points[i]
		b.begin(db.dayNanoseconds(p.AsOf), p.ID)
		b.text("status", p.Status.String())
		b.number("goal", p.Goal)
		if p.HasValue {
			b.number("value", p.Value)
		}
		if d := p.Days; d != nil {
			b.integer("good", d.Good)
			b.integer("exceeding", d.Exceeding)
			b.integer("undetermined", d.Undetermined)
			b.integer("remaining", d.Remaining)
			b.integer("budget", d.Budget)
			b.integer("budget_if_recovered", d.BudgetIfRecovered)
			b.number("pace", d.Pace)
			if d.HasPace3y {
				b.number("pace_3y", d.Pace3y)
			}
		}
		if f := p.Forecast; f != nil {
			b.number("probability", f.Probability)
			b.number("probability_low", f.Low)
			b.number("probability_high", f.High)
			if f.HasExpected {
				b.number("expected", f.Expected)
				b.number("expected_low", f.ExpectedLow)
				b.number("expected_high", f.ExpectedHigh)
			}
		}
		if r := p.Rest; r != nil {
			if r.HasFactor {
				b.number("factor", r.Factor)
			}
			if next := p.AsOf.Add(1); p.Days != nil && next.Year() == p.AsOf.Year() {
				b.integer("allowed_month", r.Allowed[next.Month()-1])
			}
		}
		b.end()
	}
	return db.save(ctx, b)
}

// Targets reads the stored progress of targets from day from to day to, both
// included, ordered by target as asked for, then by day.
func (db *DB) Targets(ctx context.Context, ids []string, from, to measure.Day) ([]TargetPoint, error) {
	var all []TargetPoint
	err := db.byPlace(ctx, "target", "target", ids, from, to, "", `"target"`, func(r *rows, row []cell) error {
		w := fieldReader{r: r, row: row}
		p := TargetPoint{
			ID: r.tags["target"], AsOf: db.dayOf(w.time()), Goal: w.number("goal"),
			Value: w.number("value"), HasValue: w.has("value"),
		}
		var err error
		if p.Status, err = target.ParseStatus(w.text("status")); err != nil {
			return badRow(r, "%v", err)
		}
		if w.has("good") {
			p.Days = &target.DayCount{
				Good: w.integer("good"), Exceeding: w.integer("exceeding"),
				Undetermined: w.integer("undetermined"), Remaining: w.integer("remaining"),
				Budget: w.integer("budget"), BudgetIfRecovered: w.integer("budget_if_recovered"),
				Pace: w.number("pace"), Pace3y: w.number("pace_3y"), HasPace3y: w.has("pace_3y"),
			}
		}
		if w.has("probability") {
			p.Forecast = &target.Forecast{
				Probability: w.number("probability"), Low: w.number("probability_low"), High: w.number("probability_high"),
				Expected: w.number("expected"), ExpectedLow: w.number("expected_low"), ExpectedHigh: w.number("expected_high"),
				HasExpected: w.has("expected"),
			}
		}
		all = append(all, p)
		return w.fault
	})
	if err != nil {
		return nil, fmt.Errorf("read progress of targets: %w", err)
	}
	order := placeOrder(ids)
	slices.SortFunc(all, func(a, b TargetPoint) int {
		return cmp.Or(cmp.Compare(order[a.ID], order[b.ID]), cmp.Compare(a.AsOf, b.AsOf))
	})
	return all, nil
}

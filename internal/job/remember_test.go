package job_test

import (
	"context"
	"testing"

	"lanbi/internal/assess"
	"lanbi/internal/job"
	"lanbi/internal/measure"
	"lanbi/internal/target"
)

// counting counts the readings of a store.
type counting struct {
	*store
	air, water, figures int
}

func (c *counting) AirMeans(ctx context.Context, places []string, from, to measure.Day) ([]assess.AirDay, error) {
	c.air++
	return c.store.AirMeans(ctx, places, from, to)
}

func (c *counting) WaterPeriods(ctx context.Context, sections []string, p assess.Period, from, to measure.Day) ([]assess.WaterPeriod, error) {
	if p == assess.YearToDate {
		c.water++
	}
	return c.store.WaterPeriods(ctx, sections, p, from, to)
}

func (c *counting) Indicators(ctx context.Context, area string, from, to measure.Day) ([]measure.Indicator, error) {
	c.figures++
	return c.store.Indicators(ctx, area, from, to)
}

// Targets of one area read its days, classes and figures once, and stand where each
// stands that is evaluated alone. The next evaluation reads anew.
func TestProgress_ReadsAnAreaOnce(t *testing.T) {
	s := newStore()
	for day := measure.Date(2026, 1, 1); day < today; day++ {
		s.put("a", day, 30+measure.Concentration(day%60))
		s.put("b", day, 30)
	}
	a := air(s)
	h := job.History{Air: &a, Water: &job.Water{Areas: county(), Zone: beijing, Store: s}}
	if err := h.AssessRange(ctx, measure.Date(2026, 1, 1), today.Add(-1), today.Add(-1), nil); err != nil {
		t.Fatal(err)
	}
	s.figures = []measure.Indicator{{Area: "jy", ID: "forest", Period: "2026", Value: 74}}
	all := []target.Target{
		{ID: "jy/days", Area: "jy", Kind: target.GoodAirDays, Year: 2026, Goal: 351},
		{ID: "jy/share", Area: "jy", Kind: target.GoodAirShare, Year: 2026, Goal: 90},
		{ID: "jy/heavy", Area: "jy", Kind: target.HeavyDays, Year: 2026, Goal: 3},
		{ID: "jy/rivers", Area: "jy", Kind: target.WaterClass, Year: 2026, Goal: 2},
		{ID: "jy/sections", Area: "jy", Kind: target.SectionCompliance, Year: 2026, Goal: 100},
		{ID: "jy/forest", Area: "jy", Kind: target.Indicator, Indicator: "forest", Year: 2026, Goal: 73},
		{ID: "jy/forest-rank", Area: "jy", Kind: target.RankAtMost, Indicator: "forest", Year: 2026, Goal: 80},
	}
	c := &counting{store: s}
	j := job.Progress{Areas: county(), Targets: all, Zone: beijing, Store: c, Reported: c}
	together, err := j.Evaluate(ctx, today.Add(-1))
	if err != nil {
		t.Fatal(err)
	}
	if c.air != 1 || c.water != 1 || c.figures != 1 {
		t.Errorf("days were read %d times, classes %d, figures %d; want each once", c.air, c.water, c.figures)
	}
	for i := range all {
		j.Targets = all[i : i+1]
		alone, err := j.Evaluate(ctx, today.Add(-1))
		if err != nil {
			t.Fatal(err)
		}
		if one := together[i]; one.Status != alone[0].Status || one.Value != alone[0].Value ||
			(one.Days == nil) != (alone[0].Days == nil) || one.Days != nil && *one.Days != *alone[0].Days {
			t.Errorf("%s: %+v among others, %+v alone", all[i].ID, one, alone[0])
		}
	}
	s.figures[0].Value = 70
	j.Targets = all[5:6]
	if again, err := j.Evaluate(ctx, today.Add(-1)); err != nil || again[0].Value != 70 || again[0].Status == target.Achieved {
		t.Errorf("after a correction to 70: %+v, error %v", again, err)
	}
}

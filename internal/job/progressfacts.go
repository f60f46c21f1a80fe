package job

import (
	"context"
	"fmt"
	"time"

	"lanbi/internal/assess"
	"lanbi/internal/measure"
	"lanbi/internal/target"
)

// facts reads what the kind of t needs, and nothing else, with what people reported up
// to the day after asOf.
func (j *Progress) facts(ctx context.Context, t *target.Target, asOf measure.Day) (*target.Facts, error) {
	return j.factsTo(ctx, t, asOf, asOf.Add(1))
}

// factsTo does as facts, with what people reported up to recordTo.
func (j *Progress) factsTo(ctx context.Context, t *target.Target, asOf, recordTo measure.Day) (*target.Facts, error) {
	f := &target.Facts{AsOf: asOf, RecordTo: recordTo}
	area := measure.AreaOf(j.Areas, t.Area)
	if area == nil {
		return nil, fmt.Errorf("evaluate target %s: unknown area %q", t.ID, t.Area)
	}
	f.Zone, f.National = j.Zone, j.National
	for _, read := range reads[t.Kind] {
		if err := read(j, ctx, t, area, f); err != nil {
			return nil, fmt.Errorf("evaluate target %s: %w", t.ID, err)
		}
	}
	return f, nil
}

// reads are what each kind needs; a kind without a row needs nothing.
var reads = map[target.Kind][]func(*Progress, context.Context, *target.Target, *measure.Area, *target.Facts) error{
	target.GoodAirDays:       {(*Progress).readAir, (*Progress).readPublished},
	target.GoodAirShare:      {(*Progress).readAir},
	target.HeavyDays:         {(*Progress).readAir, (*Progress).readPublished},
	target.MeanConcentration: {(*Progress).readAir},
	target.WaterClass:        {(*Progress).readWater, (*Progress).readPastWater, (*Progress).readOutages},
	target.SectionCompliance: {(*Progress).readWater, (*Progress).readPastWater, (*Progress).readOutages},
	target.SourceCompliance:  {(*Progress).readSources, (*Progress).readOutages},
	target.Indicator:         {(*Progress).readFigures},
	target.RankAtMost:        {(*Progress).readFigures},
	target.BetterThan:        {(*Progress).readFigures, (*Progress).readCompared},
	target.Events:            {(*Progress).readFigures, (*Progress).readEvents},
}

// paceYears before the target's year are compared with it at the same date.
const paceYears = 3

// lastOf is the last day that the facts of t hold.
func lastOf(t *target.Target, f *target.Facts) measure.Day {
	return min(f.AsOf, measure.Date(t.Year, 12, 31))
}

func (j *Progress) readAir(ctx context.Context, t *target.Target, area *measure.Area, f *target.Facts) error {
	years := paceYears
	if t.Kind == target.GoodAirDays {
		years = historyYears
	}
	var err error
	f.AirDays, err = j.days(ctx, area, measure.Date(t.Year-years, 1, 1), lastOf(t, f))
	return err
}

// Days reads the assessed days of a target's area, both ends included, as the
// target is judged from them: the database keeps no plan of monitoring, and a
// pollutant outside the plan must not count as missing.
func (j *Progress) Days(ctx context.Context, t *target.Target, first, last measure.Day) ([]assess.AirDay, error) {
	area := measure.AreaOf(j.Areas, t.Area)
	if area == nil {
		return nil, fmt.Errorf("read days of target %s: unknown area %q", t.ID, t.Area)
	}
	return j.days(ctx, area, first, last)
}

func (j *Progress) days(ctx context.Context, area *measure.Area, first, last measure.Day) ([]assess.AirDay, error) {
	means, err := j.Store.AirMeans(ctx, []string{area.Code}, first, last)
	if err != nil {
		return nil, fmt.Errorf("read air days: %w", err)
	}
	withPlans(area, means)
	return judged(area.Code, means), nil
}

func (j *Progress) readWater(ctx context.Context, t *target.Target, area *measure.Area, f *target.Facts) error {
	water, err := j.water(ctx, area, measure.Date(t.Year, 1, 1), lastOf(t, f))
	if err != nil {
		return fmt.Errorf("read water classes: %w", err)
	}
	f.Sections, f.Water = area.Sections, water
	return nil
}

// readPastWater reads the months that a forecast learns from.
func (j *Progress) readPastWater(ctx context.Context, t *target.Target, area *measure.Area, f *target.Facts) error {
	codes := sections(area)
	if len(codes) == 0 {
		return nil
	}
	var err error
	first := measure.Date(t.Year, 1, 1)
	if f.PastWater, err = j.Store.WaterPeriods(ctx, codes, assess.Month, measure.Date(t.Year-historyYears, 1, 1), first.Add(-1)); err != nil {
		return fmt.Errorf("read water classes of past years: %w", err)
	}
	return nil
}

func sections(area *measure.Area) []string {
	codes := make([]string, len(area.Sections))
	for i := range area.Sections {
		codes[i] = area.Sections[i].Code
	}
	return codes
}

// readCompared reads what a stand-in of ours is computed from.
func (j *Progress) readCompared(ctx context.Context, t *target.Target, area *measure.Area, f *target.Facts) error {
	if target.ComparesAir(t) {
		return j.readAir(ctx, t, area, f)
	}
	return j.readWater(ctx, t, area, f)
}

func (j *Progress) readSources(ctx context.Context, t *target.Target, area *measure.Area, f *target.Facts) error {
	f.Sources = area.Sources
	from, to := measure.Date(t.Year, 1, 1), lastOf(t, f).Add(1)
	if j.Samples == nil || to <= from {
		return nil
	}
	var codes []string
	for i := range area.Sources {
		codes = append(codes, area.Sources[i].Code)
	}
	if len(codes) == 0 {
		return nil
	}
	var err error
	if f.Samples, err = j.Samples.WaterSamples(ctx, codes, from.Start(j.Zone), to.Start(j.Zone)); err != nil {
		return fmt.Errorf("read samples of sources: %w", err)
	}
	past := measure.Date(t.Year-historyYears, 1, 1)
	if f.PastSamples, err = j.Samples.WaterSamples(ctx, codes, past.Start(j.Zone), from.Start(j.Zone)); err != nil {
		return fmt.Errorf("read samples of sources of past years: %w", err)
	}
	return nil
}

// readFigures reads the reported figures of the target's year and the one before.
func (j *Progress) readFigures(ctx context.Context, t *target.Target, area *measure.Area, f *target.Facts) error {
	if j.Reported == nil {
		return nil
	}
	var err error
	if f.Figures, err = j.Reported.Indicators(ctx, area.Code, measure.Date(t.Year-1, 1, 1), max(min(f.RecordTo, measure.Date(t.Year, 12, 31)), measure.Date(t.Year-1, 12, 31))); err != nil {
		return fmt.Errorf("read reported figures: %w", err)
	}
	return nil
}

// readOutages reads what stands beside missing data of water.
func (j *Progress) readOutages(ctx context.Context, _ *target.Target, area *measure.Area, f *target.Facts) error {
	var err error
	f.Outages, err = j.Outages(ctx, area.Code, f.RecordTo)
	return err
}

func (j *Progress) readEvents(ctx context.Context, t *target.Target, area *measure.Area, f *target.Facts) error {
	if j.Reported == nil {
		return nil
	}
	var err error
	if f.Events, err = j.Reported.Events(ctx, area.Code, t.Indicator, time.Unix(0, 0)); err != nil {
		return fmt.Errorf("read events of kind %s: %w", t.Indicator, err)
	}
	if t.Indicator != target.KindStraw {
		return nil
	}
	if f.Permits, err = j.Reported.Events(ctx, area.Code, target.KindBurn, time.Unix(0, 0)); err != nil {
		return fmt.Errorf("read approved burns: %w", err)
	}
	return nil
}

func (j *Progress) water(ctx context.Context, area *measure.Area, first, last measure.Day) ([]assess.WaterPeriod, error) {
	codes := sections(area)
	if len(codes) == 0 || last < first {
		return nil, nil
	}
	var rows []assess.WaterPeriod
	for _, period := range [...]assess.Period{assess.Month, assess.YearToDate, assess.Year} {
		found, err := j.Store.WaterPeriods(ctx, codes, period, first, last)
		if err != nil {
			return nil, err
		}
		rows = append(rows, found...)
	}
	return rows, nil
}

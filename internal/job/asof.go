package job

import (
	"context"
	"fmt"
	"slices"
	"time"

	"lanbi/internal/assess"
	"lanbi/internal/measure"
	"lanbi/internal/target"
)

// AsOf is j for evaluations as of the past day asOf with what is known now. What is
// stored of a section's year to date is the newest, in whose place that of years is
// taken; figures of periods that begin later, and events that began later, are left out,
// while what was reported or decided since of earlier ones counts.
func (j *Progress) AsOf(asOf measure.Day, years WaterYears) *Progress {
	then := *j
	then.Store = &resultsAsOf{TargetStore: j.Store, asOf: asOf, years: years}
	if j.Reported != nil {
		then.Reported = &reportsAsOf{from: j.Reported, asOf: asOf, zone: j.Zone}
	}
	return &then
}

type resultsAsOf struct {
	TargetStore
	asOf  measure.Day
	years WaterYears
}

// WaterPeriods computes the year to date of the year of asOf, and reads all else.
func (r *resultsAsOf) WaterPeriods(ctx context.Context, sections []string, p assess.Period, from, to measure.Day) ([]assess.WaterPeriod, error) {
	if first := r.asOf.FirstOfYear(); p != assess.YearToDate || first < from || first > to {
		return r.TargetStore.WaterPeriods(ctx, sections, p, from, to)
	}
	var rows []assess.WaterPeriod
	for _, code := range sections {
		year, err := r.years(ctx, code, r.asOf)
		if err != nil {
			return nil, err
		}
		rows = append(rows, year.ToDate)
	}
	return rows, nil
}

// WaterYear is a section's year up to a day: its months, and the year to date, which is
// the year itself when the day ends it.
type WaterYear struct {
	Months []assess.WaterPeriod
	ToDate assess.WaterPeriod
}

// WaterYears assesses a section's year up to asOf.
type WaterYears func(ctx context.Context, section string, asOf measure.Day) (WaterYear, error)

// Years assesses from the samples, writes nothing, and reads each year once: a report
// needs it several times, and keeps none of the samples.
func (j *Water) Years() WaterYears {
	known := memory[WaterYear]{}
	return func(ctx context.Context, section string, asOf measure.Day) (WaterYear, error) {
		return known.ask(func() (WaterYear, error) { return j.year(ctx, section, asOf) }, section, asOf)
	}
}

func (j *Water) year(ctx context.Context, section string, asOf measure.Day) (y WaterYear, err error) {
	for i := range j.Areas {
		k := slices.IndexFunc(j.Areas[i].Sections, func(s measure.Section) bool { return s.Code == section })
		if k < 0 {
			continue
		}
		record, err := j.record(ctx, j.section(i, k), asOf.Year(), asOf)
		if err != nil {
			return y, err
		}
		for first := asOf.FirstOfYear(); first <= asOf; first = first.LastOfMonth().Add(1) {
			y.Months = append(y.Months, record.Month(first, asOf))
		}
		if y.ToDate = record.YearToDate(asOf); asOf == asOf.LastOfYear() {
			y.ToDate = record.Year(asOf.Year())
		}
		return y, nil
	}
	return y, fmt.Errorf("assess section %q: unknown section", section)
}

type reportsAsOf struct {
	from Reported
	asOf measure.Day
	zone *time.Location
}

// Indicators leaves out periods that begin after asOf.
func (r *reportsAsOf) Indicators(ctx context.Context, area string, from, to measure.Day) ([]measure.Indicator, error) {
	if to = min(to, r.asOf); to < from {
		return nil, nil
	}
	return r.from.Indicators(ctx, area, from, to)
}

// Events leaves out the steps of events that began after asOf.
func (r *reportsAsOf) Events(ctx context.Context, area, kind string, t time.Time) ([]measure.Event, error) {
	steps, err := r.from.Events(ctx, area, kind, t)
	later := map[string]bool{}
	for _, story := range target.Stories(steps, r.zone) {
		later[story.ID] = story.Start > r.asOf
	}
	return slices.DeleteFunc(steps, func(e measure.Event) bool { return later[e.ID] }), err
}

// AirYear reads, place by place, the computed days of an area and its stations from 1
// January to asOf under both editions. A county's stations together would be too many.
func (j *Progress) AirYear(ctx context.Context, area *measure.Area, asOf measure.Day, yield func(place string, rows []assess.AirDay)) error {
	means, err := j.Store.AirMeans(ctx, places(area), asOf.FirstOfYear(), asOf)
	if err != nil {
		return fmt.Errorf("read air days of area %s up to %s: %w", area.Code, asOf, err)
	}
	withPlans(area, means)
	for _, place := range places(area) {
		yield(place, judged(place, means))
	}
	return nil
}

// AirBetween reads the stored days of an area and its stations with their hours, and
// what the superior authority published of the area.
func (j *Progress) AirBetween(ctx context.Context, area *measure.Area, first, last measure.Day) (days, published []assess.AirDay, err error) {
	if days, err = j.Store.AirDays(ctx, places(area), first, last); err != nil {
		return nil, nil, fmt.Errorf("read air days of area %s: %w", area.Code, err)
	}
	withPlans(area, days)
	if published, err = j.published(ctx, area, first, last); err != nil {
		return nil, nil, fmt.Errorf("read published days of area %s: %w", area.Code, err)
	}
	return days, published, nil
}

package job

import (
	"context"
	"errors"
	"fmt"
	"time"

	"lanbi/internal/assess"
	"lanbi/internal/measure"
	"lanbi/internal/standard/surface"
)

// recordBefore is how many days before the year are read, to know which items an
// automatic station has on 1 January.
const recordBefore = 31

// Water assesses the sections: the last Recent days, the months these lie in, and the
// year to date. What arrives later still is the business of Reassess.
type Water struct {
	Areas    []measure.Area
	Zone     *time.Location
	Store    WaterStore
	Validity surface.Validity // zero for the default
	Recent   int              // days, at least 1
}

// Run assesses up to the day before due.
func (j *Water) Run(ctx context.Context, due time.Time) error {
	last := yesterday(due, j.Zone)
	days := daysFrom(last.Add(1-max(1, j.Recent)), last)
	var errs []error
	for i := range j.Areas {
		for k := range j.Areas[i].Sections {
			errs = append(errs, j.assess(ctx, j.section(i, k), days, last))
		}
	}
	return errors.Join(errs...)
}

// section is a section with the ones it replaced.
func (j *Water) section(area, k int) assess.Water {
	sections := j.Areas[area].Sections
	return assess.Water{Section: &sections[k], Before: assess.Predecessors(sections, &sections[k]), Zone: j.Zone, Validity: j.Validity}
}

// assess recomputes the days of one section and the periods they touch. asOf is the
// last assessed day.
func (j *Water) assess(ctx context.Context, water assess.Water, days []measure.Day, asOf measure.Day) error {
	var periods []assess.WaterPeriod
	section := water.Section
	for year, months := range byYear(days) {
		last := min(measure.Date(year, 12, 31), asOf)
		record, err := j.record(ctx, water, year, last)
		if err != nil {
			return err
		}
		for _, day := range days {
			if day.Year() == year && day <= asOf && section.Span.Covers(day) {
				periods = append(periods, record.Day(day))
			}
		}
		for _, month := range months {
			if month <= asOf {
				periods = append(periods, record.Month(month, last))
			}
		}
		if last.Year() != year {
			continue
		}
		periods = append(periods, record.YearToDate(last))
		if last == measure.Date(year, 12, 31) {
			periods = append(periods, record.Year(year))
		}
	}
	if err := j.Store.WriteWaterPeriods(ctx, periods); err != nil {
		return fmt.Errorf("write water periods of section %s: %w", section.Code, err)
	}
	return nil
}

// record reads what is known of a section in year up to last.
func (j *Water) record(ctx context.Context, water assess.Water, year int, last measure.Day) (*assess.WaterRecord, error) {
	from := measure.Date(year, 1, 1).Add(-recordBefore)
	samples, err := j.Store.WaterSamples(ctx, water.Codes(), from.Start(j.Zone), last.Add(1).Start(j.Zone))
	if err != nil {
		return nil, fmt.Errorf("read water of section %s from %s to %s: %w", water.Section.Code, from, last, err)
	}
	return water.Record(samples), nil
}

package job

import (
	"context"
	"fmt"
	"time"

	"lanbi/internal/assess"
	"lanbi/internal/measure"
	"lanbi/internal/standard/hj633"
)

// chunkDays bounds how many days are read and assessed at once.
const chunkDays = 31

// Air is what the jobs of air share.
type Air struct {
	Areas    []measure.Area
	Zone     *time.Location
	Readings AirReadings
	Results  AirResults
	// Hours keeps hourly indices; nil leaves them alone, as for the history of years
	// whose hours nobody looks at.
	Hours AirHourResults
	// Dust tells which days of an area the superior authority decided are affected by
	// dust; nil where none are kept.
	Dust func(ctx context.Context, area string, from, to measure.Day) (map[measure.Day]bool, error)
	// Flips is told which days assessed before are judged otherwise now; nil compares
	// nothing.
	Flips *Flips
}

// stations are the codes of an area's air stations.
func stations(area *measure.Area) []string {
	codes := make([]string, len(area.Stations))
	for i := range area.Stations {
		codes[i] = area.Stations[i].Code
	}
	return codes
}

// places are the codes of an area's stations and of the area itself.
func places(area *measure.Area) []string { return append(stations(area), area.Code) }

// read loads the hourly record of the area for the days from first to last.
func (a *Air) read(ctx context.Context, area *measure.Area, first, last measure.Day) ([]assess.Series, error) {
	from := measure.HourOf(first.Start(a.Zone))
	to := measure.HourOf(last.Add(1).Start(a.Zone))
	series, err := a.Readings.AirSeries(ctx, stations(area), from, to)
	if err != nil {
		return nil, fmt.Errorf("read air of area %s from %s to %s: %w", area.Code, first, last, err)
	}
	return series, nil
}

// assessDays assesses hours and days of one area from first to last, chunk by chunk.
// done, unless nil, is told the days finished in each.
func (a *Air) assessDays(ctx context.Context, area *measure.Area, first, last measure.Day, done func(days int)) error {
	for ; first <= last; first = first.Add(chunkDays) {
		end := min(last, first.Add(chunkDays-1))
		if err := a.assessChunk(ctx, area, first, end); err != nil {
			return err
		}
		if done != nil {
			done(end.Since(first) + 1)
		}
	}
	return nil
}

func (a *Air) assessChunk(ctx context.Context, area *measure.Area, first, last measure.Day) error {
	series, err := a.read(ctx, area, first, last)
	if err != nil {
		return err
	}
	air := assess.Air{Area: area, Zone: a.Zone}
	if a.Dust != nil {
		dust, err := a.Dust(ctx, area.Code, first, last)
		if err != nil {
			return fmt.Errorf("read dust days of area %s from %s to %s: %w", area.Code, first, last, err)
		}
		air.Dust = func(day measure.Day) bool { return dust[day] }
	}
	if a.Hours != nil {
		hours := air.Hours(nil, series, measure.HourOf(first.Start(a.Zone)), measure.HourOf(last.Add(1).Start(a.Zone)))
		if err := a.Hours.WriteAirHours(ctx, hours); err != nil {
			return fmt.Errorf("write air hours of area %s from %s to %s: %w", area.Code, first, last, err)
		}
	}
	days := air.Days(nil, series, first, last)
	if err := a.Flips.look(ctx, area, days, first, last); err != nil {
		return err
	}
	if err := a.Results.WriteAirDays(ctx, days); err != nil {
		return fmt.Errorf("write air days of area %s from %s to %s: %w", area.Code, first, last, err)
	}
	return nil
}

// assessPeriods recomputes the statistics of every period that the days touch, from
// the means of the stored days, judged anew under every edition. asOf is the last assessed day.
func (a *Air) assessPeriods(ctx context.Context, area *measure.Area, days []measure.Day, asOf measure.Day) error {
	for year, touched := range byYear(days) {
		first := measure.Date(year, 1, 1)
		rows, err := a.Results.AirMeans(ctx, places(area), first, min(first.LastOfYear(), asOf))
		if err != nil {
			return fmt.Errorf("read air days of area %s of %d: %w", area.Code, year, err)
		}
		withPlans(area, rows)
		var periods []assess.AirPeriod
		for _, place := range places(area) {
			periods = assess.AirPeriods(periods, place, judged(place, rows), touched, asOf)
		}
		if err := a.Results.WriteAirPeriods(ctx, periods); err != nil {
			return fmt.Errorf("write air periods of area %s of %d: %w", area.Code, year, err)
		}
	}
	return nil
}

// judged are the rows of place under every edition.
func judged(place string, rows []assess.AirDay) []assess.AirDay {
	all := make([]assess.AirDay, 0, len(hj633.Editions)*len(rows))
	for i := range rows {
		if rows[i].Place != place {
			continue
		}
		for _, e := range hj633.Editions {
			all = append(all, assess.Rejudge(rows[i], e, hj633.Options{}))
		}
	}
	return all
}

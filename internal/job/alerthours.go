package job

import (
	"context"
	"errors"
	"fmt"
	"math/bits"
	"time"

	"lanbi/internal/alert"
	"lanbi/internal/assess"
	"lanbi/internal/forecast"
	"lanbi/internal/measure"
	"lanbi/internal/standard/gb3095"
	"lanbi/internal/standard/hj633"
	"lanbi/internal/standard/hj663"
)

// hours count the day that runs at the assessed stations. One without any valid
// value since yesterday began is silent, or not there yet: another rule's business.
func (f *AlertFacts) hours(ctx context.Context, _ measure.Day, now time.Time, facts *alert.Facts) error {
	today := measure.DayOf(now, f.Zone)
	first := measure.HourOf(today.Start(f.Zone))
	over := max(0, min(24, int(measure.HourOf(now)-first)-forecast.Straggle)) // hours that should be there
	var errs []error
	for i := range f.Areas {
		a := &f.Areas[i]
		if len(a.Stations) == 0 {
			continue
		}
		series, err := f.Readings.AirSeries(ctx, stations(a), first-24, first+24)
		if err != nil {
			errs = append(errs, fmt.Errorf("read today's air of area %s: %w", a.Code, err))
			continue
		}
		for _, s := range a.Stations {
			if s.Assess && s.Span.Covers(today) && lively(s.Code, series) {
				facts.Hours = append(facts.Hours, countHours(&s, series, today, first, over)...)
			}
		}
	}
	return errors.Join(errs...)
}

// lively tells whether a station has any valid value.
func lively(station string, series []assess.Series) bool {
	for i := range series {
		s := &series[i]
		for h := s.First; h < s.End() && s.Station == station; h++ {
			for p := measure.PM25; p <= measure.O3; p++ {
				if s.At(h, p).Valid() {
					return true
				}
			}
		}
	}
	return false
}

// countHours counts the hours of every pollutant in the station's plan; over of them
// should be there.
func countHours(s *measure.Station, series []assess.Series, today measure.Day, first measure.Hour, over int) []alert.Hours {
	var out []alert.Hours
	for p := measure.PM25; p <= measure.O3; p++ {
		if !s.Plan.Empty() && !s.Plan.Has(p) {
			continue
		}
		day := hoursOf(s.Code, series, p, first)
		h := alert.Hours{Code: s.Code, Name: named(s.Name, s.Code), Area: s.Area, Day: today, Parameter: p}
		h.Valid = bits.OnesCount32(day.Valid)
		h.Missing = bits.OnesCount32(^day.Valid & (1<<over - 1))
		h.Left = 24 - h.Valid - h.Missing
		if p == measure.O3 {
			h.Parameter, h.Ozone = measure.O38h, ozoneOf(day, today, over)
		}
		out = append(out, h)
	}
	return out
}

// hoursOf are a pollutant's valid hours of the 24 from first on.
func hoursOf(station string, series []assess.Series, p measure.Parameter, first measure.Hour) forecast.StationDay {
	day := forecast.StationDay{Station: station}
	for i := range series {
		for n := 0; n < 24 && series[i].Station == station; n++ {
			if cell := series[i].At(first+measure.Hour(n), p); cell.Valid() {
				day.Hours[n], day.Valid = cell.Value, day.Valid|1<<n
			}
		}
	}
	return day
}

// ozoneOf tells what the day's maximum 8-hour mean still needs. What lies before the
// newest valid hour and is not there counts as missing, whatever the straggle.
func ozoneOf(s forecast.StationDay, today measure.Day, over int) *alert.OzoneDay {
	closed := max(over, bits.Len32(s.Valid))
	day := forecast.ControlDay{Parameter: measure.O38h, Edition: hj633.EditionOn(today), Day: today, Closed: closed, Stations: []forecast.StationDay{s}}
	limit, _ := gb3095.Limit(gb3095.EditionOn(today), gb3095.ClassII, measure.O38h, gb3095.Max8h)
	highest, _ := hj663.MDA8(&s.Hours, s.Valid, limit)
	return &alert.OzoneDay{
		Need:    day.Control().Needs[0],
		Gap:     closed > 0 && s.Valid>>(closed-1)&1 == 0,
		Decided: highest.Known(),
	}
}

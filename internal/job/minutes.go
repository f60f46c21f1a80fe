package job

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"time"

	"lanbi/internal/assess"
	"lanbi/internal/measure"
)

// Minutes reads what came by 1 min and 5 min, to exclusive, and keeps the hourly
// means computed of it beside those that stations sent.
type Minutes interface {
	AirMinutes(ctx context.Context, stations []string, from, to measure.Hour) ([]measure.Sample, error)
	WriteComputed(ctx context.Context, hours []measure.Sample) error
}

// DirtyHour is an hour of an air station of which minutes arrived since its mean
// was computed.
type DirtyHour struct {
	Station string
	Hour    measure.Hour
	Version uint64
}

// DirtyHours lists the dirty hours before one, and clears those not marked again
// since then. MarkDirty marks days for Reassess.
type DirtyHours interface {
	DirtyHours(before measure.Hour) ([]DirtyHour, error)
	ClearHours(hours []DirtyHour) error
	MarkDirty(days []Dirty) error
}

// Hours computes hourly means of stations that send minutes. It computes the dirty
// hours that are over at due, and the last Recent hours of all Stations in any
// case: marks of another process's intake do not come here. Afterwards the days of
// the hours that are past are dirty, so that Reassess takes them up.
//
// An hour whose minutes are partly past RawDays is left as it is: a mean of what
// has not been deleted yet would replace a better one.
type Hours struct {
	Zone     *time.Location
	Stations []string
	Recent   int // hours
	RawDays  int // how long minutes are kept; 0 for ever
	Store    Minutes
	Marks    DirtyHours
}

// Run computes what is to be computed at due. An hour that fails does not hold up
// the others and stays dirty.
func (j *Hours) Run(ctx context.Context, due time.Time) error {
	end := measure.HourOf(due)
	marks, err := j.Marks.DirtyHours(end)
	if err != nil {
		return fmt.Errorf("list dirty hours: %w", err)
	}
	byHour := map[measure.Hour][]DirtyHour{}
	for _, m := range marks {
		byHour[m.Hour] = append(byHour[m.Hour], m)
	}
	if len(j.Stations) > 0 {
		for h := end - measure.Hour(j.Recent); h < end; h++ {
			byHour[h] = append(byHour[h], DirtyHour{}) // stands for all stations
		}
	}
	var errs []error
	for h, of := range byHour {
		if err := j.hour(ctx, h, of, due); err != nil {
			errs = append(errs, err)
		}
	}
	return errors.Join(errs...)
}

// hour computes one hour of the stations marked, and clears their marks.
func (j *Hours) hour(ctx context.Context, h measure.Hour, marks []DirtyHour, due time.Time) error {
	var stations []string
	var done []DirtyHour
	for _, m := range marks {
		if m.Station == "" {
			stations = append(stations, j.Stations...)
			continue
		}
		stations = append(stations, m.Station)
		done = append(done, m)
	}
	slices.Sort(stations)
	stations = slices.Compact(stations)
	if j.RawDays == 0 || !h.Start().Before(due.AddDate(0, 0, -j.RawDays)) {
		if err := j.compute(ctx, h, stations, done, due); err != nil {
			return fmt.Errorf("compute hour %s: %w", h.Start().In(j.Zone).Format(time.RFC3339), err)
		}
	}
	if err := j.Marks.ClearHours(done); err != nil {
		return fmt.Errorf("clear dirty hours: %w", err)
	}
	return nil
}

func (j *Hours) compute(ctx context.Context, h measure.Hour, stations []string, marks []DirtyHour, due time.Time) error {
	minutes, err := j.Store.AirMinutes(ctx, stations, h, h+1)
	if err != nil {
		return err
	}
	of := map[string][]measure.Sample{}
	for _, m := range minutes {
		of[m.Station] = append(of[m.Station], m)
	}
	var hours []measure.Sample
	for _, station := range stations {
		if s := assess.HourOfMinutes(station, h, of[station]); len(s.Readings) > 0 {
			hours = append(hours, s)
		}
	}
	if err := j.Store.WriteComputed(ctx, hours); err != nil {
		return err
	}
	day := measure.DayOf(h.Start(), j.Zone)
	if len(marks) == 0 || day >= measure.DayOf(due, j.Zone) {
		return nil
	}
	days := make([]Dirty, len(marks))
	for i, m := range marks {
		days[i] = Dirty{Medium: measure.Air, Station: m.Station, Day: day}
	}
	return j.Marks.MarkDirty(days)
}

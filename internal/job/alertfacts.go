package job

import (
	"context"
	"errors"
	"fmt"
	"time"

	"lanbi/internal/alert"
	"lanbi/internal/assess"
	"lanbi/internal/measure"
	"lanbi/internal/target"
)

// Watched reads what the rules beside the targets look at.
type Watched interface {
	Latest(ctx context.Context, m measure.Medium) ([]measure.Sample, error)
	AirSeries(ctx context.Context, stations []string, from, to measure.Hour) ([]assess.Series, error)
}

// Assessments reads assessed days and water periods.
type Assessments interface {
	AirDays(ctx context.Context, places []string, from, to measure.Day) ([]assess.AirDay, error)
	WaterPeriods(ctx context.Context, sections []string, p assess.Period, from, to measure.Day) ([]assess.WaterPeriod, error)
}

// AlertFacts are the sources of facts that rest on the store.
type AlertFacts struct {
	Areas    []measure.Area
	Zone     *time.Location
	Readings Watched
	Results  Assessments
	Targets  Evaluator
	Burn     int // days back for the burn rate
	Outages  ReportedOutages
}

// Sources are all of them, the outages before what they explain. Each fails by itself.
func (f *AlertFacts) Sources() []FactSource {
	return []FactSource{f.earlier, f.outages, f.stations, f.hours, f.sections, f.validity}
}

// earlier is the progress of some days ago.
func (f *AlertFacts) earlier(ctx context.Context, asOf measure.Day, _ time.Time, facts *alert.Facts) error {
	before := asOf.Add(-f.Burn)
	if before.Year() != asOf.Year() {
		return nil
	}
	progress, err := f.Targets.Evaluate(ctx, before)
	if err != nil {
		return fmt.Errorf("evaluate targets as of %s: %w", before, err)
	}
	facts.Earlier = map[string]target.Progress{}
	for _, p := range progress {
		if p.Target != nil && p.AsOf == before {
			facts.Earlier[p.Target.ID] = p
		}
	}
	return nil
}

// stations are the automatic stations in operation. A section from which no
// automatic sample ever came is sampled by hand and is not waited for.
func (f *AlertFacts) stations(ctx context.Context, _ measure.Day, now time.Time, facts *alert.Facts) error {
	var errs []error
	today := measure.DayOf(now, f.Zone)
	for _, medium := range [...]measure.Medium{measure.Air, measure.Water} {
		samples, err := f.Readings.Latest(ctx, medium)
		if err != nil {
			errs = append(errs, fmt.Errorf("read newest samples of %s: %w", medium, err))
			continue
		}
		last := map[string]time.Time{}
		for i := range samples {
			s := &samples[i]
			if end := s.Start.Add(s.Interval.Duration()); s.Interval != measure.Single && end.After(last[s.Station]) {
				last[s.Station] = end
			}
		}
		facts.Stations = append(facts.Stations, f.heard(medium, last, today)...)
	}
	return errors.Join(errs...)
}

func (f *AlertFacts) heard(medium measure.Medium, last map[string]time.Time, today measure.Day) []alert.Station {
	var out []alert.Station
	for i := range f.Areas {
		a := &f.Areas[i]
		if medium == measure.Air {
			for _, s := range a.Stations {
				if s.Span.Covers(today) {
					out = append(out, alert.Station{Code: s.Code, Name: named(s.Name, s.Code), Area: a.Code, Medium: medium, Last: last[s.Code]})
				}
			}
			continue
		}
		for _, s := range a.Sections {
			if at, seen := last[s.Code]; seen && s.Span.Covers(today) {
				out = append(out, alert.Station{Code: s.Code, Name: named(s.Name, s.Code), Area: a.Code, Medium: medium, Last: at})
			}
		}
	}
	return out
}

func named(name, code string) string {
	if name == "" {
		return code
	}
	return name
}

// sections are the newest month and the year to date of every section.
func (f *AlertFacts) sections(ctx context.Context, asOf measure.Day, _ time.Time, facts *alert.Facts) error {
	var errs []error
	for i := range f.Areas {
		a := &f.Areas[i]
		var codes []string
		for _, s := range a.Sections {
			codes = append(codes, s.Code)
		}
		if len(codes) == 0 {
			continue
		}
		months, err := f.Results.WaterPeriods(ctx, codes, assess.Month, asOf.FirstOfMonth(), asOf)
		years, failed := f.Results.WaterPeriods(ctx, codes, assess.YearToDate, asOf.FirstOfYear(), asOf)
		if err := errors.Join(err, failed); err != nil {
			errs = append(errs, fmt.Errorf("read water of area %s: %w", a.Code, err))
			continue
		}
		for _, s := range a.Sections {
			s.Area = a.Code
			facts.Sections = append(facts.Sections, alert.Section{Section: s, AsOf: asOf, Month: of(months, s.Code), Year: of(years, s.Code)})
		}
	}
	return errors.Join(errs...)
}

// of is the newest of a section's periods, nil without one.
func of(periods []assess.WaterPeriod, section string) *assess.WaterPeriod {
	var found *assess.WaterPeriod
	for i := range periods {
		if p := &periods[i]; p.Section == section && (found == nil || p.Start > found.Start) {
			found = p
		}
	}
	return found
}

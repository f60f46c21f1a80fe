package target

import (
	"slices"
	"time"

	"lanbi/internal/assess"
	"lanbi/internal/measure"
	"lanbi/internal/standard/gb3095"
)

// ValidDays are the days of a month or year with and without a valid daily value of
// one pollutant (数据统计的有效性, GB 3095 Table 4).
type ValidDays struct {
	// Valid and Missing count the assessed days; Ahead those that are not assessed yet.
	// With the days before the first value of the year they add up to Days.
	Valid, Missing, Ahead int
	Days                  int // of the whole month or year
	Needed                int // 27 a month, 25 in February; 324 a year
}

// Spare is how many further days may lack a value; below 0 the period is void unless
// so many are recovered.
func (v *ValidDays) Spare() int { return v.Days - v.Needed - v.Missing }

// Validity tells, ahead of time, whether a month and a year of one pollutant at a
// place will have enough valid days for their means.
type Validity struct {
	Place       string
	AsOf        measure.Day // last assessed day
	Parameter   measure.Parameter
	Month, Year ValidDays // of AsOf
	// Short are the months of the year, that of AsOf included, that lack too many days
	// already: a year needs enough in each of its months.
	Short []time.Month
	// MonthOutages and YearOutages are the reported outages that touch a missing day.
	MonthOutages, YearOutages []assess.Outage
}

// ValidityOf counts the days of the year of asOf at a place, for each pollutant of its
// plan in the order of results, all of them when it is empty. rows are its assessed days in any order, of one or both
// editions: what is valid does not depend on the edition. outages are those reported for
// the place, and for the stations behind an area's value.
//
// It counts from the first day of the year with any value on: what lies before may lie
// before the installation, and is neither valid nor missing. Table 4 names no year for
// CO and O₃, which are held to the same numbers, as in package hj663.
func ValidityOf(place string, plan measure.Set, rows []assess.AirDay, asOf measure.Day, outages []assess.Outage) []Validity {
	first := asOf.FirstOfYear()
	var has [366]measure.Set
	begun := len(has)
	for i := range rows {
		r := &rows[i]
		n := r.Day.Since(first)
		if r.Place != place || r.Source != assess.ComputedDay || n < 0 || r.Day > asOf {
			continue
		}
		has[n] = r.Has
		if !r.Has.Empty() {
			begun = min(begun, n)
		}
	}
	begun = min(begun, asOf.Since(first))
	var out []Validity
	for _, p := range [...]measure.Parameter{measure.PM25, measure.PM10, measure.SO2, measure.NO2, measure.CO, measure.O38h} {
		if planned := plan.Empty() || plan.Has(p) || p == measure.O38h && plan.Has(measure.O3); !planned {
			continue
		}
		v := Validity{Place: place, AsOf: asOf, Parameter: p}
		var lacking []measure.Day
		v.Year = ValidDays{Days: measure.DaysInYear(asOf.Year()), Needed: gb3095.YearDays}
		for m := time.January; m <= asOf.Month(); m++ {
			month := ValidDays{Days: measure.Date(asOf.Year(), m, 1).LastOfMonth().Date(), Needed: gb3095.MonthDays(m)}
			for d := range month.Days {
				n := measure.Date(asOf.Year(), m, 1).Add(d).Since(first)
				switch {
				case n > asOf.Since(first):
					month.Ahead++
				case n < begun:
				case has[n].Has(p):
					month.Valid++
				default:
					month.Missing++
					lacking = append(lacking, first.Add(n))
				}
			}
			v.Year.Valid, v.Year.Missing = v.Year.Valid+month.Valid, v.Year.Missing+month.Missing
			if month.Spare() < 0 {
				v.Short = append(v.Short, m)
			}
			v.Month = month
		}
		v.Year.Ahead = v.Year.Days - asOf.Since(first) - 1
		v.YearOutages = touching(outages, lacking)
		v.MonthOutages = touching(outages, lacking[len(lacking)-v.Month.Missing:])
		out = append(out, v)
	}
	return out
}

// touching are the outages that touch any of the days; nil for none.
func touching(outages []assess.Outage, days []measure.Day) []assess.Outage {
	var out []assess.Outage
	for _, o := range outages {
		if slices.ContainsFunc(days, func(d measure.Day) bool { return o.From <= d && d <= o.To }) {
			out = append(out, o)
		}
	}
	return out
}

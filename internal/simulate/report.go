package simulate

import (
	"math"
	"time"

	"lanbi/internal/measure"
)

// course is how one reported figure goes through the years.
type course struct {
	start    float64 // in January 2021
	yearly   float64 // change in a year
	scatter  float64
	decimals int
	// tasks is a share of the year's tasks done: it grows from 0 to start within each
	// year, and neither yearly nor scatter matters.
	tasks bool
	// everySix is reported in June and December only.
	everySix   bool
	atMost     float64 // upper bound, 0 for none
	wholeSteps bool    // counts: rounded to a whole number, not below 0
}

// reportedFigures are by the ids that the counties' configurations use.
var reportedFigures = map[string]course{
	"manure-use":           {start: 95.4, yearly: 0.5, scatter: 0.15, decimals: 1, atMost: 100},
	"forest-area":          {start: 5.82, yearly: 0.004, scatter: 0.001, decimals: 3},
	"forest-coverage":      {start: 73.1, yearly: 0.06, scatter: 0.02, decimals: 2},
	"energy-per-gdp":       {start: 0.66, yearly: -0.018, scatter: 0.003, decimals: 3},
	"pollutant-emissions":  {start: 1480, yearly: -38, scatter: 9, decimals: 0},
	"green-coverage":       {start: 37.2, yearly: 0.25, scatter: 0.05, decimals: 1},
	"green-per-head":       {start: 6.1, yearly: 0.06, scatter: 0.01, decimals: 2},
	"rural-waste":          {start: 99.2, yearly: 0.3, scatter: 0.1, decimals: 1, atMost: 100},
	"subsidence-treatment": {start: 104, decimals: 1, tasks: true, atMost: 100},
	"farmland-quality":     {start: 110, decimals: 1, tasks: true, atMost: 100},

	"eco-function-assessment":          {start: 62.4, yearly: 0.35, scatter: 0.2, decimals: 1, everySix: true},
	"eco-function-assessment-national": {start: 60.1, yearly: 0.3, scatter: 0.1, decimals: 1, everySix: true},
	"air-rank":                         {start: 58, yearly: -2, scatter: 5, wholeSteps: true},
	"air-rank-places":                  {start: 339},
	"water-rank":                       {start: 74, yearly: -1, scatter: 6, wholeSteps: true},
	"water-rank-places":                {start: 339},

	"straw-burning":           {}, // zero report (零报告)
	"major-forest-fire":       {},
	"inspection-overdue":      {start: 2.4, yearly: -0.4, scatter: 0.3, wholeSteps: true},
	"forest-carbon-trades":    {start: 0, yearly: 0.25, wholeSteps: true},
	"farmland-balance":        {start: 1.6, yearly: 0.1, scatter: 0.4, decimals: 2},
	"ecological-restoration":  {start: 106, decimals: 1, tasks: true, atMost: 100},
	"low-carbon-county":       {},
	"zero-waste-city":         {},
	"ecological-civilisation": {start: 1, wholeSteps: true},
	"pest-control":            {start: 118, decimals: 1, tasks: true, atMost: 100},
	"rural-drinking-water":    {start: 99.6, yearly: 0.1, scatter: 0.05, decimals: 1, atMost: 100},
}

// Report is the figure that an office reports for the month in which day lies. ok is
// false for a figure that nobody simulates, and in a month without a report.
func (c *Counties) Report(area, id string, day measure.Day) (i measure.Indicator, ok bool) {
	r, ok := reportedFigures[id]
	if !ok || r.everySix && day.Month()%6 != 0 {
		return measure.Indicator{}, false
	}
	month := day.FirstOfMonth()
	done := float64(month.Month()) / 12
	v := r.start * done
	if !r.tasks {
		years := float64(month.Year()-2021) + float64(month.Month()-time.January)/12
		v = r.start + r.yearly*years + r.scatter*c.reports.sub(area).sub(id).normal(int64(month))
	}
	if r.wholeSteps {
		v = max(0, math.Floor(v))
	}
	if r.atMost > 0 {
		v = min(v, r.atMost)
	}
	steps := math.Pow10(r.decimals)
	return measure.Indicator{
		Area: area, ID: id, Period: month.String()[:7], Value: math.Round(v*steps) / steps,
		Source: "模拟数据", By: "lanbi demo",
	}, true
}

package forecast

import (
	"fmt"
	"slices"
	"strconv"
	"strings"

	"lanbi/internal/measure"
)

// Goal is what a hindcast forecasts: a number of good days, or a percentile of the
// place's good days over the other years.
type Goal struct {
	Days       int
	Percentile int // 1 to 99; 0 when Days is meant
}

// ParseGoal reads "351" or "p50".
func ParseGoal(text string) (Goal, error) {
	if digits, ok := strings.CutPrefix(text, "p"); ok {
		n, err := strconv.Atoi(digits)
		if err != nil || n < 1 || n > 99 {
			return Goal{}, fmt.Errorf("target %q: want a percentile p01 to p99", text)
		}
		return Goal{Percentile: n}, nil
	}
	n, err := strconv.Atoi(text)
	if err != nil || n < 1 || n > 366 {
		return Goal{}, fmt.Errorf("target %q: want days from 1 to 366, or a percentile such as p50", text)
	}
	return Goal{Days: n}, nil
}

// among is the goal in days, given the good days of the other years: the percentile
// is linear between the sorted counts and rounded up to a whole day.
func (g Goal) among(others []int) int {
	if g.Percentile == 0 {
		return g.Days
	}
	sorted := slices.Sorted(slices.Values(others))
	// Hundredths of a day, in whole numbers: a float would round 250.00000001 up.
	at := g.Percentile * (len(sorted) - 1)
	low, part := at/100, at%100
	if part == 0 {
		return sorted[low]
	}
	return sorted[low] + (part*(sorted[low+1]-sorted[low])+99)/100
}

// Issued is one forecast of a hindcast.
type Issued struct {
	Place       string
	Year        int
	Day         measure.Day // the days before it are known
	Target      int         // good days
	Probability float64
	Low, High   int // 80 % band of the year's good days
	GoodSoFar   int
	Final       int  // good days of the whole year
	Outcome     bool // Final ≥ Target
	Climatology float64
}

// ForecastColumns are the columns of a table of issued forecasts.
var ForecastColumns = [...]string{"place", "year", "issued", "target", "probability", "low", "high", "good_so_far", "outcome"}

// Row is the forecast under ForecastColumns; the outcome is 1 or 0, low and high are
// good days of the year.
func (f *Issued) Row() []string {
	outcome := "0"
	if f.Outcome {
		outcome = "1"
	}
	return []string{f.Place, strconv.Itoa(f.Year), f.Day.String(), strconv.Itoa(f.Target),
		strconv.FormatFloat(f.Probability, 'f', 6, 64), strconv.Itoa(f.Low), strconv.Itoa(f.High),
		strconv.Itoa(f.GoodSoFar), outcome}
}

// Hindcast issues forecasts on the 1st of every month for every year of every place
// with at least minYears other years, leaving the forecast year out of what is
// learned, in the order of place, year and day.
func Hindcast(p *Panel, g Goal, minYears int) []Issued {
	return hindcast(p.prepared(), g, minYears, usual)
}

func hindcast(places []*place, g Goal, minYears int, s spread) []Issued {
	learned := map[int]*common{}
	var all []Issued
	for _, at := range places {
		if len(at.years)-1 < max(minYears, 1) {
			continue
		}
		for _, r := range at.years {
			c := learned[r.year]
			if c == nil {
				c = learn(places, r.year, s)
				learned[r.year] = c
			}
			all = append(all, issue(at, r, c, g)...)
		}
	}
	return all
}

// issue makes the twelve forecasts of one year.
func issue(at *place, r *record, c *common, g Goal) []Issued {
	var counts []int
	var others []*record
	for _, other := range at.years {
		if other.year != r.year {
			others = append(others, other)
			counts = append(counts, other.good)
		}
	}
	goal := g.among(counts)
	n := normalOf(c, others)
	climate := climatologyOf(others).chances(r, goal)
	issued := make([]Issued, 0, 12)
	for m, s := range monthSpans(r.year) {
		o := n.given(r.days[:s.from])
		low, high := o.band()
		issued = append(issued, Issued{
			Place: at.name, Year: r.year, Day: measure.Date(r.year, 1, 1).Add(s.from), Target: goal,
			Probability: o.chance(goal), Low: low, High: high, GoodSoFar: o.good,
			Final: r.good, Outcome: r.good >= goal, Climatology: climate[m],
		})
	}
	return issued
}

// band holds 80 % of the final good days.
func (o *outlook) band() (low, high int) {
	most := o.good + o.remaining
	return most - o.rest.Quantile(0.9), most - o.rest.Quantile(0.1)
}

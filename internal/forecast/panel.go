package forecast

import (
	"fmt"
	"slices"

	"lanbi/internal/assess"
	"lanbi/internal/measure"
)

// MinJudged is the least number of judged days with which a year is learned from
// or forecast; with fewer its count says more about the instruments than the air.
const MinJudged = 330

// Panel holds the judged days of many places. Its zero value is empty and ready.
type Panel struct {
	places []*place
	byName map[string]*place
}

type place struct {
	name  string
	years []*record // ascending
}

// find is where a year is, or would be.
func (at *place) find(year int) (i int, found bool) {
	return slices.BinarySearchFunc(at.years, year, func(r *record, y int) int { return r.year - y })
}

// record is one year of one place.
type record struct {
	year   int
	days   []assess.Verdict // from 1 January, the whole year
	months [12]tally
	good   int
	judged int
	// lag0 and lag1 are sums of squares and of products of neighbouring days, about
	// each month's own mean; pairs counts the products.
	lag0, lag1 float64
	pairs      int
}

// tally counts days by verdict.
type tally struct{ good, exceeding, undetermined int }

func (t *tally) add(v assess.Verdict) {
	switch v {
	case assess.Good:
		t.good++
	case assess.Exceeding:
		t.exceeding++
	default:
		t.undetermined++
	}
}

func (t tally) judged() int { return t.good + t.exceeding }
func (t tally) days() int   { return t.good + t.exceeding + t.undetermined }

// Add enters one day. A day never entered is undetermined. Two different verdicts
// for the same day are an error, and the first stays.
func (p *Panel) Add(name string, day measure.Day, v assess.Verdict) error {
	if v > assess.Exceeding {
		return fmt.Errorf("add %s of %q: verdict %d, want undetermined, good or exceeding", day, name, v)
	}
	if p.byName == nil {
		p.byName = make(map[string]*place)
	}
	at := p.byName[name]
	if at == nil {
		at = &place{name: name}
		p.byName[name] = at
		p.places = append(p.places, at)
	}
	year := day.Year()
	i, found := at.find(year)
	if !found {
		at.years = slices.Insert(at.years, i, &record{year: year, days: make([]assess.Verdict, measure.DaysInYear(year))})
	}
	cell := &at.years[i].days[day.YearDay()-1]
	if *cell != assess.Undetermined && v != *cell {
		return fmt.Errorf("add %s of %q: %s contradicts an earlier row that says %s", day, name, v, *cell)
	}
	*cell = v
	return nil
}

// prepared are the records with enough judged days, by place in the order of name,
// with their sums. Places without any are left out.
func (p *Panel) prepared() []*place {
	var kept []*place
	for _, at := range p.places {
		usable := &place{name: at.name}
		for _, r := range at.years {
			if r.summarise(); r.judged >= MinJudged {
				usable.years = append(usable.years, r)
			}
		}
		if len(usable.years) > 0 {
			kept = append(kept, usable)
		}
	}
	slices.SortFunc(kept, func(a, b *place) int {
		switch {
		case a.name < b.name:
			return -1
		case a.name > b.name:
			return 1
		}
		return 0
	})
	return kept
}

// recordOf copies the verdicts of a year, counted from 1 January.
func recordOf(year int, days []assess.Verdict) *record {
	r := &record{year: year, days: make([]assess.Verdict, measure.DaysInYear(year))}
	copy(r.days, days)
	r.summarise()
	return r
}

// summarise computes the sums of the days.
func (r *record) summarise() {
	r.months = [12]tally{}
	r.good, r.judged, r.pairs, r.lag0, r.lag1 = 0, 0, 0, 0, 0
	for m, span := range monthSpans(r.year) {
		t := tallyOf(r.days[span.from:span.to])
		r.months[m] = t
		r.good += t.good
		r.judged += t.judged()
		if t.judged() > 0 {
			r.cluster(r.days[span.from:span.to], float64(t.exceeding)/float64(t.judged()))
		}
	}
}

// cluster adds the month's contribution to lag0 and lag1; mean is its share of
// exceeding days.
func (r *record) cluster(days []assess.Verdict, mean float64) {
	before, known := 0.0, false
	for _, v := range days {
		if v == assess.Undetermined {
			known = false
			continue
		}
		x := -mean
		if v == assess.Exceeding {
			x = 1 - mean
		}
		r.lag0 += x * x
		if known {
			r.lag1 += x * before
			r.pairs++
		}
		before, known = x, true
	}
}

func tallyOf(days []assess.Verdict) tally {
	var t tally
	for _, v := range days {
		t.add(v)
	}
	return t
}

// span is a stretch of days of a year, counted from 0, to exclusive.
type span struct{ from, to int }

func monthSpans(year int) [12]span {
	var spans [12]span
	lengths := [12]int{31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31}
	if measure.DaysInYear(year) == 366 {
		lengths[1] = 29
	}
	from := 0
	for m, n := range lengths {
		spans[m] = span{from, from + n}
		from += n
	}
	return spans
}

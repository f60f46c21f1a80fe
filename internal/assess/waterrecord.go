package assess

import (
	"cmp"
	"slices"
	"time"

	"lanbi/internal/measure"
	"lanbi/internal/standard/surface"
)

// slotHours is the length of the slots of an automatic water station: one analysis
// every 4 h, six a day.
const slotHours = 4

// installedDays is how far back an item counts as one the station has, after the
// last time it reported it, valid or not.
const installedDays = 31

// Water assesses one section. Zone is where natural days begin. Validity is the
// least data behind a mean; the zero value stands for surface.DefaultValidity.
// Rounding chooses whether month and year values are rounded before the class.
type Water struct {
	Section *measure.Section
	// Before are the sections that Section replaced, the newest first (Predecessors):
	// within their spans they stand for it, so that the year's mean goes on
	// where a section was moved or renamed (断面调整). Nil is none.
	Before   []measure.Section
	Zone     *time.Location
	Validity surface.Validity
	Rounding surface.Rounding
}

// WaterRecord is what is known of a section, by day: the daily means of its
// automatic station and the laboratory values.
type WaterRecord struct {
	water     Water
	automatic map[dayItem]surface.Mean
	seen      map[measure.Parameter][]measure.Day // automatic reports, valid or not, ascending
	lab       map[dayItem][]surface.Item
	// provisional are the days of which a value that counts is not audited.
	provisional map[measure.Day]bool
}

type dayItem struct {
	day measure.Day
	p   measure.Parameter
}

// entry is one value of an automatic station.
type entry struct {
	p      measure.Parameter
	at     int64 // s since 1970
	source measure.Source
	valid  bool
	value  measure.Concentration
}

// Record sorts samples by day and forms daily means. Samples of other stations, of
// days on which the section or its predecessor was not valid, and days that a station
// computed itself are left out; their order makes no difference.
//
// Where one moment has several values of an item the best source is used, audited
// before lab before sent before computed, even when it says that the value is not
// valid. A day needs valid values in 4 of its 6 four-hour slots (our default; no
// document at hand gives a number). A station that reports more often gives each
// slot the mean of its values. Below-limit results count as half the limit.
func (w Water) Record(samples []measure.Sample) *WaterRecord {
	if w.Validity == (surface.Validity{}) {
		w.Validity = surface.DefaultValidity()
	}
	r := &WaterRecord{
		water:     w,
		automatic: map[dayItem]surface.Mean{},
		seen:      map[measure.Parameter][]measure.Day{},
		lab:       map[dayItem][]surface.Item{},

		provisional: map[measure.Day]bool{},
	}
	var entries []entry
	for i := range samples {
		s := &samples[i]
		day := measure.DayOf(s.Start, w.Zone)
		if s.Interval == measure.OneDay || !w.Counts(s.Station, day) {
			continue
		}
		for _, reading := range s.Readings {
			if s.Interval == measure.Single || s.Source == measure.Lab {
				key := dayItem{day, reading.Parameter}
				r.lab[key] = append(r.lab[key], surface.ItemOf(reading))
				r.notAudited(day, s.Source)
				continue
			}
			entries = append(entries, entry{reading.Parameter, s.Start.Unix(), s.Source, reading.Flag.Valid(), surface.Counted(reading)})
		}
	}
	slices.SortFunc(entries, func(a, b entry) int {
		return cmp.Or(cmp.Compare(a.p, b.p), cmp.Compare(a.at, b.at), cmp.Compare(b.source, a.source), cmp.Compare(a.value, b.value))
	})
	r.days(entries)
	return r
}

// days forms the daily means of sorted entries.
func (r *WaterRecord) days(entries []entry) {
	var slots [24 / slotHours][]measure.Concentration
	for i := 0; i < len(entries); {
		p := entries[i].p
		day := measure.DayOf(time.Unix(entries[i].at, 0), r.water.Zone)
		begin, end := day.Start(r.water.Zone).Unix(), day.Add(1).Start(r.water.Zone).Unix()
		for s := range slots {
			slots[s] = slots[s][:0]
		}
		last := int64(-1)
		for ; i < len(entries) && entries[i].p == p && entries[i].at < end; i++ {
			e := &entries[i]
			if e.at == last {
				continue // a lesser source of the same moment
			}
			last = e.at
			if e.valid {
				s := min(int((e.at-begin)/(slotHours*3600)), len(slots)-1)
				slots[s] = append(slots[s], e.value)
				r.notAudited(day, e.source)
			}
		}
		r.seen[p] = append(r.seen[p], day)
		if mean := r.dayMean(&slots); mean.Known() {
			r.automatic[dayItem{day, p}] = mean
		}
	}
}

func (r *WaterRecord) notAudited(day measure.Day, source measure.Source) {
	if source != measure.Audited {
		r.provisional[day] = true
	}
}

// audited tells whether every value of a period is.
func (r *WaterRecord) audited(kind Period, start measure.Day) bool {
	last := start.LastOfYear()
	switch kind {
	case DayPeriod:
		last = start
	case Month:
		last = start.LastOfMonth()
	}
	for day := start; day <= last; day++ {
		if r.provisional[day] {
			return false
		}
	}
	return true
}

func (r *WaterRecord) dayMean(slots *[24 / slotHours][]measure.Concentration) surface.Mean {
	var flat [24 / slotHours]measure.Concentration
	filled, single := 0, true
	for _, values := range slots {
		if len(values) > 0 {
			flat[filled] = values[0]
			filled++
		}
		single = single && len(values) <= 1
	}
	if filled < r.water.Validity.DayValues || filled == 0 {
		return surface.Mean{}
	}
	if single {
		return surface.MeanOf(flat[:filled]...)
	}
	means := make([]surface.Mean, 0, len(slots))
	for _, values := range slots {
		means = append(means, surface.MeanOf(values...))
	}
	return surface.MeanOfMeans(means...)
}

// installed tells whether the automatic station has the item in the days from
// first to last: it reported it then, or not long before.
func (r *WaterRecord) installed(p measure.Parameter, first, last measure.Day) bool {
	days := r.seen[p]
	i, _ := slices.BinarySearch(days, first.Add(1-installedDays))
	return i < len(days) && days[i] <= last
}

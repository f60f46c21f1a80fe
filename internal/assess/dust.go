package assess

import (
	"cmp"
	"slices"
	"time"

	"lanbi/internal/measure"
)

// The numbers of a dust suspicion (沙尘疑似). 环办监测〔2016〕120 号 (in force 2017-01-01)
// has the local bureau report period and extent of a dust process with evidence on
// the same day (二（二）), and leaves the decision to CNEMC, from satellites, the dust
// network and the weather service (二（三）). Start and end by numbers are what is
// commonly quoted of its annex; the annex itself was not at hand, so these numbers
// open a suspicion and decide nothing:
//
//   - start: PM10 of the hour above 150 µg/m³ and at least twice the mean of the six
//     hours before, PM2.5/PM10 at most half of what it was before;
//   - end: PM10 back within 10 % of that mean.
//
// Ours are: PM2.5/PM10 below 0.4 does as well; three of the six hours must be there;
// what has stayed at 150 µg/m³ or below for 24 hours is over; and half of the stations
// that report in an hour must agree, which are to be a third of all that have a record.
const (
	dustBefore      = 6
	dustBeforeLeast = 3
	dustLeast       = 150 * measure.Microgram
	dustLull        = 24
)

// DustEpisode is a span in which PM10 jumped at an area's stations while PM2.5 did not
// follow: reason to suspect dust, never a decision.
type DustEpisode struct {
	// First is the hour in which PM10 jumped at the first station. End is the first hour
	// after the episode; of one that is Open, the end of the record.
	First, End measure.Hour
	Open       bool
	// Seen is the hour in which at least half of the Reporting stations, those with both
	// particles valid, were in it, and at least a third of all that report at all: the
	// hour that opens the suspicion.
	Seen      measure.Hour
	Reporting int
	Stations  []DustEvidence // ordered by code
}

// DustEvidence is what one station shows of an episode. First, End and Open are those
// of the station itself.
type DustEvidence struct {
	Station    string
	First, End measure.Hour
	Open       bool
	Before     measure.Concentration // mean PM10 of the six hours before First
	Peak       measure.Concentration // highest PM10, in PeakHour
	PeakHour   measure.Hour
	// RatioBefore and Ratio are PM2.5/PM10 in thousandths, before and in First; 0 when
	// not known.
	RatioBefore, Ratio int
	Hours              int // valid hours of PM10
}

// DustEpisodes finds the episodes of the area's assessed stations in the hours from
// first to before end, oldest first. A station without readings says nothing for and
// nothing against; an hour that is missing or marked neither begins nor ends anything.
// What began before first and still lasts is not seen: give the record some days.
//
// Smoke is none: with it PM2.5 rises as PM10 does.
func (a *Air) DustEpisodes(series []Series, first, end measure.Hour) []DustEpisode {
	var spells []DustEvidence
	var watched []*Series
	for _, m := range a.members(series) {
		if !m.Assess {
			continue
		}
		duty := m.onDutyHours(first, end, a.Zone)
		if duty.everBothParticles() {
			watched = append(watched, duty)
		}
		spells = append(spells, dustSpells(duty, first, end)...)
	}
	slices.SortFunc(spells, func(x, y DustEvidence) int {
		return cmp.Or(cmp.Compare(x.First, y.First), cmp.Compare(x.Station, y.Station))
	})
	var episodes []DustEpisode
	for len(spells) > 0 {
		n, last := 1, spells[0].End
		for n < len(spells) && spells[n].First <= last {
			last = max(last, spells[n].End)
			n++
		}
		if e, ok := episodeOf(spells[:n], watched); ok {
			episodes = append(episodes, e)
		}
		spells = spells[n:]
	}
	return episodes
}

// onDutyHours is the record of a station without the hours in which it is not on duty.
func (m *member) onDutyHours(first, end measure.Hour, zone *time.Location) *Series {
	duty := NewSeries(m.Code, first, max(0, int(end-first)))
	for h := first; h < end; h++ {
		if !m.Span.Covers(measure.DayOf(h.Start(), zone)) {
			continue
		}
		for p := measure.PM25; p <= measure.O3; p++ {
			duty.Set(h, p, m.record.At(h, p))
		}
	}
	return &duty
}

// everBothParticles tells whether both particles are valid in any hour.
func (s *Series) everBothParticles() bool {
	for h := s.First; h < s.End(); h++ {
		if s.bothParticles(h) {
			return true
		}
	}
	return false
}

// bothParticles tells whether both particles are valid in hour h.
func (s *Series) bothParticles(h measure.Hour) bool {
	return s.At(h, measure.PM10).Valid() && s.At(h, measure.PM25).Valid()
}

// dustSpells finds the spans of one station.
func dustSpells(s *Series, first, end measure.Hour) []DustEvidence {
	var spells []DustEvidence
	for h := first; h < end; h++ {
		b := beforeHour(s, h)
		if !b.jumpsAt(s, h) {
			continue
		}
		e := b.follow(s, h, end)
		spells = append(spells, e)
		if e.Open {
			break
		}
		h = e.End - 1
	}
	return spells
}

// background is the air of the six hours before one.
type background struct {
	sum10, n           int64 // PM10
	both25, both10, nb int64 // of hours in which both particles are valid
}

func beforeHour(s *Series, h measure.Hour) background {
	var b background
	for i := measure.Hour(1); i <= dustBefore; i++ {
		coarse, fine := s.At(h-i, measure.PM10), s.At(h-i, measure.PM25)
		if !coarse.Valid() {
			continue
		}
		b.sum10 += int64(coarse.Value)
		b.n++
		if fine.Valid() {
			b.both25 += int64(fine.Value)
			b.both10 += int64(coarse.Value)
			b.nb++
		}
	}
	return b
}

// jumpsAt tells whether dust may begin in hour h. Fractions are compared as products
// of whole numbers; with 15,000 µg/m³ at most they stay below 2⁶³.
func (b *background) jumpsAt(s *Series, h measure.Hour) bool {
	if b.n < dustBeforeLeast || !s.bothParticles(h) {
		return false
	}
	fine, coarse := int64(s.At(h, measure.PM25).Value), int64(s.At(h, measure.PM10).Value)
	if coarse <= int64(dustLeast) || coarse*b.n < 2*b.sum10 {
		return false
	}
	falls := b.nb >= dustBeforeLeast && 2*fine*b.both10 <= coarse*b.both25
	return falls || 10*fine < 4*coarse
}

// follow goes on from the jump in hour h until PM10 is back.
func (b *background) follow(s *Series, h, end measure.Hour) DustEvidence {
	e := DustEvidence{
		Station: s.Station, First: h, Before: measure.Quotient(b.sum10, b.n),
		Ratio: thousandths(int64(s.At(h, measure.PM25).Value), int64(s.At(h, measure.PM10).Value)),
	}
	if b.nb >= dustBeforeLeast {
		e.RatioBefore = thousandths(b.both25, b.both10)
	}
	high := h // last hour above the least
	for ; h < end && h-high < dustLull; h++ {
		c := s.At(h, measure.PM10)
		if !c.Valid() {
			continue
		}
		v := c.Value
		if 10*int64(v)*b.n <= 11*b.sum10 {
			e.End = h
			return e
		}
		e.Hours++
		if v > dustLeast {
			high = h
		}
		if v > e.Peak {
			e.Peak, e.PeakHour = v, h
		}
	}
	if h-high >= dustLull {
		e.End = high + 1
		return e
	}
	e.End, e.Open = end, true
	return e
}

func thousandths(part, whole int64) int {
	if whole <= 0 {
		return 0
	}
	return int((1000*part + whole/2) / whole)
}

// episodeOf joins spells that overlap; ok is false unless in some hour at least half of
// the stations that reported were in one, and a third of all watched.
func episodeOf(spells []DustEvidence, watched []*Series) (e DustEpisode, ok bool) {
	e.First = spells[0].First
	for _, s := range spells {
		e.End = max(e.End, s.End)
		e.Open = e.Open || s.Open
	}
	for h := e.First; h < e.End && !ok; h++ {
		reporting, in := 0, 0
		for _, record := range watched {
			if !record.bothParticles(h) {
				continue
			}
			reporting++
			if slices.ContainsFunc(spells, func(s DustEvidence) bool {
				return s.Station == record.Station && s.First <= h && h < s.End
			}) {
				in++
			}
		}
		if in > 0 && 2*in >= reporting && 3*in >= len(watched) {
			e.Seen, e.Reporting, ok = h, reporting, true
		}
	}
	e.Stations = perStation(spells)
	return e, ok
}

// perStation joins the spells of each station: the air before is that before the first.
func perStation(spells []DustEvidence) []DustEvidence {
	var joined []DustEvidence
	for _, s := range spells {
		i := slices.IndexFunc(joined, func(had DustEvidence) bool { return had.Station == s.Station })
		if i < 0 {
			joined = append(joined, s)
			continue
		}
		had := &joined[i]
		had.End, had.Open, had.Hours = s.End, s.Open, had.Hours+s.Hours
		if s.Peak > had.Peak {
			had.Peak, had.PeakHour = s.Peak, s.PeakHour
		}
	}
	slices.SortFunc(joined, func(x, y DustEvidence) int { return cmp.Compare(x.Station, y.Station) })
	return joined
}

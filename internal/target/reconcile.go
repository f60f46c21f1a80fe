package target

import (
	"lanbi/internal/assess"
	"lanbi/internal/measure"
)

// ReconcileFacts are what a reconciliation is made from.
type ReconcileFacts struct {
	Area *measure.Area
	Year int
	AsOf measure.Day // last assessed day
	// Days are the computed and the published rows of the area and the computed ones of
	// its stations, in any order, of the year; computed rows hold their plan.
	Days []assess.AirDay
	// Figures are the reported figures of the area, published counts among them.
	Figures []measure.Indicator
	Outages []assess.Outage
}

// Differs tells how a published day and ours differ.
type Differs string

const (
	OtherVerdict    Differs = "verdict"          // both judged, and one good where the other exceeds
	OtherIndex      Differs = "index"            // other AQI, same verdict
	OtherPrimary    Differs = "primary"          // same AQI, other primary pollutant
	MissingOurs     Differs = "missing-ours"     // they have a verdict, we have none
	MissingOfficial Differs = "missing-official" // the reverse
)

// Chinese is the word for people.
func (d Differs) Chinese() string {
	switch d {
	case OtherVerdict:
		return "结论不同"
	case OtherIndex:
		return "AQI 不同，结论相同"
	case OtherPrimary:
		return "首要污染物不同"
	case MissingOurs:
		return "本系统缺"
	}
	return "省平台缺"
}

// Difference is one day on which the published assessment and ours are not the same.
type Difference struct {
	Day     measure.Day
	Differs Differs
	// Ours and Official are the two rows; nil where there is none.
	Ours, Official *assess.AirDay
	// Pollutants are those that make the difference, as far as can be told.
	Pollutants measure.Set
	// Reasons are for people, the most telling first; never empty.
	Reasons []string
}

// Reconciliation (对账) holds a year's published days against ours.
type Reconciliation struct {
	Area string
	Year int
	// Official is nil where nothing is published.
	Official *Official
	// Differences in order of the days. A month of which only a count is published, or
	// nothing, has none: its days are not known.
	Differences []Difference
}

// Reconcile compares every published day of the year up to AsOf with ours under the
// edition in force on the day, without any target's own basis.
func Reconcile(f *ReconcileFacts) Reconciliation {
	r := Reconciliation{Area: f.Area.Code, Year: f.Year}
	own := make([]assess.AirDay, 0, len(f.Days))
	for i := range f.Days {
		if f.Days[i].Place == f.Area.Code {
			own = append(own, f.Days[i])
		}
	}
	ours := calendarOf(f.Year, own)
	official := officialOf(ours, f.AsOf, own, f.Figures)
	if official == nil {
		return r
	}
	r.Official = official
	published := publishedOf(own)
	daily := map[measure.Day]bool{}
	for _, m := range official.Months {
		daily[m.First] = m.HasDaily
	}
	for day := official.From; day <= official.Through; day++ {
		if !daily[day.FirstOfMonth()] { // a count covers it, or nothing of its month is published
			continue
		}
		d := Difference{Day: day, Ours: ours.inForce(day), Official: published[day]}
		if d.Differs = differsOn(d.Ours, d.Official); d.Differs == "" {
			continue
		}
		f.explain(&d, ours)
		r.Differences = append(r.Differences, d)
	}
	return r
}

// differsOn compares two rows of a day; empty where they agree. Two days without a
// verdict agree.
func differsOn(ours, official *assess.AirDay) Differs {
	judged := func(d *assess.AirDay) bool { return d != nil && d.Verdict != assess.Undetermined }
	switch {
	case !judged(ours) && !judged(official):
		return ""
	case !judged(ours):
		return MissingOurs
	case !judged(official):
		return MissingOfficial
	case ours.Verdict != official.Verdict:
		return OtherVerdict
	case ours.Index.AQI != official.Index.AQI:
		return OtherIndex
	case !official.Index.Primary.Empty() && ours.Index.Primary != official.Index.Primary:
		return OtherPrimary
	}
	return ""
}

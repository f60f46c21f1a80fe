package assess

import (
	"slices"

	"lanbi/internal/measure"
	"lanbi/internal/standard/hj633"
	"lanbi/internal/standard/hj663"
)

// airYear is the year of one place, laid out so that the statistics of any part of it
// need not look at its rows again.
type airYear struct {
	place string
	first measure.Day
	// under holds each EditionRule with dust kept and excluded; without a dust day both
	// are the same one.
	under [Under2026 + 1][2]*yearUnder
}

// yearUnder is the year under one rule.
type yearUnder struct {
	before [367]dayCounts // before[n] counts the days before the n-th, from 0
	daily  *dailies       // shared by rules under which no value differs
}

// dayCounts are of hj663.Counts what a period keeps.
type dayCounts struct{ good, exceeding, heavy, excluded int16 }

// dailies are the valid daily values of a year by pollutant, in order of days.
type dailies [measure.AirCount][]hj663.Daily

// yearDay is a natural day of the place under every edition.
type yearDay struct {
	rows  [len(hj633.Editions)]*AirDay   // nil where there is none
	marks [len(hj633.Editions)]dayCounts // what each counts as, dust kept
}

func airYearOf(place string, days []AirDay, first measure.Day) *airYear {
	var all [366]yearDay
	year := all[:measure.DaysInYear(first.Year())]
	dust := false
	for i := range days {
		row := &days[i]
		n := row.Day.Since(first)
		if row.Place != place || row.Source != ComputedDay || n < 0 || n >= len(year) {
			continue
		}
		e := slices.Index(hj633.Editions[:], row.Edition)
		year[n].rows[e], year[n].marks[e] = row, countsOf(row, hj663.KeepDust)
		dust = dust || row.Dust
	}
	y := &airYear{place: place, first: first}
	same := !slices.ContainsFunc(year, func(d yearDay) bool { return d.differs() })
	for rule := range y.under {
		for i, policy := range [...]hj663.Dust{hj663.KeepDust, hj663.ExcludeDust} {
			if policy == hj663.ExcludeDust && !dust {
				y.under[rule][i] = y.under[rule][0]
				continue
			}
			y.under[rule][i] = y.count(year, EditionRule(rule), policy)
			if same && EditionRule(rule) != ByDate {
				y.under[rule][i].daily = y.under[ByDate][i].daily
			} else {
				y.under[rule][i].daily = y.dailies(year, EditionRule(rule), policy)
			}
		}
	}
	return y
}

// index is the place of the edition by which rule judges the n-th day of the year.
func (y *airYear) index(rule EditionRule, n int) int {
	return slices.Index(hj633.Editions[:], rule.On(y.first.Add(n)))
}

// differs tells whether the editions have different values. Computed days have the same
// under each, and means are then formed once.
func (d *yearDay) differs() bool {
	one := d.rows[0]
	for _, other := range d.rows[1:] {
		if one != other && (one == nil || other == nil || one.Has != other.Has || one.Mean != other.Mean || one.Dust != other.Dust) {
			return true
		}
	}
	return false
}

func (y *airYear) count(year []yearDay, rule EditionRule, policy hj663.Dust) *yearUnder {
	u := &yearUnder{}
	for n := range year {
		e := y.index(rule, n)
		day := year[n].marks[e]
		if row := year[n].rows[e]; policy != hj663.KeepDust && row != nil && row.Dust {
			day = countsOf(row, policy)
		}
		u.before[n+1] = u.before[n].plus(day)
	}
	return u
}

// countsOf is what row counts as. A dust day that exceeds without its particles too,
// through ozone say, is not excused by dust.
func countsOf(row *AirDay, policy hj663.Dust) dayCounts {
	x, dust := &row.Index, row.Dust
	if policy == hj663.ExcludeDust && dust && row.Verdict == Exceeding {
		without := WithoutParticles(*row, hj633.Options{})
		if without.Verdict == Exceeding {
			x, dust = &without.Index, false
		}
	}
	var c hj663.Counts
	c.Add(hj663.DayMark{Known: x.Known, AQI: x.AQI, Level: int(x.Level()), Primary: x.Primary, Dust: dust}, policy)
	return dayCounts{int16(c.Good), int16(c.Exceeding), int16(c.Heavy), int16(c.Excluded)}
}

func (c dayCounts) plus(d dayCounts) dayCounts {
	return dayCounts{c.good + d.good, c.exceeding + d.exceeding, c.heavy + d.heavy, c.excluded + d.excluded}
}

func (y *airYear) dailies(year []yearDay, rule EditionRule, policy hj663.Dust) *dailies {
	d := &dailies{}
	for _, p := range dailyParameters {
		d[p] = make([]hj663.Daily, 0, len(year))
	}
	for n := range year {
		row := year[n].rows[y.index(rule, n)]
		if row == nil {
			continue
		}
		for _, p := range dailyParameters {
			if row.Has.Has(p) && !(policy == hj663.ExcludeDust && row.Dust && hj663.DustRemoves(p)) {
				d[p] = append(d[p], hj663.Daily{Day: row.Day, Value: row.Mean[p]})
			}
		}
	}
	return d
}

// within are the values of p on the days from first to last.
func (d *dailies) within(p measure.Parameter, first, last measure.Day) []hj663.Daily {
	byDay := func(x hj663.Daily, day measure.Day) int { return x.Day.Since(day) }
	from, _ := slices.BinarySearchFunc(d[p], first, byDay)
	end, _ := slices.BinarySearchFunc(d[p], last.Add(1), byDay)
	return d[p][from:end]
}

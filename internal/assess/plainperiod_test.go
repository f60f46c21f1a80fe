package assess_test

import (
	"math/big"
	"math/rand/v2"
	"slices"
	"testing"
	"time"

	"pgregory.net/rapid"

	"lanbi/internal/assess"
	"lanbi/internal/measure"
	"lanbi/internal/standard/gb3095"
	"lanbi/internal/standard/hj633"
	"lanbi/internal/standard/hj663"
)

// TestAirPeriods_AsFromPlainRows holds the statistics of random years, with days missing
// and affected by dust, against a computation of each period from its rows alone.
func TestAirPeriods_AsFromPlainRows(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		chance := rand.New(rand.NewPCG(rapid.Uint64().Draw(t, "seed"), 1))
		first := measure.Date(rapid.SampledFrom([]int{2024, 2025, 2026}).Draw(t, "year"), 1, 1)
		asOf := first.Add(rapid.IntRange(0, 400).Draw(t, "as of"))
		rows := anyYear(chance, first, min(asOf, first.LastOfYear()), rapid.SampledFrom([]int{0, 30, 4}).Draw(t, "dust"))
		var touched []measure.Day
		for range rapid.IntRange(1, 4).Draw(t, "touched") {
			touched = append(touched, first.Add(chance.IntN(366)))
		}
		touched = slices.DeleteFunc(touched, func(d measure.Day) bool { return d.Year() != first.Year() })
		want := plainPeriods(rows, touched, asOf)
		chance.Shuffle(len(rows), func(i, j int) { rows[i], rows[j] = rows[j], rows[i] })
		same(t, assess.AirPeriods(nil, "a", rows, touched, asOf), want)
	})
}

// anyYear are the rows of place a, one in so many a dust day, among which are some of
// another place and published ones.
func anyYear(chance *rand.Rand, first, last measure.Day, dust int) []assess.AirDay {
	var rows []assess.AirDay
	gaps, differing := 10+chance.IntN(60), chance.IntN(4) == 0
	for day := first; day <= last; day++ {
		row := assess.AirDay{Place: "a", Day: day, Dust: dust > 0 && chance.IntN(dust) == 0}
		for p, top := range map[measure.Parameter]int{
			measure.PM25: 90, measure.PM10: 200, measure.SO2: 60, measure.NO2: 60, measure.CO: 3000, measure.O38h: 200} {
			if chance.IntN(gaps) == 0 {
				continue
			}
			row.Has = row.Has.With(p)
			row.Mean[p] = measure.Concentration(chance.IntN(top)+1) * measure.Microgram / 2
			if row.Dust && hj663.DustRemoves(p) {
				row.Mean[p] *= 3
			}
		}
		for _, e := range hj633.Editions {
			if differing && chance.IntN(50) == 0 {
				row.Mean[measure.SO2]++
			}
			if chance.IntN(gaps*20) > 0 {
				rows = append(rows, assess.Rejudge(row, e, hj633.Options{}))
			}
		}
		if chance.IntN(30) == 0 {
			other, published := row, row
			other.Place, published.Source = "b", assess.PublishedDay
			published.Mean[measure.PM25] += 200 * measure.Microgram
			rows = append(rows, assess.Rejudge(other, hj633.E2012, hj633.Options{}), assess.Rejudge(published, hj633.E2026, hj633.Options{}))
		}
	}
	return rows
}

func plainPeriods(rows []assess.AirDay, touched []measure.Day, asOf measure.Day) []assess.AirPeriod {
	type span struct {
		period assess.Period
		first  measure.Day
	}
	done := map[span]bool{}
	var all []assess.AirPeriod
	for _, day := range touched {
		year, month := day.Year(), day.Month()
		quarter := (month-1)/3*3 + 1
		for _, s := range []struct {
			period      assess.Period
			first, last measure.Day
		}{
			{assess.Month, measure.Date(year, month, 1), measure.Date(year, month+1, 0)},
			{assess.Quarter, measure.Date(year, quarter, 1), measure.Date(year, quarter+3, 0)},
			{assess.YearToDate, measure.Date(year, 1, 1), measure.Date(year, 12, 31)},
			{assess.Year, measure.Date(year, 1, 1), measure.Date(year, 12, 31)},
		} {
			if done[span{s.period, s.first}] || s.first > asOf || s.period == assess.Year && s.last > asOf {
				continue
			}
			done[span{s.period, s.first}] = true
			for _, rule := range []assess.EditionRule{assess.ByDate, assess.Under2012, assess.Under2026} {
				for _, excluded := range []bool{false, true} {
					all = append(all, plainPeriod(rows, s.period, s.first, min(s.last, asOf), rule, excluded))
				}
			}
		}
	}
	return all
}

func plainPeriod(rows []assess.AirDay, period assess.Period, first, last measure.Day, rule assess.EditionRule, excluded bool) assess.AirPeriod {
	a := assess.AirPeriod{Place: "a", Start: first, Period: period, Edition: rule, DustExcluded: excluded}
	values := map[measure.Parameter][]hj663.Daily{}
	left := 0
	for _, row := range rows {
		if row.Place != "a" || row.Source != assess.ComputedDay || row.Edition != rule.On(row.Day) || row.Day < first || row.Day > last {
			continue
		}
		without := excluded && row.Dust
		for p := range row.Has.Each {
			if !(without && (p == measure.PM25 || p == measure.PM10)) {
				values[p] = append(values[p], hj663.Daily{Day: row.Day, Value: row.Mean[p]})
			}
		}
		x := row.Index
		if without && x.Known && x.AQI > 100 {
			x = assess.WithoutParticles(row, hj633.Options{}).Index
			if !x.Known || x.AQI <= 100 {
				left++
				continue
			}
		}
		switch {
		case x.Known && x.AQI > 100:
			a.Exceeding++
		case x.Known:
			a.Good++
		}
		if x.Known && x.AQI > 200 {
			a.Heavy++
		}
	}
	a.Valid = a.Good + a.Exceeding
	a.Undetermined = last.Since(first) + 1 - a.Valid - left
	composed := [measure.AirCount]measure.Concentration{}
	for p, days := range values {
		if !plainComplete(days, first, last) {
			continue
		}
		a.Has = a.Has.With(p)
		a.Mean[p], a.Percentile[p] = plainStatistics(days, map[measure.Parameter]int64{
			measure.PM25: 95, measure.PM10: 95, measure.SO2: 98, measure.NO2: 98, measure.CO: 95, measure.O38h: 90}[p])
		composed[p] = a.Mean[p]
		if p == measure.CO || p == measure.O38h {
			composed[p] = a.Percentile[p]
		}
	}
	limits := gb3095.EditionOn(last)
	switch {
	case rule == assess.Under2012:
		limits = gb3095.E2012
	case rule == assess.Under2026 && limits == gb3095.E2012:
		limits = gb3095.Transitional2026
	}
	a.CompositeIndex, _ = hj663.Composite(limits, &composed, a.Has)
	return a
}

// plainComplete: 27 days of every whole month, 25 of February, one of a month in part,
// and 324 of a year.
func plainComplete(days []hj663.Daily, first, last measure.Day) bool {
	have := map[time.Month]int{}
	for _, d := range days {
		have[d.Day.Month()]++
	}
	for m := first.Month(); m <= last.Month(); m++ {
		need := 27
		if m == time.February {
			need = 25
		}
		if last < measure.Date(last.Year(), m+1, 0) {
			need = 1
		}
		if have[m] < need {
			return false
		}
	}
	whole := first == measure.Date(first.Year(), 1, 1) && last == measure.Date(first.Year(), 12, 31)
	return !whole || len(days) >= 324
}

// plainStatistics are mean and percentile by annex A of HJ 663.
func plainStatistics(days []hj663.Daily, percent int64) (mean, percentile measure.Concentration) {
	slices.SortFunc(days, func(x, y hj663.Daily) int { return int(x.Value - y.Value) })
	var sum int64
	for _, d := range days {
		sum += int64(d.Value)
	}
	k := big.NewRat(int64(len(days)-1)*percent, 100)
	s := new(big.Int).Div(k.Num(), k.Denom()).Int64()
	at := big.NewRat(int64(days[s].Value), 1)
	if int(s)+1 < len(days) {
		part := new(big.Rat).Sub(k, big.NewRat(s, 1))
		at.Add(at, part.Mul(part, big.NewRat(int64(days[s+1].Value-days[s].Value), 1)))
	}
	return toOdd(big.NewRat(sum, int64(len(days)))), toOdd(at)
}

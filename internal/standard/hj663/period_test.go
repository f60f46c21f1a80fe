package hj663

import (
	"math/big"
	"slices"
	"testing"
	"time"

	"pgregory.net/rapid"

	"lanbi/internal/measure"
)

// Annex A: k = 1 + (n−1)·p.
func TestPercentile(t *testing.T) {
	upTo := func(n int) []measure.Concentration {
		var values []measure.Concentration
		for i := n; i >= 1; i-- { // falling, to be sorted
			values = append(values, measure.Concentration(i)*measure.Microgram)
		}
		return values
	}
	for _, c := range []struct {
		n, percent int
		want       measure.Concentration
	}{
		{365, 98, 357_720}, // k = 357.72
		{366, 98, 358_700}, // k = 358.70
		{365, 95, 346_800}, // k = 346.80
		{366, 95, 347_750}, // k = 347.75
		{365, 90, 328_600}, // k = 328.60
		{366, 90, 329_500}, // k = 329.50
		{31, 90, 28_000},   // k = 28
		{30, 95, 28_550},   // k = 28.55
		{1, 98, 1_000},     // k = 1
		{2, 95, 1_950},     // k = 1.95
		{10, 0, 1_000}, {10, 100, 10_000},
	} {
		if got := Percentile(upTo(c.n), c.percent); got != c.want {
			t.Errorf("n %d p %d: %d, want %d", c.n, c.percent, got, c.want)
		}
	}
	// Not a whole number of nanograms: 1 + (2−1)·0.95 = 1.95, rounded to odd.
	if got := Percentile([]measure.Concentration{2, 1}, 95); got != 1 {
		t.Errorf("%d, want 1", got)
	}
}

func TestPercentile_AsDefined(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		numbers := rapid.SliceOfN(rapid.Int64Range(-2_000, 2_000_000), 1, 400).Draw(t, "values")
		percent := rapid.SampledFrom([]int{90, 95, 98}).Draw(t, "percent")
		values := make([]measure.Concentration, len(numbers))
		for i, n := range numbers {
			values[i] = measure.Concentration(n)
		}
		got := Percentile(values, percent)

		slices.Sort(numbers)
		k := new(big.Rat).Mul(big.NewRat(int64(len(numbers)-1), 1), big.NewRat(int64(percent), 100))
		s := new(big.Int).Quo(k.Num(), k.Denom()).Int64()
		exact := big.NewRat(numbers[s], 1)
		if int(s)+1 < len(numbers) {
			part := new(big.Rat).Sub(k, big.NewRat(s, 1))
			exact.Add(exact, part.Mul(part, big.NewRat(numbers[s+1]-numbers[s], 1)))
		}
		if exact.IsInt() {
			if exact.Num().Int64() != int64(got) {
				t.Fatalf("%d, want %s", got, exact)
			}
			return
		}
		off := new(big.Rat).Sub(big.NewRat(int64(got), 1), exact)
		if off.Abs(off).Cmp(big.NewRat(1, 1)) >= 0 || got%2 == 0 {
			t.Fatalf("%d is not %s rounded to odd", got, exact)
		}
	})
}

// Table 1.
func TestPercent(t *testing.T) {
	for p, want := range map[measure.Parameter]int{
		measure.SO2: 98, measure.NO2: 98, measure.PM10: 95, measure.PM25: 95, measure.CO: 95, measure.O38h: 90,
		measure.O3: 0, measure.PH: 0,
	} {
		if got := Percent(p); got != want {
			t.Errorf("%s: %d, want %d", p, got, want)
		}
	}
}

// span is one value for every day from first to last.
func span(first, last measure.Day, c measure.Concentration) []Daily {
	var days []Daily
	for d := first; d <= last; d++ {
		days = append(days, Daily{Day: d, Value: c})
	}
	return days
}

func TestSummarise(t *testing.T) {
	from, until := measure.Date(2026, time.April, 1), measure.Date(2026, time.April, 30)
	days := span(from, until, 30*measure.Microgram)
	days[29].Value = 60 * measure.Microgram
	days = append(days, Daily{until.Add(1), 999_000}, Daily{from.Add(-1), 999_000}) // outside
	slices.Reverse(days)                                                            // any order
	got := Summarise(measure.PM25, from, until, days)
	want := Statistics{Days: 30, Complete: true, Mean: 31_000, Percentile: 30_000} // k = 28.55
	if got != want {
		t.Errorf("%+v, want %+v", got, want)
	}
	if got := Summarise(measure.PM25, until.Add(10), until.Add(20), days); got != (Statistics{}) {
		t.Errorf("of nothing: %+v", got)
	}
	if got := Summarise(measure.O3, from, until, days); got.Percentile != 0 {
		t.Errorf("O3 has no percentile: %+v", got)
	}
}

// GB 3095 Table 4: 27 days a month, 25 in February, 324 a year.
func TestSummarise_Complete(t *testing.T) {
	jan, feb, dec := measure.Date(2026, time.January, 1), measure.Date(2026, time.February, 1), measure.Date(2026, time.December, 31)
	without := func(days []Daily, n int, m time.Month) []Daily {
		return slices.DeleteFunc(days, func(d Daily) bool {
			if d.Day.Month() == m && n > 0 {
				n--
				return true
			}
			return false
		})
	}
	year := func() []Daily { return span(jan, dec, 1000) }
	// 27 in every month but 25 in February is 322, so two more are needed.
	least := func() []Daily {
		days := year()
		for m := time.January; m <= time.December; m++ {
			last := measure.Date(2026, m+1, 0).Date()
			keep := 27
			if m == time.February {
				keep = 25
			}
			days = without(days, last-keep, m)
		}
		return days
	}
	for _, c := range []struct {
		name        string
		from, until measure.Day
		days        []Daily
		want        bool
	}{
		{"January of 27", jan, jan.LastOfMonth(), without(year(), 4, time.January), true},
		{"January of 26", jan, jan.LastOfMonth(), without(year(), 5, time.January), false},
		{"February of 25", feb, feb.LastOfMonth(), without(year(), 3, time.February), true},
		{"February of 24", feb, feb.LastOfMonth(), without(year(), 4, time.February), false},
		{"leap February of 25", measure.Date(2028, 2, 1), measure.Date(2028, 2, 29), span(measure.Date(2028, 2, 5), measure.Date(2028, 2, 29), 1), true},
		{"quarter", jan, measure.Date(2026, 3, 31), without(year(), 3, time.February), true},
		{"quarter with a February of 24", jan, measure.Date(2026, 3, 31), without(year(), 4, time.February), false},
		{"year", jan, dec, year(), true},
		{"year with a July of 26", jan, dec, without(year(), 5, time.July), false},
		{"year of 322", jan, dec, least(), false},
		{"year of 324", jan, dec, append(least(), Daily{Day: measure.Date(2026, 1, 1)}, Daily{Day: measure.Date(2026, 3, 1)}), true},
		{"to 10 March", jan, measure.Date(2026, 3, 10), year(), true},
		{"to 10 March, March of one day", jan, measure.Date(2026, 3, 10), span(jan, measure.Date(2026, 3, 1), 1), true},
		{"to 10 March, nothing in March", jan, measure.Date(2026, 3, 10), span(jan, measure.Date(2026, 2, 28), 1), false},
	} {
		if got := Summarise(measure.PM25, c.from, c.until, c.days); got.Complete != c.want {
			t.Errorf("%s, %d days: complete %v, want %v", c.name, got.Days, got.Complete, c.want)
		}
	}
}

func TestQuarter(t *testing.T) {
	for _, c := range [][3]string{
		{"2026-01-01", "2026-01-01", "2026-03-31"},
		{"2028-02-29", "2028-01-01", "2028-03-31"},
		{"2026-06-30", "2026-04-01", "2026-06-30"},
		{"2026-07-01", "2026-07-01", "2026-09-30"},
		{"2026-12-31", "2026-10-01", "2026-12-31"},
	} {
		d, err := measure.ParseDay(c[0])
		if err != nil {
			t.Fatal(err)
		}
		if first, last := Quarter(d); first.String() != c[1] || last.String() != c[2] {
			t.Errorf("%s: %s to %s, want %s to %s", c[0], first, last, c[1], c[2])
		}
	}
}

// Table 3.
func TestRound_Decimals(t *testing.T) {
	for _, c := range []struct {
		edition Edition
		p       measure.Parameter
		use     Use
		c, want measure.Concentration
	}{
		{E2026, measure.PM25, Statistic, 28_049, 28_000},
		{E2026, measure.PM25, Statistic, 28_050, 28_000}, // 28.05: half to even
		{E2026, measure.PM25, Statistic, 28_150, 28_200},
		{E2026, measure.PM25, Compliance, 30_500, 30_000},
		{E2026, measure.PM25, Compliance, 30_501, 31_000},
		{E2013, measure.PM25, Statistic, 28_400, 28_000},
		{E2013, measure.PM25, Compliance, 35_501, 36_000},
		{E2026, measure.PM10, Statistic, 59_500, 60_000},
		{E2026, measure.O38h, Compliance, 160_500, 160_000},
		{E2026, measure.CO, Statistic, 1_250_000, 1_200_000},
		{E2013, measure.CO, Compliance, 4_050_001, 4_100_000},
	} {
		if got := Round(c.edition, c.p, c.use, c.c); got != c.want {
			t.Errorf("%s %s use %d of %d: %d, want %d", c.edition, c.p, c.use, c.c, got, c.want)
		}
	}
}

func TestExceedanceMultiple(t *testing.T) {
	for _, c := range []struct {
		c, limit measure.Concentration
		want     int
	}{
		{75_000, 75_000, 0}, {74_000, 75_000, 0}, {76_000, 75_000, 1}, {150_000, 75_000, 100}, {161_000, 160_000, 1},
		{200_000, 160_000, 25}, {0, 75_000, 0},
	} {
		if got := ExceedanceMultiple(c.c, c.limit); got != c.want {
			t.Errorf("%d of %d: %d, want %d", c.c, c.limit, got, c.want)
		}
	}
}

func TestEditionOn(t *testing.T) {
	if EditionOn(measure.Date(2026, 2, 28)) != E2013 || EditionOn(measure.Date(2026, 3, 1)) != E2026 {
		t.Error("the edition of 2026 begins on 2026-03-01")
	}
	if E2013.String() != "2013" || E2026.String() != "2026" || Edition(0).String() != "" {
		t.Error("names of editions")
	}
}

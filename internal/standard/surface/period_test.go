package surface

import (
	"math/big"
	"slices"
	"testing"

	"pgregory.net/rapid"

	"lanbi/internal/measure"
	"lanbi/internal/standard/gb3838"
)

func TestValidity_Day(t *testing.T) {
	v := DefaultValidity()
	if v.Day([]measure.Concentration{1, 2, 3}).Known() {
		t.Error("three values make a day")
	}
	m := v.Day([]measure.Concentration{10, 20, 30, 40})
	if !m.Known() || m.Concentration() != 25 {
		t.Errorf("mean %v", m.Concentration())
	}
}

func TestValidity_MonthAndYear(t *testing.T) {
	v := DefaultValidity()
	days := make([]Mean, 30)
	for i := range 18 {
		days[i] = MeanOf(measure.Concentration(i))
	}
	if m := v.Month(days, 30); !m.Valid || m.Parts != 18 || m.Mean.Concentration() != 9 { // 8.5 to odd
		t.Errorf("18 of 30 days: %+v, %d", m, m.Mean.Concentration())
	}
	if m := v.Month(days, 31); m.Valid || !m.Mean.Known() {
		t.Errorf("18 of 31 days: %+v", m)
	}
	if m := v.Month(nil, 30); m.Valid || m.Mean.Known() {
		t.Errorf("no day: %+v", m)
	}
	months := make([]Mean, 12)
	for i := range 7 {
		months[i] = MeanOf(100)
	}
	if y := v.Year(months); y.Valid || y.Parts != 7 || y.Mean.Concentration() != 100 {
		t.Errorf("7 months: %+v", y)
	}
	months[11] = MeanOf(900)
	if y := v.Year(months); !y.Valid || y.Mean.Concentration() != 200 {
		t.Errorf("8 months: %+v, %d", y, y.Mean.Concentration())
	}
}

// Months with 100000.5, 100000.25 and 99999.25 have the mean 100000, which meets a
// limit of 100000, although the first two are over it.
func TestMean_OfMeansStaysExact(t *testing.T) {
	year := MeanOfMeans(MeanOf(100_000, 100_001), MeanOf(100_000, 100_000, 100_000, 100_001), MeanOf(99_999, 99_999, 99_999, 100_000))
	if got := year.Concentration(); got != 100_000 {
		t.Errorf("mean %d, want 100000", got)
	}
	if (Mean{}).Concentration() != 0 || MeanOf().Known() || MeanOfMeans(Mean{}, Mean{}).Known() {
		t.Error("a mean of nothing is known")
	}
}

func TestMean_ComparesAsTheExactMean(t *testing.T) {
	values := rapid.SliceOfN(rapid.Int64Range(-20, 20), 1, 6)
	rapid.Check(t, func(t *rapid.T) {
		var means []Mean
		exact := new(big.Rat)
		n := rapid.IntRange(1, 12).Draw(t, "months")
		for range n {
			var cs []measure.Concentration
			part := new(big.Rat)
			for _, v := range values.Draw(t, "values") {
				cs = append(cs, measure.Concentration(v))
				part.Add(part, new(big.Rat).SetInt64(v))
			}
			means = append(means, MeanOf(cs...), Mean{}) // an unknown part changes nothing
			exact.Add(exact, part.Quo(part, new(big.Rat).SetInt64(int64(len(cs)))))
		}
		exact.Quo(exact, new(big.Rat).SetInt64(int64(n)))
		got := MeanOfMeans(means...).Concentration()
		for limit := int64(-22); limit <= 22; limit += 2 { // limits are even
			want := exact.Cmp(new(big.Rat).SetInt64(limit))
			if have := compare(int64(got), limit); have != want {
				t.Fatalf("%v against %d: %d, exact %v gives %d", got, limit, have, exact, want)
			}
		}
	})
}

func compare(a, b int64) int {
	switch {
	case a < b:
		return -1
	case a > b:
		return 1
	}
	return 0
}

func TestStep_NeverCoarserThanTheFinestLimit(t *testing.T) {
	for p := range gb3838.Evaluated.Each {
		if p == measure.PH {
			continue
		}
		for _, body := range []measure.Body{measure.River, measure.Lake} {
			for class := gb3838.ClassI; class <= gb3838.ClassV; class++ {
				limit, ok := gb3838.LimitOf(p, body, class)
				if !ok || limit%Step(p) != 0 {
					t.Errorf("%v: step %v does not divide the limit %v of class %v", p, Step(p), limit, class)
				}
			}
		}
	}
}

func TestMerge(t *testing.T) {
	valid := func(c measure.Concentration) PeriodMean { return PeriodMean{MeanOf(c), 30, true} }
	flagged := func(c measure.Concentration) PeriodMean { return PeriodMean{MeanOf(c), 3, false} }
	automatic := map[measure.Parameter]PeriodMean{
		measure.PH: valid(7), measure.DO: flagged(8), measure.NH3N: {}, measure.TP: flagged(3), measure.CODMn: {}, measure.Turbidity: valid(50),
	}
	laboratory := []Item{
		{Parameter: measure.TP, Value: 4}, {Parameter: measure.COD, Value: 15}, {Parameter: measure.PH, Value: 9},
		{Parameter: measure.NH3N, Value: 2}, {Parameter: measure.DO, Missing: true}, {Parameter: measure.Turbidity, Value: 51},
	}
	want := []Item{
		{Parameter: measure.PH, Value: 7},         // automatic before laboratory
		{Parameter: measure.DO, Value: 8},         // laboratory is missing: the flagged mean
		{Parameter: measure.CODMn, Missing: true}, // neither has a value
		{Parameter: measure.COD, Value: 15},       // laboratory only
		{Parameter: measure.NH3N, Value: 2},       // automatic is missing
		{Parameter: measure.TP, Value: 4},         // automatic is flagged
		{Parameter: measure.Turbidity, Value: 51}, // not among those with priority
	}
	if got := Merge(automatic, laboratory); !slices.Equal(got, want) {
		t.Errorf("merged\n%v\nwant\n%v", got, want)
	}
}

func TestLabel(t *testing.T) {
	five := []Item{{Parameter: measure.PH}, {Parameter: measure.DO}, {Parameter: measure.CODMn}, {Parameter: measure.NH3N},
		{Parameter: measure.TP}, {Parameter: measure.TN}}
	tests := []struct {
		items []Item
		want  string
	}{
		{five, "按 5 项评价"}, {five[:4], "按 4 项评价"}, {append(slices.Clone(five), Item{Parameter: measure.COD}), ""},
		{append(slices.Clone(five), Item{Parameter: measure.COD, Missing: true}), "按 5 项评价"}, {nil, ""}, {five[5:], ""},
	}
	for _, test := range tests {
		if got := Label(test.items); got != test.want {
			t.Errorf("%v: %q, want %q", test.items, got, test.want)
		}
	}
}

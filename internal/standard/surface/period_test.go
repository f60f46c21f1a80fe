package surface

import (
	"math/big"
	"slices"
	"testing"

	"pgregory.net/rapid"

	"lanbi/internal/measure"
	"lanbi/internal/standard/gb3838"
	"lanbi/internal/standard/gbt14848"
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

func TestJudgeSource_Surface(t *testing.T) {
	item := func(p measure.Parameter, text string) Item { return Item{Parameter: p, Value: mgl(t, text)} }
	good := []Item{item(measure.CODMn, "6"), item(measure.Iron, "0.3"), item(measure.TN, "9"), item(measure.FaecalColiform, "90000")}
	tests := []struct {
		name    string
		samples [][]Item
		verdict SourceVerdict
		over    measure.Set
	}{
		{"at the limits", [][]Item{good}, Complying, measure.Set{}},
		{"one sample fails the period, the mean would not", [][]Item{good, {item(measure.Iron, "0.300001")}, good}, Failing, measure.SetOf(measure.Iron)},
		{"table 1", [][]Item{{item(measure.TP, "0.21")}}, Failing, measure.SetOf(measure.TP)},
		{"never sampled", nil, NotMonitored, measure.Set{}},
		{"samples without a judged item", [][]Item{{item(measure.TN, "9")}, {}}, NotMonitored, measure.Set{}},
		{"missing item", [][]Item{{item(measure.TP, "0.1"), {Parameter: measure.COD, Missing: true}}}, Incomplete, measure.Set{}},
		{"missing item beside a bad one", [][]Item{{item(measure.TP, "0.3"), {Parameter: measure.COD, Missing: true}}}, Failing, measure.SetOf(measure.TP)},
	}
	for _, test := range tests {
		got := JudgeSource(SurfaceSource(measure.River), test.samples)
		if got.Verdict != test.verdict || got.Over != test.over {
			t.Errorf("%s: %v over %v, want %v over %v", test.name, got.Verdict, got.Over, test.verdict, test.over)
		}
	}
	if got := JudgeSource(SurfaceSource(measure.Lake), [][]Item{{item(measure.TP, "0.1")}}); got.Verdict != Failing {
		t.Errorf("TP 0.1 in a reservoir: %v", got.Verdict)
	}
}

func TestJudgeSource_Groundwater(t *testing.T) {
	item := func(p measure.Parameter, text string) Item { return Item{Parameter: p, Value: mgl(t, text)} }
	got := JudgeSource(gbt14848.Within, [][]Item{{item(measure.CODMn, "3"), item(measure.Odour, "0"), item(measure.TP, "9")}})
	if got.Verdict != Complying || got.Items != 2 || got.Samples != 1 {
		t.Errorf("%+v", got)
	}
	got = JudgeSource(gbt14848.Within, [][]Item{{item(measure.CODMn, "3.1"), item(measure.Odour, "1"), item(measure.PH, "6.4")}})
	if got.Verdict != Failing || got.Over != measure.SetOf(measure.PH, measure.CODMn, measure.Odour) {
		t.Errorf("%+v", got)
	}
}

func TestComply(t *testing.T) {
	tests := []struct {
		name             string
		sources          []JudgedSource
		bySource, byMass string
	}{
		{"衢州 2016-06", []JudgedSource{{Complying, 10_573_000}}, "100.0%", "100.0%"},
		{"by volume differs", []JudgedSource{{Complying, 900}, {Failing, 100}}, "50.0%", "90.0%"},
		{"not monitored is not 100 %", []JudgedSource{{NotMonitored, 900}}, "—", "—"},
		{"not monitored enters nothing", []JudgedSource{{Complying, 900}, {NotMonitored, 100}, {Incomplete, 100}}, "100.0%", "100.0%"},
		{"intake not reported", []JudgedSource{{Complying, 900}, {Complying, 0}}, "100.0%", "—"},
		{"none", nil, "—", "—"},
	}
	for _, test := range tests {
		got := Comply(test.sources)
		if got.BySource.String() != test.bySource || got.ByVolume.String() != test.byMass {
			t.Errorf("%s: %v and %v, want %s and %s", test.name, got.BySource, got.ByVolume, test.bySource, test.byMass)
		}
	}
	if got := Comply([]JudgedSource{{NotMonitored, 0}, {Incomplete, 0}}); got.NotMonitored != 1 || got.Incomplete != 1 {
		t.Errorf("%+v", got)
	}
	for v, want := range map[SourceVerdict]string{NotMonitored: "本期未监测", Incomplete: "数据不足", Complying: "达标", Failing: "不达标", 9: ""} {
		if v.String() != want {
			t.Errorf("verdict %d is %q", v, v)
		}
	}
}

func TestHeadroomOf(t *testing.T) {
	const river = measure.River
	sum := func(text string) int64 { return int64(mgl(t, text)) }
	tests := []struct {
		name      string
		p         measure.Parameter
		class     gb3838.Class
		soFar     SoFar
		remaining int
		low, high string // empty = none
	}{
		{"TP of 0.12 in ten months, Ⅱ", measure.TP, gb3838.ClassII, SoFar{sum("1.2"), 10}, 2, "", "0"},
		{"TP of 0.09 in ten months, Ⅱ", measure.TP, gb3838.ClassII, SoFar{sum("0.9"), 10}, 2, "", "0.15"},
		{"nothing so far", measure.TP, gb3838.ClassII, SoFar{}, 12, "", "0.1"},
		{"DO needs at least", measure.DO, gb3838.ClassII, SoFar{sum("50"), 10}, 2, "11", ""},
		{"DO has room", measure.DO, gb3838.ClassII, SoFar{sum("120"), 10}, 2, "0", ""},
		{"pH in a range", measure.PH, gb3838.ClassIII, SoFar{sum("80"), 10}, 2, "0", "14"},
		{"pH high so far", measure.PH, gb3838.ClassI, SoFar{sum("95"), 10}, 1, "0", "4"},
		{"downward to whole steps", measure.TP, gb3838.ClassII, SoFar{1, 1}, 3, "", "0.133333"},
		{"upward for DO", measure.DO, gb3838.ClassII, SoFar{sum("5") + 1, 1}, 3, "6.333333", ""},
	}
	for _, test := range tests {
		h, ok := HeadroomOf(test.p, river, test.class, test.soFar, test.remaining)
		low, high := "", ""
		if h.HasLow {
			low = h.Low.In(measure.MilligramPerLitre)
		}
		if h.HasHigh {
			high = h.High.In(measure.MilligramPerLitre)
		}
		if !ok || low != test.low || high != test.high || !h.Reachable() {
			t.Errorf("%s: %q to %q, %v, want %q to %q", test.name, low, high, ok, test.low, test.high)
		}
	}
	if h, ok := HeadroomOf(measure.TP, river, gb3838.ClassII, SoFar{sum("1.3"), 10}, 2); !ok || h.Reachable() {
		t.Errorf("already lost: %+v", h)
	}
	for _, none := range []struct {
		p         measure.Parameter
		class     gb3838.Class
		remaining int
	}{{measure.TP, gb3838.ClassII, 0}, {measure.TN, gb3838.ClassII, 3}, {measure.TP, 0, 3}, {measure.TP, gb3838.InferiorV, 3}} {
		if _, ok := HeadroomOf(none.p, river, none.class, SoFar{}, none.remaining); ok {
			t.Errorf("%+v has headroom", none)
		}
	}
}

// A rest at the bound meets the class, one step beyond does not.
func TestHeadroomOf_BoundIsExact(t *testing.T) {
	var limited []measure.Parameter
	for p := range gb3838.Evaluated.Each {
		limited = append(limited, p)
	}
	rapid.Check(t, func(t *rapid.T) {
		p := rapid.SampledFrom(limited).Draw(t, "item")
		class := gb3838.Class(rapid.IntRange(1, 5).Draw(t, "class"))
		so := SoFar{rapid.Int64Range(0, 40_000_000).Draw(t, "sum"), rapid.IntRange(0, 11).Draw(t, "count")}
		n := rapid.IntRange(1, 12).Draw(t, "remaining")
		h, ok := HeadroomOf(p, measure.River, class, so, n)
		if !ok {
			t.Fatal("no headroom")
		}
		meets := func(rest measure.Concentration) bool {
			year := measure.Quotient(so.Sum+int64(rest)*int64(n), int64(so.Count+n))
			return gb3838.ClassOf(p, measure.River, year) <= class
		}
		if h.HasHigh && h.Reachable() && h.High >= h.Low && (!meets(h.High) || meets(h.High+1)) {
			t.Fatalf("%v: highest %d, meets %v, one more %v", p, h.High, meets(h.High), meets(h.High+1))
		}
		if h.HasLow && !meets(h.Low) {
			t.Fatalf("%v: lowest %d does not meet", p, h.Low)
		}
		if h.HasLow && h.Low > 0 && meets(h.Low-1) {
			t.Fatalf("%v: one below the lowest %d meets", p, h.Low)
		}
	})
}

package surface

import (
	"math"
	"testing"

	"lanbi/internal/measure"
)

func near(a, b float64) bool { return math.Abs(a-b) < 0.0005 }

// The worked case of standards/water.md §2.
func TestTrophic_WorkedCase(t *testing.T) {
	lake := Trophic{ChlorophyllA: 10, TP: 0.05, TN: 1.0, Transparency: 1.0, CODMn: 4.0}
	indices, ok := lake.Indices()
	for j, want := range []float64{50.006, 45.709, 54.530, 51.180, 37.979} {
		if !ok || !near(indices[j], want) {
			t.Errorf("TLI(%d) = %.4f, %v, want %.3f", j+1, indices[j], ok, want)
		}
	}
	tli, ok := lake.TLI()
	if !ok || !near(tli, 48.018) || TrophicState(tli) != "中营养" {
		t.Errorf("TLI = %.4f, %v, %s", tli, ok, TrophicState(tli))
	}
	for _, bad := range []float64{0, -1, math.NaN(), math.Inf(1)} {
		lake.TN = bad
		if _, ok := lake.TLI(); ok {
			t.Errorf("TN %v has an index", bad)
		}
	}
}

func TestTrophicState(t *testing.T) {
	for tli, want := range map[float64]string{29.999: "贫营养", 30: "中营养", 50: "中营养", 50.001: "轻度富营养", 60: "轻度富营养",
		60.001: "中度富营养", 70: "中度富营养", 70.001: "重度富营养"} {
		if got := TrophicState(tli); got != want {
			t.Errorf("%v: %s, want %s", tli, got, want)
		}
	}
}

func TestCWQI(t *testing.T) {
	items := []Item{
		{Parameter: measure.PH, Value: mgl(t, "8")},   // 0.5
		{Parameter: measure.DO, Value: mgl(t, "10")},  // 0.5
		{Parameter: measure.TP, Value: mgl(t, "0.1")}, // 0.5 in a river, 2 in a lake
		{Parameter: measure.TN, Value: mgl(t, "9")},   // not evaluated
		{Parameter: measure.Mercury, Value: 50},       // 0.5
		{Parameter: measure.Turbidity, Missing: true}, // not evaluated
	}
	for body, want := range map[measure.Body]float64{measure.River: 2, measure.Lake: 3.5} {
		if got, ok := CWQI(body, items); !ok || !near(got, want) {
			t.Errorf("%v: %v, %v, want %v", body, got, ok, want)
		}
	}
	if got, ok := CWQI(measure.River, []Item{{Parameter: measure.PH, Value: mgl(t, "6.4")}}); !ok || !near(got, 0.6) {
		t.Errorf("pH 6.4: %v, %v", got, ok)
	}
	for name, bad := range map[string][]Item{"nothing": nil, "missing": {{Parameter: measure.COD, Missing: true}}, "DO of 0": {{Parameter: measure.DO}}} {
		if got, ok := CWQI(measure.River, bad); ok {
			t.Errorf("%s: %v", name, got)
		}
	}
	if got, ok := CityCWQI(2, 3, 4, 1); !ok || !near(got, 2.5) {
		t.Errorf("city %v, %v", got, ok)
	}
	if _, ok := CityCWQI(1, 0, 1, 0); ok {
		t.Error("a city without water has an index")
	}
}

func TestSpearman(t *testing.T) {
	tests := []struct {
		values []float64
		r      float64
		trend  Trend
		ok     bool
	}{
		{[]float64{1, 2, 3, 4, 5}, 1, Rising, true},
		{[]float64{5, 4, 3, 2, 1}, -1, Falling, true},
		{[]float64{1, 2, 3, 5, 4}, 0.9, Rising, true}, // at W_p of 5
		{[]float64{1, 2, 4, 5, 3}, 0.7, NoTrend, true},
		{[]float64{1, 2, 4, 3}, 0.8, NoTrend, true},
		{[]float64{1, 2, 2, 4, 5, 6}, 1 - 6*0.5/210, Rising, true}, // ranks 2.5 and 2.5
		{[]float64{1, 2, 3}, 0, NoTrend, false},
		{make([]float64, 11), 0, NoTrend, false},
		{make([]float64, 13), 0, NoTrend, false},
		{[]float64{1, math.NaN(), 3, 4}, 0, NoTrend, false},
	}
	for _, test := range tests {
		r, trend, ok := Spearman(test.values)
		if !near(r, test.r) || trend != test.trend || ok != test.ok {
			t.Errorf("%v: %v %v %v, want %v %v %v", test.values, r, trend, ok, test.r, test.trend, test.ok)
		}
	}
	if Falling.String() != "显著下降" || NoTrend.String() != "无显著变化" || Rising.String() != "显著上升" {
		t.Error("words")
	}
}

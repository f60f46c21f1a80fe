package surface

import (
	"testing"

	"lanbi/internal/measure"
	"lanbi/internal/standard/gbt14848"
)

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

package surface

import (
	"fmt"
	"slices"
	"testing"

	"pgregory.net/rapid"

	"lanbi/internal/measure"
	"lanbi/internal/standard/gb3838"
)

func texts(over []Exceedance) (names []string) {
	for _, e := range over {
		names = append(names, e.String())
	}
	return names
}

func TestMainIndicators(t *testing.T) {
	item := func(p measure.Parameter, text string) Item { return Item{Parameter: p, Value: mgl(t, text)} }
	tests := []struct {
		name  string
		items []Item
		want  []string
	}{
		{"at Ⅲ there are none", []Item{item(measure.CODMn, "6")}, nil},
		{"multiple against Ⅲ", []Item{item(measure.CODMn, "13.2")}, []string{"高锰酸盐指数(1.2)"}},
		{"worse class before larger multiple", []Item{item(measure.TP, "0.31"), item(measure.CODMn, "9.9"), item(measure.NH3N, "2.1")},
			[]string{"氨氮(1.1)", "总磷(0.6)", "高锰酸盐指数(0.6)"}}, // 0.55 and 0.65, half to even
		{"same class by multiple", []Item{item(measure.COD, "21"), item(measure.CODMn, "9"), item(measure.BOD5, "5")},
			[]string{"高锰酸盐指数(0.5)", "五日生化需氧量(0.2)", "化学需氧量(0.05)"}},
		{"at most three", []Item{item(measure.COD, "39"), item(measure.CODMn, "14"), item(measure.BOD5, "9"), item(measure.NH3N, "1.9")},
			[]string{"高锰酸盐指数(1.3)", "五日生化需氧量(1.2)", "化学需氧量(1.0)"}}, // 1.333, 1.25, 0.95
		{"cyanide and heavy metals first", []Item{item(measure.NH3N, "9"), item(measure.Lead, "0.06"), item(measure.Cyanide, "0.3")},
			[]string{"氰化物(0.5)", "铅(0.2)", "氨氮(8.0)"}},
		{"no multiple for DO and pH, after those with one", []Item{item(measure.PH, "5"), item(measure.DO, "1"), item(measure.NH3N, "2.1")},
			[]string{"氨氮(1.1)", "pH", "溶解氧"}},
		{"missing items are left out", []Item{{Parameter: measure.NH3N, Missing: true}, item(measure.TP, "0.3")}, []string{"总磷(0.5)"}},
		{"total nitrogen never", []Item{item(measure.TN, "9")}, nil},
	}
	for _, test := range tests {
		got := texts(MainIndicators(measure.River, test.items))
		if !slices.Equal(got, test.want) {
			t.Errorf("%s: %q, want %q", test.name, got, test.want)
		}
	}
}

func TestExceedance_Hundredths(t *testing.T) {
	tests := []struct {
		value string
		want  int64
	}{{"0.2", 0}, {"0.201", 0}, {"0.203", 2}, {"0.205", 2}, {"0.444", 122}, {"2000", 999_900}}
	for _, test := range tests {
		e := Exceedance{Parameter: measure.TP, Value: mgl(t, test.value), Limit: mgl(t, "0.2")}
		if got := e.Hundredths(); got != test.want {
			t.Errorf("TP %s: %d hundredths, want %d", test.value, got, test.want)
		}
	}
	if (Exceedance{Parameter: measure.DO, Value: 1, Limit: 5}).Hundredths() != 0 {
		t.Error("DO has a multiple")
	}
}

func TestGrade_WordsAndColours(t *testing.T) {
	tests := []struct {
		class                 gb3838.Class
		word, colour, wording string
	}{
		{0, "", "", "未评价"}, {gb3838.ClassI, "优", "蓝色", "符合Ⅰ类"}, {gb3838.ClassII, "优", "蓝色", "符合Ⅱ类"},
		{gb3838.ClassIII, "良好", "绿色", "符合Ⅲ类"}, {gb3838.ClassIV, "轻度污染", "黄色", "符合Ⅳ类"},
		{gb3838.ClassV, "中度污染", "橙色", "符合Ⅴ类"}, {gb3838.InferiorV, "重度污染", "红色", "劣于Ⅴ类"},
	}
	for _, test := range tests {
		g := GradeOf(test.class)
		if g.String() != test.word || g.ColourName() != test.colour || (g.Colour() == "") != (g == 0) || Wording(test.class) != test.wording {
			t.Errorf("class %v: %v %s %s %s", test.class, g, g.ColourName(), g.Colour(), Wording(test.class))
		}
	}
	if Grade(9).String() != "" {
		t.Error("an unknown grade has a word")
	}
}

func TestGradeByShares(t *testing.T) {
	tests := []struct {
		good, inferior, n int
		want              Grade
	}{
		{90, 10, 100, Excellent}, {899, 0, 1000, Good}, {75, 25, 100, Good}, {749, 199, 1000, Light},
		{74, 20, 100, Moderate}, {74, 19, 100, Light}, {61, 39, 100, Moderate}, {60, 40, 100, Heavy}, {59, 40, 100, Heavy},
		{599, 399, 1000, Moderate}, {0, 100, 100, Heavy}, {5, 0, 5, Excellent}, {0, 0, 5, Light}, {0, 0, 0, 0},
	}
	for _, test := range tests {
		if got := GradeByShares(test.good, test.inferior, test.n); got != test.want {
			t.Errorf("%d and %d of %d: %v, want %v", test.good, test.inferior, test.n, got, test.want)
		}
	}
}

func TestAssessBasin_FewSectionsByMeans(t *testing.T) {
	section := func(do, tp string) []Item {
		return []Item{{Parameter: measure.DO, Value: mgl(t, do)}, {Parameter: measure.TP, Value: mgl(t, tp)}}
	}
	blank := []Item{{Parameter: measure.DO, Missing: true}}
	// The mean of TP is 0.2 exactly: class Ⅲ, although one section is Ⅳ.
	got := AssessBasin(measure.River, [][]Item{section("8", "0.1"), section("8", "0.3"), blank})
	if got.Sections != 2 || got.Unassessed != 1 || got.Class != gb3838.ClassIII || got.Grade != Good || got.GoodCount != 1 || got.Main != nil {
		t.Errorf("%+v", got)
	}
	// A mean of 0.2 and a third of a nanogram is over 0.2.
	over := [][]Item{section("8", "0.2"), section("8", "0.2"), section("8", "0.200001")}
	got = AssessBasin(measure.River, over)
	if got.Class != gb3838.ClassIV || got.Grade != Light || !slices.Equal(got.Main, []measure.Parameter{measure.TP}) {
		t.Errorf("%+v", got)
	}
	if got = AssessBasin(measure.River, [][]Item{blank}); got.Grade != 0 || got.Class != 0 || got.GoodShare().Known() {
		t.Errorf("without a class: %+v", got)
	}
}

func TestAssessBasin_FiveSectionsByShares(t *testing.T) {
	good := []Item{{Parameter: measure.NH3N, Value: mgl(t, "0.4")}, {Parameter: measure.TP, Value: mgl(t, "0.1")}}
	poor := []Item{{Parameter: measure.NH3N, Value: mgl(t, "1.2")}, {Parameter: measure.TP, Value: mgl(t, "0.3")}}
	worst := []Item{{Parameter: measure.NH3N, Value: mgl(t, "9")}, {Parameter: measure.TP, Value: mgl(t, "0.1")}}
	got := AssessBasin(measure.River, [][]Item{good, poor, good, worst, good})
	if got.Sections != 5 || got.Class != 0 || got.Grade != Moderate || got.GoodShare() != (Rate{3, 5}) || got.InferiorShare() != (Rate{1, 5}) {
		t.Errorf("%+v", got)
	}
	// Ammonia is worse than Ⅲ at two of five sections, phosphorus at one.
	if !slices.Equal(got.Main, []measure.Parameter{measure.NH3N, measure.TP}) {
		t.Errorf("main indicators %v", got.Main)
	}
	four := AssessBasin(measure.River, [][]Item{good, good, good, good})
	if four.Class != gb3838.ClassII || four.Grade != Excellent || four.Main != nil {
		t.Errorf("four sections: %+v", four)
	}
}

func TestAssessBasin_OrderIsIrrelevant(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		sections := make([][]Item, rapid.IntRange(0, 7).Draw(t, "sections"))
		for i := range sections {
			sections[i] = anyItems(t)
		}
		a := AssessBasin(measure.River, sections)
		b := AssessBasin(measure.River, rapid.Permutation(sections).Draw(t, "order"))
		if !slices.Equal(a.Main, b.Main) {
			t.Fatalf("main %v, shuffled %v", a.Main, b.Main)
		}
		a.Main, b.Main = nil, nil
		if a.Grade != b.Grade || a.Class != b.Class || a.Shares() != b.Shares() || a.Unassessed+a.Sections != len(sections) {
			t.Fatalf("%+v, shuffled %+v", a, b)
		}
	})
}

func TestSectionChange(t *testing.T) {
	tests := []struct {
		before, after gb3838.Class
		want          string
	}{
		{gb3838.ClassI, gb3838.ClassII, "无明显变化"}, {gb3838.ClassII, gb3838.ClassIII, "有所变差"}, {gb3838.ClassII, gb3838.ClassIV, "明显变差"},
		{gb3838.InferiorV, gb3838.ClassV, "有所好转"}, {gb3838.InferiorV, gb3838.ClassI, "明显好转"}, {0, gb3838.ClassI, ""}, {gb3838.ClassI, 0, ""},
	}
	for _, test := range tests {
		if got := SectionChange(test.before, test.after).String(); got != test.want {
			t.Errorf("%v to %v: %q, want %q", test.before, test.after, got, test.want)
		}
	}
}

func TestBasinChange(t *testing.T) {
	tests := []struct {
		before, after Shares
		want          Change
	}{
		{Shares{50, 10, 100}, Shares{60, 10, 100}, Unchanged}, // +10 exactly
		{Shares{500, 100, 1000}, Shares{601, 100, 1000}, Better},
		{Shares{50, 10, 100}, Shares{60, 0, 100}, Better}, // +20 exactly
		{Shares{500, 100, 1000}, Shares{601, 0, 1000}, MuchBetter},
		{Shares{60, 10, 100}, Shares{50, 10, 100}, Unchanged},
		{Shares{60, 0, 100}, Shares{50, 10, 100}, Worse},
		{Shares{601, 0, 1000}, Shares{500, 100, 1000}, MuchWorse},
		{Shares{1, 0, 3}, Shares{13, 0, 30}, Unchanged}, // 33.3 % to 43.3 %: exactly 10 points
		{Shares{0, 0, 0}, Shares{1, 0, 1}, 0}, {Shares{1, 0, 1}, Shares{}, 0},
	}
	for _, test := range tests {
		if got := BasinChange(test.before, test.after); got != test.want {
			t.Errorf("%v to %v: %v, want %v", test.before, test.after, got, test.want)
		}
	}
	if Change(9).String() != "" {
		t.Error("an unknown change has a word")
	}
}

func TestRate(t *testing.T) {
	tests := []struct {
		r    Rate
		want string
	}{ // published rates of standards/water.md §4
		{Rate{34506, 35543}, "97.1%"}, {Rate{811, 897}, "90.4%"}, {Rate{813, 898}, "90.5%"}, {Rate{830, 902}, "92.0%"},
		{Rate{7, 7}, "100.0%"}, {Rate{0, 3}, "0.0%"}, {Rate{0, 0}, "—"},
	}
	for _, test := range tests {
		if got := test.r.String(); got != test.want {
			t.Errorf("%v is %s, want %s", [2]int64{test.r.Part, test.r.Whole}, got, test.want)
		}
	}
	if (Rate{0, 0}).AtLeast(0) || !(Rate{9, 10}).AtLeast(90) || (Rate{899, 1000}).AtLeast(90) {
		t.Error("AtLeast")
	}
}

func ExampleMainIndicators() {
	// 2020-07-30 04:00, 台儿庄大桥: published as 劣Ⅴ for its ammonia.
	items := []Item{
		{Parameter: measure.PH, Value: 7_644_670},
		{Parameter: measure.DO, Value: 5_139_720},
		{Parameter: measure.CODMn, Value: 5_443_110},
		{Parameter: measure.NH3N, Value: 5_156_850},
		{Parameter: measure.TP, Value: 226_570},
	}
	class := SingleFactor(measure.River, items).Class
	fmt.Println(Wording(class), GradeOf(class), GradeOf(class).ColourName(), MainIndicators(measure.River, items))
	// Output: 劣于Ⅴ类 重度污染 红色 [氨氮(4.2) 总磷(0.1)]
}

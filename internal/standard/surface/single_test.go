package surface

import (
	"fmt"
	"slices"
	"testing"

	"pgregory.net/rapid"

	"lanbi/internal/measure"
	"lanbi/internal/standard/gb3838"
)

func mgl(t interface{ Fatal(...any) }, text string) measure.Concentration {
	c, err := measure.ParseConcentration(text, measure.MilligramPerLitre.Scale())
	if err != nil {
		t.Fatal(text, err)
	}
	return c
}

var stationItems = [...]measure.Parameter{measure.WaterTemperature, measure.PH, measure.DO, measure.CODMn, measure.NH3N, measure.TP, measure.TN}

// The published rows of standards/water.md §8: T, pH, DO, CODMn, NH3-N, TP, TN.
func TestSingleFactor_PublishedStations(t *testing.T) {
	const river, lake = measure.River, measure.Lake
	tests := []struct {
		name     string
		body     measure.Body
		values   [7]string
		class    string
		deciding string
	}{
		{"2020-11-01 七星岗", river, [7]string{"26.77215", "7.69056", "8.35521", "1.78", "0.09316", "0.01301", "2.2848"}, "Ⅰ", ""},
		{"2020-11-01 三岔口(天津)", river, [7]string{"15.5864", "8.0991", "9.407", "1.76", "0.13", "0.0037", "1.224"}, "Ⅰ", ""},
		{"2020-07-30 阳朔", river, [7]string{"29", "7.79", "7.37", "1.94573", "0.03823", "0.00685", "1.45518"}, "Ⅱ", "do"},
		{"2020-09-02 七星岗", river, [7]string{"33.67783", "7.48487", "7.45396", "1.62", "0.13115", "0.01923", "1.1648"}, "Ⅱ", "do"},
		{"2020-10-20 泺口", river, [7]string{"18.0394", "8.25045", "8.63002", "2.38", "0.07393", "0.01969", "3.142"}, "Ⅱ", "codmn"},
		{"2020-11-14 街口(鸠坑口)", river, [7]string{"20.86", "6.74", "6", "0.828", "0.002", "0.014", "1.181"}, "Ⅱ", "do"},
		{"2020-10-01 沱江大桥(沱江二桥)", river, [7]string{"23.96", "8.124859", "8.22646", "3.56", "0.004", "0.190893", "3.697626"}, "Ⅲ", "tp"},
		{"2020-12-22 界首七渡口", river, [7]string{"7.63939", "6.99331", "9.25494", "3.66", "0.59", "0.09572", "6.27352"}, "Ⅲ", "nh3n"},
		{"2020-05-27 松花江村", river, [7]string{"16.36243", "7.34156", "10.07264", "1.48587", "1", "0.03786", "2.27426"}, "Ⅲ", "nh3n"},
		{"2020-05-14 颜集", river, [7]string{"22.3", "7.94", "8.49", "3.73", "0.04", "0.2", "3.452"}, "Ⅲ", "tp"},
		{"2020-08-18 沙渚", river, [7]string{"31.07666", "7.767219", "5.708091", "6.31", "0.13", "0.139", "2.554"}, "Ⅳ", "codmn"},
		{"2020-07-22 兰山嘴(老)", river, [7]string{"26.60234", "6.89862", "4.46724", "3.06", "0.49", "0.07802", "1.90501"}, "Ⅳ", "do"},
		{"2020-07-04 江桥", river, [7]string{"17.60039", "6.76", "8.84871", "10", "0.10025", "0.05117", "2.4082"}, "Ⅳ", "codmn"},
		{"2021-01-23 新蔡班台(班台)", river, [7]string{"10.79855", "7.33623", "11.81108", "7.64", "1.67", "0.20322", "5.45542"}, "Ⅴ", "nh3n"},
		{"2020-08-05 捷庄(涝沟桥)", river, [7]string{"28.3", "7.58", "5.74125", "4.25", "0.15086", "0.31868", "5.87921"}, "Ⅴ", "tp"},
		{"2020-08-03 新城桥", river, [7]string{"18.27576", "5.9416", "7.8693", "1.71", "0.17", "0.02596", "2.47581"}, "劣Ⅴ", "ph"},
		{"2020-07-09 秤勾湾(秤钩湾)", river, [7]string{"23.9", "7.59", "1.66", "2.48", "0.06766", "0.03905", "7.15874"}, "劣Ⅴ", "do"},
		{"2020-07-30 台儿庄大桥", river, [7]string{"26.31", "7.64467", "5.13972", "5.44311", "5.15685", "0.22657", "8.30731"}, "劣Ⅴ", "nh3n"},
		{"2020-10-26 岗南水库", lake, [7]string{"18.39978", "8.4915", "8.87711", "1.83645", "0.08", "0.0289", "2.6278"}, "Ⅲ", "tp"},
		{"2020-10-17 湖滨(老)", lake, [7]string{"18.6478", "6.59222", "6.67722", "4.98", "0.39", "0.0804", "0.8221"}, "Ⅳ", "tp"},
		{"2020-09-18 西苑隧道", lake, [7]string{"19.6", "7.56109", "3.73085", "8.96998", "1.18443", "0.12898", "3.75999"}, "Ⅴ", "tp"},
	}
	for _, test := range tests {
		var items []Item
		for i, text := range test.values {
			items = append(items, Item{Parameter: stationItems[i], Value: mgl(t, text)})
		}
		got := SingleFactor(test.body, items)
		if got.Class.String() != test.class || got.Deciding.String() != test.deciding || got.Items != 5 {
			t.Errorf("%s: %v by %v of %d items, want %s by %q", test.name, got.Class, got.Deciding, got.Items, test.class, test.deciding)
		}
	}
}

// Rows where rounding to the displayed decimals would change the class
// (standards/water.md §8, second table).
func TestAssess_RoundingChangesTheClass(t *testing.T) {
	tests := []struct {
		name          string
		body          measure.Body
		p             measure.Parameter
		raw, shown    string
		class         string
		roundedAtMost gb3838.Class
	}{
		{"2020-05-15 坝上中(胡家岭)", measure.Lake, measure.PH, "5.99753", "6", "劣Ⅴ", gb3838.ClassII},
		{"2020-05-16 界首七渡口", measure.River, measure.TP, "0.10007", "0.1", "Ⅲ", gb3838.ClassII},
		{"2020-05-18 盘锦兴安", measure.River, measure.TP, "0.10048", "0.1", "Ⅲ", gb3838.ClassII},
		{"2020-05-27 鹿邑付桥", measure.River, measure.TP, "0.1004", "0.1", "Ⅲ", gb3838.ClassII},
		{"2020-06-11 老口", measure.River, measure.DO, "4.99533", "5", "Ⅳ", gb3838.ClassIII},
		{"2020-06-19 白沙滩", measure.River, measure.PH, "5.99914", "6", "劣Ⅴ", gb3838.ClassIV},
	}
	for _, test := range tests {
		value := mgl(t, test.raw)
		if got := Round(test.p, value); got != mgl(t, test.shown) {
			t.Errorf("%s: %s rounds to %s, shown %s", test.name, test.raw, got.In(test.p.Unit()), test.shown)
		}
		items := []Item{{Parameter: test.p, Value: value}}
		raw, rounded := Assess(test.body, items, Unrounded), Assess(test.body, items, ByGBT8170)
		if raw.Class.String() != test.class || raw.Raw.Class != raw.Class || !raw.Differ() {
			t.Errorf("%s: raw class %v, want %s, differ %v", test.name, raw.Class, test.class, raw.Differ())
		}
		if rounded.Class > test.roundedAtMost || rounded.Raw.Class != raw.Class || rounded.Rounded.Class != rounded.Class {
			t.Errorf("%s: rounded class %v, want %v or better", test.name, rounded.Class, test.roundedAtMost)
		}
	}
	same := Assess(measure.River, []Item{{Parameter: measure.TP, Value: mgl(t, "0.11")}}, ByGBT8170)
	if same.Differ() || same.Class != gb3838.ClassIII {
		t.Errorf("TP 0.11: %v, differ %v", same.Class, same.Differ())
	}
}

func TestSingleFactor_MissingAndNotInstalled(t *testing.T) {
	bad := Item{Parameter: measure.DO, Value: mgl(t, "1")}
	tests := []struct {
		name  string
		items []Item
		class gb3838.Class
		n     int
	}{
		{"nothing", nil, 0, 0},
		{"missing item blanks even a bad class", []Item{bad, {Parameter: measure.TP, Missing: true}}, 0, 1},
		{"missing item first", []Item{{Parameter: measure.TP, Missing: true}, bad}, 0, 1},
		{"missing total nitrogen does not", []Item{bad, {Parameter: measure.TN, Missing: true}}, gb3838.InferiorV, 1},
		{"only unevaluated", []Item{{Parameter: measure.TN, Value: mgl(t, "9")}, {Parameter: measure.Iron, Value: mgl(t, "9")}}, 0, 0},
		{"one item alone", []Item{bad}, gb3838.InferiorV, 1},
	}
	for _, test := range tests {
		got := SingleFactor(measure.River, test.items)
		if got.Class != test.class || got.Items != test.n || (test.class == 0 && !got.Deciding.Empty()) {
			t.Errorf("%s: %+v, want class %v of %d items", test.name, got, test.class, test.n)
		}
	}
}

func TestSingleFactor_AllItemsAtTheClassDecide(t *testing.T) {
	got := SingleFactor(measure.River, []Item{
		{Parameter: measure.TP, Value: mgl(t, "0.2")}, {Parameter: measure.NH3N, Value: mgl(t, "1.0")},
		{Parameter: measure.DO, Value: mgl(t, "5")}, {Parameter: measure.COD, Value: mgl(t, "15")},
	})
	if got.Class != gb3838.ClassIII || got.Deciding != measure.SetOf(measure.DO, measure.NH3N, measure.TP) {
		t.Errorf("%v by %v", got.Class, got.Deciding)
	}
}

func TestCounted_HalfOfTheDetectionLimit(t *testing.T) {
	tests := []struct {
		r    measure.Reading
		want measure.Concentration
	}{
		{measure.Reading{Parameter: measure.Mercury, Value: 40, Below: true}, 20},
		{measure.Reading{Parameter: measure.Mercury, Value: 40}, 40},
		{measure.Reading{Parameter: measure.Mercury, Value: 101, Below: true}, 51}, // 50.5 to odd
		{measure.Reading{Parameter: measure.Mercury, Value: 99, Below: true}, 49},  // 49.5 to odd
	}
	for _, test := range tests {
		if got := Counted(test.r); got != test.want {
			t.Errorf("%+v counts as %d, want %d", test.r, got, test.want)
		}
	}
	if got := ItemOf(measure.Reading{Parameter: measure.DO, Value: 5, Flag: measure.Maintenance}); !got.Missing {
		t.Errorf("a value under maintenance is %+v", got)
	}
	if got := ItemOf(measure.Reading{Parameter: measure.DO, Value: 5}); got != (Item{Parameter: measure.DO, Value: 5}) {
		t.Errorf("a valid value is %+v", got)
	}
}

// anyItems draws values around the limits of each item.
func anyItems(t *rapid.T) []Item {
	var items []Item
	for p := range gb3838.Evaluated.Each {
		if rapid.Bool().Draw(t, "has") {
			limit, ok := gb3838.LimitOf(p, measure.River, gb3838.Class(rapid.IntRange(1, 5).Draw(t, "near")))
			if !ok {
				limit = gb3838.PHLow
			}
			items = append(items, Item{Parameter: p, Value: limit + measure.Concentration(rapid.Int64Range(-2, 2).Draw(t, "off"))})
		}
	}
	return items
}

func TestSingleFactor_OrderIsIrrelevant(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		items := anyItems(t)
		shuffled := rapid.Permutation(items).Draw(t, "order")
		if a, b := SingleFactor(measure.River, items), SingleFactor(measure.River, shuffled); a != b {
			t.Fatalf("%+v, shuffled %+v", a, b)
		}
		if a, b := Exceedances(measure.River, items), Exceedances(measure.River, shuffled); !slices.Equal(a, b) {
			t.Fatalf("%v, shuffled %v", a, b)
		}
	})
}

func TestSingleFactor_NeverImprovesWhenAnItemWorsens(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		items := anyItems(t)
		if len(items) == 0 {
			return
		}
		before := SingleFactor(measure.River, items)
		worse := slices.Clone(items)
		i := rapid.IntRange(0, len(items)-1).Draw(t, "which")
		by := measure.Concentration(rapid.Int64Range(0, 5_000_000).Draw(t, "by"))
		switch {
		case items[i].Parameter == measure.PH: // worse is farther from the middle
			if worse[i].Value <= gb3838.PHLow {
				by = -by
			} else {
				by = 0
			}
			worse[i].Value += by
		case gb3838.DirectionOf(items[i].Parameter) == gb3838.AtLeast:
			worse[i].Value -= by
		default:
			worse[i].Value += by
		}
		if after := SingleFactor(measure.River, worse); after.Class < before.Class {
			t.Fatalf("%v by %d: class %v becomes %v", items[i], by, before.Class, after.Class)
		}
	})
}

func ExampleSingleFactor() {
	// 2020-10-26 08:00, 岗南水库 (a reservoir): pH 8.4915, DO 8.87711, CODMn 1.83645,
	// NH3-N 0.08, TP 0.0289 mg/L; published as Ⅲ.
	items := []Item{
		{Parameter: measure.PH, Value: 8_491_500},
		{Parameter: measure.DO, Value: 8_877_110},
		{Parameter: measure.CODMn, Value: 1_836_450},
		{Parameter: measure.NH3N, Value: 80_000},
		{Parameter: measure.TP, Value: 28_900},
	}
	lake := SingleFactor(measure.Lake, items)
	river := SingleFactor(measure.River, items)
	fmt.Println(lake.Class, lake.Deciding.Names(), Label(items))
	fmt.Println(river.Class, river.Deciding.Names())
	// Output:
	// Ⅲ 总磷 按 5 项评价
	// Ⅱ 总磷
}

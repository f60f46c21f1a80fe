package hj633

import (
	"testing"

	"pgregory.net/rapid"

	"lanbi/internal/measure"
)

var (
	anyEdition = rapid.SampledFrom(Editions[:])
	anyColumn  = rapid.SampledFrom(printedColumns)
	anyOptions = rapid.Custom(func(t *rapid.T) Options {
		return Options{
			Missing2012:     rapid.SampledFrom([]Missing2012{MaxOfRest, Strict2012}).Draw(t, "missing 2012"),
			PM10Missing2026: rapid.SampledFrom([]PM10Missing2026{StrictPM10, AsPublishedPM10}).Draw(t, "PM10 missing 2026"),
		}
	})
	anyConcentration = rapid.OneOf(
		rapid.Int64Range(-5_000, 1_500_000),     // µg/m³, negative within zero drift
		rapid.Int64Range(-500_000, 200_000_000), // mg/m³
	)
	anyValues = rapid.Custom(func(t *rapid.T) *Values {
		v := new(Values)
		for p := measure.PM25; p <= measure.O38h; p++ {
			v.C[p] = measure.Concentration(anyConcentration.Draw(t, p.Key()))
			if rapid.IntRange(0, 4).Draw(t, "has") > 0 {
				v.Has = v.Has.With(p)
			}
			if rapid.IntRange(0, 9).Draw(t, "plan") > 0 {
				v.Plan = v.Plan.With(p)
			}
		}
		return v
	})
)

// The table's cap where a standard gives no index at all is the only fall.
func TestIAQI_NeverFalls(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		e, col := anyEdition.Draw(t, "edition"), anyColumn.Draw(t, "column")
		low := measure.Concentration(anyConcentration.Draw(t, "low"))
		high := low + measure.Concentration(rapid.Int64Range(0, 3_000_000).Draw(t, "rise"))
		a, b := IAQI(e, col, low), IAQI(e, col, high)
		if b == NoIndex {
			return
		}
		if a == NoIndex || a > b {
			t.Fatalf("%s %s: %d at %d, %d at %d", e, col, a, low, b, high)
		}
	})
}

func TestIndex_IsTheHighestIAQI(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		e, v, o := anyEdition.Draw(t, "edition"), anyValues.Draw(t, "values"), anyOptions.Draw(t, "options")
		for _, x := range []Index{Hour(e, v, o), Day(e, v, o)} {
			highest := -1
			for p := range x.Has.Each {
				highest = max(highest, x.IAQI[p])
			}
			if !x.Known {
				if highest > 100 {
					t.Fatalf("IAQI %d and no AQI", highest)
				}
				continue
			}
			if x.AQI != highest || x.AQI < 0 || x.AQI > 500 {
				t.Fatalf("AQI %d, highest IAQI %d", x.AQI, highest)
			}
			if x.Primary.Empty() != (x.AQI <= 50) {
				t.Fatalf("AQI %d, primary %q", x.AQI, x.Primary)
			}
			for p := range x.Has.Each {
				if x.Primary.Has(p) != (x.AQI > 50 && x.IAQI[p] == x.AQI) {
					t.Fatalf("AQI %d, %s %d, primary %q", x.AQI, p, x.IAQI[p], x.Primary)
				}
			}
		}
	})
}

// Losing a value never turns a day that exceeds, or that is not known, into a good
// one, save where an option says so.
func TestDay_NeverAssumedGood(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		e, v := anyEdition.Draw(t, "edition"), anyValues.Draw(t, "values")
		v.Plan = measure.AirPollutants
		strict := Options{Missing2012: Strict2012}
		before := Day(e, v, strict)
		less := *v
		less.Has = v.Has.Without(rapid.SampledFrom([]measure.Parameter{
			measure.PM25, measure.PM10, measure.SO2, measure.NO2, measure.CO, measure.O38h,
		}).Draw(t, "lost"))
		after := Day(e, &less, strict)
		good := func(x Index) bool { return x.Known && x.AQI <= 100 }
		if good(after) && !good(before) {
			t.Fatalf("good without %v, %+v before", less.Has, before)
		}
		if after.Known && after.AQI > 100 && before.AQI < after.AQI {
			t.Fatalf("worse with less: %d, %d", before.AQI, after.AQI)
		}
	})
}

// Rounding first what Day rounds anyway changes nothing.
func TestDay_RoundedValuesGiveTheSame(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		e, v, o := anyEdition.Draw(t, "edition"), anyValues.Draw(t, "values"), anyOptions.Draw(t, "options")
		w := *v
		for _, col := range dayColumns {
			p := col.Parameter()
			w.C[p] = Derive(e, col, v.C[p]).Rounded
		}
		if a, b := Day(e, v, o), Day(e, &w, o); a != b {
			t.Fatalf("%+v, rounded first %+v", a, b)
		}
	})
}

// The other order of the same readings, and what lies in entries that do not count,
// change nothing.
func TestDay_ReadsOnlyWhatItHas(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		e, v, o := anyEdition.Draw(t, "edition"), anyValues.Draw(t, "values"), anyOptions.Draw(t, "options")
		order := rapid.Permutation([]measure.Parameter{
			measure.PM25, measure.PM10, measure.SO2, measure.NO2, measure.CO, measure.O3, measure.O38h,
		}).Draw(t, "order")
		var w Values
		for _, p := range order {
			if v.Has.Has(p) {
				w.C[p], w.Has = v.C[p], w.Has.With(p)
			}
			if v.Plan.Has(p) {
				w.Plan = w.Plan.With(p)
			}
		}
		if Day(e, v, o) != Day(e, &w, o) || Hour(e, v, o) != Hour(e, &w, o) {
			t.Fatal("order or unused entries matter")
		}
	})
}

func TestCeiling_IsTheLast(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		e, col := anyEdition.Draw(t, "edition"), anyColumn.Draw(t, "column")
		aqi := rapid.IntRange(0, 520).Draw(t, "AQI")
		c, ok := Ceiling(e, col, aqi)
		if !ok {
			if i := IAQI(e, col, 1<<40); i == NoIndex || i > aqi {
				t.Fatalf("%s %s: no ceiling for %d", e, col, aqi)
			}
			return
		}
		at, past := IAQI(e, col, c), IAQI(e, col, c+1)
		if at == NoIndex || at > aqi || past != NoIndex && past <= aqi {
			t.Fatalf("%s %s AQI %d: %d has %d, the next %d", e, col, aqi, c, at, past)
		}
	})
}

package gbt14848

import (
	"testing"

	"lanbi/internal/measure"
)

// typed are the limits of limits.yaml, in print order; pH apart.
var typed = []struct {
	p     measure.Parameter
	limit string
}{
	{measure.Colour, "15"}, {measure.Odour, "0"}, {measure.Turbidity, "3"}, {measure.VisibleMatter, "0"},
	{measure.TotalHardness, "450"}, {measure.DissolvedSolids, "1000"}, {measure.Sulfate, "250"}, {measure.Chloride, "250"},
	{measure.Iron, "0.3"}, {measure.Manganese, "0.10"}, {measure.Copper, "1.00"}, {measure.Zinc, "1.00"},
	{measure.Aluminium, "0.20"}, {measure.VolatilePhenol, "0.002"}, {measure.AnionicSurfactant, "0.3"}, {measure.CODMn, "3.0"},
	{measure.NH3N, "0.50"}, {measure.Sulfide, "0.02"}, {measure.Sodium, "200"}, {measure.TotalColiform, "3.0"},
	{measure.ColonyCount, "100"}, {measure.Nitrite, "1.00"}, {measure.Nitrate, "20.0"}, {measure.Cyanide, "0.05"},
	{measure.Fluoride, "1.0"}, {measure.Iodide, "0.08"}, {measure.Mercury, "0.001"}, {measure.Arsenic, "0.01"},
	{measure.Selenium, "0.01"}, {measure.Cadmium, "0.005"}, {measure.ChromiumVI, "0.05"}, {measure.Lead, "0.01"},
	{measure.Chloroform, "0.060"}, {measure.CarbonTetrachloride, "0.0020"}, {measure.Benzene, "0.0100"}, {measure.Toluene, "0.700"},
	{measure.TotalAlpha, "0.5"}, {measure.TotalBeta, "1.0"},
}

func check(t *testing.T, p measure.Parameter, c measure.Concentration, want bool) {
	t.Helper()
	if within, judged := Within(p, c); !judged || within != want {
		t.Errorf("%v %s: within %v, judged %v, want %v", p, c.In(p.Unit()), within, judged, want)
	}
}

func TestWithin_AtAndAboveEveryLimit(t *testing.T) {
	for _, row := range typed {
		limit, err := measure.ParseConcentration(row.limit, row.p.Unit().Scale())
		if err != nil {
			t.Fatal(err)
		}
		check(t, row.p, limit, true)
		check(t, row.p, limit+1, false)
		check(t, row.p, 0, true)
	}
	if Routine.Len() != 39 || len(Class3()) != 39 || len(typed) != 38 {
		t.Errorf("%d routine items, %d limits, %d typed", Routine.Len(), len(Class3()), len(typed))
	}
}

func TestWithin_PH(t *testing.T) {
	for c, want := range map[measure.Concentration]bool{6_500_000: true, 8_500_000: true, 6_499_999: false, 8_500_001: false, 7_000_000: true} {
		check(t, measure.PH, c, want)
	}
}

func TestWithin_OtherItemsAreNotJudged(t *testing.T) {
	for _, p := range []measure.Parameter{measure.TP, measure.COD, measure.PM25, 0} {
		if _, judged := Within(p, 0); judged {
			t.Errorf("%v is judged", p)
		}
	}
}

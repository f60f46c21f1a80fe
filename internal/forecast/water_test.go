package forecast

import (
	"fmt"
	"math"
	"math/rand/v2"
	"testing"
	"time"

	"lanbi/internal/assess"
	"lanbi/internal/measure"
	"lanbi/internal/standard/gb3838"
	"lanbi/internal/standard/surface"
	"lanbi/internal/target"
)

// monthRow is a month of a section with total phosphorus and ammonia in µg/L, 0 for
// an item that is not there, and clean oxygen and pH.
func monthRow(section string, year, month int, tp, nh3n float64) assess.WaterPeriod {
	row := assess.WaterPeriod{Section: section, Start: measure.Date(year, time.Month(month), 1), Period: assess.Month, Class: 2}
	row.Means = []assess.ItemValue{{Parameter: measure.PH, Value: 7_600_000}, {Parameter: measure.DO, Value: 9 * measure.Milligram}}
	for p, v := range map[measure.Parameter]float64{measure.NH3N: nh3n, measure.TP: tp} {
		if v > 0 {
			row.Means = append(row.Means, assess.ItemValue{Parameter: p, Value: measure.Concentration(v * 1000)})
		}
	}
	return row
}

// section is one of class Ⅱ with whole years of history at a level of total
// phosphorus, and months of 2026.
func section(code string, years int, level float64, soFar ...float64) WaterSection {
	s := WaterSection{Code: code, Name: code, Goal: gb3838.ClassII}
	for year := 2026 - years; year < 2026; year++ {
		for m := 1; m <= 12; m++ {
			// Between years ±5 %, between months ±20 %.
			wave := 1 + 0.05*math.Sin(float64(7*year)) + 0.2*math.Sin(float64(year+5*m))
			s.Months = append(s.Months, monthRow(code, year, m, level*wave, 100))
		}
	}
	for i, tp := range soFar {
		s.Months = append(s.Months, monthRow(code, 2026, i+1, tp, 100))
	}
	return s
}

func months(n int, tp float64) []float64 {
	all := make([]float64, n)
	for i := range all {
		all[i] = tp
	}
	return all
}

// monthsCase is a target of class Ⅱ after whole months of 2026.
func monthsCase(n int, sections ...WaterSection) WaterCase {
	return WaterCase{Sections: sections, Year: 2026, AsOf: measure.Date(2026, time.Month(n+1), 0), Need: len(sections),
		YearMonths: surface.DefaultValidity().YearMonths, Seed: 1}
}

// The limit of class Ⅱ for total phosphorus in rivers is 0.1 mg/L (GB 3838 Table 1).
func TestWater_FollowsTheLevel(t *testing.T) {
	for _, c := range []struct {
		level     float64 // µg/L
		low, high float64
	}{{50, 0.99, 1}, {90, 0.8, 1}, {100, 0.2, 0.8}, {110, 0, 0.2}, {200, 0, 0.01}} {
		p := Water(monthsCase(6, section("s", 5, c.level, months(6, c.level)...)))
		if !p.HasChance || p.Certain || p.Years != 5 || p.P < c.low || p.P > c.high || p.Low > p.P || p.High < p.P || p.Low < 0 || p.High > 1 {
			t.Errorf("level %v: %+v, want P from %v to %v", c.level, p, c.low, c.high)
		}
		if c.level == 200 && (p.Sections[0].Threat != measure.TP || p.Worst != gb3838.ClassIII) {
			t.Errorf("level 200: threat %s, worst class %s, want TP and Ⅲ", p.Sections[0].Threat.Key(), p.Worst)
		}
	}
}

// Every extra tenth so far must lower the chance, and the same seed give the same.
func TestWater_MonotoneAndDeterministic(t *testing.T) {
	last := 2.0
	for _, soFar := range []float64{80, 90, 100, 110, 120} {
		c := monthsCase(6, section("s", 5, 95, months(6, soFar)...))
		p := Water(c)
		if p.P > last {
			t.Errorf("so far %v: P %v above that of less pollution, %v", soFar, p.P, last)
		}
		last = p.P
		if again := Water(c); again.P != p.P || again.Low != p.Low || again.High != p.High {
			t.Errorf("so far %v: a second run gives %+v after %+v", soFar, again, p)
		}
	}
	if last > 0.2 {
		t.Errorf("P %v with 120 µg/L in half a year, want little hope", last)
	}
}

// Lost is what arithmetic says: 6 months of 201 µg/L and 6 of 0 make 100.5, above
// 100; 6 of 199 make 99.5.
func TestWater_LostByArithmetic(t *testing.T) {
	for tp, lost := range map[float64]bool{199: false, 200: false, 200.001: true, 201: true} {
		p := Water(monthsCase(6, section("s", 0, 0, months(6, tp)...)))
		if p.Certain != lost || p.HasChance != lost || lost && (p.P != 0 || !p.Sections[0].Lost || p.Sections[0].Threat != measure.TP) {
			t.Errorf("half a year of %v µg/L: %+v, want lost %v", tp, p, lost)
		}
	}
	// One of two sections lost: the target is lost only where both are needed.
	two := monthsCase(6, section("a", 5, 50, months(6, 300)...), section("b", 5, 50, months(6, 50)...))
	if p := Water(two); !p.Certain {
		t.Errorf("%+v, want lost", p)
	}
	two.Need = 1
	if p := Water(two); p.Certain || p.P < 0.95 || p.Sections[0].P != 0 || p.Sections[1].P < 0.95 {
		t.Errorf("%+v, want the other section to do", p)
	}
}

func TestWater_OxygenLost(t *testing.T) {
	s := WaterSection{Code: "s", Name: "s", Goal: gb3838.ClassII}
	for m := 1; m <= 11; m++ {
		row := monthRow("s", 2026, m, 50, 0)
		row.Means[1].Value = 4_500_000 // 11 × 4.5 + 20 = 69.5 mg/L, /12 = 5.79 < 6
		s.Months = append(s.Months, row)
	}
	if p := Water(monthsCase(11, s)); !p.Certain || p.Sections[0].Threat != measure.DO {
		t.Errorf("%+v, want lost by dissolved oxygen", p)
	}
}

func TestWater_NoPercentage(t *testing.T) {
	for name, c := range map[string]WaterCase{
		"two years of history": monthsCase(6, section("s", 2, 50, months(6, 50)...)),
		"no section":           monthsCase(6),
		"one of two is new":    monthsCase(6, section("a", 5, 50, months(6, 50)...), section("b", 1, 50, months(6, 50)...)),
		"every second month":   everySecondMonth(8),
	} {
		if p := Water(c); p.HasChance || p.Why == "" || p.P != 0 && name != "every second month" {
			t.Errorf("%s: %+v, want no chance and the reason", name, p)
		}
	}
	// Where six months make a year, a section of every second month is like any other.
	if p := Water(everySecondMonth(6)); !p.HasChance || p.P < 0.95 {
		t.Errorf("%+v, want a chance from every second month", p)
	}
}

func everySecondMonth(least int) WaterCase {
	s := section("s", 5, 50, months(6, 50)...)
	kept := s.Months[:0]
	for _, row := range s.Months {
		if row.Start.Month()%2 == 1 {
			kept = append(kept, row)
		}
	}
	s.Months = kept
	c := monthsCase(6, s)
	c.YearMonths = least
	return c
}

// January and February are frozen every year: ten months make a year.
func TestWater_FrozenMonths(t *testing.T) {
	s := section("s", 5, 60, months(6, 60)...)
	kept := s.Months[:0]
	for _, row := range s.Months {
		if row.Start.Month() > 2 {
			kept = append(kept, row)
		}
	}
	s.Months = kept
	if p := Water(monthsCase(6, s)); !p.HasChance || p.P < 0.95 {
		t.Errorf("%+v, want a chance without the frozen months", p)
	}
}

// An instrument that was taken away in the new year is not judged any more; one that
// was put in this year goes on as it is.
func TestWater_ItemsComeAndGo(t *testing.T) {
	gone := section("s", 5, 500) // far above
	for m := 1; m <= 6; m++ {
		gone.Months = append(gone.Months, monthRow("s", 2026, m, 0, 100))
	}
	if p := Water(monthsCase(6, gone)); p.P < 0.95 {
		t.Errorf("%+v, want an item that is gone not to count", p)
	}
	fresh := section("s", 5, 0)
	for m := 1; m <= 6; m++ {
		fresh.Months = append(fresh.Months, monthRow("s", 2026, m, 150, 100))
	}
	if p := Water(monthsCase(6, fresh)); p.P > 0.05 || p.Sections[0].Threat != measure.TP {
		t.Errorf("%+v, want a new item above its limit to count", p)
	}
}

// The open month goes on from its days: 20 of 30 days at 1000 µg/L cannot end in a
// month of 50.
func TestWater_OpenMonth(t *testing.T) {
	c := monthsCase(6, section("s", 5, 90, append(months(5, 90), 1000)...))
	whole := Water(c)
	c.AsOf = measure.Date(2026, 6, 3)
	begun := Water(c)
	c.AsOf = measure.Date(2026, 5, 31)
	before := Water(c)
	if !(before.P > begun.P && begun.P > whole.P) {
		t.Errorf("P %v before the month, %v on its 3rd day, %v at its end; want it to fall", before.P, begun.P, whole.P)
	}
}

// Sections are drawn together: two that always move together are met together, so
// that both is as likely as one.
func TestWater_JointOverSections(t *testing.T) {
	a := section("a", 8, 100, months(6, 100)...)
	b := a
	b.Code = "b"
	one, two := Water(monthsCase(6, a)), Water(monthsCase(6, a, b))
	if math.Abs(one.P-two.P) > 1e-9 || one.P < 0.2 || one.P > 0.8 {
		t.Errorf("P %v of one section and %v of two that are the same, want equal", one.P, two.P)
	}
}

func BenchmarkWater(b *testing.B) {
	for _, month := range []int{1, 6, 11} {
		b.Run(fmt.Sprintf("month=%d", month), func(b *testing.B) {
			var sections []WaterSection
			for i := range 4 {
				s := section(fmt.Sprint("s", i), 10, 80, months(month, 85)...)
				for k := range s.Months {
					for p := range gb3838.Evaluated.Each {
						s.Months[k].Means = append(s.Months[k].Means, assess.ItemValue{Parameter: p, Value: 1})
					}
				}
				sections = append(sections, s)
			}
			c := monthsCase(month, sections...)
			for b.Loop() {
				Water(c)
			}
		})
	}
}

// What is lost by arithmetic is so for the forecast and for the standing of the
// target, which reckon it apart: the one in simulated years, the other in whole
// numbers.
func TestWater_LostAsTheTargetIs(t *testing.T) {
	rng := rand.New(rand.NewPCG(11, 0))
	both := 0
	for trial := range 400 {
		goal := &target.Target{ID: "x/water", Kind: target.WaterClass, Year: 2026, Goal: 2}
		if trial%2 == 1 {
			goal.Basis.YearRounding = "gbt8170"
		}
		asOf := measure.Date(2026, 1, 20+rng.IntN(340))
		place := measure.Section{Code: "s", Name: "s", Class: 2}
		s := WaterSection{Code: "s", Name: "s", Goal: gb3838.ClassII}
		ytd := monthRow("s", 2026, 1, 900, 100) // above the goal, whatever the months are
		ytd.Period, ytd.Class = assess.YearToDate, gb3838.InferiorV
		level := 80 + 400*rng.Float64()
		for m := time.January; m <= asOf.Month(); m++ {
			if rng.Float64() < 0.9 {
				s.Months = append(s.Months, monthRow("s", 2026, int(m), level*rng.Float64()*2, 100))
			}
		}
		f := &target.Facts{AsOf: asOf, Sections: []measure.Section{place}, Water: append(s.Months, ytd)}
		standing := target.Evaluate(goal, f)
		w := Water(WaterCase{Sections: []WaterSection{s}, Year: 2026, AsOf: asOf, Need: 1, YearMonths: 8, Rounded: trial%2 == 1})
		if w.Certain != (standing.Status == target.Lost) {
			t.Fatalf("trial %d on %s: forecast certain %v, standing %s (%s)", trial, asOf, w.Certain, standing.Status, standing.Reason)
		}
		if w.Certain {
			both++
		}
	}
	if both < 40 || both > 360 {
		t.Errorf("%d of 400 lost: the trials do not try both", both)
	}
}

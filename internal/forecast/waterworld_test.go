package forecast

import (
	"math"
	"math/rand/v2"
	"testing"
	"time"

	"lanbi/internal/assess"
	"lanbi/internal/measure"
	"lanbi/internal/standard/gb3838"
	"lanbi/internal/standard/surface"
)

// waterWorld makes up a river with two sections: total phosphorus and ammonia have a
// season, deviate by the year and by the month, and the sections share most of it.
func waterWorld(rng *rand.Rand, years int) []WaterSection {
	level := math.Log(100) + 0.25*rng.NormFloat64() - 0.1
	season := 0.3 * rng.Float64()
	yearly, monthly := 0.05+0.2*rng.Float64(), 0.1+0.3*rng.Float64()
	sections := []WaterSection{{Code: "a", Name: "a", Goal: gb3838.ClassII}, {Code: "b", Name: "b", Goal: gb3838.ClassII}}
	for year := 2026 - years; year <= 2026; year++ {
		of := [2]float64{yearly * rng.NormFloat64(), yearly * rng.NormFloat64()}
		for m := 1; m <= 12; m++ {
			wave := season * math.Cos(2*math.Pi*float64(m)/12)
			noise := [2]float64{monthly * rng.NormFloat64(), monthly * rng.NormFloat64()}
			for i := range sections {
				own := 0.3 * monthly * rng.NormFloat64()
				sections[i].Months = append(sections[i].Months, monthRow(sections[i].Code, year, m,
					math.Exp(level+wave+of[0]+noise[0]+own), math.Exp(level+math.Log(4.5)+of[1]+noise[1]+own)))
			}
		}
	}
	return sections
}

// ended tells whether every section kept its class in 2026: brute force over its own
// months, by the limits of Table 1 for class Ⅱ (0.1 and 0.5 mg/L).
func ended(sections []WaterSection) bool {
	for _, s := range sections {
		sums := map[measure.Parameter]float64{}
		for _, row := range s.Months {
			if row.Start.Year() == 2026 {
				for _, v := range row.Means {
					sums[v.Parameter] += float64(v.Value) / 12
				}
			}
		}
		if sums[measure.TP] > 100_000 || sums[measure.NH3N] > 500_000 {
			return false
		}
	}
	return true
}

// waterScore issues one forecast in each world after so many months.
func waterScore(worlds, years, month int, seed uint64) (score Score, inside float64) {
	rng := rand.New(rand.NewPCG(seed, 0))
	var issued []Issued
	for range worlds {
		sections := waterWorld(rng, years)
		c := WaterCase{Sections: sections, Year: 2026, AsOf: measure.Date(2026, time.Month(month+1), 0), Need: 2,
			YearMonths: surface.DefaultValidity().YearMonths, Seed: rng.Uint64()}
		p := Water(c)
		issued = append(issued, Issued{Day: c.AsOf, Probability: p.P, Outcome: ended(sections), Climatology: p.Reference})
	}
	score = ScoreOf(issued)
	for _, f := range issued {
		inside += f.Probability / float64(len(issued))
	}
	return score, inside
}

// In made-up rivers near the limit the forecast must beat the share of past years
// that met the target, and say on average what comes true: with 120 worlds the
// frequency has a standard error of 4.5 %, so 10 % would be a fault.
func TestWater_MadeUpWorlds(t *testing.T) {
	for _, month := range []int{3, 8} {
		score, mean := waterScore(120, 5, month, uint64(month))
		came := 0.0
		for _, b := range score.Reliability {
			came += b.Freq * float64(b.N) / float64(score.N)
		}
		if score.Skill < 0.2 || math.Abs(mean-came) > 0.1 {
			t.Errorf("after %d months: skill %.3f, mean probability %.3f, frequency %.3f; want skill of 0.2 and the two near", month, score.Skill, mean, came)
		}
	}
}

// A hindcast issues twelve forecasts a year, with each year left out of what is
// learned: putting other values into the months of a year from the day of issue on
// must not change that day's forecast, though it changes the outcome.
func TestHindcastWater(t *testing.T) {
	rng := rand.New(rand.NewPCG(21, 0))
	sections := waterWorld(rng, 4) // 2022 to 2026
	c := WaterCase{Sections: sections, Need: 2, YearMonths: 8, Seed: 9}
	issued := HindcastWater(c, "rivers", 3)
	if len(issued) != 5*12 || issued[0].Year != 2022 || issued[59].Day != measure.Date(2026, 12, 1) {
		t.Fatalf("%d forecasts, want 12 in each of five years", len(issued))
	}
	for i := range sections {
		for k := range sections[i].Months {
			if row := &sections[i].Months[k]; row.Start >= measure.Date(2024, 7, 1) && row.Start.Year() == 2024 {
				row.Means = []assess.ItemValue{{Parameter: measure.TP, Value: 900_000}, {Parameter: measure.NH3N, Value: 90_000}}
			}
		}
	}
	again := HindcastWater(c, "rivers", 3)
	july := 2*12 + 6
	if again[july].Day != measure.Date(2024, 7, 1) || again[july].Probability != issued[july].Probability || again[july].Outcome {
		t.Errorf("July 2024: %+v, before %+v; want the same probability and the target missed", again[july], issued[july])
	}
	if again[july+1].Probability >= issued[july+1].Probability {
		t.Errorf("August 2024: %v after a bad July, %v before", again[july+1].Probability, issued[july+1].Probability)
	}
	if short := HindcastWater(c, "rivers", 5); len(short) != 0 {
		t.Errorf("%d forecasts with too few other years", len(short))
	}
}

package gbt8170

import (
	"math/big"
	"testing"

	"pgregory.net/rapid"

	"lanbi/internal/measure"
)

// §3.2 with its own kinds of case: below half, above half, half to even, negative.
func TestRound(t *testing.T) {
	for _, c := range []struct {
		c, step, want measure.Concentration
	}{
		{12_149, 100, 12_100}, // 12.149 8 to one decimal: below half
		{12_151, 100, 12_200},
		{1_050, 100, 1_000}, // half: the even neighbour
		{1_150, 100, 1_200},
		{60_500, 1_000, 60_000}, // PM2.5 of vector 44
		{60_501, 1_000, 61_000},
		{60_600, 1_000, 61_000},
		{61_500, 1_000, 62_000},
		{75_499, 1_000, 75_000},
		{75_500, 1_000, 76_000},
		{0, 1_000, 0},
		{499, 1_000, 0},
		{500, 1_000, 0},
		{501, 1_000, 1_000},
		{-499, 1_000, 0},
		{-500, 1_000, 0},
		{-501, 1_000, -1_000},
		{-1_500, 1_000, -2_000},
		{-2_500, 1_000, -2_000},
		{-36_500, 1_000, -36_000},
		{7, 1, 7},
		{-7, 1, -7},
		{4_050_000, 100_000, 4_000_000}, // CO 4.05 mg/m³
		{4_150_000, 100_000, 4_200_000},
		{5, 3, 6}, // a step may be odd: 5/3 is nearer to 2
		{4, 3, 3},
	} {
		if got := Round(c.c, c.step); got != c.want {
			t.Errorf("Round(%d, %d) = %d, want %d", c.c, c.step, got, c.want)
		}
	}
}

func TestRoundRatio(t *testing.T) {
	for _, c := range []struct {
		num, den, step, want int64
	}{
		{86_000, 91, 1, 945}, // 94.505… %
		{30_000, 31, 1, 968}, // 96.77… %
		{1, 2, 1, 0},         // half to even
		{3, 2, 1, 2},
		{-1, 2, 1, 0},
		{-3, 2, 1, -2},
		{2, 3, 1, 1},
		{1, 3, 1, 0},
		{105, 1, 10, 100}, // 10.5 tens
		{115, 1, 10, 120},
		{211, 2, 10, 110}, // 10.55 tens
		{209, 2, 10, 100}, // 10.45 tens
		{210, 2, 10, 100}, // exactly 10.5 tens
		{0, 7, 1, 0},
	} {
		if got := RoundRatio(c.num, c.den, c.step); got != c.want {
			t.Errorf("RoundRatio(%d, %d, %d) = %d, want %d", c.num, c.den, c.step, got, c.want)
		}
	}
}

var (
	anyConcentration = rapid.Int64Range(-1<<50, 1<<50)
	anyStep          = rapid.OneOf(rapid.SampledFrom([]int64{1, 10, 100, 1_000, 100_000, 1_000_000}), rapid.Int64Range(1, 1<<20))
)

func TestRound_TwiceIsOnce(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		c := measure.Concentration(anyConcentration.Draw(t, "c"))
		step := measure.Concentration(anyStep.Draw(t, "step"))
		once := Round(c, step)
		if twice := Round(once, step); twice != once {
			t.Fatalf("%d, then %d", once, twice)
		}
		if d := 2 * (once - c); d > step || d < -step || once%step != 0 {
			t.Fatalf("%d is not the nearest multiple to %d", once, c)
		}
		if Round(-c, step) != -once {
			t.Fatalf("−c gives %d, c gives %d", Round(-c, step), once)
		}
	})
}

func TestRound_NeverFalls(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		c := measure.Concentration(anyConcentration.Draw(t, "c"))
		step := measure.Concentration(anyStep.Draw(t, "step"))
		rise := measure.Concentration(rapid.Int64Range(0, 1<<21).Draw(t, "rise"))
		if a, b := Round(c, step), Round(c+rise, step); a > b {
			t.Fatalf("%d above %d", a, b)
		}
	})
}

// Against fractions of arbitrary size.
func TestRoundRatio_Exact(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		num := anyConcentration.Draw(t, "num")
		den := rapid.Int64Range(1, 1<<30).Draw(t, "den")
		step := anyStep.Draw(t, "step")
		got := RoundRatio(num, den, step)
		if got%step != 0 {
			t.Fatalf("%d is no multiple of %d", got, step)
		}
		off := new(big.Rat).Sub(big.NewRat(got, 1), big.NewRat(num, den))
		half := big.NewRat(step, 2)
		switch off.Abs(off).Cmp(half) {
		case 1:
			t.Fatalf("%d is more than half a step off", got)
		case 0:
			if got/step%2 != 0 {
				t.Fatalf("a tie went to the odd %d", got)
			}
		}
	})
}

// A quotient that measure.Quotient rounded to odd rounds on as the exact one does, to
// every step that has a whole even half.
func TestRound_OfQuotient(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		sum := anyConcentration.Draw(t, "sum")
		n := rapid.Int64Range(1, 9_000).Draw(t, "n")
		step := rapid.SampledFrom([]int64{4, 20, 100, 1_000, 100_000}).Draw(t, "step")
		got := int64(Round(measure.Quotient(sum, n), measure.Concentration(step)))
		if want := RoundRatio(sum, n, step); got != want {
			t.Fatalf("%d, exactly %d", got, want)
		}
	})
}

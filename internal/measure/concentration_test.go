package measure

import (
	"errors"
	"math/big"
	"strings"
	"testing"

	"pgregory.net/rapid"
)

func TestParseConcentration(t *testing.T) {
	const micro, milli = 1_000, 1_000_000 // µg/m³; mg/m³, mg/L and others
	tests := []struct {
		text  string
		scale int64
		want  Concentration
	}{
		{"35", micro, 35_000}, {"35.5", micro, 35_500}, {"-0.4", micro, -400}, {"+7", micro, 7_000}, {"0", micro, 0}, {"-0", micro, 0},
		{".5", micro, 500}, {"5.", micro, 5_000}, {"1.2e-3", milli, 1_200}, {"1e3", micro, 1_000_000}, {"12E+1", micro, 120_000},
		{"0.00005", milli, 50}, {"0.0000000", milli, 0}, {"000000000000000000000000000012", micro, 12_000},
		{"0.0004", micro, 1},   // between 0 and 1 step: the odd one
		{"0.0014", micro, 1},   // between 1 and 2 steps
		{"0.0024", micro, 3},   // between 2 and 3 steps
		{"-0.0024", micro, -3}, // as its absolute value
		{"35.00000000000000000000000000000000001", micro, 35_001},
		{"34.99999999999999999999999999999999999", micro, 34_999},
		{"1e-300", micro, 1}, {"9000000000000", milli, 9_000_000_000_000_000_000},
	}
	for _, test := range tests {
		got, err := ParseConcentration(test.text, test.scale)
		if err != nil || got != test.want {
			t.Errorf("%q = %d, %v, want %d", test.text, got, err, test.want)
		}
		if bytes, err := ParseConcentration([]byte(test.text), test.scale); err != nil || bytes != got {
			t.Errorf("%q as bytes = %d, %v", test.text, bytes, err)
		}
	}
}

func TestParseConcentration_NotDecimal(t *testing.T) {
	for _, text := range []string{"", "-", "+", ".", "e5", "1e", "1e+", "1e1.5", "1.2.3", "0x10", "1_000", "1,5", " 1", "1 ", "NaN", "nan",
		"Inf", "-Infinity", "１", "--1", "1-", "9.3e18", "1e999", "1e-999", "99999999999999999999999999", strings.Repeat("9", 400)} {
		if c, err := ParseConcentration(text, 1_000); !errors.Is(err, ErrNotDecimal) {
			t.Errorf("%q = %d, %v", text, c, err)
		}
	}
}

// exact is the number that a decimal text says.
func exact(t interface{ Fatalf(string, ...any) }, text string) *big.Rat {
	r, ok := new(big.Rat).SetString(text)
	if !ok {
		t.Fatalf("%q is no number", text)
	}
	return r
}

// roundToOdd is the whole number itself, or else the odd one of the two
// neighbours.
func roundToOdd(r *big.Rat) int64 {
	var q, rest big.Int
	q.DivMod(r.Num(), r.Denom(), &rest)
	if rest.Sign() != 0 && q.Bit(0) == 0 {
		q.Add(&q, big.NewInt(1))
	}
	return q.Int64()
}

func TestParseConcentration_RoundsToOdd(t *testing.T) {
	decimal := rapid.StringMatching(`-?[0-9]{1,9}(\.[0-9]{0,40})?(e-?[0-3])?`)
	rapid.Check(t, func(t *rapid.T) {
		text := decimal.Draw(t, "text")
		scale := rapid.SampledFrom([]int64{1_000, 1_000_000}).Draw(t, "scale")
		got, err := ParseConcentration(text, scale)
		if err != nil {
			t.Fatalf("%q: %v", text, err)
		}
		r := exact(t, text)
		if want := roundToOdd(r.Mul(r, new(big.Rat).SetInt64(scale))); int64(got) != want {
			t.Fatalf("%q = %d, want %d", text, got, want)
		}
	})
}

func TestQuotient_RoundsToOdd(t *testing.T) {
	tests := []struct {
		sum, n int64
		want   Concentration
	}{{10, 5, 2}, {9, 4, 3}, {11, 4, 3}, {13, 4, 3}, {15, 4, 3}, {17, 4, 5}, {-9, 4, -3}, {-1, 4, -1}, {-11, 4, -3}, {1, 3, 1}, {0, 7, 0}}
	for _, test := range tests {
		if got := Quotient(test.sum, test.n); got != test.want {
			t.Errorf("%d/%d = %d, want %d", test.sum, test.n, got, test.want)
		}
	}
	rapid.Check(t, func(t *rapid.T) {
		sum := rapid.Int64().Draw(t, "sum")
		n := rapid.Int64Range(1, 1<<40).Draw(t, "n")
		if got, want := Quotient(sum, n), roundToOdd(big.NewRat(sum, n)); int64(got) != want {
			t.Fatalf("%d/%d = %d, want %d", sum, n, got, want)
		}
	})
}

// Comparing a rounded-to-odd quotient with an even limit is comparing the exact
// one.
func TestQuotient_ComparesExactly(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		n := rapid.Int64Range(1, 9_000).Draw(t, "n")
		limit := 2 * rapid.Int64Range(-1_000_000, 1_000_000).Draw(t, "limit")
		sum := limit*n + rapid.Int64Range(-3*n, 3*n).Draw(t, "off")
		q := int64(Quotient(sum, n))
		if (q < limit) != (sum < limit*n) || (q > limit) != (sum > limit*n) {
			t.Fatalf("%d/%d against %d gives %d", sum, n, limit, q)
		}
	})
}

func TestConcentration_AppendReadsBack(t *testing.T) {
	for c, want := range map[Concentration]string{0: "0", 35_500: "35.5", -400: "-0.4", 1: "0.001", 120_000: "120", -7_000: "-7"} {
		if got := c.In(MicrogramPerCubicMetre); got != want {
			t.Errorf("%d is %q, want %q", int64(c), got, want)
		}
	}
	rapid.Check(t, func(t *rapid.T) {
		c := Concentration(rapid.Int64Range(-9e17, 9e17).Draw(t, "c"))
		scale := rapid.SampledFrom([]int64{1, 10, 1_000, 1_000_000}).Draw(t, "scale")
		text := string(c.Append(nil, scale))
		back, err := ParseConcentration(text, scale)
		if err != nil || back != c {
			t.Fatalf("%d is written %q and read %d, %v", c, text, back, err)
		}
		if strings.Contains(text, ".") && strings.HasSuffix(text, "0") {
			t.Fatalf("%q ends in a needless digit", text)
		}
	})
}

func TestConcentration_FloatReadsBack(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		c := Concentration(rapid.Int64Range(-1<<52, 1<<52).Draw(t, "c"))
		for _, u := range []Unit{MicrogramPerCubicMetre, MilligramPerLitre} {
			if back := FromFloat(c.Float(u), u); back != c {
				t.Fatalf("%d becomes %v and %d", c, c.Float(u), back)
			}
		}
	})
}

package hj663

import (
	"math/big"
	"strconv"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"lanbi/internal/measure"
)

const limit8h = 160 * measure.Microgram

// day reads 24 hourly values in µg/m³, "." where the hour is not valid.
func day(t testing.TB, text string) (*[24]measure.Concentration, uint32) {
	t.Helper()
	var hours [24]measure.Concentration
	var valid uint32
	cells := strings.Fields(text)
	if len(cells) != 24 {
		t.Fatalf("%d hours, want 24", len(cells))
	}
	for i, cell := range cells {
		hours[i] = 9999 * measure.Microgram // must not be read
		if cell == "." {
			continue
		}
		n, err := strconv.Atoi(cell)
		if err != nil {
			t.Fatal(err)
		}
		hours[i] = measure.Concentration(n) * measure.Microgram
		valid |= 1 << i
	}
	return &hours, valid
}

// GB 3095 Table 4: 20 hours make a day.
func TestDailyMean(t *testing.T) {
	for _, c := range []struct {
		name, hours string
		want        measure.Concentration // ng/m³, 0 for none
		count       int
	}{
		{"24 hours", strings.Repeat("35 ", 24), 35_000, 24},
		{"all zero", strings.Repeat("0 ", 24), 0, 24},
		{"20 hours", strings.Repeat("35 ", 20) + ". . . .", 35_000, 20},
		{"19 hours", strings.Repeat("35 ", 19) + ". . . . .", 0, 19},
		{"20 hours anywhere", ". 10 10 10 10 . 20 20 20 20 10 10 10 10 . 20 20 20 20 10 10 10 10 .", 14_000, 20},
		{"a third", strings.Repeat("1 ", 8) + strings.Repeat("0 ", 16), 333, 24},
		{"nothing", strings.Repeat(". ", 24), 0, 0},
	} {
		hours, valid := day(t, c.hours)
		mean, count := DailyMean(hours, valid|0xff00_0000) // bits beyond the day say nothing
		if mean.Value() != c.want || count != c.count || mean.Known() != (c.count >= 20) {
			t.Errorf("%s: %d from %d hours, want %d from %d", c.name, mean.Value(), count, c.want, c.count)
		}
	}
}

// HJ 663 §6.1.2 and GB 3095 Table 4.
func TestMDA8(t *testing.T) {
	for _, c := range []struct {
		name, hours string
		want        string // as a fraction in µg/m³, empty for none
		windows     int
	}{
		{"complete", "10 10 10 10 10 10 10 10 20 20 20 20 100 100 100 100 100 100 100 100 30 30 30 30", "100", 17},
		{"the window of label 24", strings.Repeat("10 ", 16) + strings.Repeat("50 ", 8), "50", 17},
		{"the window of label 08", strings.Repeat("50 ", 8) + strings.Repeat("10 ", 16), "50", 17},
		{"all zero", strings.Repeat("0 ", 24), "0", 17},
		// A window of 6 hours beats one of 8: (6×100)/6 against (6×100 + 2×90)/8.
		{"six of eight", strings.Repeat("10 ", 8) + "90 100 100 100 . . 100 100 100 90 " + strings.Repeat("10 ", 6), "100", 17},
		// Hours 11 to 14 missing: the windows 13 to 19 lack three or four of their hours.
		{"four hours missing in a row", strings.Repeat("100 ", 10) + ". . . . " + strings.Repeat("100 ", 10), "", 10},
		{"four missing, the rest exceeds", strings.Repeat("200 ", 10) + ". . . . " + strings.Repeat("100 ", 10), "200", 10},
		{"three hours missing in a row", strings.Repeat("80 ", 10) + ". . . " + strings.Repeat("80 ", 11), "", 11},
		{"the first three windows lost", ". . . . . " + strings.Repeat("80 ", 19), "80", 14},
		{"the first four windows lost", ". . . . . . " + strings.Repeat("80 ", 18), "", 13},
		{"four lost, at the limit", ". . . . . . " + strings.Repeat("160 ", 18), "", 13},
		{"four lost, above the limit", ". . . . . . " + strings.Repeat("161 ", 18), "161", 13},
		// 160.5 is stated as 160 and would have an index of 100.
		{"four lost, half above the limit", ". . . . . . " + strings.Repeat("160 161 ", 9), "", 13},
		{"nothing", strings.Repeat(". ", 24), "", 0},
		{"five hours", "200 200 200 200 200 " + strings.Repeat(". ", 19), "", 0},
		{"six hours", "200 200 200 200 200 200 " + strings.Repeat(". ", 18), "200", 1},
	} {
		hours, valid := day(t, c.hours)
		got, windows := MDA8(hours, valid, limit8h)
		if windows != c.windows {
			t.Errorf("%s: %d windows, want %d", c.name, windows, c.windows)
		}
		if got.Known() != (c.want != "") {
			t.Errorf("%s: known %v, want %q", c.name, got.Known(), c.want)
			continue
		}
		if want, ok := new(big.Rat).SetString(c.want); ok && big.NewRat(got.Sum, got.N*1000).Cmp(want) != 0 {
			t.Errorf("%s: %d/%d, want %s", c.name, got.Sum, got.N, c.want)
		}
	}
}

var anyDay = rapid.Custom(func(t *rapid.T) [24]measure.Concentration {
	var hours [24]measure.Concentration
	for i := range hours {
		hours[i] = measure.Concentration(rapid.Int64Range(-3, 400).Draw(t, "µg")) * measure.Microgram
	}
	return hours
})

// anyHours are mostly valid.
var anyHours = rapid.Custom(func(t *rapid.T) uint32 {
	lost := rapid.Uint32().Draw(t, "a") & rapid.Uint32().Draw(t, "b") & rapid.Uint32().Draw(t, "c")
	return ^lost
})

// Against every window written out, in fractions.
func TestMDA8_AsDefined(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		hours, valid := anyDay.Draw(t, "hours"), anyHours.Draw(t, "valid")
		var highest *big.Rat
		windows := 0
		for label := 8; label <= 24; label++ {
			sum, n := int64(0), int64(0)
			for i := label - 8; i < label; i++ {
				if valid>>i&1 != 0 {
					sum, n = sum+int64(hours[i]), n+1
				}
			}
			if n < 6 {
				continue
			}
			windows++
			if mean := big.NewRat(sum, n); highest == nil || mean.Cmp(highest) > 0 {
				highest = mean
			}
		}
		got, count := MDA8(&hours, valid, limit8h)
		if count != windows {
			t.Fatalf("%d windows, want %d", count, windows)
		}
		if windows < 14 && (highest == nil || highest.Cmp(big.NewRat(160_500, 1)) <= 0) {
			if got.Known() {
				t.Fatalf("%d windows give %v", windows, got)
			}
			return
		}
		if !got.Known() || big.NewRat(got.Sum, got.N).Cmp(highest) != 0 {
			t.Fatalf("%v, want %s", got, highest)
		}
	})
}

// A day can be known bad from part of its windows, and is never assumed good.
func TestMDA8_PartOfADayOnlyIfItExceeds(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		hours, valid := anyDay.Draw(t, "hours"), anyHours.Draw(t, "valid")
		before, windows := MDA8(&hours, valid, limit8h)
		if !before.Known() || windows >= MinWindows {
			return
		}
		if before.Rounded(measure.Microgram) <= limit8h {
			t.Fatalf("%d windows give %d, which does not exceed", windows, before.Value())
		}
	})
}

func TestDailyMax(t *testing.T) {
	hours, valid := day(t, ". . 5 "+strings.Repeat("3 ", 20)+". ")
	if c, ok := DailyMax(hours, valid); !ok || c != 5*measure.Microgram {
		t.Errorf("%d %v, want 5000", c, ok)
	}
	if c, ok := DailyMax(hours, 0); ok || c != 0 {
		t.Errorf("of nothing: %d %v", c, ok)
	}
	negative := [24]measure.Concentration{3: -2000}
	if c, ok := DailyMax(&negative, 1<<3); !ok || c != -2000 {
		t.Errorf("%d %v, want -2000", c, ok)
	}
}

// Two thirds twice and one sixth: the exact mean is 60.5, stated as 60, AQI 100. Of
// means rounded before it would be 60.500333, stated as 61, AQI 101.
func TestAreaMean_IsExact(t *testing.T) {
	stations := []Mean{
		{Sum: 60_000*24 + 16_000, N: 24},
		{Sum: 60_000*21 + 14_000, N: 21},
		{}, // not valid
		{Sum: 60_000*24 + 4_000, N: 24},
	}
	mean, count := AreaMean(stations)
	if count != 3 || mean.Value() != 60_500 || mean.Rounded(measure.Microgram) != 60_000 {
		t.Errorf("%d from %d stations, rounded %d", mean.Value(), count, mean.Rounded(measure.Microgram))
	}
}

// Ozone of an area is the mean of its stations' own maxima, which may fall in
// different hours.
func TestAreaMean_OfMaxima(t *testing.T) {
	early, valid := day(t, strings.Repeat("100 ", 8)+strings.Repeat("20 ", 16))
	late, _ := day(t, strings.Repeat("20 ", 16)+strings.Repeat("200 ", 8))
	a, _ := MDA8(early, valid, limit8h)
	b, _ := MDA8(late, valid, limit8h)
	mean, count := AreaMean([]Mean{a, b})
	if count != 2 || mean.Value() != 150_000 {
		t.Errorf("%d from %d stations, want 150000", mean.Value(), count)
	}
}

func TestAreaMean_NoStation(t *testing.T) {
	mean, count := AreaMean([]Mean{{}, {}})
	if count != 0 || mean.Known() || mean.Value() != 0 || mean.Rounded(1) != 0 {
		t.Errorf("%v from %d stations", mean, count)
	}
}

// Order changes nothing, and fractions agree.
func TestAreaMean_AsDefined(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		n := rapid.IntRange(1, 40).Draw(t, "stations")
		stations := make([]Mean, n)
		want, known := new(big.Rat), int64(0)
		for i := range stations {
			hours := rapid.SampledFrom([]int64{0, 1, 6, 7, 8, 20, 21, 22, 23, 24}).Draw(t, "hours")
			if hours == 0 {
				continue
			}
			stations[i] = Mean{Sum: rapid.Int64Range(-1_000_000, 1_000_000_000).Draw(t, "sum"), N: hours}
			want.Add(want, big.NewRat(stations[i].Sum, hours))
			known++
		}
		mean, count := AreaMean(rapid.Permutation(stations).Draw(t, "order"))
		if int64(count) != known {
			t.Fatalf("%d stations, want %d", count, known)
		}
		if known == 0 {
			return
		}
		want.Quo(want, big.NewRat(known, 1))
		if big.NewRat(mean.Sum, mean.N).Cmp(want) != 0 {
			t.Fatalf("%d/%d, want %s", mean.Sum, mean.N, want)
		}
	})
}

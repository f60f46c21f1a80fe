package forecast

import (
	"math/big"
	"math/bits"
	"math/rand/v2"
	"testing"

	"lanbi/internal/measure"
	"lanbi/internal/standard/hj633"
)

const ug = measure.Microgram

// level is a station with the same value in the first hours.
func level(value measure.Concentration, hours int) StationDay {
	s := StationDay{Station: "A", Valid: 1<<hours - 1}
	for h := range hours {
		s.Hours[h] = value
	}
	return s
}

// Expected values by hand: 24 × 75 = 1,800 µg/m³ and 24 × 60 = 1,440 µg/m³ for the
// day's sum, and a mean below 75.5 (odd, so the tie goes up) or of 60.5 (even, so the
// tie goes down) still rounds to the limit.
func TestControl_DailyMean(t *testing.T) {
	cases := []struct {
		name    string
		day     ControlDay
		state   ControlState
		highest measure.Concentration
	}{
		{"PM2.5 2012, half the day at 100", ControlDay{Parameter: measure.PM25, Edition: hj633.E2012, Closed: 12,
			Stations: []StationDay{level(100*ug, 12)}}, Open, 51*ug - 1},
		{"PM2.5 2026, half the day at 100", ControlDay{Parameter: measure.PM25, Edition: hj633.E2026, Closed: 12,
			Stations: []StationDay{level(100*ug, 12)}}, Open, 21 * ug},
		{"PM2.5 2026, lost", ControlDay{Parameter: measure.PM25, Edition: hj633.E2026, Closed: 18,
			Stations: []StationDay{level(100*ug, 18)}}, Lost, 0},
		{"PM2.5 2026, day over and good", ControlDay{Parameter: measure.PM25, Edition: hj633.E2026, Closed: 24,
			Stations: []StationDay{level(60*ug, 24)}}, Safe, 0},
		{"PM2.5 2026, day over and exceeding", ControlDay{Parameter: measure.PM25, Edition: hj633.E2026, Closed: 24,
			Stations: []StationDay{level(61*ug, 24)}}, Lost, 0},
		{"five hours missing", ControlDay{Parameter: measure.PM25, Edition: hj633.E2026, Closed: 20,
			Stations: []StationDay{level(10*ug, 15)}}, Void, 0},
		{"two stations, one high", ControlDay{Parameter: measure.PM10, Edition: hj633.E2012, Closed: 12,
			Stations: []StationDay{level(200*ug, 12), level(100*ug, 12)}}, Open, 151 * ug},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			got := c.day.Control()
			if got.State != c.state || got.Highest != c.highest {
				t.Errorf("state %v highest %d, want %v %d", got.State, got.Highest, c.state, c.highest)
			}
		})
	}
}

func TestControl_OzoneWindows(t *testing.T) {
	// Labels 09–16 at 150, 08 and before at 40: window 16 has a mean of 150. Window 17
	// drops one 150 for the next hour: 7 × 150 + x ≤ 8 × 160.5, so x ≤ 234; but window
	// 24 is eight hours of x, so x ≤ 160.5, the tie rounding down to 160.
	day := ControlDay{Parameter: measure.O38h, Edition: hj633.E2026, Closed: 16}
	s := StationDay{Valid: 1<<16 - 1}
	for h := range 16 {
		s.Hours[h] = 40 * ug
		if h >= 8 {
			s.Hours[h] = 150 * ug
		}
	}
	day.Stations = []StationDay{s}
	if got := day.Control(); got.State != Open || got.Highest != 160_500 {
		t.Errorf("got %v %d, want open at 160500", got.State, got.Highest)
	}
	// With 190 in labels 10–16 and 40 in 09, window 16 has 171.25: lost.
	for h := 9; h < 16; h++ {
		day.Stations[0].Hours[h] = 190 * ug
	}
	day.Stations[0].Hours[8] = 40 * ug
	if got := day.Control(); got.State != Lost {
		t.Errorf("got %v, want lost", got.State)
	}
}

func TestControl_FifthInvalidHourVoids(t *testing.T) {
	s := level(10*ug, 20)
	s.Valid &^= 0b1111
	day := ControlDay{Parameter: measure.PM25, Edition: hj633.E2026, Closed: 20, Stations: []StationDay{s}}
	want := Need{Station: "A", Hours: 4, Spare: 0, From: 21}
	if got := day.Control(); got.Needs[0] != want {
		t.Errorf("needs %+v, want %+v", got.Needs[0], want)
	}
	day.Stations[0].Valid &^= 1 << 4
	want = Need{Station: "A", Hours: -1, Spare: -1}
	if got := day.Control(); got.State != Void || got.Needs[0] != want {
		t.Errorf("%v, needs %+v, want void, %+v", got.State, got.Needs[0], want)
	}
}

// plainGood judges a day by fractions and the printed rules alone: known tells
// whether there is a value, good whether its index is at most 100.
func plainGood(d *ControlDay, rest measure.Concentration, limit int64) (known, good bool) {
	sum, n := new(big.Rat), 0
	for i := range d.Stations {
		if value := plainDay(d, &d.Stations[i], rest); value != nil {
			sum.Add(sum, value)
			n++
		}
	}
	if n == 0 {
		return false, false
	}
	return true, plainRounded(sum.Quo(sum, big.NewRat(int64(n), 1)), d.Parameter) <= limit
}

func plainDay(d *ControlDay, s *StationDay, rest measure.Concentration) *big.Rat {
	value := func(h int) (int64, bool) {
		if h >= d.Closed {
			return int64(rest), true
		}
		return int64(s.Hours[h]), s.Valid>>h&1 == 1
	}
	mean := func(from, to, least int) *big.Rat {
		sum, n := int64(0), int64(0)
		for h := from; h < to; h++ {
			if v, ok := value(h); ok {
				sum += v
				n++
			}
		}
		if n < int64(least) {
			return nil
		}
		return big.NewRat(sum, n)
	}
	if d.Parameter != measure.O38h {
		return mean(0, 24, 20)
	}
	var highest *big.Rat
	windows := 0
	for end := 8; end <= 24; end++ {
		if m := mean(end-8, end, 6); m != nil {
			windows++
			if highest == nil || m.Cmp(highest) > 0 {
				highest = m
			}
		}
	}
	if windows < 14 && (highest == nil || plainRounded(highest, d.Parameter) <= 160) {
		return nil
	}
	return highest
}

// plainRounded rounds to the step of the daily column, half to even.
func plainRounded(value *big.Rat, p measure.Parameter) int64 {
	step := int64(ug)
	if p == measure.CO {
		step = 100 * int64(ug)
	}
	twice := new(big.Rat).Mul(value, big.NewRat(2, step))
	floor := new(big.Int).Div(twice.Num(), twice.Denom()).Int64()
	if floor%2 == 0 {
		return floor / 2
	}
	if whole := floor / 2; twice.IsInt() && whole%2 == 0 {
		return whole
	}
	return floor/2 + 1
}

func TestControl_AgainstFractions(t *testing.T) {
	limits := []struct {
		p       measure.Parameter
		edition hj633.Edition
		limit   int64 // at an index of 100, in steps
		typical float64
	}{
		{measure.PM25, hj633.E2012, 75, 70e3}, {measure.PM25, hj633.E2026, 60, 60e3}, {measure.PM10, hj633.E2012, 150, 140e3},
		{measure.PM10, hj633.E2026, 120, 110e3}, {measure.SO2, hj633.E2026, 150, 130e3}, {measure.NO2, hj633.E2012, 80, 75e3},
		{measure.CO, hj633.E2026, 40, 38e5}, {measure.O38h, hj633.E2012, 160, 130e3}, {measure.O38h, hj633.E2026, 160, 130e3},
	}
	chance := rand.New(rand.NewPCG(3, 4))
	states := map[ControlState]int{}
	for range 4000 {
		l := limits[chance.IntN(len(limits))]
		d := ControlDay{Parameter: l.p, Edition: l.edition, Day: measure.Date(2026, 6, 1), Closed: chance.IntN(25)}
		dirt := 0.6 + 0.8*chance.Float64()
		for range 1 + chance.IntN(2) {
			s := StationDay{Valid: chance.Uint32() | chance.Uint32() | chance.Uint32()}
			if chance.IntN(2) == 0 {
				s.Valid = 1<<24 - 1
			}
			for h := range s.Hours {
				s.Hours[h] = measure.Concentration(l.typical * dirt * (0.3 + 1.2*chance.Float64()))
			}
			d.Stations = append(d.Stations, s)
		}
		got := d.Control()
		states[got.State]++
		knownLow, goodLow := plainGood(&d, 0, l.limit)
		_, goodHigh := plainGood(&d, beyond(l.p), l.limit)
		want := Open
		switch {
		case !knownLow:
			want = Void
		case !goodLow:
			want = Lost
		case goodHigh:
			want = Safe
		}
		if got.State != want {
			t.Fatalf("%+v: state %v, want %v", d, got.State, want)
		}
		if want != Open {
			continue
		}
		_, at := plainGood(&d, got.Highest, l.limit)
		_, above := plainGood(&d, got.Highest+1, l.limit)
		if !at || above {
			t.Fatalf("%+v: highest %d: good there %v, good 1 ng above %v", d, got.Highest, at, above)
		}
	}
	for s := Void; s <= Lost; s++ {
		if states[s] < 30 {
			t.Errorf("only %d cases of %v", states[s], s.Chinese())
		}
	}
}

func TestControl_NeedsAgainstEverySubset(t *testing.T) {
	chance := rand.New(rand.NewPCG(5, 6))
	for range 600 {
		d := ControlDay{Parameter: measure.O38h, Edition: hj633.E2026, Closed: 13 + chance.IntN(12)}
		if chance.IntN(2) == 0 {
			d.Parameter = measure.PM10
		}
		s := StationDay{Valid: chance.Uint32() | chance.Uint32() | chance.Uint32()}
		got := d.need(&s)
		fewest := -1
		for subset := range uint32(1) << (24 - d.Closed) {
			n := bits.OnesCount32(subset)
			valid := s.Valid&(1<<d.Closed-1) | subset<<d.Closed
			if plainEnough(d.Parameter, valid) && (fewest < 0 || n < fewest) {
				fewest = n
			}
		}
		if got.Hours != fewest {
			t.Fatalf("%v closed %d valid %024b: %d hours needed, want %d", d.Parameter, d.Closed, s.Valid, got.Hours, fewest)
		}
	}
}

func plainEnough(p measure.Parameter, valid uint32) bool {
	if p != measure.O38h {
		return bits.OnesCount32(valid&0xffffff) >= 20
	}
	windows := 0
	for label := 8; label <= 24; label++ {
		n := 0
		for h := label - 8; h < label; h++ {
			n += int(valid >> h & 1)
		}
		if n >= 6 {
			windows++
		}
	}
	return windows >= 14
}

package assess_test

import (
	"math/rand/v2"
	"reflect"
	"slices"
	"testing"
	"time"

	"lanbi/internal/assess"
	"lanbi/internal/measure"
)

// dustArea has four assessed stations and one that is not.
func dustArea() *measure.Area {
	return &measure.Area{Code: "jy", Stations: []measure.Station{
		{Code: "a", Assess: true}, {Code: "b", Assess: true}, {Code: "c", Assess: true}, {Code: "d", Assess: true}, {Code: "micro"}}}
}

// dustDay is the hour from which the records of these tests count.
const dustDay = measure.Hour(493_000)

// particles is the record of a station, in µg/m³; a negative value is missing.
func particles(station string, coarse, fine []int) assess.Series {
	s := assess.NewSeries(station, dustDay, len(coarse))
	for i := range coarse {
		for p, v := range map[measure.Parameter]int{measure.PM10: coarse[i], measure.PM25: fine[i]} {
			if v >= 0 {
				s.Set(dustDay+measure.Hour(i), p, assess.Cell{Value: measure.Concentration(v) * measure.Microgram, Source: measure.Sent})
			}
		}
	}
	return s
}

func episodes(series ...assess.Series) []assess.DustEpisode {
	a := assess.Air{Area: dustArea(), Zone: time.FixedZone("CST", 8*3600)}
	return a.DustEpisodes(series, dustDay, series[0].End())
}

// A front passes: six quiet hours, four of dust, then as before. The ratio falls from
// 30/60 to 40/400.
var (
	frontCoarse = []int{60, 60, 60, 60, 60, 60, 400, 500, 300, 120, 66, 60}
	frontFine   = []int{30, 30, 30, 30, 30, 30, 40, 50, 40, 30, 30, 30}
)

func TestDustEpisodes_Front(t *testing.T) {
	late := append([]int{60}, frontCoarse[:11]...) // arrives an hour later at b
	got := episodes(particles("b", late, frontFine), particles("a", frontCoarse, frontFine))
	want := []assess.DustEpisode{{
		First: dustDay + 6, End: dustDay + 11, Seen: dustDay + 6, Reporting: 2,
		Stations: []assess.DustEvidence{
			// 66 is within 10 % of 60: hour 10 is over.
			{Station: "a", First: dustDay + 6, End: dustDay + 10, Before: 60 * measure.Microgram, Peak: 500 * measure.Microgram,
				PeakHour: dustDay + 7, RatioBefore: 500, Ratio: 100, Hours: 4},
			{Station: "b", First: dustDay + 7, End: dustDay + 11, Before: 60 * measure.Microgram, Peak: 500 * measure.Microgram,
				PeakHour: dustDay + 8, RatioBefore: 528, Ratio: 125, Hours: 4}, // (5 × 30 + 40) / 360, 50 / 400
		}}}
	if !reflect.DeepEqual(got, want) {
		t.Errorf("got  %+v\nwant %+v", got, want)
	}
}

// Only what the thresholds say, one hour each: the sixth hour follows five of 60/30.
func TestDustEpisodes_Thresholds(t *testing.T) {
	for _, c := range []struct {
		name         string
		coarse, fine int
		want         bool
	}{
		{"at 150 it is not above", 150, 20, false},
		{"above 150", 151, 20, true},
		{"the ratio is half of the one before", 160, 40, true},
		{"0.394 is more than half, and below 0.4", 160, 63, true},
		{"0.4 is neither", 160, 64, false},
		{"smoke: fine particles rise with the coarse", 400, 360, false},
		{"fine particles unknown", 400, -1, false},
	} {
		got := episodes(particles("a", []int{60, 60, 60, 60, 60, c.coarse}, []int{30, 30, 30, 30, 30, c.fine}))
		if (len(got) == 1) != c.want {
			t.Errorf("%s: %+v", c.name, got)
		}
		if c.want && (len(got) != 1 || !got[0].Open || got[0].End != dustDay+6) {
			t.Errorf("%s: %+v, want it open at the end of the record", c.name, got)
		}
	}
	// 199 is not twice 100; 200 is.
	for coarse, want := range map[int]int{199: 0, 200: 1} {
		got := episodes(particles("a", []int{100, 100, 100, coarse}, []int{50, 50, 50, 20}))
		if len(got) != want {
			t.Errorf("%d after 100: %d episodes, want %d", coarse, len(got), want)
		}
	}
	// Two hours before are too few to compare with.
	if got := episodes(particles("a", []int{100, 100, 900}, []int{50, 50, 20})); got != nil {
		t.Errorf("after two hours: %+v", got)
	}
}

// One of three stations beside a building site is no dust; two of three are. Of the
// others those that are silent, or not assessed, have no say.
func TestDustEpisodes_HalfOfTheReporting(t *testing.T) {
	quiet := slices.Repeat([]int{60}, 12)
	fine := slices.Repeat([]int{30}, 12)
	silent := slices.Repeat([]int{-1}, 12)
	cutOff := append(slices.Repeat([]int{60}, 3), slices.Repeat([]int{-1}, 9)...)
	front := func(code string) assess.Series { return particles(code, frontCoarse, frontFine) }
	for _, c := range []struct {
		name   string
		series []assess.Series
		want   int
	}{
		{"one of three", []assess.Series{front("a"), particles("b", quiet, fine), particles("c", quiet, fine)}, 0},
		{"two of three", []assess.Series{front("a"), front("b"), particles("c", quiet, fine)}, 1},
		{"one of two, one silent", []assess.Series{front("a"), particles("b", quiet, fine), particles("c", silent, silent)}, 1},
		{"one of one, two fell silent that reported before", []assess.Series{front("a"), particles("b", cutOff, fine), particles("c", cutOff, fine)}, 1},
		{"one of one, three fell silent", []assess.Series{front("a"), particles("b", cutOff, fine), particles("c", cutOff, fine), particles("d", cutOff, fine)}, 0},
		{"not assessed", []assess.Series{particles("a", quiet, fine), front("micro")}, 0},
		{"nobody reports", []assess.Series{particles("a", silent, silent)}, 0},
	} {
		if got := episodes(c.series...); len(got) != c.want {
			t.Errorf("%s: %+v", c.name, got)
		}
	}
}

func TestDustEpisodes_MissingAndFlaggedHours(t *testing.T) {
	gap := slices.Clone(frontCoarse)
	gap[8], gap[9] = -1, -1
	got := episodes(particles("a", gap, frontFine))
	if len(got) != 1 || got[0].First != dustDay+6 || got[0].End != dustDay+10 || got[0].Stations[0].Hours != 2 {
		t.Errorf("with a gap: %+v, want the same span with 2 hours", got)
	}
	flagged := particles("a", frontCoarse, frontFine)
	for h := dustDay + 6; h < dustDay+10; h++ {
		cell := flagged.At(h, measure.PM10)
		cell.Flag = measure.Fault
		flagged.Set(h, measure.PM10, cell)
	}
	if got := episodes(flagged); got != nil {
		t.Errorf("faulty values open a suspicion: %+v", got)
	}
}

// What stays a little above the air before is over a day after the last hour above 150.
func TestDustEpisodes_Lull(t *testing.T) {
	coarse := append(slices.Repeat([]int{60}, 6), 300)
	coarse = append(coarse, slices.Repeat([]int{100}, 30)...)
	fine := slices.Repeat([]int{30}, len(coarse))
	got := episodes(particles("a", coarse, fine))
	if len(got) != 1 || got[0].Open || got[0].End != dustDay+7 {
		t.Errorf("%+v, want it to end after hour 6", got)
	}
	// Until then it is open.
	got = episodes(particles("a", coarse[:20], fine[:20]))
	if len(got) != 1 || !got[0].Open {
		t.Errorf("%+v, want it open", got)
	}
}

// A measured year: the dust of 28 March 2018, which brought Beijing 3,000 µg/m³ of PM10,
// opens a suspicion in the morning of that day; the haze under the red alert of 16 to
// 21 December 2016, with PM2.5 above 400 µg/m³, opens none.
func TestDustEpisodes_Beijing(t *testing.T) {
	dir := sharedData(t)
	area := measure.Area{Code: "beijing"}
	for _, name := range nationalStations {
		area.Stations = append(area.Stations, measure.Station{Code: name, Assess: true})
	}
	a := assess.Air{Area: &area, Zone: beijing}
	find := func(year string, first, last measure.Day) []assess.DustEpisode {
		from, to := measure.HourOf(first.Start(beijing)), measure.HourOf(last.Add(1).Start(beijing))
		return a.DustEpisodes(readBeijing(t, dir, year, nationalStations), from, to)
	}
	if got := find("2016", measure.Date(2016, 12, 15), measure.Date(2016, 12, 22)); got != nil {
		t.Errorf("haze: %+v", got)
	}
	got := find("2018", measure.Date(2018, 3, 26), measure.Date(2018, 3, 30))
	if len(got) != 1 {
		t.Fatalf("%d episodes around 28 March 2018, want one: %+v", len(got), got)
	}
	seen := got[0].Seen.Start().In(beijing)
	if seen.Day() != 28 || seen.Hour() > 9 || len(got[0].Stations) < 6 || got[0].Open {
		t.Errorf("seen %v at %d stations, open %v", seen, len(got[0].Stations), got[0].Open)
	}
}

// In any order of stations, and with any values taken away, the result of what is left
// is the same as of a record that never had them.
func TestDustEpisodes_Property(t *testing.T) {
	rnd := rand.New(rand.NewPCG(7, 8))
	found := 0
	for range 300 {
		var series []assess.Series
		front := 10 + rnd.IntN(20)
		for _, code := range []string{"a", "b", "c"} {
			coarse, fine := make([]int, 72), make([]int, 72)
			for i := range coarse {
				fine[i] = 20 + rnd.IntN(15)
				coarse[i] = 2 * fine[i]
				if i >= front && i < front+12 {
					coarse[i] += rnd.IntN(500)
				}
				if rnd.IntN(8) == 0 {
					coarse[i] = -1
				}
			}
			series = append(series, particles(code, coarse, fine))
		}
		want := episodes(series...)
		found += len(want)
		mixed := slices.Clone(series) // with the hours of series
		rnd.Shuffle(len(mixed), func(i, j int) { mixed[i], mixed[j] = mixed[j], mixed[i] })
		// A flagged value says no more than a missing one.
		for i := range mixed {
			for h := mixed[i].First; h < mixed[i].End(); h++ {
				if mixed[i].At(h, measure.PM10).Source == 0 {
					mixed[i].Set(h, measure.PM10, assess.Cell{Value: 9000 * measure.Microgram, Flag: measure.Maintenance, Source: measure.Sent})
				}
			}
		}
		if got := episodes(mixed...); !reflect.DeepEqual(got, want) {
			t.Fatalf("got  %+v\nwant %+v", got, want)
		}
		for _, e := range want {
			if e.First < dustDay+measure.Hour(front) {
				t.Fatalf("episode from hour %d before the front at %d", e.First-dustDay, front)
			}
		}
	}
	if found < 200 {
		t.Errorf("only %d episodes in 300 trials", found)
	}
}

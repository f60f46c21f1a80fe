package assess_test

import (
	"reflect"
	"testing"

	"lanbi/internal/assess"
	"lanbi/internal/measure"
)

// smoky is a record of 12 hours in which the fire comes in hour 6. Values in µg/m³, CO
// in tenths of a mg/m³, of hours 6 to 11; before, they are 30, 60 and 0.4.
func smoky(station string, fine, coarse, co [6]int) assess.Series {
	s := assess.NewSeries(station, dustDay, 12)
	for i := range s.Len() {
		f, c, o := 30, 60, 4
		if i >= 6 {
			f, c, o = fine[i-6], coarse[i-6], co[i-6]
		}
		put := func(p measure.Parameter, v measure.Concentration) {
			s.Set(dustDay+measure.Hour(i), p, assess.Cell{Value: v, Source: measure.Sent})
		}
		put(measure.PM25, measure.Concentration(f)*measure.Microgram)
		put(measure.PM10, measure.Concentration(c)*measure.Microgram)
		put(measure.CO, measure.Concentration(o)*measure.Milligram/10)
	}
	return s
}

func TestSmokeHints(t *testing.T) {
	flat := [6]int{60, 60, 60, 60, 60, 60}
	still := [6]int{4, 4, 4, 4, 4, 4}
	smoke := smoky("smoke", [6]int{30, 80, 120, 30, 30, 30}, [6]int{60, 110, 150, 60, 60, 60}, [6]int{4, 6, 9, 4, 4, 4})
	got := assess.SmokeHints([]assess.Series{smoke}, dustDay+6)
	want := []assess.SmokeHint{{Station: "smoke", Hour: dustDay + 8, FineBefore: 30 * measure.Microgram, COBefore: 400 * measure.Microgram,
		Fine: 120 * measure.Microgram, CO: 900 * measure.Microgram}}
	if !reflect.DeepEqual(got, want) {
		t.Errorf("got %+v, want %+v", got, want)
	}
	noCO := smoky("no CO", [6]int{30, 80, 120}, flat, still)
	for h := noCO.First; h < noCO.End(); h++ {
		noCO.Set(h, measure.CO, assess.Cell{})
	}
	short := smoky("short", [6]int{120, 120}, flat, [6]int{9, 9})
	for h := dustDay; h < dustDay+4; h++ { // two hours before are too few
		for p := measure.PM25; p <= measure.O3; p++ {
			short.Set(h, p, assess.Cell{})
		}
	}
	for name, s := range map[string]assess.Series{
		"CO does not rise":    smoky("x", [6]int{120, 120, 120}, [6]int{150, 150, 150}, still),
		"CO rises elsewhen":   smoky("x", [6]int{120, 30, 30}, [6]int{150, 60, 60}, [6]int{4, 9, 9}),
		"only PM10":           smoky("x", [6]int{30, 30, 30}, [6]int{400, 400, 400}, [6]int{9, 9, 9}),
		"dust with the smoke": smoky("x", [6]int{90, 90, 90}, [6]int{400, 400, 400}, [6]int{9, 9, 9}),
		"after three hours":   smoky("x", [6]int{30, 30, 30, 120, 120, 120}, [6]int{60, 60, 60, 150, 150, 150}, [6]int{4, 4, 4, 9, 9, 9}),
		"less than twice":     smoky("x", [6]int{59, 59, 59}, [6]int{90, 90, 90}, [6]int{9, 9, 9}),
		"no CO":               noCO,
		"short":               short,
	} {
		if got := assess.SmokeHints([]assess.Series{s}, dustDay+6); got != nil {
			t.Errorf("%s: %+v", name, got)
		}
	}
}

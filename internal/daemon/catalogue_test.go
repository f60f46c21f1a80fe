//go:build !noembed

package daemon

import (
	"maps"
	"testing"

	"lanbi/internal/influx"
	"lanbi/internal/measure"
)

// A bucket of a demo goes on saying so when a daemon of measured data writes to it.
func TestCatalogue_SimulatedStays(t *testing.T) {
	d := county{dir: t.TempDir(), now: newHandClock(noon).now}.start(t)
	expect := func(want bool) {
		t.Helper()
		if err := d.writeCatalogue(t.Context()); err != nil {
			t.Fatal(err)
		}
		if got, err := d.db.Simulated(t.Context()); err != nil || got != want {
			t.Errorf("simulated %v, %v, want %v", got, err, want)
		}
	}
	expect(false)
	if err := d.db.WriteCatalogue(t.Context(), []influx.Entry{influx.Notice(true)}); err != nil {
		t.Fatal(err)
	}
	expect(true)
}

// A prefecture that is its counties alone is told from areas with something to choose.
func TestCatalogue_AreasWithNothingOfTheirOwn(t *testing.T) {
	c := county{dir: t.TempDir()}.config(t)
	c.Areas = append(c.Areas, measure.Area{Code: "city", Name: "白山市"}, measure.Area{Code: "goal", Name: "某市"})
	of := c.Targets[0]
	of.ID, of.Area = "goal/days", "goal"
	c.Targets = append(c.Targets, of)
	notes := map[string]string{}
	for _, e := range catalogue(c) {
		if e.What == "area" {
			notes[e.Code] = e.Note
		}
	}
	if want := map[string]string{c.Areas[0].Code: "城区", "city": "辖区", "goal": "城区"}; !maps.Equal(notes, want) {
		t.Errorf("notes %v, want %v", notes, want)
	}
}

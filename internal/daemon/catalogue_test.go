//go:build !noembed

package daemon

import (
	"testing"

	"lanbi/internal/influx"
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

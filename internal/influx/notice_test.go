//go:build !noembed

package influx_test

import (
	"testing"

	"lanbi/internal/influx"
)

func TestSimulated_FollowsTheNotice(t *testing.T) {
	db := openDB(t)
	expect := func(want bool) {
		t.Helper()
		if got, err := db.Simulated(t.Context()); err != nil || got != want {
			t.Errorf("simulated %v, %v, want %v", got, err, want)
		}
	}
	expect(false) // an empty bucket
	for _, simulated := range []bool{false, true, false} {
		if err := db.WriteCatalogue(t.Context(), []influx.Entry{influx.Notice(simulated)}); err != nil {
			t.Fatal(err)
		}
		expect(simulated)
	}
}

//go:build !noembed

package daemon

import (
	"maps"
	"testing"

	"lanbi/internal/measure"
)

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

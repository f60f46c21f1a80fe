package daemon

import "testing"

// TestNationalFigures_Embedded: the figures that go with the build are read.
func TestNationalFigures_Embedded(t *testing.T) {
	for _, n := range nationalFigures() {
		if n.Year == 2025 && n.Figure == "good-water-share" && n.Value == 91.4 && n.Basis == "3641 个国考断面" {
			return
		}
	}
	t.Error("the good-water-share of 2025, 91.4 %, is not among the national figures")
}

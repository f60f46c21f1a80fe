package main

import (
	"testing"

	"lanbi/internal/measure"
)

func TestCheckState(t *testing.T) {
	for _, c := range []struct {
		kind, state string
		good        bool
	}{
		{"dust", "上级认定", true}, {"dust", "已核实", false}, {"straw-burning", "已核实", true}, {"outage", "乱写", false},
	} {
		if err := checkState(&measure.Event{Kind: c.kind, State: c.state}); (err == nil) != c.good {
			t.Errorf("%s of %s: %v, want good %v", c.state, c.kind, err, c.good)
		}
	}
}

package main

import (
	"testing"

	"lanbi/internal/feed/history"
	"lanbi/internal/measure"
)

func TestCheckPublished_DayAhead(t *testing.T) {
	check := checkPublished(measure.Date(2026, 11, 21))
	if err := check(&history.PublishedDay{Day: measure.Date(2026, 11, 21)}); err != nil {
		t.Errorf("today is refused: %v", err)
	}
	if err := check(&history.PublishedDay{Day: measure.Date(2026, 11, 22)}); err == nil {
		t.Error("tomorrow is taken")
	}
}

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

//go:build !noembed

package demo_test

import (
	"fmt"
	"testing"
)

// lastPublished is the end of the last month before lastDay: so far the province has
// published.
const lastPublished = "2026-05-31"

// expectOfficial counts the published days and the published counts of months, which
// have to agree, and our own good days up to the same day.
func (c *countyAir) expectOfficial(t *testing.T, db *database, area string, p *published) {
	t.Helper()
	days, good := 0, 0
	db.ask(fmt.Sprintf(`SELECT verdict FROM air_day WHERE place='%s' AND source='published'`, area), func(at *point) {
		days++
		if at.day() > lastPublished {
			t.Errorf("%s: %s is published, want none after %s", p.ID, at.day(), lastPublished)
		}
		if at.text("verdict") == "good" {
			good++
		}
	})
	counted := 0
	db.ask(fmt.Sprintf(`SELECT value FROM indicator WHERE area='%s' AND indicator='published-good-days'`, area), func(at *point) {
		value, _ := at.number("value")
		counted += int(value.Num().Int64())
	})
	ours := 0
	for day := range c.aqi["2026"] {
		if day <= lastPublished && verdict(c.aqi[edition(day)][day]) == "good" {
			ours++
		}
	}
	if days != 151 || good != counted {
		t.Errorf("%s: %d days published with %d good, months count %d; want 151 days, and the same twice", p.ID, days, good, counted)
	}
	if p.Official != good || p.OfficialOurs != ours || p.OfficialThrough != lastPublished {
		t.Errorf("%s: official %d, ours %d up to %s; recounted %d and %d up to %s", p.ID, p.Official, p.OfficialOurs, p.OfficialThrough, good, ours, lastPublished)
	}
}

//go:build !noembed

package demo

import (
	"log/slog"
	"testing"
	"time"

	"lanbi/internal/measure"
)

// A month that ends while the demo runs is published once it is assessed, and once only.
func TestDemo_PublishesTheMonthThatEnds(t *testing.T) {
	zone := time.FixedZone("+08", 8*3600)
	now := time.Date(2026, 10, 31, 12, 10, 0, 0, zone)
	d, err := Open(t.Context(), Options{
		Dir: t.TempDir(), Web: "127.0.0.1:0", MQTT: "127.0.0.1:0", Influx: "127.0.0.1:0",
		Now: func() time.Time { return now }, Speed: 1, Seed: 1, Days: 5, Version: "test",
		Log: slog.New(slog.NewTextHandler(t.Output(), nil)), Progress: func(string, int, int) {},
	})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := d.Stop(); err != nil {
			t.Errorf("stop: %v", err)
		}
	})
	last := measure.Date(2026, 10, 31)
	var areas []string
	for i := range d.config.Areas {
		if len(d.config.Areas[i].Stations) > 0 {
			areas = append(areas, d.config.Areas[i].Code)
		}
	}
	expect := func(when string, want int) {
		t.Helper()
		if err := d.publishMonth(t.Context()); err != nil {
			t.Fatal(err)
		}
		for _, area := range areas {
			days, err := d.DB().PublishedAirDays(t.Context(), []string{area}, last.FirstOfMonth(), last)
			if err != nil || len(days) != want {
				t.Errorf("%s: %d days of %s published, error %v; want %d", when, len(days), area, err, want)
			}
		}
	}
	expect("before the month is over", 0)
	now = now.AddDate(0, 0, 1)
	expect("before its last day is assessed", 0)
	if err := d.load(t.Context(), last, last); err != nil {
		t.Fatal(err)
	}
	if err := d.History().AssessRange(t.Context(), last, last, last, func(int, int) {}); err != nil {
		t.Fatal(err)
	}
	if err := d.Assessed(last); err != nil {
		t.Fatal(err)
	}
	expect("once it is assessed", 6) // 26 to 31 October: the history has no other days
	if mark, found, err := d.Ledger().Watermark(publishedThrough); err != nil || !found || measure.DayOf(mark, zone) != last {
		t.Errorf("published through %v (%v, %v), want %s, so that the next month follows it", mark, found, err, last)
	}
}

package assess_test

import (
	"fmt"
	"strconv"
	"strings"
	"testing"
	"time"

	"lanbi/internal/assess"
	"lanbi/internal/measure"
)

// minutesFrom reads lines "START-END INTERVAL VALUE[FLAG] [SOURCE]" of PM2.5 in
// µg/m³; START and END are minutes of the hour, END exclusive.
func minutesFrom(t *testing.T, h measure.Hour, script string) []measure.Sample {
	t.Helper()
	var all []measure.Sample
	for line := range strings.Lines(script) {
		words := strings.Fields(line)
		if len(words) == 0 {
			continue
		}
		var first, end int
		if _, err := fmt.Sscanf(words[0], "%d-%d", &first, &end); err != nil {
			t.Fatalf("%q: %v", line, err)
		}
		interval, err := measure.ParseInterval(words[1])
		if err != nil {
			t.Fatalf("%q: %v", line, err)
		}
		number := strings.TrimRight(words[2], "ABCDEFGHIJKLMNOPQRSTUVWXYZ")
		value, err := strconv.ParseInt(number, 10, 64)
		if err != nil {
			t.Fatalf("%q: %v", line, err)
		}
		r := measure.Reading{Parameter: measure.PM25, Value: measure.Concentration(value) * measure.Microgram}
		if number != words[2] {
			r.Flag = measure.Flag(words[2][len(number)])
		}
		source := measure.Sent
		if len(words) > 3 {
			if source, err = measure.ParseSource(words[3]); err != nil {
				t.Fatalf("%q: %v", line, err)
			}
		}
		step := interval.Duration()
		for at := time.Duration(first) * time.Minute; at < time.Duration(end)*time.Minute; at += step {
			all = append(all, measure.Sample{
				Medium: measure.Air, Station: "A", Start: h.Start().Add(at), Interval: interval, Source: source,
				Readings: []measure.Reading{r},
			})
		}
	}
	return all
}

func TestHourOfMinutes(t *testing.T) {
	h := measure.HourOf(time.Date(2026, 3, 1, 8, 0, 0, 0, time.UTC))
	for _, c := range []struct{ name, script, want string }{
		{"all minutes", "0-60 1m 35", "35 N"},
		{"45 minutes are enough", "0-45 1m 40", "40 N"},
		{"44 minutes are not", "0-44 1m 40", "40 H"},
		{"45 valid and 15 of maintenance", "0-45 1m 40\n45-60 1m 900M", "40 N"},
		{"44 valid and 16 of maintenance", "0-44 1m 40\n44-60 1m 900M", "40 H"},
		{"none valid", "0-60 1m 900D", "900 H"},
		{"nine of five minutes", "0-45 5m 20", "20 N"},
		{"eight of five minutes", "0-40 5m 20", "20 H"},
		{"a value out of reality never counts", "0-50 1m 30\n50-60 1m 20000R", "30 N"},
		{"the mean is of minutes, not of readings", "0-30 1m 10\n30-60 5m 40", "25 N"},
		{"one minute beats the five over it", "0-60 5m 40\n0-15 1m 80", "50 N"},
		{"a flagged minute beats the five over it", "0-60 5m 40\n0-16 1m 80C", "40 H"},
		{"audited beats sent, whichever comes first", "0-60 1m 50 audited\n0-60 1m 90", "50 N"},
		{"zero drift below zero is averaged", "0-30 1m -2\n30-60 1m 4", "1 N"},
		{"an endless quotient is rounded to odd", "0-30 1m 1\n30-46 1m 2", "1.347 N"}, // 62/46 = 1.34782…
		{"hours are another matter", "0-60 1h 40", ""},
		{"nothing", "", ""},
	} {
		t.Run(c.name, func(t *testing.T) {
			s := assess.HourOfMinutes("A", h, minutesFrom(t, h, c.script))
			got := ""
			for _, r := range s.Readings {
				got = fmt.Sprintf("%s %s", r.Value.In(r.Parameter.Unit()), r.Flag)
			}
			if got != c.want {
				t.Errorf("got %q, want %q", got, c.want)
			}
			if s.Source != measure.Computed || s.Interval != measure.OneHour || !s.Start.Equal(h.Start()) || s.Station != "A" {
				t.Errorf("sample is %+v", s)
			}
		})
	}
}

// Minutes of the neighbouring hours are no part of the hour, to the minute.
func TestHourOfMinutes_Bounds(t *testing.T) {
	h := measure.HourOf(time.Date(2026, 3, 1, 8, 0, 0, 0, time.UTC))
	minutes := append(minutesFrom(t, h-1, "59-60 1m 900"), minutesFrom(t, h+1, "0-1 1m 900")...)
	if s := assess.HourOfMinutes("A", h, minutes); len(s.Readings) != 0 {
		t.Errorf("readings %v of other hours", s.Readings)
	}
}

package simulate_test

import (
	"bytes"
	"slices"
	"testing"
	"time"

	"lanbi/internal/assess"
	"lanbi/internal/feed/history"
	"lanbi/internal/measure"
	"lanbi/internal/simulate"
	"lanbi/internal/standard/hj633"
)

// ownDays are two years of days up to last: PM2.5 goes from 20 to 89 µg/m³ and round
// again, PM10 is 40. The days in without lack all values.
func ownDays(last measure.Day, dust measure.Day, without ...measure.Day) []assess.AirDay {
	var days []assess.AirDay
	for day := measure.Date(last.Year()-1, time.January, 1); day <= last; day++ {
		d := assess.AirDay{Place: "220605", Day: day, Dust: day == dust, Has: measure.SetOf(measure.PM25, measure.PM10, measure.SO2, measure.NO2, measure.CO, measure.O38h)}
		d.Mean[measure.PM25] = measure.Concentration(20+(int(day)+47)%70)*measure.Microgram + 377
		d.Mean[measure.PM10], d.Mean[measure.SO2], d.Mean[measure.NO2] = 40*measure.Microgram, 5*measure.Microgram, 10*measure.Microgram
		d.Mean[measure.CO], d.Mean[measure.O38h] = 5*measure.Milligram/10, 60*measure.Microgram
		if slices.Contains(without, day) {
			d.Has = measure.Set{}
		}
		days = append(days, assess.Rejudge(d, hj633.EditionOn(day), hj633.Options{}))
	}
	return days
}

// publishedOf reads the province's tables as lanbi import does.
func publishedOf(t *testing.T, days []assess.AirDay) history.PublishedTables {
	t.Helper()
	zone := time.FixedZone("CST", 8*3600)
	c := simulate.New(1, []measure.Area{{Code: "220605", Name: "江源区"}}, zone)
	daily, counts := c.PublishedTables("220605", days)
	tables, read, err := history.ReadPublished([]history.File{{Name: "daily", Reader: bytes.NewReader(daily)}, {Name: "counts", Reader: bytes.NewReader(counts)}},
		history.Options{Zone: zone, Problem: func(p history.Problem) { t.Error(p) }}, func(name string) (string, bool, bool) { return name, true, true }, nil)
	if err != nil || read.Rejected > 0 || len(tables.Days) != len(days) {
		t.Fatalf("%v, %d rows rejected, %d of %d days", err, read.Rejected, len(tables.Days), len(days))
	}
	return tables
}

// The province agrees with us on most days, and departs here and there.
func TestPublishedTables_DifferOnSomeDays(t *testing.T) {
	days := ownDays(measure.Date(2026, 11, 21), 0)
	tables := publishedOf(t, days)
	same, flips := 0, 0
	for i := range days {
		ours, theirs := &days[i], &tables.Days[i]
		if theirs.Day != ours.Day {
			t.Fatalf("row %d is of %s, want %s", i, theirs.Day, ours.Day)
		}
		switch {
		case theirs.Known && theirs.AQI == ours.Index.AQI:
			same++
		case theirs.Known && theirs.AQI > 100 != (ours.Index.AQI > 100):
			flips++
		}
	}
	if other := len(days) - same; other < 5 || other > len(days)/5 || flips == 0 {
		t.Errorf("of %d days %d have another index and %d another verdict, want some and few", len(days), other, flips)
	}
	// PM2.5 of 70 µg/m³ is an index of 94 under 2012 (35 → 50, 75 → 100: 93.75), by which
	// the province still publishes on 5 March 2026, and of 110 from then on (60 → 100,
	// 115 → 150: 109.09).
	for i := range tables.Days {
		d := &tables.Days[i]
		if d.Day < measure.Date(2026, 3, 1) || d.Day > measure.Date(2026, 3, 5) {
			continue
		}
		mean := int64(d.Mean[measure.PM25] / measure.Microgram)
		if want := int(50 + (50*(mean-35)+39)/40); mean <= 60 || mean > 75 || d.AQI != want {
			t.Errorf("%s: AQI %d with PM2.5 of %d, want %d under 2012", d.Day, d.AQI, mean, want)
		}
	}
}

// A recognised dust day is published without its particles; a day that we lack is
// mostly known to the province.
func TestPublishedTables_DustAndMissing(t *testing.T) {
	dust := measure.Date(2026, 4, 10)
	missing := []measure.Day{measure.Date(2026, 5, 2), measure.Date(2026, 5, 9), measure.Date(2026, 5, 16), measure.Date(2026, 5, 23)}
	tables := publishedOf(t, ownDays(measure.Date(2026, 6, 30), dust, missing...))
	known := 0
	for _, d := range tables.Days {
		switch {
		case d.Day == dust:
			// What is left at most is ozone: 60 of 100 µg/m³ is an index of 30.
			if !d.Dust || d.AQI != 30 || d.Has.Has(measure.PM25) || d.Has.Has(measure.PM10) {
				t.Errorf("dust day %+v", d)
			}
		case d.Dust:
			t.Errorf("%s is published as dust", d.Day)
		case slices.Contains(missing, d.Day) && d.Known:
			known++
		}
	}
	if known == 0 || known > len(missing) {
		t.Errorf("%d of %d days that we lack are published", known, len(missing))
	}
}

// Counts are those of the published days, of months that are over, of this year and the
// one before.
func TestPublishedTables_Counts(t *testing.T) {
	tables := publishedOf(t, ownDays(measure.Date(2026, 11, 21), 0))
	if len(tables.Counts) != 22 || tables.Counts[0].Period != "2025-01" || tables.Counts[21].Period != "2026-10" {
		t.Fatalf("%d counts: %+v", len(tables.Counts), tables.Counts)
	}
	for _, c := range tables.Counts {
		good, exceeding, rest := 0, 0, 0
		for _, d := range tables.Days {
			switch {
			case d.Day.String()[:7] != c.Period:
			case !d.Known:
				rest++
			case d.AQI <= 100:
				good++
			default:
				exceeding++
			}
		}
		if c.Good != good || c.Exceeding != exceeding || c.Undetermined != rest {
			t.Errorf("%s: %+v, want %d good, %d exceeding, %d undetermined", c.Period, c, good, exceeding, rest)
		}
	}
	if tables := publishedOf(t, ownDays(measure.Date(2026, 11, 21), 0)[:20]); len(tables.Counts) != 0 {
		t.Errorf("counts %+v of a month that is not over", tables.Counts)
	}
}

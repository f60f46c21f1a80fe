//go:build !noembed

package influx_test

import (
	"testing"
	"time"

	"lanbi/internal/assess"
	"lanbi/internal/influx"
	"lanbi/internal/measure"
)

// minutesOf are n minutes of PM2.5 from a moment on.
func minutesOf(station, start string, n int, value measure.Concentration, f measure.Flag) []measure.Sample {
	var all []measure.Sample
	for i := range n {
		all = append(all, measure.Sample{
			Medium: measure.Air, Station: station, Start: at(start).Add(time.Duration(i) * time.Minute),
			Interval: measure.OneMinute, Source: measure.Sent,
			Readings: []measure.Reading{{Parameter: measure.PM25, Value: value, Flag: f}},
		})
	}
	return all
}

// Minutes become hours beside what the station sent: a sent hour wins and the
// computed one stays stored; a mean that was valid can become void again.
func TestMinutes_ComputedBesideSent(t *testing.T) {
	for name, raw := range map[string]string{"in one bucket": "", "in a bucket of their own": "raw"} {
		t.Run(name, func(t *testing.T) {
			db := openDB(t, func(o *influx.Options) { o.RawBucket = raw })
			write := func(bucket string, samples ...measure.Sample) {
				t.Helper()
				var lines []byte
				for i := range samples {
					lines = influx.AppendSample(lines, &samples[i], measure.AirPollutants)
				}
				if err := db.Write(t.Context(), bucket, lines); err != nil {
					t.Fatal(err)
				}
			}
			h := hour("2026-03-01T08:00")
			compute := func() {
				t.Helper()
				minutes, err := db.AirMinutes(t.Context(), []string{"JY 001"}, h, h+1)
				if err != nil {
					t.Fatal(err)
				}
				if err := db.WriteComputed(t.Context(), []measure.Sample{assess.HourOfMinutes("JY 001", h, minutes)}); err != nil {
					t.Fatal(err)
				}
			}
			check := func(value measure.Concentration, f measure.Flag, source measure.Source) {
				t.Helper()
				series, err := db.AirSeries(t.Context(), []string{"JY 001"}, h, h+1)
				if err != nil {
					t.Fatal(err)
				}
				if got, want := series[0].At(series[0].First, measure.PM25), (assess.Cell{Value: value, Flag: f, Source: source}); got != want {
					t.Errorf("hour is %+v, want %+v", got, want)
				}
			}
			write(db.RawBucket(), minutesOf("JY 001", "2026-03-01T08:00", 45, 40_000, measure.Normal)...)
			write(db.RawBucket(), minutesOf("JY 001", "2026-03-01T09:00", 1, 900_000, measure.Normal)...)
			write(db.RawBucket(), minutesOf("JY 002", "2026-03-01T08:00", 60, 900_000, measure.Normal)...)
			compute()
			check(40_000, measure.Normal, measure.Computed)
			write(db.RawBucket(), minutesOf("JY 001", "2026-03-01T08:44", 1, 40_000, measure.Maintenance)...)
			compute()
			check(40_000, measure.Scarce, measure.Computed)
			write(db.RawBucket(), minutesOf("JY 001", "2026-03-01T08:44", 1, 40_000, measure.Normal)...)
			compute()
			check(40_000, measure.Normal, measure.Computed)

			write("", airSample("JY 001", "2026-03-01T08:00", measure.Sent, measure.Reading{Parameter: measure.PM25, Value: 41_000}))
			check(41_000, measure.Normal, measure.Sent)
			compute()
			check(41_000, measure.Normal, measure.Sent)
		})
	}
}

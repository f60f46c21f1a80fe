package influx

import (
	"context"
	"slices"

	"lanbi/internal/measure"
)

// writeLines is how many computed hours one write carries.
const writeLines = 5000

// AirMinutes reads the readings of 1 min and 5 min of stations that begin from
// hour from up to, and not including, hour to, in no order.
func (db *DB) AirMinutes(ctx context.Context, stations []string, from, to measure.Hour) ([]measure.Sample, error) {
	var all []measure.Sample
	for some := range slices.Chunk(stations, stationsAtOnce) {
		where := oneOf("station", some) + " AND " + oneOf("interval", []string{measure.OneMinute.String(), measure.FiveMinutes.String()}) +
			" AND " + since(from.Start()) + " AND " + before(to.Start())
		samples, err := db.samples(ctx, db.RawBucket(), measure.Air, where, "")
		if err != nil {
			return nil, err
		}
		all = append(all, samples...)
	}
	return all, nil
}

// WriteComputed writes hourly means beside what stations sent. Every flag is
// written, also N: an earlier mean of the same hour may have had another.
func (db *DB) WriteComputed(ctx context.Context, hours []measure.Sample) error {
	var lines []byte
	for some := range slices.Chunk(hours, writeLines) {
		lines = lines[:0]
		for i := range some {
			lines = AppendSample(lines, &some[i], measure.AirPollutants)
		}
		if len(lines) == 0 {
			continue
		}
		if err := db.Write(ctx, db.o.Bucket, lines); err != nil {
			return err
		}
	}
	return nil
}

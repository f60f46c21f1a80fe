package influx

import (
	"context"
	"fmt"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"time"

	"lanbi/internal/measure"
)

// deletionsAtOnce is how many DELETE statements one request carries.
const deletionsAtOnce = 100

// remove deletes the spans from measurement in Bucket. On 1.8 that is every
// retention policy of the database, which DELETE cannot choose.
func (db *DB) remove(ctx context.Context, measurement string, spans []span) error {
	return db.removeFrom(ctx, db.o.Bucket, measurement, spans)
}

func (db *DB) removeFrom(ctx context.Context, bucket, measurement string, spans []span) error {
	if err := db.guard(ctx); err != nil {
		return err
	}
	release, err := db.Release(ctx)
	if err != nil {
		return err
	}
	switch release.Major {
	case 1:
		return db.removeInfluxQL(ctx, bucket, measurement, spans)
	case 2:
		return db.removeV2(ctx, bucket, measurement, spans)
	}
	return &Error{Doing: "delete from " + measurement, Message: "InfluxDB " + release.Version + " has no deletion (1.8 and 2.x have)"}
}

func (db *DB) removeInfluxQL(ctx context.Context, bucket, measurement string, spans []span) error {
	for some := range slices.Chunk(spans, deletionsAtOnce) {
		var q strings.Builder
		for _, s := range some {
			fmt.Fprintf(&q, "DELETE FROM %s WHERE ", quoteIdentifier(measurement))
			for _, k := range sortedKeys(s.tags) {
				fmt.Fprintf(&q, "%s=%s AND ", quoteIdentifier(k), quoteString(s.tags[k]))
			}
			fmt.Fprintf(&q, "time >= %d AND time <= %d;", s.from, s.to)
		}
		if err := db.query(ctx, bucket, "delete from "+measurement, q.String(), discard); err != nil {
			return err
		}
	}
	return nil
}

func discard(*rows, []cell) error { return nil }

func (db *DB) removeV2(ctx context.Context, bucket, measurement string, spans []span) error {
	parameters := url.Values{"org": {db.o.Org}, "bucket": {bucket}}
	for _, s := range spans {
		predicate := "_measurement=" + quoteIdentifier(measurement)
		for _, k := range sortedKeys(s.tags) {
			predicate += fmt.Sprintf(" AND %s=%s", quoteIdentifier(k), quoteIdentifier(s.tags[k]))
		}
		// One nanosecond more serves servers that take stop as not included; no
		// point of ours lies there.
		body := map[string]string{
			"start":     time.Unix(0, s.from).UTC().Format(time.RFC3339Nano),
			"stop":      time.Unix(0, s.to+1).UTC().Format(time.RFC3339Nano),
			"predicate": predicate,
		}
		if err := db.call(ctx, "delete from "+measurement, http.MethodPost, "api/v2/delete", parameters, body, nil); err != nil {
			return err
		}
	}
	return nil
}

func sortedKeys(m map[string]string) []string {
	keys := make([]string, 0, len(m))
	for k := range m {
		keys = append(keys, k)
	}
	slices.Sort(keys)
	return keys
}

// PruneRejections deletes the rejected messages before t.
func (db *DB) PruneRejections(ctx context.Context, t time.Time) error {
	return db.removeFrom(ctx, db.o.Bucket, "rejection", []span{{from: nanoseconds(time.Time{}), to: nanoseconds(t) - 1}})
}

// PruneRaw deletes the readings of intervals below one hour before t, where they
// share the bucket with hourly ones. A raw bucket of its own expires by itself,
// and then PruneRaw does nothing.
func (db *DB) PruneRaw(ctx context.Context, t time.Time) error {
	if db.RawBucket() != db.o.Bucket {
		return nil
	}
	for _, m := range []measure.Medium{measure.Air, measure.Water} {
		var spans []span
		for i := measure.OneMinute; i < measure.OneHour; i++ {
			// remove reaches one nanosecond further where a server includes the stop, as
			// InfluxDB 2.7 does: a point of t itself stays.
			spans = append(spans, span{map[string]string{"interval": i.String()}, nanoseconds(time.Time{}), nanoseconds(t) - 2})
		}
		if err := db.remove(ctx, m.String(), spans); err != nil {
			return err
		}
	}
	return nil
}

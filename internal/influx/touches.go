package influx

import (
	"context"
	"strconv"
	"time"

	"lanbi/internal/measure"
)

// Touch tells that readings of a station were stored for the hours from First to Last,
// both included, by a process that assesses nothing: a point of measurement touched, of
// tags medium, station, interval and by. The process that assesses takes it up and
// deletes it.
type Touch struct {
	Medium  measure.Medium
	Station string
	By      string // the process, told apart from others; not empty
	Minutes bool   // readings of less than an hour, of which hours have to be computed first
	// First and Last are fields first and last, hours since 1970-01-01T00:00Z.
	First, Last measure.Hour
	At          time.Time // when it was written; with the tags the key of the point
}

// touchInterval is the value of tag interval: minute for Minutes, else hour.
func touchInterval(minutes bool) string {
	if minutes {
		return "minute"
	}
	return "hour"
}

// WriteTouches stores touches.
func (db *DB) WriteTouches(ctx context.Context, touches []Touch) error {
	var lines []byte
	for i := range touches {
		t := &touches[i]
		lines = append(lines, "touched"...)
		lines = appendTag(lines, "by", t.By)
		lines = appendTag(lines, "interval", touchInterval(t.Minutes))
		lines = appendTag(lines, "medium", t.Medium.String())
		lines = appendTag(lines, "station", t.Station)
		lines = append(lines, " first="...)
		lines = strconv.AppendInt(lines, int64(t.First), 10)
		lines = append(lines, "i,last="...)
		lines = strconv.AppendInt(lines, int64(t.Last), 10)
		lines = append(lines, 'i')
		lines = appendTime(lines, t.At.UnixNano())
	}
	return db.Write(ctx, db.o.Bucket, lines)
}

// Touches reads all that are stored.
func (db *DB) Touches(ctx context.Context) ([]Touch, error) {
	var all []Touch
	err := db.query(ctx, db.o.Bucket, "read touched hours", `SELECT "first", "last" FROM "touched" GROUP BY "by", "interval", "medium", "station"`, func(r *rows, row []cell) error {
		w := fieldReader{r: r, row: row}
		t := Touch{
			Station: r.tags["station"], By: r.tags["by"], Minutes: r.tags["interval"] == touchInterval(true),
			First: measure.Hour(w.integer("first")), Last: measure.Hour(w.integer("last")), At: time.Unix(0, w.time()),
		}
		switch r.tags["medium"] {
		case measure.Air.String():
			t.Medium = measure.Air
		case measure.Water.String():
			t.Medium = measure.Water
		default:
			return badRow(r, "medium %q, want air or water", r.tags["medium"])
		}
		all = append(all, t)
		return w.fault
	})
	return all, err
}

// ForgetTouches deletes exactly these points. What was written since they were read
// stays.
func (db *DB) ForgetTouches(ctx context.Context, touches []Touch) error {
	if len(touches) == 0 {
		return nil
	}
	spans := make([]span, len(touches))
	for i := range touches {
		t := &touches[i]
		at := t.At.UnixNano()
		spans[i] = span{map[string]string{
			"by": t.By, "interval": touchInterval(t.Minutes), "medium": t.Medium.String(), "station": t.Station,
		}, at, at}
	}
	return db.remove(ctx, "touched", spans)
}

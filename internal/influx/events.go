package influx

import (
	"context"
	"fmt"
	"hash/fnv"
	"io"
	"time"

	"lanbi/internal/measure"
)

// Event is one step in the life of something that people decide or report: a point
// of measurement event.
type Event = measure.Event

// WriteEvents stores steps of events, to the millisecond. Every field is always
// written, so writing twice changes nothing.
func (db *DB) WriteEvents(ctx context.Context, events []Event) error {
	b := newBatch("event", "area", "kind")
	for _, e := range events {
		b.begin(eventPoint(&e), e.Area, e.Kind)
		for _, f := range [...]struct{ name, v string }{
			{"id", e.ID}, {"state", e.State}, {"start", openDay(e.Start)}, {"end", openDay(e.End)},
			{"by", e.By}, {"document", e.Document}, {"text", e.Text},
		} {
			b.text(f.name, f.v)
		}
		b.end()
	}
	if b.fault != nil {
		return b.fault
	}
	return db.Write(ctx, db.o.Bucket, b.buf)
}

// eventPoint is the time of the step's point in nanoseconds: the step's millisecond, and
// below it a number made of id and state. A satellite sees several fires of one area at
// the same moment; at the same nanosecond the last would take the place of the others.
func eventPoint(e *Event) int64 {
	h := fnv.New32a()
	_, _ = io.WriteString(h, e.ID+"\x00"+e.State) // never fails
	return e.Time.Truncate(time.Millisecond).UnixNano() + int64(h.Sum32()%1_000_000)
}

func openDay(d measure.Day) string {
	if d == 0 {
		return ""
	}
	return d.String()
}

// Events reads the steps since t of an area's events of one kind, oldest first; where
// area is empty, those of every area, one area after the other.
func (db *DB) Events(ctx context.Context, area, kind string, t time.Time) ([]Event, error) {
	statement := fmt.Sprintf(`SELECT *::field FROM "event" WHERE "kind"=%s AND %s`, quoteString(kind), since(t))
	if area != "" {
		statement += ` AND "area"=` + quoteString(area)
	}
	statement += ` GROUP BY "area"`
	var all []Event
	err := db.query(ctx, db.o.Bucket, "read events", statement, func(r *rows, row []cell) error {
		w := fieldReader{r: r, row: row}
		e := Event{
			Time: time.Unix(0, w.time()).UTC().Truncate(time.Millisecond), Area: r.tags["area"], Kind: kind, ID: w.text("id"), State: w.text("state"),
			By: w.text("by"), Document: w.text("document"), Text: w.text("text"),
		}
		for name, d := range map[string]*measure.Day{"start": &e.Start, "end": &e.End} {
			text := w.text(name)
			if text == "" {
				continue
			}
			day, err := measure.ParseDay(text)
			if err != nil {
				return badRow(r, "%s: %v", name, err)
			}
			*d = day
		}
		all = append(all, e)
		return w.fault
	})
	return all, err
}

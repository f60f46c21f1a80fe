package influx

import (
	"context"
	"fmt"
	"time"
)

// AlertRow is one change of an alert: a point of measurement alert.
type AlertRow struct {
	Time                   time.Time
	Target, Kind, Severity string
	ID, State, Text        string
}

// WriteAlerts stores changes of alerts. Every field is always written, so
// writing twice changes nothing.
func (db *DB) WriteAlerts(ctx context.Context, alerts []AlertRow) error {
	b := newBatch("alert", "kind", "severity", "target")
	for _, a := range alerts {
		b.begin(a.Time.UnixNano(), a.Kind, a.Severity, a.Target)
		b.text("id", a.ID)
		b.text("state", a.State)
		b.text("text", a.Text)
		b.end()
	}
	if b.fault != nil {
		return b.fault
	}
	return db.Write(ctx, db.o.Bucket, b.buf)
}

// Alerts reads the changes of alerts since t, newest first, at most limit.
func (db *DB) Alerts(ctx context.Context, t time.Time, limit int) ([]AlertRow, error) {
	var all []AlertRow
	err := db.newest(ctx, "alert", "id, state, text, target, kind, severity", t, limit, func(w *fieldReader, at time.Time) {
		all = append(all, AlertRow{
			Time: at, Target: w.text("target"), Kind: w.text("kind"), Severity: w.text("severity"),
			ID: w.text("id"), State: w.text("state"), Text: w.text("text"),
		})
	})
	return all, err
}

// newest reads fields and tags of the points since t, newest first, at most limit.
func (db *DB) newest(ctx context.Context, measurement, columns string, t time.Time, limit int, each func(*fieldReader, time.Time)) error {
	statement := fmt.Sprintf(`SELECT %s FROM %s WHERE %s ORDER BY time DESC LIMIT %d`,
		columns, quoteIdentifier(measurement), since(t), max(1, limit))
	return db.query(ctx, db.o.Bucket, "read "+measurement, statement, func(r *rows, row []cell) error {
		w := fieldReader{r: r, row: row}
		each(&w, time.Unix(0, w.time()).UTC())
		return w.fault
	})
}

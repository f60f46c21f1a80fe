package influx

import (
	"context"

	"lanbi/internal/forecast"
)

// WriteAirControls stores control values in measurement air_control, by the rule of
// WriteAirHours: one point a place, pollutant and day, at 00:00 of the day, rewritten
// through the day. highest is there in state open only; both it and so_far are in the
// unit of the pollutant.
func (db *DB) WriteAirControls(ctx context.Context, controls []forecast.PlaceControl) error {
	b := newBatch("air_control", "place", "parameter")
	for i := range controls {
		c := &controls[i]
		scale := c.Parameter.Unit().Scale()
		b.begin(db.dayNanoseconds(c.Day), c.Place, c.Parameter.Key())
		b.text("state", c.State.String())
		b.integer("hours_left", c.Left)
		if c.State == forecast.Open {
			b.decimal("highest", c.Highest, scale)
		}
		if c.HasSoFar {
			b.decimal("so_far", c.SoFar, scale)
		}
		b.end()
	}
	return db.save(ctx, b)
}

package influx

import (
	"context"
	"fmt"
	"time"

	"lanbi/internal/forecast"
	"lanbi/internal/measure"
)

// WriteForecasts keeps issued forecasts: points of measurement forecast at the moment
// of issue, which nothing writes again.
func (db *DB) WriteForecasts(ctx context.Context, kept []forecast.Kept) error {
	b := newBatch("forecast", "target")
	for i := range kept {
		k := &kept[i]
		b.begin(k.Issued.UnixNano(), k.Target)
		b.integer("year", k.Year)
		b.number("goal", k.Goal)
		b.text("as_of", k.AsOf.String())
		b.number("probability", k.P)
		b.number("probability_low", k.Low)
		b.number("probability_high", k.High)
		b.boolean("certain", k.Certain)
		if k.HasExpected {
			b.number("expected", k.Expected)
			b.number("expected_low", k.ExpectedLow)
			b.number("expected_high", k.ExpectedHigh)
		}
		if k.HasSoFar {
			b.number("value", k.SoFar)
		}
		b.number("reference", k.Reference)
		b.integer("years", k.Years)
		b.text("basis", k.Basis)
		b.text("method", k.Method)
		b.end()
	}
	if b.fault != nil {
		return b.fault
	}
	return db.Write(ctx, db.o.Bucket, b.buf)
}

// Forecasts reads the forecasts issued since t, oldest first.
func (db *DB) Forecasts(ctx context.Context, t time.Time) ([]forecast.Kept, error) {
	statement := fmt.Sprintf(`SELECT *::field, "target"::tag FROM "forecast" WHERE %s`, since(t))
	var all []forecast.Kept
	err := db.query(ctx, db.o.Bucket, "read issued forecasts", statement, func(r *rows, row []cell) error {
		w := fieldReader{r: r, row: row}
		k := forecast.Kept{
			Target: w.text("target"), Year: w.integer("year"), Goal: w.number("goal"), Issued: time.Unix(0, w.time()).UTC(),
			P: w.number("probability"), Low: w.number("probability_low"), High: w.number("probability_high"), Certain: w.boolean("certain"),
			Expected: w.number("expected"), ExpectedLow: w.number("expected_low"), ExpectedHigh: w.number("expected_high"),
			HasExpected: w.has("expected"), SoFar: w.number("value"), HasSoFar: w.has("value"),
			Reference: w.number("reference"), Years: w.integer("years"), Basis: w.text("basis"), Method: w.text("method"),
		}
		var err error
		if k.AsOf, err = measure.ParseDay(w.text("as_of")); err != nil {
			return badRow(r, "as_of: %v", err)
		}
		all = append(all, k)
		return w.fault
	})
	return all, err
}

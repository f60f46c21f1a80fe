package influx

import (
	"context"
	"fmt"
	"slices"

	"lanbi/internal/assess"
	"lanbi/internal/measure"
)

// DustDays lists the days, ascending, whose stored assessment of the place says that
// dust affected them.
func (db *DB) DustDays(ctx context.Context, place string) ([]measure.Day, error) {
	statement := fmt.Sprintf(`SELECT "dust" FROM "air_day" WHERE "place"=%s AND "source"=%s AND "dust"=true`,
		quoteString(place), quoteString(assess.ComputedDay.String()))
	var days []measure.Day
	err := db.queryResults(ctx, db.o.Bucket, "read dust days", statement, func(r *rows, row []cell) error {
		w := fieldReader{r: r, row: row}
		days = append(days, db.dayOf(w.time()))
		return w.fault
	})
	slices.Sort(days)
	return slices.Compact(days), err // a point for each edition
}

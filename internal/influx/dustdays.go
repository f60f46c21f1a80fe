package influx

import (
	"context"
	"fmt"
	"slices"

	"lanbi/internal/assess"
	"lanbi/internal/measure"
)

// DustDays lists, for each of the places that has any, the days, ascending, whose stored
// assessment says that dust affected them.
func (db *DB) DustDays(ctx context.Context, places []string) (map[string][]measure.Day, error) {
	days := map[string][]measure.Day{}
	for some := range slices.Chunk(places, stationsAtOnce) {
		statement := fmt.Sprintf(`SELECT "dust" FROM "air_day" WHERE %s AND "source"=%s AND "dust"=true GROUP BY "place"`,
			oneOf("place", some), quoteString(assess.ComputedDay.String()))
		err := db.queryResults(ctx, db.o.Bucket, "read dust days", statement, func(r *rows, row []cell) error {
			w := fieldReader{r: r, row: row}
			place := r.tags["place"]
			days[place] = append(days[place], db.dayOf(w.time()))
			return w.fault
		})
		if err != nil {
			return nil, err
		}
	}
	for place := range days {
		slices.Sort(days[place])
		days[place] = slices.Compact(days[place]) // a point for each edition
	}
	return days, nil
}

package influx

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"

	"lanbi/internal/measure"
)

// AppendIndicator appends the line of one reported figure, with its line feed, to
// dst. The point lies at 00:00 in zone of the period's first day, a month 1 ns and a
// day 2 ns after it: otherwise the figure of January would take the place of the
// year's, and that of its first day the place of both. The period itself is a field.
func AppendIndicator(dst []byte, i *measure.Indicator, zone *time.Location) ([]byte, error) {
	day, _, err := measure.ParsePeriod(i.Period)
	if err != nil {
		return dst, fmt.Errorf("indicator %q: %w", i.ID, err)
	}
	dst = append(dst, "indicator"...)
	dst = appendTag(dst, "area", i.Area)
	dst = appendTag(dst, "indicator", i.ID)
	dst = append(dst, " value="...)
	dst = strconv.AppendFloat(dst, i.Value, 'g', -1, 64)
	dst = append(dst, ",source="...)
	dst = appendText(dst, i.Source)
	dst = append(dst, ",by="...)
	dst = appendText(dst, i.By)
	dst = append(dst, ",period="...)
	dst = appendText(dst, i.Period)
	return appendTime(dst, day.Start(zone).UnixNano()+periodRank(i.Period)), nil
}

// periodRank tells a year (0), a month (1) and a day (2) apart.
func periodRank(period string) int64 {
	return int64(strings.Count(period, "-"))
}

// WriteIndicators stores reported figures. One of the same area, id and period takes
// the place of the one before.
func (db *DB) WriteIndicators(ctx context.Context, figures []measure.Indicator) error {
	var lines []byte
	for i := range figures {
		if err := errors.Join(CheckTag(figures[i].Area), CheckTag(figures[i].ID)); err != nil {
			return fmt.Errorf("indicator %q: %w", figures[i].ID, err)
		}
		var err error
		if lines, err = AppendIndicator(lines, &figures[i], db.o.Zone); err != nil {
			return err
		}
	}
	return db.Write(ctx, db.o.Bucket, lines)
}

// Indicators reads the reported figures of an area whose period begins from day
// from to day to, both included, ordered by indicator, then by period.
func (db *DB) Indicators(ctx context.Context, area string, from, to measure.Day) ([]measure.Indicator, error) {
	statement := fmt.Sprintf(`SELECT *::field FROM "indicator" WHERE "area"=%s AND %s GROUP BY "area", "indicator"`, quoteString(area), db.days(from, to))
	type dated struct {
		measure.Indicator
		at int64
	}
	var all []dated
	err := db.query(ctx, db.o.Bucket, "read indicators", statement, func(r *rows, row []cell) error {
		w := fieldReader{r: r, row: row}
		i := dated{measure.Indicator{
			Area: r.tags["area"], ID: r.tags["indicator"], Period: w.text("period"),
			Value: w.number("value"), Source: w.text("source"), By: w.text("by"),
		}, w.time()}
		if i.Period == "" {
			i.Period = db.periodOf(i.at)
		}
		all = append(all, i)
		return w.fault
	})
	slices.SortFunc(all, func(a, b dated) int { return cmp.Or(cmp.Compare(a.ID, b.ID), cmp.Compare(a.at, b.at)) })
	var plain []measure.Indicator
	for i := range all {
		// Programs before this one wrote every period at 00:00.
		if n := len(plain); n > 0 && plain[n-1].ID == all[i].ID && plain[n-1].Period == all[i].Period {
			plain = plain[:n-1]
		}
		plain = append(plain, all[i].Indicator)
	}
	return plain, err
}

// periodOf guesses the period of a point that another program wrote without one:
// 1 January is taken for the year.
func (db *DB) periodOf(at int64) string {
	d := db.dayOf(at)
	switch {
	case d == d.FirstOfYear():
		return d.String()[:4]
	case d == d.FirstOfMonth():
		return d.String()[:7]
	}
	return d.String()
}

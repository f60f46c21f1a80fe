package influx

import (
	"context"
	"slices"

	"lanbi/internal/assess"
	"lanbi/internal/measure"
	"lanbi/internal/standard/gb3838"
)

// WriteWaterPeriods stores classes of sections over days, months and years, by
// the rule of WriteAirHours. A mean is the field of the item's key, its headroom
// "headroom_" and the key.
func (db *DB) WriteWaterPeriods(ctx context.Context, periods []assess.WaterPeriod) error {
	b := newBatch("water_period", "station", "period")
	for i := range periods {
		w := &periods[i]
		b.begin(db.dayNanoseconds(w.Start), w.Section, w.Period.String())
		if w.Class != 0 {
			b.integer("class", int(w.Class))
		}
		b.text("deciding", w.Deciding.String())
		b.integer("items", w.Items)
		if w.Audited { // absent says that it is not
			b.boolean("audited", true)
		}
		for _, m := range w.Means {
			b.concentration("", m.Parameter, "", m.Value)
		}
		for _, h := range w.Headroom {
			b.concentration("headroom_", h.Parameter, "", h.Value)
		}
		b.end()
	}
	return db.save(ctx, b)
}

// WaterPeriods reads the classes of sections over periods of one length that
// begin from day from to day to, both included, ordered by section as asked for,
// then by day.
func (db *DB) WaterPeriods(ctx context.Context, sections []string, p assess.Period, from, to measure.Day) ([]assess.WaterPeriod, error) {
	var all []assess.WaterPeriod
	tail := ` AND "period"=` + quoteString(p.String())
	err := db.byPlace(ctx, "water_period", "station", sections, from, to, tail, `"station"`, func(r *rows, row []cell) error {
		f := fieldReader{r: r, row: row}
		w := assess.WaterPeriod{
			Section:  r.tags["station"],
			Start:    db.dayOf(f.time()),
			Period:   p,
			Class:    gb3838.Class(f.integer("class")),
			Deciding: f.set("deciding"),
			Items:    f.integer("items"),
			Audited:  f.boolean("audited"),
		}
		w.Means = f.items("")
		w.Headroom = f.items("headroom_")
		all = append(all, w)
		return f.fault
	})
	sortWaterPeriods(all, sections)
	return all, err
}

// items reads the fields prefix+key of all parameters, in their order.
func (w *fieldReader) items(prefix string) []assess.ItemValue {
	var items []assess.ItemValue
	for i, name := range w.r.columns {
		if len(name) <= len(prefix) || name[:len(prefix)] != prefix || w.row[i].kind == 'n' {
			continue
		}
		p, known := measure.ParameterByKey(name[len(prefix):])
		if !known {
			continue
		}
		v, err := concentration(w.row[i], p)
		if err != nil {
			w.wrong(name, w.row[i], "a value")
			continue
		}
		items = append(items, assess.ItemValue{Parameter: p, Value: v})
	}
	slices.SortFunc(items, func(a, b assess.ItemValue) int { return int(a.Parameter) - int(b.Parameter) })
	return items
}

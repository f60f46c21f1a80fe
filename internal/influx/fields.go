package influx

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"time"

	"lanbi/internal/assess"
	"lanbi/internal/measure"
	"lanbi/internal/standard/hj633"
)

// fieldReader reads the fields of one row by name. A field that is not there
// gives the zero value; one of the wrong type sets fault.
type fieldReader struct {
	r     *rows
	row   []cell
	fault error
}

func (w *fieldReader) wrong(name string, c cell, want string) {
	if w.fault == nil {
		w.fault = badRow(w.r, "%s is %q, want %s", name, c.text, want)
	}
}

func (w *fieldReader) cell(name string) (cell, bool) {
	i := w.r.column(name)
	if i < 0 || w.row[i].kind == 'n' {
		return cell{}, false
	}
	return w.row[i], true
}

func (w *fieldReader) has(name string) bool {
	_, ok := w.cell(name)
	return ok
}

// time is the timestamp in nanoseconds.
func (w *fieldReader) time() int64 {
	at, ok := w.row[0].integer()
	if !ok {
		w.wrong("time", w.row[0], "nanoseconds")
	}
	return at
}

func (w *fieldReader) integer(name string) int {
	c, there := w.cell(name)
	v, ok := c.integer()
	if there && !ok {
		w.wrong(name, c, "a whole number")
	}
	return int(v)
}

func (w *fieldReader) number(name string) float64 {
	c, there := w.cell(name)
	v, ok := c.float()
	if there && !ok {
		w.wrong(name, c, "a number")
	}
	return v
}

func (w *fieldReader) text(name string) string {
	c, there := w.cell(name)
	if there && c.kind != '"' {
		w.wrong(name, c, "text")
	}
	return string(c.text)
}

func (w *fieldReader) boolean(name string) bool {
	c, there := w.cell(name)
	if there && c.kind != 't' && c.kind != 'f' {
		w.wrong(name, c, "a boolean")
	}
	return c.kind == 't'
}

func (w *fieldReader) set(name string) measure.Set {
	text := w.text(name)
	s, ok := measure.ParseSet(text)
	if !ok && w.fault == nil {
		w.fault = badRow(w.r, "%s is %q, want parameters joined by +", name, text)
	}
	return s
}

func (w *fieldReader) index(x *hj633.Index) {
	if x.Known = w.has("aqi"); x.Known {
		x.AQI, x.Primary = w.integer("aqi"), w.set("primary")
	}
	for p := measure.PM25; p <= measure.O38h; p++ {
		if name := "iaqi_" + p.Key(); w.has(name) {
			x.Has, x.IAQI[p] = x.Has.With(p), w.integer(name)
		}
	}
}

// concentrations reads the air pollutants' fields prefix+key+suffix.
func (w *fieldReader) concentrations(prefix, suffix string, has *measure.Set, into *[measure.AirCount]measure.Concentration) {
	for p := measure.PM25; p <= measure.O38h; p++ {
		c, there := w.cell(prefix + p.Key() + suffix)
		if !there {
			continue
		}
		v, err := concentration(c, p)
		if err != nil {
			w.wrong(prefix+p.Key()+suffix, c, "a concentration")
			continue
		}
		*has = has.With(p)
		into[p] = v
	}
}

// dayOf is the natural day of a timestamp.
func (db *DB) dayOf(ns int64) measure.Day { return measure.DayOf(time.Unix(0, ns), db.o.Zone) }

// days is the condition that a timestamp of a day lies from from to to, both
// included.
func (db *DB) days(from, to measure.Day) string {
	return since(from.Start(db.o.Zone)) + " AND " + before(to.Add(1).Start(db.o.Zone))
}

// byPlace reads all fields of the points whose tag is one of places, from day
// from to day to, both included.
func (db *DB) byPlace(ctx context.Context, measurement, tag string, places []string, from, to measure.Day, tail, group string, each func(*rows, []cell) error) error {
	for some := range slices.Chunk(places, stationsAtOnce) {
		statement := fmt.Sprintf(`SELECT *::field FROM %s WHERE %s AND %s%s GROUP BY %s`,
			quoteIdentifier(measurement), oneOf(tag, some), db.days(from, to), tail, group)
		if err := db.queryResults(ctx, db.o.Bucket, "read "+measurement, statement, each); err != nil {
			return err
		}
	}
	return nil
}

func placeOrder(places []string) map[string]int {
	order := make(map[string]int, len(places))
	for i, p := range places {
		order[p] = i
	}
	return order
}

func sortAirHours(all []assess.AirHour) {
	slices.SortFunc(all, func(a, b assess.AirHour) int {
		return cmp.Or(cmp.Compare(a.Hour, b.Hour), cmp.Compare(a.Edition, b.Edition))
	})
}

func sortAirDays(all []assess.AirDay, places []string) {
	order := placeOrder(places)
	slices.SortFunc(all, func(a, b assess.AirDay) int {
		return cmp.Or(cmp.Compare(order[a.Place], order[b.Place]), cmp.Compare(a.Day, b.Day), cmp.Compare(a.Edition, b.Edition))
	})
}

func sortAirPeriods(all []assess.AirPeriod, places []string) {
	order := placeOrder(places)
	slices.SortStableFunc(all, func(a, b assess.AirPeriod) int {
		return cmp.Or(cmp.Compare(order[a.Place], order[b.Place]), cmp.Compare(a.Start, b.Start),
			cmp.Compare(a.Period, b.Period), cmp.Compare(a.Edition, b.Edition), cmp.Compare(dustPolicy(b.DustExcluded), dustPolicy(a.DustExcluded)))
	})
}

func sortWaterPeriods(all []assess.WaterPeriod, sections []string) {
	order := placeOrder(sections)
	slices.SortFunc(all, func(a, b assess.WaterPeriod) int {
		return cmp.Or(cmp.Compare(order[a.Section], order[b.Section]), cmp.Compare(a.Start, b.Start))
	})
}

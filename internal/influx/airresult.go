package influx

import (
	"context"
	"fmt"
	"slices"

	"lanbi/internal/assess"
	"lanbi/internal/measure"
	"lanbi/internal/standard/hj633"
)

// hourNanoseconds is the timestamp of an hour.
func hourNanoseconds(h measure.Hour) int64 { return h.Start().UnixNano() }

// dayNanoseconds is the timestamp of a day: 00:00 in the zone.
func (db *DB) dayNanoseconds(d measure.Day) int64 { return d.Start(db.o.Zone).UnixNano() }

// airFields are the fields of the pollutants of air with prefix and suffix, but for
// those that a measurement never has: hours no O38h, periods no O3.
func airFields(prefix, suffix string, never measure.Parameter) []string {
	var names []string
	for p := measure.PM25; p <= measure.O38h; p++ {
		if p != never {
			names = append(names, prefix+p.Key()+suffix)
		}
	}
	return names
}

// writeIndex adds AQI, level and primary pollutants where they are known.
func writeIndex(b *batch, x *hj633.Index) {
	if !x.Known {
		return
	}
	b.integer("aqi", x.AQI)
	b.integer("level", int(x.Level()))
	b.text("primary", x.Primary.String())
}

// WriteAirHours stores hourly indices. A result that lost a field since it was
// stored is deleted and written anew; one without any index is deleted. Saving
// the same results again changes nothing.
func (db *DB) WriteAirHours(ctx context.Context, hours []assess.AirHour) error {
	b := newBatch("air_hour", "place", "edition")
	b.every = append([]string{"aqi", "level", "primary"}, airFields("iaqi_", "", measure.O38h)...)
	for i := range hours {
		h := &hours[i]
		b.begin(hourNanoseconds(h.Hour), h.Place, h.Edition.String())
		writeIndex(b, &h.Index)
		for p := range h.Index.Has.Each {
			b.prefixed("iaqi_", p.Key(), h.Index.IAQI[p])
		}
		b.end()
	}
	return db.save(ctx, b)
}

// WriteAirDays stores daily assessments, by the rule of WriteAirHours. Single
// indices are not stored: they follow from the means.
func (db *DB) WriteAirDays(ctx context.Context, days []assess.AirDay) error {
	b := newBatch("air_day", "place", "edition", "source")
	b.every = slices.Concat([]string{"aqi", "level", "primary", "verdict"}, airFields("", "", 0), airFields("hours_", "", 0), []string{"dust", "provisional"})
	for i := range days {
		d := &days[i]
		b.begin(db.dayNanoseconds(d.Day), d.Place, d.Edition.String(), d.Source.String())
		writeIndex(b, &d.Index)
		b.text("verdict", d.Verdict.String())
		for p := range d.Has.Each {
			b.concentration("", p, "", d.Mean[p])
		}
		if d.Source == assess.ComputedDay {
			for p := measure.PM25; p <= measure.O38h; p++ {
				b.prefixed("hours_", p.Key(), d.Hours[p])
			}
		}
		b.boolean("dust", d.Dust)
		b.boolean("provisional", d.Provisional)
		b.end()
	}
	return db.save(ctx, b)
}

// WriteAirPeriods stores statistics of months, quarters and years, by the rule of
// WriteAirHours. A mean is the field of the pollutant's key, a percentile has
// "_percentile" added, and composite_index is the index itself, such as 3.42.
func (db *DB) WriteAirPeriods(ctx context.Context, periods []assess.AirPeriod) error {
	b := newBatch("air_period", "place", "period", "edition", "dust")
	b.every = slices.Concat(airFields("", "", measure.O3), airFields("", "_percentile", measure.O3), []string{"composite_index", "good", "exceeding", "undetermined", "valid", "heavy"})
	for i := range periods {
		a := &periods[i]
		b.begin(db.dayNanoseconds(a.Start), a.Place, a.Period.String(), a.Edition.String(), dustPolicy(a.DustExcluded))
		for p := range a.Has.Each {
			b.concentration("", p, "", a.Mean[p])
			b.concentration("", p, "_percentile", a.Percentile[p])
		}
		if a.CompositeIndex != 0 {
			b.number("composite_index", float64(a.CompositeIndex)/100)
		}
		b.integer("good", a.Good)
		b.integer("exceeding", a.Exceeding)
		b.integer("undetermined", a.Undetermined)
		b.integer("valid", a.Valid)
		b.integer("heavy", a.Heavy)
		b.end()
	}
	return db.save(ctx, b)
}

func dustPolicy(excluded bool) string {
	if excluded {
		return "exclude"
	}
	return "keep"
}

// AirHours reads the hourly indices of a place from hour from up to, and not
// including, hour to, in order of time, then of edition.
func (db *DB) AirHours(ctx context.Context, place string, from, to measure.Hour) ([]assess.AirHour, error) {
	statement := fmt.Sprintf(`SELECT *::field FROM "air_hour" WHERE "place"=%s AND %s AND %s GROUP BY "place", "edition"`,
		quoteString(place), since(from.Start()), before(to.Start()))
	var all []assess.AirHour
	err := db.queryResults(ctx, db.o.Bucket, "read hourly indices", statement, func(r *rows, row []cell) error {
		edition, err := hj633.ParseEdition(r.tags["edition"])
		if err != nil {
			return badRow(r, "%v", err)
		}
		w := fieldReader{r: r, row: row}
		h := assess.AirHour{Place: r.tags["place"], Hour: hourOf(w.time()), Edition: edition}
		w.index(&h.Index)
		all = append(all, h)
		return w.fault
	})
	sortAirHours(all)
	return all, err
}

// AirDays reads the computed daily assessments of places under both editions,
// from day from to day to, both included, ordered by place as asked for, then by
// day, then by edition. Index.Has is empty, see WriteAirDays.
func (db *DB) AirDays(ctx context.Context, places []string, from, to measure.Day) ([]assess.AirDay, error) {
	return db.airDays(ctx, places, assess.ComputedDay, from, to)
}

// PublishedAirDays reads the imported official assessments in the same way.
func (db *DB) PublishedAirDays(ctx context.Context, places []string, from, to measure.Day) ([]assess.AirDay, error) {
	return db.airDays(ctx, places, assess.PublishedDay, from, to)
}

// AirMeans reads what statistics of places are formed from: of each computed day from
// from to to, both included, the means, dust and provisional, once and not for every
// edition. Index and verdict are not read, they follow from the means
// (assess.Rejudge), and the days have E2026. A year of a place is a fifth of what
// AirDays reads. Days come in order, place by place.
func (db *DB) AirMeans(ctx context.Context, places []string, from, to measure.Day) ([]assess.AirDay, error) {
	fields := quotedList(append(airFields("", "", 0), "dust", "provisional"))
	all := make([]assess.AirDay, 0, len(places)*max(0, to.Since(from)+1))
	for some := range slices.Chunk(places, stationsAtOnce) {
		statement := fmt.Sprintf(`SELECT %s FROM "air_day" WHERE %s AND "edition"=%s AND "source"=%s AND %s GROUP BY "place"`,
			fields, oneOf("place", some), quoteString(hj633.E2026.String()), quoteString(assess.ComputedDay.String()), db.days(from, to))
		err := db.queryResults(ctx, db.o.Bucket, "read means of air days", statement, func(r *rows, row []cell) error {
			w := fieldReader{r: r, row: row}
			d := assess.AirDay{Place: r.tags["place"], Day: db.dayOf(w.time()), Edition: hj633.E2026, Dust: w.boolean("dust"), Provisional: w.boolean("provisional")}
			w.concentrations("", "", &d.Has, &d.Mean)
			all = append(all, d)
			return w.fault
		})
		if err != nil {
			return nil, err
		}
	}
	return all, nil
}

func (db *DB) airDays(ctx context.Context, places []string, source assess.DaySource, from, to measure.Day) ([]assess.AirDay, error) {
	var all []assess.AirDay
	tail := " AND " + `"source"=` + quoteString(source.String())
	err := db.byPlace(ctx, "air_day", "place", places, from, to, tail, `"place", "edition"`, func(r *rows, row []cell) error {
		edition, err := hj633.ParseEdition(r.tags["edition"])
		if err != nil {
			return badRow(r, "%v", err)
		}
		w := fieldReader{r: r, row: row}
		d := assess.AirDay{Place: r.tags["place"], Day: db.dayOf(w.time()), Edition: edition, Source: source}
		w.index(&d.Index)
		if d.Verdict, err = assess.ParseVerdict(w.text("verdict")); err != nil {
			return badRow(r, "%v", err)
		}
		w.concentrations("", "", &d.Has, &d.Mean)
		for p := measure.PM25; p <= measure.O38h; p++ {
			d.Hours[p] = w.integer("hours_" + p.Key())
		}
		d.Dust, d.Provisional = w.boolean("dust"), w.boolean("provisional")
		all = append(all, d)
		return w.fault
	})
	sortAirDays(all, places)
	return all, err
}

// AirPeriods reads the statistics of places whose period begins from day from to
// day to, both included: all lengths, editions and dust policies, ordered by
// place as asked for, then by first day, length, edition and policy.
func (db *DB) AirPeriods(ctx context.Context, places []string, from, to measure.Day) ([]assess.AirPeriod, error) {
	var all []assess.AirPeriod
	err := db.byPlace(ctx, "air_period", "place", places, from, to, "", `"place", "period", "edition", "dust"`, func(r *rows, row []cell) error {
		w := fieldReader{r: r, row: row}
		a := assess.AirPeriod{Place: r.tags["place"], Start: db.dayOf(w.time()), DustExcluded: r.tags["dust"] == dustPolicy(true)}
		var err error
		if a.Period, err = assess.ParsePeriod(r.tags["period"]); err != nil {
			return badRow(r, "%v", err)
		}
		if a.Edition, err = assess.ParseEditionRule(r.tags["edition"]); err != nil {
			return badRow(r, "%v", err)
		}
		w.concentrations("", "", &a.Has, &a.Mean)
		var has measure.Set
		w.concentrations("", "_percentile", &has, &a.Percentile)
		a.CompositeIndex = int(w.number("composite_index")*100 + 0.5)
		a.Good, a.Exceeding, a.Undetermined = w.integer("good"), w.integer("exceeding"), w.integer("undetermined")
		a.Valid, a.Heavy = w.integer("valid"), w.integer("heavy")
		all = append(all, a)
		return w.fault
	})
	sortAirPeriods(all, places)
	return all, err
}

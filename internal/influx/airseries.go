package influx

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"lanbi/internal/assess"
	"lanbi/internal/measure"
)

// stationsAtOnce bounds how many stations one query names.
const stationsAtOnce = 40

// AirSeries reads the hourly values of the six pollutants of stations from hour
// from up to, and not including, hour to. There is one Series for every station
// asked for, in that order, each to−from hours long; hours without data are zero
// cells.
//
// Where several sources hold a value of the same hour, the one in the order
// audited, lab, sent, computed is taken, with its flag, whichever was written
// last.
func (db *DB) AirSeries(ctx context.Context, stations []string, from, to measure.Hour) ([]assess.Series, error) {
	all := make([]assess.Series, len(stations))
	place := make(map[string]int, len(stations))
	for i, station := range stations {
		place[station] = i
		all[i] = assess.NewSeries(station, from, max(0, int(to-from)))
	}
	if to <= from {
		return all, nil
	}
	var fields []string
	for p := range measure.AirPollutants.Each {
		fields = append(fields, quoteIdentifier(p.Key()), quoteIdentifier(p.Key()+"_flag"))
	}
	for some := range slices.Chunk(stations, stationsAtOnce) {
		statement := fmt.Sprintf(`SELECT %s FROM "air" WHERE "interval"='1h' AND %s AND %s AND %s GROUP BY "station", "source"`,
			strings.Join(fields, ", "), oneOf("station", some), since(from.Start()), before(to.Start()))
		reader := airReader{series: all, place: place}
		if err := db.query(ctx, db.o.Bucket, "read hourly air values", statement, reader.row); err != nil {
			return nil, err
		}
	}
	return all, nil
}

type airReader struct {
	series []assess.Series
	place  map[string]int

	current *rows
	target  *assess.Series
	source  measure.Source
	columns []airColumn
}

type airColumn struct {
	p           measure.Parameter
	value, flag int
}

func (a *airReader) begin(r *rows) error {
	a.current, a.target = r, nil
	i, asked := a.place[r.tags["station"]]
	if !asked {
		return nil
	}
	source, err := measure.ParseSource(r.tags["source"])
	if err != nil {
		return badRow(r, "%v", err)
	}
	a.target, a.source = &a.series[i], source
	a.columns = a.columns[:0]
	for p := range measure.AirPollutants.Each {
		if c := (airColumn{p, r.column(p.Key()), r.column(p.Key() + "_flag")}); c.value >= 0 {
			a.columns = append(a.columns, c)
		}
	}
	return nil
}

func (a *airReader) row(r *rows, row []cell) error {
	if r != a.current {
		if err := a.begin(r); err != nil {
			return err
		}
	}
	if a.target == nil {
		return nil
	}
	at, ok := row[0].integer()
	if !ok {
		return badRow(r, "time %q", row[0].text)
	}
	h := hourOf(at)
	if h < a.target.First || h >= a.target.End() {
		return badRow(r, "time %d was not asked for", at)
	}
	for _, c := range a.columns {
		if row[c.value].kind == 'n' || a.target.At(h, c.p).Source >= a.source {
			continue
		}
		v, err := concentration(row[c.value], c.p)
		if err != nil {
			return badRow(r, "%s: %v", c.p, err)
		}
		cell := assess.Cell{Value: v, Source: a.source, Flag: measure.Normal}
		if c.flag >= 0 {
			cell.Flag = flagOf(row[c.flag])
		}
		a.target.Set(h, c.p, cell)
	}
	return nil
}

// hourOf is the hour of a timestamp in nanoseconds.
func hourOf(ns int64) measure.Hour {
	const hour = 3_600_000_000_000
	h := ns / hour
	if ns%hour < 0 {
		h--
	}
	return measure.Hour(h)
}

// concentration reads the exact decimal of a cell in the unit of p.
func concentration(c cell, p measure.Parameter) (measure.Concentration, error) {
	if c.kind != '0' {
		return 0, fmt.Errorf("value %q: want a number", c.text)
	}
	v, err := measure.ParseConcentration(c.text, p.Unit().Scale())
	if err != nil {
		return 0, fmt.Errorf("value %q: %w", c.text, err)
	}
	return v, nil
}

// flagOf is the stored flag; none is N, and text that is no flag counts as
// declared invalid, never as valid.
func flagOf(c cell) measure.Flag {
	switch {
	case c.kind != '"' || len(c.text) == 0:
		return measure.Normal
	case len(c.text) == 1 && c.text[0] >= 'A' && c.text[0] <= 'Z':
		return measure.Flag(c.text[0])
	}
	return measure.Declared
}

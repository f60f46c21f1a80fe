package influx

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"strings"
	"time"

	"lanbi/internal/measure"
)

// WaterSamples reads the samples of sections that begin from from up to, and not
// including, to: automatic and laboratory ones, of every interval but the days that
// stations computed themselves. They are ordered by section as asked for, then by
// time, then by interval.
//
// Every value appears once: where several sources hold a value of the same
// section, interval and moment, only the one in the order audited, lab, sent,
// computed is there. So one moment can give several samples, of different
// sources and with different parameters.
func (db *DB) WaterSamples(ctx context.Context, sections []string, from, to time.Time) ([]measure.Sample, error) {
	var all []measure.Sample
	for some := range slices.Chunk(sections, stationsAtOnce) {
		where := oneOf("station", some) + " AND " + noDays + " AND " + since(from) + " AND " + before(to)
		samples, err := db.samples(ctx, db.o.Bucket, measure.Water, where, "")
		if err != nil {
			return nil, err
		}
		all = append(all, samples...)
	}
	order := make(map[string]int, len(sections))
	for i, s := range sections {
		order[s] = i
	}
	slices.SortStableFunc(all, func(a, b measure.Sample) int {
		return cmp.Or(cmp.Compare(order[a.Station], order[b.Station]), a.Start.Compare(b.Start),
			cmp.Compare(a.Interval, b.Interval), -cmp.Compare(a.Source, b.Source))
	})
	return oneSource(all), nil
}

// noDays leaves out what stations computed of whole days (measure.OneDay).
const noDays = `"interval"!='1d'`

// Latest reads the newest sample of every station, of whatever interval but days that
// the station computed itself, with one source for each value as in WaterSamples; a
// station whose newest values come from several sources appears several times. Samples
// are ordered by station.
func (db *DB) Latest(ctx context.Context, m measure.Medium) ([]measure.Sample, error) {
	buckets := []string{db.o.Bucket}
	if db.RawBucket() != db.o.Bucket {
		buckets = append(buckets, db.RawBucket())
	}
	var all []measure.Sample
	for _, bucket := range buckets {
		samples, err := db.samples(ctx, bucket, m, noDays, " ORDER BY time DESC LIMIT 1")
		if err != nil {
			return nil, err
		}
		all = append(all, samples...)
	}
	slices.SortStableFunc(all, func(a, b measure.Sample) int {
		return cmp.Or(strings.Compare(a.Station, b.Station), b.Start.Compare(a.Start),
			-cmp.Compare(a.Interval, b.Interval), -cmp.Compare(a.Source, b.Source))
	})
	newest := all[:0]
	for _, s := range all {
		if n := len(newest); n > 0 && newest[n-1].Station == s.Station &&
			(!newest[n-1].Start.Equal(s.Start) || newest[n-1].Interval != s.Interval) {
			continue
		}
		newest = append(newest, s)
	}
	return oneSource(newest), nil
}

// oneSource takes readings out of samples where the sample before, of the same
// station, moment and interval, holds the same parameter from a better source.
func oneSource(samples []measure.Sample) []measure.Sample {
	var seen measure.Set
	kept := samples[:0]
	var last measure.Sample
	for _, s := range samples {
		if s.Station != last.Station || !s.Start.Equal(last.Start) || s.Interval != last.Interval {
			seen = measure.Set{}
		}
		last = s
		s.Readings = slices.DeleteFunc(s.Readings, func(r measure.Reading) bool { return seen.Has(r.Parameter) })
		for _, r := range s.Readings {
			seen = seen.With(r.Parameter)
		}
		if len(s.Readings) > 0 {
			kept = append(kept, s)
		}
	}
	return kept
}

func (db *DB) samples(ctx context.Context, bucket string, m measure.Medium, where, tail string) ([]measure.Sample, error) {
	statement := fmt.Sprintf(`SELECT * FROM %s WHERE %s GROUP BY "station", "interval", "source"%s`, quoteIdentifier(m.String()), where, tail)
	reader := sampleReader{medium: m}
	if err := db.query(ctx, bucket, "read "+m.String()+" samples", statement, reader.row); err != nil {
		return nil, err
	}
	return reader.samples, nil
}

type sampleReader struct {
	medium  measure.Medium
	samples []measure.Sample

	current *rows
	like    measure.Sample
	columns []sampleColumn
}

type sampleColumn struct {
	p                  measure.Parameter
	value, flag, below int
}

func (s *sampleReader) begin(r *rows) error {
	s.current = r
	interval, err := measure.ParseInterval(r.tags["interval"])
	if err != nil {
		return badRow(r, "%v", err)
	}
	source, err := measure.ParseSource(r.tags["source"])
	if err != nil {
		return badRow(r, "%v", err)
	}
	s.like = measure.Sample{Medium: s.medium, Station: r.tags["station"], Interval: interval, Source: source}
	s.columns = s.columns[:0]
	for i, name := range r.columns {
		if p, ok := measure.ParameterByKey(name); ok {
			s.columns = append(s.columns, sampleColumn{p, i, r.column(name + "_flag"), r.column(name + "_below")})
		}
	}
	slices.SortFunc(s.columns, func(a, b sampleColumn) int { return cmp.Compare(a.p, b.p) })
	return nil
}

func (s *sampleReader) row(r *rows, row []cell) error {
	if r != s.current {
		if err := s.begin(r); err != nil {
			return err
		}
	}
	at, ok := row[0].integer()
	if !ok {
		return badRow(r, "time %q", row[0].text)
	}
	sample := s.like
	sample.Start = time.Unix(0, at).UTC()
	for _, c := range s.columns {
		if row[c.value].kind == 'n' {
			continue
		}
		v, err := concentration(row[c.value], c.p)
		if err != nil {
			return badRow(r, "%s: %v", c.p, err)
		}
		reading := measure.Reading{Parameter: c.p, Value: v, Flag: measure.Normal}
		if c.flag >= 0 {
			reading.Flag = flagOf(row[c.flag])
		}
		reading.Below = c.below >= 0 && row[c.below].kind == 't'
		sample.Readings = append(sample.Readings, reading)
	}
	if len(sample.Readings) > 0 {
		s.samples = append(s.samples, sample)
	}
	return nil
}

package history

import (
	"errors"
	"fmt"
	"io"
	"strconv"
	"time"

	"lanbi/internal/measure"
)

// quotsoftTypes are the rows that hold 1-hour values. The rows named _24h are
// moving means and AQI is an index: both follow from these and are passed over.
// CO is in mg/m³, all others in µg/m³.
var quotsoftTypes = map[string]measure.Parameter{
	"PM2.5": measure.PM25, "PM10": measure.PM10, "SO2": measure.SO2,
	"NO2": measure.NO2, "CO": measure.CO, "O3": measure.O3,
}

// wideFile is one quotsoft file with the hour it has read so far. Cells are by
// column of the file, then by parameter.
type wideFile struct {
	*source
	columns []int // per column of the file from the fourth: index of the station
	hour    time.Time
	row     []string // the first row of the next hour, read too far
	line    int
	done    bool
}

// wideCell is one value and whether it is there.
type wideCell struct {
	value measure.Concentration
	has   bool
}

// quotsoft reads files of the layout date,hour,type,<station>…, hour by hour
// over all of them.
//
// The pair date, hour is the label of the hour and names its end, as everywhere
// in Chinese air data: 20160101,0 is the last hour of 2015 (HJ 633 counts it as
// hour 24 of 31 December). Publishers switched to the 2026 edition at the label
// 2026-03-01T01 and not at 00, which shows the rule at work.
func (r *reading) quotsoft(sources []*source) error {
	if len(sources) == 0 {
		return nil
	}
	stations := map[string]int{}
	var codes []string
	files := make([]*wideFile, 0, len(sources))
	for _, src := range sources {
		if err := src.header(); err != nil {
			return err
		}
		if len(src.head) == 0 {
			continue
		}
		if len(src.head) < 4 || src.head[0] != "date" || src.head[1] != "hour" || src.head[2] != "type" {
			return fmt.Errorf("%s:1: header is not date,hour,type,<stations>", src.name)
		}
		f := &wideFile{source: src, columns: make([]int, len(src.head))}
		for i, name := range src.head[3:] {
			at, known := stations[name]
			if !known {
				at = -1
				if name == "" {
					r.reject(src, 1, ReasonStation, "column %d has no title", i+4)
				} else if code, ok := r.station(measure.Air, name); ok {
					at = len(codes)
					codes = append(codes, code)
				}
				stations[name] = at
			}
			f.columns[i+3] = at
		}
		if err := f.advance(r); err != nil {
			return err
		}
		files = append(files, f)
	}
	return r.mergeHours(files, codes)
}

// mergeHours takes the earliest hour any file is at, joins what all files say of
// it and hands on one sample a station.
func (r *reading) mergeHours(files []*wideFile, codes []string) error {
	cells := make([][measure.O3 + 1]wideCell, len(codes))
	for {
		var first *wideFile
		for _, f := range files {
			if !f.done && (first == nil || f.hour.Before(first.hour)) {
				first = f
			}
		}
		if first == nil {
			return nil
		}
		label := first.hour
		clear(cells)
		for _, f := range files {
			if !f.done && f.hour.Equal(label) {
				if err := f.collect(r, label, cells); err != nil {
					return err
				}
			}
		}
		for i := range cells {
			r.begin(measure.Air, codes[i], label.Add(-time.Hour), measure.OneHour, measure.Sent)
			for p := range measure.AirPollutants.Each {
				if c := cells[i][p]; c.has {
					r.add(p, c.value, 0)
				}
			}
			if err := r.send(); err != nil {
				return err
			}
		}
	}
}

// advance reads up to the next row of a pollutant and its hour.
func (f *wideFile) advance(r *reading) error {
	for {
		row, line, err := f.next(r)
		if errors.Is(err, io.EOF) {
			f.done = true
			return nil
		}
		if err != nil {
			return err
		}
		if _, wanted := quotsoftTypes[row[2]]; !wanted {
			continue
		}
		day, err := time.ParseInLocation("20060102", row[0], r.o.Zone)
		hour, bad := strconv.Atoi(row[1])
		if err != nil || bad != nil || hour < 0 || hour > 24 || !plausible(day) {
			r.reject(f.source, line, ReasonTime, "date %q hour %q (want YYYYMMDD and 0 to 24)", row[0], row[1])
			continue
		}
		label := day.Add(time.Duration(hour) * time.Hour)
		if _, ok := r.begins(f.source, line, measure.Air, label, measure.OneHour); !ok {
			continue
		}
		f.hour, f.row, f.line = label, row, line
		return nil
	}
}

// collect puts all rows of the hour that follow each other into cells.
func (f *wideFile) collect(r *reading, label time.Time, cells [][measure.O3 + 1]wideCell) error {
	for !f.done && f.hour.Equal(label) {
		p := quotsoftTypes[f.row[2]]
		for i, at := range f.columns {
			if i < 3 {
				continue
			}
			value, ok, err := parseValue(p, f.row[i])
			switch {
			case err != nil:
				r.reject(f.source, f.line, ReasonValue, "%s of %s is %q", p.Key(), f.head[i], f.row[i])
			case !ok:
			case at < 0:
				r.counts.Skipped++
			case cells[at][p].has && cells[at][p].value != value:
				r.reject(f.source, f.line, ReasonRepetition, "%s of %s is %q after %s", p.Key(), f.head[i], f.row[i],
					cells[at][p].value.In(p.Unit()))
			default:
				cells[at][p] = wideCell{value, true}
			}
		}
		if err := f.advance(r); err != nil {
			return err
		}
	}
	return nil
}

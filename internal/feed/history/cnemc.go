package history

import (
	"errors"
	"io"
	"time"

	"lanbi/internal/measure"
)

// ozoneColumnsMended is the first label for which the national publication has
// the hour's ozone in its column o3. Before, o3 and o3_24h were swapped: o3_24h
// held the last hour's value and o3 the maximum of 24 hours, which published
// indices confirm for every station. The day of the change is not documented;
// files of 2018 are swapped and files of February 2026 are not, so the rule
// takes o3_24h, which is empty in the mended files, up to January 2026, and
// loses ozone there rather than taking a maximum for an hour.
var ozoneColumnsMended = [3]int{2026, 2, 1}

// cnemc reads snapshots of the national real-time publication, one row a station
// and hour. Column timepoint is the label, the end of the hour. Values are whole
// µg/m³, CO mg/m³ with one decimal. Columns of moving means are not used.
func (r *reading) cnemc(src *source) error {
	if err := src.header(); err != nil || len(src.head) == 0 {
		return err
	}
	at, err := src.require("timepoint", "stationcode", "pm2_5", "pm10", "so2", "no2", "co", "o3", "o3_24h")
	if err != nil {
		return err
	}
	name := src.column("positionname")
	y, m, d := ozoneColumnsMended[0], time.Month(ozoneColumnsMended[1]), ozoneColumnsMended[2]
	mended := time.Date(y, m, d, 0, 0, 0, 0, r.o.Zone)
	for {
		row, line, err := src.next(r)
		if errors.Is(err, io.EOF) {
			return nil
		}
		if err != nil {
			return err
		}
		label, err := parseTime(row[at[0]], r.o.Zone)
		if err != nil {
			r.reject(src, line, ReasonTime, "%v", err)
			continue
		}
		names := []string{row[at[1]]}
		if names[0] == "" {
			r.reject(src, line, ReasonStation, "column stationcode is empty")
			continue
		}
		if name >= 0 && row[name] != "" {
			names = append(names, row[name])
		}
		code, ok := r.station(measure.Air, names...)
		if !ok {
			r.counts.Skipped++
			continue
		}
		ozone := at[8]
		if !label.Before(mended) {
			ozone = at[7]
		}
		start, ok := r.begins(src, line, measure.Air, label, measure.OneHour)
		if !ok {
			continue
		}
		r.begin(measure.Air, code, start, measure.OneHour, measure.Sent)
		for i, p := range []measure.Parameter{measure.PM25, measure.PM10, measure.SO2, measure.NO2, measure.CO} {
			r.cell(src, line, p, row[at[i+2]])
		}
		r.cell(src, line, measure.O3, row[ozone])
		if err := r.send(); err != nil {
			return err
		}
	}
}

// cell adds the value of a published cell to the sample, if it has one.
func (r *reading) cell(src *source, line int, p measure.Parameter, text string) {
	value, ok, err := parseValue(p, text)
	if err != nil {
		r.reject(src, line, ReasonValue, "%s is %q", p.Key(), text)
		return
	}
	if ok {
		r.add(p, value, 0)
	}
}

package calc

import (
	"fmt"
	"io"
	"strconv"

	"lanbi/internal/measure"
	"lanbi/internal/standard/hj633"
)

// AirPeriod is what a row of air data stands for.
type AirPeriod uint8

const (
	AirHour AirPeriod = iota + 1 // 1 h means; o3_8h is not read
	AirDay                       // daily means and the highest 8 h mean of ozone
)

// ParseAirPeriod reads hour or day.
func ParseAirPeriod(text string) (AirPeriod, error) {
	switch text {
	case "hour":
		return AirHour, nil
	case "day":
		return AirDay, nil
	}
	return 0, fmt.Errorf("unknown period %q (have hour, day)", text)
}

// AirOptions choose how air rows are judged.
type AirOptions struct {
	Period AirPeriod
	// Edition judges every row; 0 is the edition in force on the natural day of
	// column time, which is read only then.
	Edition     hj633.Edition
	Missing2012 hj633.Missing2012
}

// ParseEdition reads auto, which is 0, 2012 or 2026.
func ParseEdition(text string) (hj633.Edition, error) {
	if text == "auto" {
		return 0, nil
	}
	e, err := hj633.ParseEdition(text)
	if err != nil {
		return 0, fmt.Errorf("unknown edition %q (have auto, 2012, 2026)", text)
	}
	return e, nil
}

// ParseMissing2012 reads max-of-rest or strict.
func ParseMissing2012(text string) (hj633.Missing2012, error) {
	switch text {
	case "max-of-rest":
		return hj633.MaxOfRest, nil
	case "strict":
		return hj633.Strict2012, nil
	}
	return 0, fmt.Errorf("unknown %q (have max-of-rest, strict)", text)
}

// Air reads CSV with columns pm2_5, pm10, so2, no2, o3, o3_8h in µg/m³ and co in
// mg/m³, before rounding, and appends aqi, level, category and primary, all four
// NA where no AQI may be given (HJ 633).
//
// A pollutant without a column, and a cell /, is not in the plan of monitoring; a
// cell that is empty, NA, —, -, -; or -- is missing. A row that cannot be read
// passes with four empty results and a line on errs, and the error at the end is
// ErrBadRows.
func Air(r io.Reader, w, errs io.Writer, o AirOptions) (Result, error) {
	return stream(r, w, errs, []string{"aqi", "level", "category", "primary"}, func(h *header) (judge, error) {
		a := &airRows{options: o, compute: hj633.Hour}
		read := []measure.Parameter{measure.PM25, measure.PM10, measure.SO2, measure.NO2, measure.CO, measure.O3}
		if o.Period == AirDay {
			a.compute = hj633.Day
			read = append(read, measure.O38h)
		}
		if err := a.bind(h, read); err != nil {
			return nil, err
		}
		return a.judge, nil
	})
}

// airRows judges the rows of one file.
type airRows struct {
	options AirOptions
	compute func(hj633.Edition, *hj633.Values, hj633.Options) hj633.Index
	time    int // index of the column, -1 when not read
	columns []airColumn
	values  hj633.Values
}

type airColumn struct {
	index     int
	parameter measure.Parameter
	scale     int64
	// lowest is the lowest value that rounds to 0 (GB/T 8170); below it a value is
	// no zero drift but a mistake or a mark such as -999.
	lowest measure.Concentration
	// planned is false for the highest hour of ozone in a day, which no AQI needs.
	planned bool
}

func (a *airRows) bind(h *header, read []measure.Parameter) error {
	a.time = -1
	if a.options.Edition == 0 {
		var err error
		if a.time, err = h.find("time"); err != nil {
			return err
		}
		if a.time < 0 {
			return fmt.Errorf("read header: no column %q, which edition auto needs; add it or choose edition 2012 or 2026", "time")
		}
	}
	for _, p := range read {
		i, err := h.find(p.Key())
		if err != nil {
			return err
		}
		if i < 0 {
			continue
		}
		step := measure.Microgram
		if p == measure.CO {
			step = measure.Milligram / 10
		}
		a.columns = append(a.columns, airColumn{
			index: i, parameter: p, scale: p.Unit().Scale(), lowest: -step / 2,
			planned: a.options.Period == AirHour || p != measure.O3,
		})
	}
	if len(a.columns) == 0 {
		h.note = "no pollutant column in the header (have pm2_5, pm10, so2, no2, co, o3, o3_8h; cells separated by commas): every AQI is NA"
	}
	return nil
}

func (a *airRows) judge(dst []byte, r *row) ([]byte, *fault) {
	edition := a.options.Edition
	if a.time >= 0 {
		text := trim(r.text(a.time))
		day, ok := naturalDay(text)
		if !ok {
			return dst, &fault{a.time + 1, "time", quote(text) + " is not a time such as 2026-03-01, 2026-03-01T08:00 or 2026-03-01 08:00:00+08:00"}
		}
		edition = hj633.EditionOn(day)
	}
	v := &a.values
	v.Has, v.Plan = measure.Set{}, measure.Set{}
	for i := range a.columns {
		col := &a.columns[i]
		text := trim(r.text(col.index))
		if len(text) == 1 && text[0] == '/' {
			continue
		}
		if col.planned {
			v.Plan = v.Plan.With(col.parameter)
		}
		if isMissing(text) {
			continue
		}
		c, err := measure.ParseConcentration(text, col.scale)
		if err != nil {
			return dst, &fault{col.index + 1, col.parameter.Key(), quote(text) + " is not a number"}
		}
		if c < col.lowest {
			return dst, &fault{col.index + 1, col.parameter.Key(), quote(text) + " is below zero"}
		}
		v.C[col.parameter] = c
		v.Has = v.Has.With(col.parameter)
	}
	index := a.compute(edition, v, hj633.Options{Missing2012: a.options.Missing2012})
	return appendIndex(dst, &index), nil
}

func appendIndex(dst []byte, x *hj633.Index) []byte {
	if !x.Known {
		return append(dst, ",NA,NA,NA,NA"...)
	}
	level := hj633.LevelOf(x.AQI)
	dst = append(dst, ',')
	dst = strconv.AppendInt(dst, int64(x.AQI), 10)
	dst = append(dst, ',')
	dst = strconv.AppendInt(dst, int64(level), 10)
	dst = append(dst, ',')
	dst = append(dst, level.Chinese()...)
	dst = append(dst, ',')
	first := true
	for p := range x.Primary.Each {
		if !first {
			dst = append(dst, '+')
		}
		first = false
		dst = append(dst, p.Key()...)
	}
	return dst
}

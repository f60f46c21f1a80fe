package history

import (
	"errors"
	"fmt"
	"io"
	"strings"

	"lanbi/internal/measure"
)

// manualColumn is one column of a manual table that holds values.
type manualColumn struct {
	at        int
	parameter measure.Parameter
}

// manualTable is the header of a manual table, understood.
type manualTable struct {
	medium           measure.Medium
	source, interval int // columns, -1 when absent
	values           []manualColumn
}

// manual reads a table station,time[,source][,interval],<parameter keys>….
//
// Air: time is the hour's label, its end, and source is sent unless the column
// says otherwise (audited for 审核数据). Water: time is the moment of sampling and
// source is lab. "0.01L" and "<0.01" are results below the detection limit. An
// empty cell or a dash is no value.
func (r *reading) manual(src *source) error {
	if err := src.header(); err != nil || len(src.head) == 0 {
		return err
	}
	table, err := src.manualHeader()
	if err != nil {
		return err
	}
	for {
		row, line, err := src.next(r)
		if errors.Is(err, io.EOF) {
			return nil
		}
		if err != nil {
			return err
		}
		if err := r.manualRow(src, line, row, table); err != nil {
			return err
		}
	}
}

func (s *source) manualHeader() (manualTable, error) {
	t := manualTable{source: s.column("source"), interval: s.column("interval")}
	if len(s.head) < 3 || s.head[0] != "station" || s.head[1] != "time" {
		return t, fmt.Errorf("%s:1: header begins with %s (want station,time)", s.name, strings.Join(s.head, ","))
	}
	for i := 2; i < len(s.head); i++ {
		if i == t.source || i == t.interval {
			continue
		}
		p, ok := measure.ParameterByKey(s.head[i])
		if !ok {
			return t, fmt.Errorf("%s:1: column %q is no parameter (have keys such as pm2_5, nh3n)", s.name, s.head[i])
		}
		if t.medium != 0 && p.Medium() != t.medium {
			return t, fmt.Errorf("%s:1: column %q: one table holds air or water, not both", s.name, s.head[i])
		}
		t.medium = p.Medium()
		t.values = append(t.values, manualColumn{i, p})
	}
	if len(t.values) == 0 {
		return t, fmt.Errorf("%s:1: no column of a parameter", s.name)
	}
	return t, nil
}

func (r *reading) manualRow(src *source, line int, row []string, t manualTable) error {
	at, err := parseTime(row[1], r.o.Zone)
	if err != nil {
		r.reject(src, line, ReasonTime, "%v", err)
		return nil
	}
	if row[0] == "" {
		r.reject(src, line, ReasonStation, "column station is empty")
		return nil
	}
	origin, interval := measure.Lab, measure.Single
	if t.medium == measure.Air {
		origin, interval = measure.Sent, measure.OneHour
	}
	if text := cellAt(row, t.source); text != "" {
		if origin, err = measure.ParseSource(text); err != nil {
			r.reject(src, line, ReasonSource, "%v", err)
			return nil
		}
	}
	if text := cellAt(row, t.interval); text != "" {
		if interval, err = measure.ParseInterval(text); err != nil {
			r.reject(src, line, ReasonSource, "%v", err)
			return nil
		}
	}
	code, ok := r.station(t.medium, row[0])
	if !ok {
		r.counts.Skipped++
		return nil
	}
	start, ok := r.begins(src, line, t.medium, at, interval)
	if !ok {
		return nil
	}
	r.begin(t.medium, code, start, interval, origin)
	for _, c := range t.values {
		v, below, ok, err := parseLaboratory(c.parameter, row[c.at])
		switch {
		case err != nil:
			r.reject(src, line, ReasonValue, "%s is %q", c.parameter.Key(), row[c.at])
		case ok:
			r.sample.Readings = append(r.sample.Readings,
				measure.Reading{Parameter: c.parameter, Value: v, Below: below})
		}
	}
	return r.send()
}

// parseLaboratory reads a cell that may state a detection limit.
func parseLaboratory(p measure.Parameter, cell string) (v measure.Concentration, below, ok bool, err error) {
	cell = strings.TrimSpace(cell)
	number := strings.TrimPrefix(strings.TrimPrefix(cell, "<"), "＜")
	number = strings.TrimSuffix(strings.TrimSuffix(number, "L"), "l")
	below = number != cell
	if below {
		number = strings.TrimSpace(number)
		v, err = measure.ParseConcentration(number, p.Unit().Scale())
		if err == nil && v < 0 {
			err = measure.ErrNotDecimal
		}
		return v, true, err == nil, err
	}
	v, ok, err = parseValue(p, cell)
	return v, false, ok, err
}

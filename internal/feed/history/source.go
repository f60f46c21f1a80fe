package history

import (
	"bufio"
	"compress/gzip"
	"encoding/csv"
	"errors"
	"fmt"
	"io"
	"strings"
	"time"

	"lanbi/internal/measure"
)

// source is one opened file: decompressed, without byte order mark.
type source struct {
	name string
	text *bufio.Reader
	peek string // the beginning, for detect
	rows *csv.Reader
	head []string
}

func open(f File) (*source, error) {
	text := bufio.NewReaderSize(f.Reader, 1<<16)
	if magic, _ := text.Peek(2); len(magic) == 2 && magic[0] == 0x1f && magic[1] == 0x8b {
		z, err := gzip.NewReader(text)
		if err != nil {
			return nil, fmt.Errorf("read %s: %w", f.Name, err)
		}
		text = bufio.NewReaderSize(z, 1<<16)
	}
	if bom, _ := text.Peek(3); string(bom) == "\ufeff" {
		_, _ = text.Discard(3)
	}
	head, err := text.Peek(4096)
	if err != nil && !errors.Is(err, io.EOF) {
		return nil, fmt.Errorf("read %s: %w", f.Name, err)
	}
	return &source{name: f.Name, text: text, peek: string(head)}, nil
}

// header reads the first row of a CSV file. An empty file has no header and is
// no error.
func (s *source) header() error {
	s.rows = csv.NewReader(s.text)
	s.rows.FieldsPerRecord = -1
	s.rows.ReuseRecord = true
	row, err := s.rows.Read()
	if errors.Is(err, io.EOF) {
		return nil
	}
	if err != nil {
		return fmt.Errorf("read header of %s: %w", s.name, err)
	}
	s.head = append([]string(nil), row...)
	for i := range s.head {
		s.head[i] = strings.TrimSpace(s.head[i])
	}
	return nil
}

// column is the place of a column by its title, -1 when there is none.
func (s *source) column(title string) int {
	for i, h := range s.head {
		if h == title {
			return i
		}
	}
	return -1
}

// require is the places of columns that must be there.
func (s *source) require(titles ...string) ([]int, error) {
	at := make([]int, len(titles))
	for i, t := range titles {
		if at[i] = s.column(t); at[i] < 0 {
			return nil, fmt.Errorf("%s:1: column %q is missing (have %s)", s.name, t, strings.Join(s.head, ","))
		}
	}
	return at, nil
}

// next reads one row of as many columns as the header has. Rows of another
// width, and rows CSV cannot make sense of, are counted and passed over.
// io.EOF ends the file.
func (s *source) next(r *reading) (row []string, line int, err error) {
	for {
		row, err = s.rows.Read()
		var broken *csv.ParseError
		switch {
		case errors.As(err, &broken):
			r.counts.Rows++
			r.reject(s, broken.StartLine, ReasonColumns, "%v", broken.Err)
			continue
		case errors.Is(err, io.EOF):
			return nil, 0, io.EOF
		case err != nil:
			line, _ = s.rows.FieldPos(0)
			return nil, 0, fmt.Errorf("read %s after line %d: %w", s.name, line, err)
		}
		r.counts.Rows++
		line, _ = s.rows.FieldPos(0)
		if len(row) != len(s.head) {
			r.reject(s, line, ReasonColumns, "%d columns, want %d", len(row), len(s.head))
			continue
		}
		return row, line, nil
	}
}

// missing tells whether a cell of a published table means "no value": empty, a
// dash of any kind, NA or the slash of an item outside the plan. "-;" is a dash
// mangled by a publisher's wrong decoding.
func missing(cell string) bool {
	switch cell {
	case "", "-", "--", "—", "——", "-;", "NA", "N/A", "/", "*", "null", "NULL":
		return true
	}
	return false
}

var timeLayouts = []string{
	"2006-01-02T15:04:05Z07:00", "2006-01-02T15:04Z07:00",
	"2006-01-02T15:04:05", "2006-01-02T15:04", "2006-01-02T15",
	"2006-01-02 15:04:05", "2006-01-02 15:04", "2006-01-02 15", "2006-01-02",
}

// parseTime reads a time; without an offset it is in zone. Hour 24 is the next
// day's 00.
func parseTime(text string, zone *time.Location) (time.Time, error) {
	text = strings.TrimSpace(text)
	late := len(text) >= 13 && text[11:13] == "24" && strings.Trim(text[13:], "0:") == ""
	if late {
		text = text[:11] + "00" + text[13:]
	}
	for _, layout := range timeLayouts {
		if t, err := time.ParseInLocation(layout, text, zone); err == nil && plausible(t) {
			if late {
				t = t.AddDate(0, 0, 1)
			}
			return t.In(zone), nil
		}
	}
	return time.Time{}, fmt.Errorf("%q is not a time (want 2026-03-01T08:00, offset optional)", text)
}

// plausible tells whether t lies in years that a measurement and InfluxDB can
// have: 1971 to 2200.
func plausible(t time.Time) bool { return t.Year() > 1970 && t.Year() <= 2200 }

// parseValue reads a cell in p's unit; ok is false for a missing one.
func parseValue(p measure.Parameter, cell string) (v measure.Concentration, ok bool, err error) {
	if cell = strings.TrimSpace(cell); missing(cell) {
		return 0, false, nil
	}
	v, err = measure.ParseConcentration(cell, p.Unit().Scale())
	return v, err == nil, err
}

// row is one row with its cells by title.
type row struct {
	src   *source
	line  int
	cells map[string]string
}

// each hands every row that next understands to do.
func (s *source) each(r *reading, do func(row)) error {
	for {
		cells, line, err := s.next(r)
		if errors.Is(err, io.EOF) {
			return nil
		}
		if err != nil {
			return err
		}
		one := row{s, line, make(map[string]string, len(cells))}
		for i, title := range s.head {
			one.cells[title] = strings.TrimSpace(cells[i])
		}
		do(one)
	}
}

// Package calc computes indices and classes over CSV files, row by row: the air
// quality index of hours or days (Air) and the class of water samples (Water).
//
// Input columns pass through byte for byte and results are appended last. It
// streams: memory does not grow with the input. Rows end as they came, in LF or
// CRLF, and a byte order mark is kept, since a file that Excel opens in Chinese
// should still open so afterwards. CSV is read here and not by encoding/csv,
// which changes line ends inside quoted cells and gives up on a stray quote.
package calc

import (
	"bufio"
	"errors"
	"fmt"
	"io"
	"strings"
	"unicode/utf8"
)

// Result counts what a run did. The header is no row, nor is a blank line.
type Result struct {
	Rows int // rows read and written
	Bad  int // rows among them that passed with empty results
}

// ErrBadRows says that some rows passed with empty results; each was named on the
// error stream.
var ErrBadRows = errors.New("bad rows, each named above, passed with empty results")

// judge appends the results of one row to dst, each after a comma. A fault leaves
// dst's content undefined.
type judge func(dst []byte, r *row) ([]byte, *fault)

// fault is what is wrong with a row; column counts from 1, 0 when no single
// column is to blame.
type fault struct {
	column int
	name   string
	why    string
}

func (f *fault) String() string {
	if f.column == 0 {
		return f.why
	}
	return fmt.Sprintf("column %d (%s): %s", f.column, f.name, f.why)
}

// stream reads r, lets bind look at the header, and writes every row to w with
// the columns named by results appended.
func stream(r io.Reader, w, errs io.Writer, results []string, bind func(h *header) (judge, error)) (Result, error) {
	out := bufio.NewWriterSize(w, 64<<10)
	in := newReader(r, out)
	var done Result
	first, err := readHeader(in)
	if err != nil {
		return done, err
	}
	judge, err := bind(first)
	if err != nil {
		return done, err
	}
	if first.note != "" {
		fmt.Fprintln(errs, first.note)
	}
	empty := strings.Repeat(",", len(results))
	buf := append([]byte(nil), first.raw...)
	buf = append(buf, ',')
	buf = append(buf, strings.Join(results, ",")...)
	buf = append(buf, first.end...)
	for {
		if _, err := out.Write(buf); err != nil {
			return done, fmt.Errorf("write results: %w", err)
		}
		rec, err := in.next()
		if err == io.EOF {
			break
		}
		if err != nil {
			return done, errors.Join(err, out.Flush())
		}
		done.Rows++
		f := rec.shape(len(first.names))
		if f == nil {
			buf, f = judge(append(buf[:0], rec.raw...), rec)
		}
		if f != nil {
			done.Bad++
			fmt.Fprintf(errs, "line %d, %s\n", rec.line, f)
			buf = append(rec.appendCells(buf[:0], len(first.names)), empty...)
		}
		if len(rec.end) == 0 {
			buf = append(buf, first.end...)
		}
		buf = append(buf, rec.end...)
	}
	if err := out.Flush(); err != nil {
		return done, fmt.Errorf("write results: %w", err)
	}
	if done.Bad > 0 {
		return done, fmt.Errorf("%d of %d: %w", done.Bad, done.Rows, ErrBadRows)
	}
	return done, nil
}

// header is the first row.
type header struct {
	raw   []byte // as read, with a byte order mark and without its line end
	end   []byte // line end, "\n" when the input has none
	names []string
	note  string // what the user should know before the results
}

func readHeader(in *reader) (*header, error) {
	mark, err := in.takeMark()
	if err != nil {
		return nil, err
	}
	rec, err := in.next()
	if err == io.EOF {
		return nil, errors.New("read header: the input is empty, want CSV with a header line")
	}
	if err != nil {
		return nil, err
	}
	if rec.fault != "" {
		return nil, fmt.Errorf("read header: line %d: %s", rec.line, rec.fault)
	}
	h := &header{raw: append(mark, rec.raw...), end: append([]byte(nil), rec.end...)}
	if len(h.end) == 0 {
		h.end = []byte("\n")
	}
	for i := range rec.cells {
		h.names = append(h.names, strings.TrimSpace(string(rec.text(i))))
	}
	return h, nil
}

// find is the index of the column called name, -1 when there is none. Two such
// columns are an error, since only one could be meant.
func (h *header) find(name string) (int, error) {
	at := -1
	for i, n := range h.names {
		if n != name {
			continue
		}
		if at >= 0 {
			return 0, fmt.Errorf("read header: columns %d and %d are both called %q, want one", at+1, i+1, name)
		}
		at = i
	}
	return at, nil
}

// shape says what is wrong with a row whatever its cells mean, nil when nothing.
func (r *row) shape(columns int) *fault {
	switch {
	case r.fault != "":
		return &fault{why: r.fault}
	case len(r.cells) < columns:
		return &fault{why: fmt.Sprintf("%d cells, want %d as in the header", len(r.cells), columns)}
	case len(r.cells) > columns:
		surplus := r.raw[r.cells[columns].from:]
		return &fault{why: fmt.Sprintf("%d cells, want %d as in the header; left out: %s",
			len(r.cells), columns, quote(surplus))}
	case !utf8.Valid(r.raw):
		return &fault{why: notUTF8(r.raw)}
	}
	return nil
}

// appendCells appends the row with exactly as many cells as the header has, so
// that empty results do not land under other columns.
func (r *row) appendCells(dst []byte, columns int) []byte {
	if len(r.cells) > columns {
		return append(dst, r.raw[:r.cells[columns-1].to]...)
	}
	dst = append(dst, r.raw...)
	for i := len(r.cells); i < columns; i++ {
		dst = append(dst, ',')
	}
	return dst
}

// quote shows a cell in an error line, cut when long.
func quote(cell []byte) string {
	const most = 60
	if len(cell) > most {
		return fmt.Sprintf("%q…", cell[:most])
	}
	return fmt.Sprintf("%q", cell)
}

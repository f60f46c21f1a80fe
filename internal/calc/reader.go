package calc

import (
	"bufio"
	"bytes"
	"fmt"
	"io"
)

// maxRecord bounds the length of one row, and so the memory of a run.
const maxRecord = 1 << 20

// row is one record of CSV. Its slices are valid until the next is read.
type row struct {
	raw   []byte // as read, without its line end
	end   []byte // line end as read; empty at the end of input
	line  int    // line on which it begins, from 1
	cells []cell
	fault string // broken quoting, empty when none
	plain []byte // scratch for unescaping
}

// cell is where one cell lies in raw, its quotes included.
type cell struct {
	from, to int
	quoted   bool
}

// text is the value of cell i, without quotes; valid until the next call.
func (r *row) text(i int) []byte {
	c := r.cells[i]
	v := r.raw[c.from:c.to]
	if !c.quoted {
		return v
	}
	v = v[1 : len(v)-1]
	if bytes.IndexByte(v, '"') < 0 {
		return v
	}
	r.plain = r.plain[:0]
	for i := 0; i < len(v); i++ {
		r.plain = append(r.plain, v[i])
		if v[i] == '"' {
			i++ // the second of a doubled quote
		}
	}
	return r.plain
}

// reader splits CSV (RFC 4180) into rows.
type reader struct {
	src  io.Reader
	out  *bufio.Writer
	buf  []byte
	at   int   // first byte not yet given out
	err  error // of src, io.EOF included
	line int   // lines given out
	row  row
}

func newReader(src io.Reader, out *bufio.Writer) *reader {
	return &reader{src: src, out: out, buf: make([]byte, 0, 64<<10)}
}

// fill reads more behind what is buffered. Results are flushed before, so that
// whoever feeds a pipe slowly sees them while waiting.
func (r *reader) fill() {
	if r.err != nil {
		return
	}
	if r.out.Buffered() > 0 {
		r.out.Flush() // the error sticks to out
	}
	if r.at > 0 {
		r.buf = r.buf[:copy(r.buf, r.buf[r.at:])]
		r.at = 0
	}
	if len(r.buf) == cap(r.buf) {
		r.buf = append(make([]byte, 0, 2*cap(r.buf)), r.buf...)
	}
	for range 100 { // a reader may return nothing now and then
		n, err := r.src.Read(r.buf[len(r.buf):cap(r.buf)])
		r.buf = r.buf[:len(r.buf)+n]
		if err != nil {
			r.err = err
			return
		}
		if n > 0 {
			return
		}
	}
	r.err = io.ErrNoProgress
}

// next is the next row that is not a blank line; io.EOF after the last.
func (r *reader) next() (*row, error) {
	for {
		n, ok := r.split()
		if !ok {
			if r.err == io.EOF && r.at == len(r.buf) {
				return nil, io.EOF
			}
			if r.err != nil && r.err != io.EOF {
				return nil, fmt.Errorf("read line %d: %w", r.line+1, r.err)
			}
			return nil, fmt.Errorf("read line %d: longer than %d bytes", r.line+1, maxRecord)
		}
		r.row.line = r.line + 1
		r.line += max(1, bytes.Count(r.buf[r.at:r.at+n], newline))
		r.at += n
		if len(r.row.raw) > 0 {
			return &r.row, nil
		}
	}
}

var newline = []byte("\n")

// split finds the next record and its cells, and tells its length with the line
// end. ok is false when there is none to be had.
func (r *reader) split() (n int, ok bool) {
	for {
		data := r.buf[r.at:]
		if i := bytes.IndexByte(data, '\n'); i >= 0 && bytes.IndexByte(data[:i], '"') < 0 {
			r.row.plainCells(data, i, i+1)
			return i + 1, true
		}
		last := r.err != nil || len(data) >= maxRecord
		if len(data) > 0 {
			if n, ok = r.row.quotedCells(data, last, r.err == io.EOF); ok {
				return n, true
			}
		}
		if last {
			return 0, false
		}
		r.fill()
	}
}

// plainCells takes data[:end] as the record, without a meaning for quotes.
func (r *row) plainCells(data []byte, end, next int) {
	r.cut(data, end, next)
	r.fault = ""
	r.cells = r.cells[:0]
	from := 0
	for i, c := range r.raw {
		if c == ',' {
			r.cells = append(r.cells, cell{from, i, false})
			from = i + 1
		}
	}
	r.cells = append(r.cells, cell{from, len(r.raw), false})
}

// cut takes data[:end] as raw, with the line end up to next, and moves the CR of
// a CRLF from the one to the other. A CR that ends the input is dropped.
func (r *row) cut(data []byte, end, next int) {
	broken := next > end
	if end > 0 && data[end-1] == '\r' {
		end--
	}
	r.raw, r.end = data[:end], nil
	if broken {
		r.end = data[end:next]
	}
}

// quotedCells finds a record that may hold quoted cells. ok is false when its end
// lies beyond data. When last is set there is no more, and a quote that is never
// closed is taken to spoil its own line only.
func (r *row) quotedCells(data []byte, last, eof bool) (n int, ok bool) {
	r.fault = ""
	r.cells = r.cells[:0]
	for from := 0; ; {
		to, quoted := from, false
		if from < len(data) && data[from] == '"' {
			closing := closingQuote(data, from+1)
			if closing < 0 {
				return r.spoiled(data, last, eof)
			}
			quoted = true
			to = closing + 1
		}
		stop := to + bytes.IndexAny(data[to:], ",\n")
		if stop < to {
			if !last {
				return 0, false
			}
			stop = len(data)
		}
		// A record ends in CRLF, LF or nothing; its cell must not hold the CR.
		end := stop
		if (stop == len(data) || data[stop] == '\n') && end > to && data[end-1] == '\r' {
			end--
		}
		if quoted && end != to {
			quoted = false
			r.fault = fmt.Sprintf("column %d: text after a closing quote", len(r.cells)+1)
		}
		r.cells = append(r.cells, cell{from, end, quoted})
		if stop == len(data) {
			if !eof {
				return 0, false
			}
			r.raw, r.end = data[:end], nil
			return stop, true
		}
		if data[stop] == '\n' {
			r.raw, r.end = data[:end], data[end:stop+1]
			return stop + 1, true
		}
		from = stop + 1
	}
}

// closingQuote is the index of the quote that closes a cell whose text begins at
// from, -1 when there is none in data.
func closingQuote(data []byte, from int) int {
	for from < len(data) {
		i := bytes.IndexByte(data[from:], '"')
		if i < 0 {
			return -1
		}
		from += i
		if from+1 < len(data) && data[from+1] == '"' {
			from += 2
			continue
		}
		return from
	}
	return -1
}

// spoiled makes the first line of data a record by itself, because a quote in it
// is never closed; the lines after it are read as usual.
func (r *row) spoiled(data []byte, last, eof bool) (n int, ok bool) {
	if !last {
		return 0, false
	}
	end := bytes.IndexByte(data, '\n')
	next := end + 1
	if end < 0 {
		if !eof {
			return 0, false
		}
		end, next = len(data), len(data)
	}
	r.plainCells(data, end, next)
	r.fault = "a quoted cell is never closed"
	return next, true
}

package influx

import (
	"bufio"
	"errors"
	"fmt"
	"io"
)

// A year of six stations is half a million cells. encoding/json makes an
// interface of every one; this scanner keeps the bytes of one row and reuses
// them. It knows the shape of an InfluxQL answer and skips what it does not know.

// cell is one value of a row. Kind is 'n' for null, '0' for a number, '"' for a
// string (unescaped), 't' and 'f' for booleans. Text is that of a number or
// string, and valid for the row only.
type cell struct {
	kind byte
	text []byte
}

// rows is one series of an answer, or one chunk of it: what rows have in common.
type rows struct {
	name    string
	tags    map[string]string
	columns []string
}

// column is the place of name among the columns, -1 when it is not there.
func (r *rows) column(name string) int {
	for i, c := range r.columns {
		if c == name {
			return i
		}
	}
	return -1
}

// errShape reports an answer that is not one of /query.
var errShape = errors.New("not an answer to a query")

type scanner struct {
	r    *bufio.Reader
	buf  []byte // bytes of the tokens of one row
	row  []cell
	ends []int

	cutOff bool // the last series said that more rows follow
}

// scanAnswer calls each for every row of the answer in r, which holds one JSON
// document or several. An error inside the answer is returned as queryError.
func scanAnswer(r io.Reader, each func(*rows, []cell) error) error {
	s := &scanner{r: bufio.NewReaderSize(r, 64<<10)}
	documents := 0
	for {
		if _, err := s.peek(); err == io.EOF && documents > 0 {
			break
		}
		if err := s.document(each); err != nil {
			if err == io.EOF {
				err = io.ErrUnexpectedEOF
			}
			return err
		}
		documents++
	}
	if s.cutOff {
		return queryError("the server cut the answer off (its max-row-limit)")
	}
	return nil
}

// queryError is an error that the server put into an answer.
type queryError string

func (e queryError) Error() string { return string(e) }

func (s *scanner) document(each func(*rows, []cell) error) error {
	return s.object(func(key string) error {
		switch key {
		case "error":
			return s.fault()
		case "results":
			return s.array(func() error {
				return s.object(func(key string) error {
					switch key {
					case "error":
						return s.fault()
					case "series":
						return s.array(func() error { return s.series(each) })
					}
					return s.skip()
				})
			})
		}
		return s.skip()
	})
}

func (s *scanner) fault() error {
	text, err := s.text()
	if err != nil {
		return err
	}
	return queryError(text)
}

func (s *scanner) series(each func(*rows, []cell) error) error {
	r := &rows{}
	s.cutOff = false
	return s.object(func(key string) (err error) {
		switch key {
		case "name":
			r.name, err = s.text()
			return err
		case "tags":
			r.tags = map[string]string{}
			return s.object(func(key string) (err error) {
				r.tags[key], err = s.text()
				return err
			})
		case "columns":
			return s.array(func() error {
				name, err := s.text()
				r.columns = append(r.columns, name)
				return err
			})
		case "values":
			return s.array(func() error { return s.values(r, each) })
		case "partial":
			c, err := s.peek()
			s.cutOff = c == 't'
			if err != nil {
				return err
			}
			return s.skip()
		}
		return s.skip()
	})
}

func (s *scanner) values(r *rows, each func(*rows, []cell) error) error {
	s.buf, s.row, s.ends = s.buf[:0], s.row[:0], s.ends[:0]
	err := s.array(func() error {
		c, err := s.token()
		s.row = append(s.row, cell{kind: c})
		s.ends = append(s.ends, len(s.buf))
		return err
	})
	if err != nil {
		return err
	}
	if len(s.row) != len(r.columns) {
		return fmt.Errorf("%w: a row of %d cells under %d columns", errShape, len(s.row), len(r.columns))
	}
	from := 0
	for i, to := range s.ends {
		s.row[i].text = s.buf[from:to]
		from = to
	}
	return each(r, s.row)
}

package influx

import (
	"bufio"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"strconv"
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

// maxToken bounds one string or number of an answer, in bytes.
const maxToken = 1 << 20

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

// peek is the next byte that is no white space, left unread.
func (s *scanner) peek() (byte, error) {
	for {
		c, err := s.r.ReadByte()
		if err != nil {
			return 0, err
		}
		if c != ' ' && c != '\n' && c != '\t' && c != '\r' {
			return c, s.r.UnreadByte()
		}
	}
}

func (s *scanner) take(want byte) error {
	c, err := s.peek()
	if err != nil {
		return err
	}
	if c != want {
		return fmt.Errorf("%w: %q where %q is due", errShape, c, want)
	}
	_, err = s.r.ReadByte()
	return err
}

// list reads element after element between open and shut.
func (s *scanner) list(open, shut byte, element func() error) error {
	if err := s.take(open); err != nil {
		return err
	}
	c, err := s.peek()
	if err != nil {
		return err
	}
	if c == shut {
		return s.take(shut)
	}
	for {
		if err := element(); err != nil {
			return err
		}
		c, err := s.peek()
		if err != nil {
			return err
		}
		if c == shut {
			return s.take(shut)
		}
		if err := s.take(','); err != nil {
			return err
		}
	}
}

func (s *scanner) array(element func() error) error { return s.list('[', ']', element) }

func (s *scanner) object(member func(key string) error) error {
	return s.list('{', '}', func() error {
		key, err := s.text()
		if err != nil {
			return err
		}
		if err := s.take(':'); err != nil {
			return err
		}
		return member(key)
	})
}

// text reads one string outside rows, or null as an empty one.
func (s *scanner) text() (string, error) {
	from := len(s.buf)
	kind, err := s.token()
	text := string(s.buf[from:])
	s.buf = s.buf[:from]
	if err == nil && kind != '"' && kind != 'n' {
		err = fmt.Errorf("%w: %q where a string is due", errShape, text)
	}
	return text, err
}

// token appends the next scalar to buf and tells its kind; see cell.
func (s *scanner) token() (byte, error) {
	c, err := s.peek()
	if err != nil {
		return 0, err
	}
	switch {
	case c == '"':
		return c, s.quoted()
	case c == 'n' || c == 't' || c == 'f':
		word := map[byte]string{'n': "null", 't': "true", 'f': "false"}[c]
		for i := range len(word) {
			if b, err := s.r.ReadByte(); err != nil || b != word[i] {
				return 0, errors.Join(errShape, err)
			}
		}
		return c, nil
	case c == '-' || c >= '0' && c <= '9':
		return '0', s.number()
	}
	return 0, fmt.Errorf("%w: %q where a value is due", errShape, c)
}

func (s *scanner) number() error {
	for n := 0; n < 400; n++ {
		c, err := s.r.ReadByte()
		if err != nil {
			return err
		}
		if c >= '0' && c <= '9' || c == '-' || c == '+' || c == '.' || c == 'e' || c == 'E' {
			s.buf = append(s.buf, c)
			continue
		}
		return s.r.UnreadByte()
	}
	return fmt.Errorf("%w: endless number", errShape)
}

// quoted reads a string. The common one, without escapes, is taken from the
// reader's buffer in one piece.
func (s *scanner) quoted() error {
	if _, err := s.r.ReadByte(); err != nil {
		return err
	}
	from, escaped := len(s.buf), false
	for len(s.buf)-from < maxToken {
		c, err := s.r.ReadByte()
		if err != nil {
			return err
		}
		if c == '"' {
			if !escaped {
				return nil
			}
			return s.unescape(from)
		}
		s.buf = append(s.buf, c)
		if c == '\\' {
			escaped = true
			if c, err = s.r.ReadByte(); err != nil {
				return err
			}
			s.buf = append(s.buf, c)
		}
	}
	return fmt.Errorf("%w: endless string", errShape)
}

func (s *scanner) unescape(from int) error {
	whole := make([]byte, 0, len(s.buf)-from+2)
	whole = append(append(append(whole, '"'), s.buf[from:]...), '"')
	var text string
	if err := json.Unmarshal(whole, &text); err != nil {
		return fmt.Errorf("%w: %v", errShape, err)
	}
	s.buf = append(s.buf[:from], text...)
	return nil
}

// skip passes over one value of any shape.
func (s *scanner) skip() error {
	c, err := s.peek()
	if err != nil {
		return err
	}
	switch c {
	case '{':
		return s.object(func(string) error { return s.skip() })
	case '[':
		return s.array(s.skip)
	}
	from := len(s.buf)
	_, err = s.token()
	s.buf = s.buf[:from]
	return err
}

// integer is the cell as a whole number; ok is false for anything else. A float
// without fraction counts, because servers print it so.
func (c cell) integer() (v int64, ok bool) {
	if c.kind != '0' {
		return 0, false
	}
	v, err := strconv.ParseInt(string(c.text), 10, 64)
	return v, err == nil
}

// float is the cell as a number; ok is false for anything else.
func (c cell) float() (v float64, ok bool) {
	if c.kind != '0' {
		return 0, false
	}
	v, err := strconv.ParseFloat(string(c.text), 64)
	return v, err == nil
}

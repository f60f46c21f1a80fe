package influx

import (
	"encoding/json"
	"errors"
	"fmt"
	"strconv"
)

// maxToken bounds one string or number of an answer, in bytes.
const maxToken = 1 << 20

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

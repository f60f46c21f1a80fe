package native

// kind is the kind of a JSON value.
type kind uint8

const (
	null kind = iota + 1
	boolean
	number
	text
	object
	array
	// nonFinite is NaN or Infinity, which are not JSON, but which common
	// libraries write.
	nonFinite
)

// token is one value: for text what stands between the quotes, else all of it.
type token struct {
	kind    kind
	raw     []byte
	escaped bool // text holds a backslash
}

// maxDepth bounds the nesting of what is skipped.
const maxDepth = 64

// scanner reads JSON (RFC 8259) without building it. After a fault, failed is
// set and every method returns at once.
type scanner struct {
	b      []byte
	i      int
	failed bool
	// lenient lets NaN and Infinity pass as values.
	lenient bool
}

func (s *scanner) fail() { s.failed = true }

func (s *scanner) space() {
	for s.i < len(s.b) {
		switch s.b[s.i] {
		case ' ', '\t', '\n', '\r':
			s.i++
		default:
			return
		}
	}
}

// peek is the next byte after white space, 0 at the end.
func (s *scanner) peek() byte {
	s.space()
	if s.i < len(s.b) && !s.failed {
		return s.b[s.i]
	}
	return 0
}

// take consumes c when it is next.
func (s *scanner) take(c byte) bool {
	if s.peek() != c {
		return false
	}
	s.i++
	return true
}

func (s *scanner) need(c byte) {
	if !s.take(c) {
		s.fail()
	}
}

// member moves to the next member of an object whose brace has been taken; first
// tells that none was read yet. It stops behind the colon. more is false behind
// the closing brace, or after a fault.
func (s *scanner) member(first bool) (key token, more bool) {
	if s.take('}') {
		return token{}, false
	}
	if !first {
		s.need(',')
	}
	if s.peek() != '"' {
		s.fail()
	}
	if s.failed {
		return token{}, false
	}
	key = s.text()
	s.need(':')
	return key, !s.failed
}

// item moves to the next item of an array whose bracket has been taken.
func (s *scanner) item(first bool) (more bool) {
	if s.take(']') {
		return false
	}
	if !first {
		s.need(',')
	}
	return !s.failed
}

// value reads any one value.
func (s *scanner) value(depth int) token {
	c := s.peek()
	start := s.i
	switch {
	case c == '"':
		return s.text()
	case c == '-' || c >= '0' && c <= '9':
		if s.lenient && c == '-' && s.word("-Infinity") {
			return token{kind: nonFinite, raw: s.b[start:s.i]}
		}
		return s.number()
	case c == '{' || c == '[':
		return s.skip(c, depth)
	case s.word("null"):
		return token{kind: null, raw: s.b[start:s.i]}
	case s.word("true"), s.word("false"):
		return token{kind: boolean, raw: s.b[start:s.i]}
	case s.lenient && (s.word("NaN") || s.word("Infinity")):
		return token{kind: nonFinite, raw: s.b[start:s.i]}
	}
	s.fail()
	return token{}
}

// word consumes w when it is next.
func (s *scanner) word(w string) bool {
	if s.failed || len(s.b)-s.i < len(w) || string(s.b[s.i:s.i+len(w)]) != w {
		return false
	}
	s.i += len(w)
	return true
}

// skip reads over an object or array.
func (s *scanner) skip(open byte, depth int) token {
	start := s.i
	if depth >= maxDepth {
		s.fail()
		return token{}
	}
	s.i++
	first := true
	if open == '[' {
		for ; s.item(first); first = false {
			s.value(depth + 1)
		}
		return token{kind: array, raw: s.b[start:s.i]}
	}
	for {
		if _, more := s.member(first); !more {
			return token{kind: object, raw: s.b[start:s.i]}
		}
		first = false
		s.value(depth + 1)
	}
}

// text reads a string whose quote is next.
func (s *scanner) text() token {
	s.i++
	start := s.i
	escaped := false
	for s.i < len(s.b) {
		switch c := s.b[s.i]; {
		case c == '"':
			s.i++
			return token{kind: text, raw: s.b[start : s.i-1], escaped: escaped}
		case c < ' ':
			s.fail()
			return token{}
		case c == '\\':
			escaped = true
			if !s.escape() {
				s.fail()
				return token{}
			}
		default:
			s.i++
		}
	}
	s.fail()
	return token{}
}

// escape reads over one escape sequence.
func (s *scanner) escape() bool {
	if s.i+1 >= len(s.b) {
		return false
	}
	switch s.b[s.i+1] {
	case '"', '\\', '/', 'b', 'f', 'n', 'r', 't':
		s.i += 2
		return true
	case 'u':
		if s.i+6 > len(s.b) {
			return false
		}
		for _, c := range s.b[s.i+2 : s.i+6] {
			lower := c | 0x20
			if (c < '0' || c > '9') && (lower < 'a' || lower > 'f') {
				return false
			}
		}
		s.i += 6
		return true
	}
	return false
}

// number reads -?(0|[1-9][0-9]*)(\.[0-9]+)?([eE][+-]?[0-9]+)?.
func (s *scanner) number() token {
	start := s.i
	if s.b[s.i] == '-' {
		s.i++
	}
	zero := s.i
	n := s.run()
	if n == 0 || n > 1 && s.b[zero] == '0' {
		s.fail()
		return token{}
	}
	if s.i < len(s.b) && s.b[s.i] == '.' {
		s.i++
		if s.run() == 0 {
			s.fail()
			return token{}
		}
	}
	if s.i < len(s.b) && s.b[s.i]|0x20 == 'e' {
		s.i++
		if s.i < len(s.b) && (s.b[s.i] == '+' || s.b[s.i] == '-') {
			s.i++
		}
		if s.run() == 0 {
			s.fail()
			return token{}
		}
	}
	return token{kind: number, raw: s.b[start:s.i]}
}

// run consumes digits and counts them.
func (s *scanner) run() int {
	start := s.i
	for s.i < len(s.b) && s.b[s.i] >= '0' && s.b[s.i] <= '9' {
		s.i++
	}
	return s.i - start
}

package mapped

import (
	"bytes"
	"encoding/json"
	"iter"
)

// The functions here walk JSON that is known to be valid, without building it:
// a value is the bytes that spell it.

// find follows a path from a value; nil when it leads nowhere.
func find(at []byte, p path) []byte {
	if p == nil {
		return nil
	}
	for i := range p.steps {
		s := &p.steps[i]
		switch {
		case !s.list:
			at = member(at, s.name)
		case s.index >= 0:
			at = element(at, s.index)
		default:
			at = elementWith(at, s.name, s.want)
		}
		if at == nil {
			return nil
		}
	}
	return at
}

// member is the value of an object's member; of several the last, as in any
// JSON.
func member(object []byte, name string) (found []byte) {
	if object[0] != '{' {
		return nil
	}
	for i := next(object, 1); object[i] != '}'; {
		end := valueEnd(object, i)
		key := object[i:end]
		i = next(object, next(object, end)+1) // over the colon
		end = valueEnd(object, i)
		if isText(key, name) {
			found = object[i:end]
		}
		if i = next(object, end); object[i] == ',' {
			i = next(object, i+1)
		}
	}
	return found
}

// elements yields the elements of a list; none when it is no list.
func elements(list []byte) iter.Seq[[]byte] {
	return func(yield func([]byte) bool) {
		if list[0] != '[' {
			return
		}
		for i := next(list, 1); list[i] != ']'; {
			end := valueEnd(list, i)
			if !yield(list[i:end]) {
				return
			}
			if i = next(list, end); list[i] == ',' {
				i = next(list, i+1)
			}
		}
	}
}

func element(list []byte, index int) []byte {
	for e := range elements(list) {
		if index == 0 {
			return e
		}
		index--
	}
	return nil
}

// elementWith is the first element whose member has a value.
func elementWith(list []byte, name, want string) []byte {
	for e := range elements(list) {
		if v := member(e, name); v != nil && string(scalar(v)) == want {
			return e
		}
	}
	return nil
}

// next is the place of the first byte from i that is no white space.
func next(b []byte, i int) int {
	for b[i] == ' ' || b[i] == '\t' || b[i] == '\n' || b[i] == '\r' {
		i++
	}
	return i
}

// valueEnd is the place behind the value that begins at i.
func valueEnd(b []byte, i int) int {
	switch b[i] {
	case '"':
		return textEnd(b, i)
	case '{', '[':
		for depth := 0; ; i++ {
			switch b[i] {
			case '"':
				i = textEnd(b, i) - 1
			case '{', '[':
				depth++
			case '}', ']':
				if depth--; depth == 0 {
					return i + 1
				}
			}
		}
	}
	for i < len(b) && bytes.IndexByte([]byte(",]} \t\r\n:"), b[i]) < 0 {
		i++
	}
	return i
}

func textEnd(b []byte, i int) int {
	for i++; b[i] != '"'; i++ {
		if b[i] == '\\' {
			i++
		}
	}
	return i + 1
}

// isText tells whether a quoted text is want.
func isText(quoted []byte, want string) bool {
	if inside := quoted[1 : len(quoted)-1]; bytes.IndexByte(inside, '\\') < 0 {
		return string(inside) == want
	}
	return string(scalar(quoted)) == want
}

// scalar is the text of a quoted value, unescaped; of others their spelling.
func scalar(raw []byte) []byte {
	if len(raw) == 0 || raw[0] != '"' {
		return raw
	}
	if inside := raw[1 : len(raw)-1]; bytes.IndexByte(inside, '\\') < 0 {
		return inside
	}
	var s string
	if json.Unmarshal(raw, &s) != nil {
		return raw
	}
	return []byte(s)
}

package measure

import (
	"math/bits"
	"strings"
)

// Set is a set of parameters; the zero value is empty. Sets compare with ==.
type Set [2]uint64

// SetOf is the set of the given parameters.
func SetOf(ps ...Parameter) Set {
	var s Set
	for _, p := range ps {
		s = s.With(p)
	}
	return s
}

// With is the set with p added.
func (s Set) With(p Parameter) Set {
	s[p>>6] |= 1 << (p & 63)
	return s
}

// Without is the set with p taken out.
func (s Set) Without(p Parameter) Set {
	s[p>>6] &^= 1 << (p & 63)
	return s
}

// Has tells whether p is in the set.
func (s Set) Has(p Parameter) bool { return s[p>>6]&(1<<(p&63)) != 0 }

// Len counts the members.
func (s Set) Len() int { return bits.OnesCount64(s[0]) + bits.OnesCount64(s[1]) }

// Empty tells whether nothing is in the set.
func (s Set) Empty() bool { return s == Set{} }

// Each yields the members in the order of Parameter.
func (s Set) Each(yield func(Parameter) bool) {
	for i, word := range s {
		for word != 0 {
			p := Parameter(i<<6 + bits.TrailingZeros64(word))
			word &= word - 1
			if !yield(p) {
				return
			}
		}
	}
}

// String joins the keys with "+", in the order of Parameter; empty for none.
func (s Set) String() string { return s.join(Parameter.Key, "+") }

// Names joins the names for people with "、".
func (s Set) Names() string { return s.join(Parameter.Name, "、") }

func (s Set) join(name func(Parameter) string, by string) string {
	var b strings.Builder
	for p := range s.Each {
		if b.Len() > 0 {
			b.WriteString(by)
		}
		b.WriteString(name(p))
	}
	return b.String()
}

// ParseSet reads what String writes; ok is false at an unknown key.
func ParseSet(text string) (s Set, ok bool) {
	if text == "" {
		return s, true
	}
	for key := range strings.SplitSeq(text, "+") {
		p, found := parameterByKey[key]
		if !found {
			return Set{}, false
		}
		s = s.With(p)
	}
	return s, true
}

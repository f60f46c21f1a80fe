package measure

import (
	"math/bits"
	"strings"
)

// Set is a set of parameters; the zero value is empty. Sets compare with ==.
//
// It has two fields and is no array, because fields stay in registers: sets are made for
// every hour and day of every station.
type Set struct {
	low, high uint64 // parameters below 64, and from 64 on
}

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
	if p < 64 {
		s.low |= 1 << p
	} else {
		s.high |= 1 << (p - 64)
	}
	return s
}

// Without is the set with p taken out.
func (s Set) Without(p Parameter) Set {
	if p < 64 {
		s.low &^= 1 << p
	} else {
		s.high &^= 1 << (p - 64)
	}
	return s
}

// Has tells whether p is in the set.
func (s Set) Has(p Parameter) bool {
	if p < 64 {
		return s.low>>p&1 != 0
	}
	return s.high>>(p-64)&1 != 0
}

// Union is the set of what is in either.
func (s Set) Union(other Set) Set { return Set{s.low | other.low, s.high | other.high} }

// Len counts the members.
func (s Set) Len() int { return bits.OnesCount64(s.low) + bits.OnesCount64(s.high) }

// Empty tells whether nothing is in the set.
func (s Set) Empty() bool { return s == Set{} }

// Each yields the members in the order of Parameter.
func (s Set) Each(yield func(Parameter) bool) {
	for i, word := range [...]uint64{s.low, s.high} {
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

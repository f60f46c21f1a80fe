package mapped

import (
	"fmt"
	"strconv"
	"strings"
)

// path leads from a JSON value to one within it. nil is no path.
type path = *steps

// steps are the parts of a path.
type steps struct {
	fromRoot bool // begins with $
	steps    []step
}

// step goes to a member of an object, or to an element of a list: by its number,
// or by the value of one of its members.
type step struct {
	name  string // of the member; in a list that of the member to compare
	list  bool
	index int // -1: by member
	want  string
}

// parsePath reads names joined by dots, [2], [name=x]; a text in brackets may
// hold dots.
func parsePath(text string) (path, error) {
	p := &steps{}
	rest := text
	if rest == "$" || strings.HasPrefix(rest, "$.") || strings.HasPrefix(rest, "$[") {
		p.fromRoot = true
		rest = strings.TrimPrefix(rest[1:], ".")
	}
	for dotted := false; rest != ""; {
		if rest[0] == '[' && !dotted {
			inside, after, closed := strings.Cut(rest[1:], "]")
			if !closed || inside == "" {
				return nil, fmt.Errorf("%q has a bracket without end or content (want [2] or [name=x])", text)
			}
			s := step{list: true, index: -1}
			var byMember bool
			if s.name, s.want, byMember = strings.Cut(inside, "="); !byMember {
				n, err := strconv.Atoi(inside)
				if err != nil || n < 0 {
					return nil, fmt.Errorf("%q has [%s] (want [2] or [name=x])", text, inside)
				}
				s.index = n
			}
			p.steps = append(p.steps, s)
			rest = after
		} else {
			end := strings.IndexAny(rest, ".[")
			if end < 0 {
				end = len(rest)
			}
			if end == 0 {
				return nil, fmt.Errorf("%q has an empty part (want names joined by dots, [2], [name=x])", text)
			}
			p.steps = append(p.steps, step{name: rest[:end]})
			rest = rest[end:]
		}
		if dotted = strings.HasPrefix(rest, "."); dotted {
			if rest = rest[1:]; rest == "" {
				return nil, fmt.Errorf("%q ends with a dot", text)
			}
		} else if rest != "" && rest[0] != '[' {
			return nil, fmt.Errorf("%q has no dot before %q", text, rest)
		}
	}
	return p, nil
}

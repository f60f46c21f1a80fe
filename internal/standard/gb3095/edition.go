// Package gb3095 holds the limits of GB 3095, 《环境空气质量标准》, by edition, class
// and averaging time, with the validity of averages (Table 4) and the reference
// conditions of gases.
//
// GB 3095-2012 and its amendment of 2018 lapsed on 2026-03-01. GB 3095-2026 has two
// sets of limits: transitional ones (过渡阶段) until 2030-12-31 and its own from
// 2031-01-01. Methods of analysis, and the stricter standards that a province may
// set, are not here.
package gb3095

import (
	"fmt"

	"lanbi/internal/measure"
)

// Edition is a set of limits. The zero value is none.
type Edition uint8

const (
	// E2012 is GB 3095-2012, used for every day up to 2026-02-28.
	E2012 Edition = iota + 1
	// Transitional2026 is GB 3095-2026 from 2026-03-01 to 2030-12-31.
	Transitional2026
	// Final2026 is GB 3095-2026 from 2031-01-01.
	Final2026
)

// Editions lists all sets, oldest first.
var Editions = [...]Edition{E2012, Transitional2026, Final2026}

var (
	firstTransitional = measure.Date(2026, 3, 1)
	firstFinal        = measure.Date(2031, 1, 1)
)

// First is the first natural day of the edition, 0 where none is set.
func (e Edition) First() measure.Day {
	switch e {
	case Transitional2026:
		return firstTransitional
	case Final2026:
		return firstFinal
	}
	return 0
}

// EditionOn is the set of limits in force on the natural day d.
func EditionOn(d measure.Day) Edition {
	switch {
	case d >= firstFinal:
		return Final2026
	case d >= firstTransitional:
		return Transitional2026
	}
	return E2012
}

// String is "2012", "2026-transitional" or "2026-final".
func (e Edition) String() string {
	switch e {
	case E2012:
		return "2012"
	case Transitional2026:
		return "2026-transitional"
	case Final2026:
		return "2026-final"
	}
	return ""
}

// ParseEdition reads what String writes.
func ParseEdition(text string) (Edition, error) {
	for _, e := range Editions {
		if e.String() == text {
			return e, nil
		}
	}
	return 0, fmt.Errorf("unknown limits %q (have 2012, 2026-transitional, 2026-final)", text)
}

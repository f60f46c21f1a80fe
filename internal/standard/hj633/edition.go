// Package hj633 computes the air quality index (空气质量指数, AQI) of HJ 633,
// 《环境空气质量指数（AQI）技术规定》: HJ 633-2012（试行）, abolished on 2026-03-01, and
// HJ 633-2026, in force since that day.
//
// Concentrations arrive unrounded and are rounded here (package gbt8170). Indices
// have no unit. Forecasts, publication deadlines and health advice are not here, nor
// the exceeding pollutant (超标污染物), which 2026 deleted. HJ 633 has no index for
// the limits of GB 3095 from 2031: until it is revised, the table of 2026 stays.
package hj633

import (
	"fmt"

	"lanbi/internal/measure"
)

// Edition is an edition (标准版本) of HJ 633. The zero value is none.
type Edition uint8

const (
	// E2012 is HJ 633-2012（试行）, used for every day up to 2026-02-28.
	E2012 Edition = iota + 1
	// E2026 is HJ 633-2026, in force since 2026-03-01.
	E2026
)

// Editions lists all editions, oldest first.
var Editions = [...]Edition{E2012, E2026}

var first2026 = measure.Date(2026, 3, 1)

// First is the first natural day of the edition, 0 where none is set. A day is the
// hours labelled 01 to 24: the hour labelled 2026-03-01T00 is still of 2012.
func (e Edition) First() measure.Day {
	if e == E2026 {
		return first2026
	}
	return 0
}

// Document is the number of the document, such as "HJ 633-2012".
func (e Edition) Document() string {
	if e == 0 {
		return ""
	}
	return "HJ 633-" + e.String()
}

// EditionOn is the edition in force on the natural day d.
func EditionOn(d measure.Day) Edition {
	if d < first2026 {
		return E2012
	}
	return E2026
}

// String is the year of the edition.
func (e Edition) String() string {
	switch e {
	case E2012:
		return "2012"
	case E2026:
		return "2026"
	}
	return ""
}

// ParseEdition reads "2012" or "2026".
func ParseEdition(text string) (Edition, error) {
	for _, e := range Editions {
		if e.String() == text {
			return e, nil
		}
	}
	return 0, fmt.Errorf("unknown edition %q (have 2012, 2026)", text)
}

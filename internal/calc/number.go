package calc

import (
	"bytes"

	"lanbi/internal/measure"
)

// trim takes spaces and tabs off both ends.
func trim(text []byte) []byte {
	for len(text) > 0 && (text[0] == ' ' || text[0] == '\t') {
		text = text[1:]
	}
	for len(text) > 0 && (text[len(text)-1] == ' ' || text[len(text)-1] == '\t') {
		text = text[:len(text)-1]
	}
	return text
}

// isMissing tells whether a cell is one of the marks for a missing value in
// published air data: empty, NA, —, -, -; (— decoded wrongly) or --.
func isMissing(text []byte) bool {
	switch len(text) {
	case 0:
		return true
	case 1:
		return text[0] == '-'
	case 2:
		return string(text) == "NA" || string(text) == "--" || string(text) == "-;"
	case 3:
		return string(text) == "—"
	}
	return false
}

// parseItem reads the value of a water item. A result below its detection limit,
// 0.01L or <0.01, is half the limit (环办监测函〔2020〕82 号); pH and temperature have no
// such limit.
func parseItem(p measure.Parameter, text []byte) (c measure.Concentration, why string) {
	limited := true
	switch {
	case bytes.HasPrefix(text, []byte("<")):
		text = trim(text[1:])
	case bytes.HasPrefix(text, []byte("＜")):
		text = trim(text[len("＜"):])
	case bytes.HasSuffix(text, []byte("L")), bytes.HasSuffix(text, []byte("l")):
		text = trim(text[:len(text)-1])
	default:
		limited = false
	}
	c, err := measure.ParseConcentration(text, p.Unit().Scale())
	switch {
	case err != nil:
		return 0, "is not a number"
	case c < 0 && p != measure.WaterTemperature:
		return 0, "is below zero"
	case limited && (p == measure.PH || p == measure.WaterTemperature):
		return 0, "has a detection limit, want a value"
	case limited:
		return measure.Quotient(int64(c), 2), ""
	}
	return c, ""
}

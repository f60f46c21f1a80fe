package feed

import (
	"bytes"

	"lanbi/internal/measure"
)

// State tells what a value as sent is.
type State uint8

// A value is a number, or stands for one that is missing, or is neither.
const (
	Number State = iota
	Missing
	Faulty
)

// ParseValue reads a value as sent, in a unit of which scale steps of a
// Concentration make one. Nothing and dashes are missing. In water "0.5L" and
// "<0.5" are below a detection limit, which is then returned.
func (s *Settings) ParseValue(text []byte, scale int64) (c measure.Concentration, below bool, state State) {
	text = bytes.TrimSpace(text)
	switch string(text) {
	case "", "-", "--", "—", "/", "NA":
		return 0, false, Missing
	}
	if s.Medium == measure.Water {
		if n := len(text) - 1; text[n]|0x20 == 'l' {
			text, below = text[:n], true
		} else if text[0] == '<' {
			text, below = bytes.TrimSpace(text[1:]), true
		}
	}
	c, err := measure.ParseConcentration(text, scale)
	if err != nil || below && c < 0 {
		return 0, false, Faulty
	}
	return c, below, Number
}

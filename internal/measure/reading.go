// Package measure names what was measured, where, in which hour or natural day,
// and how far to trust it. It is the vocabulary of every other package and
// imports none of them.
//
// Concentrations are whole numbers, as limits are compared and values rounded by the
// letter of the standards: in float64 formula (1) of HJ 633 is wrong for one in ten of the
// CO values that can be printed. Hours and days are numbers too, of UTC and of the local
// calendar, so that a series is an array and nothing depends on a zone by accident.
package measure

import (
	"fmt"
	"time"
)

// Flag is the data mark (数据标记) that came with a value, by the letters of
// HJ 212-2017 table 12. The zero value counts as N.
type Flag byte

const (
	Normal         Flag = 'N' // 正常
	OutOfOperation Flag = 'F' // 停运
	Maintenance    Flag = 'M' // 维护
	ManualSet      Flag = 'S' // 手工输入（设定值）
	Fault          Flag = 'D' // 仪器故障
	Calibration    Flag = 'C' // 校准
	OverRange      Flag = 'T' // 超测量上限
	NoLink         Flag = 'B' // 通讯异常

	// OutOfReality is ours: the value lies outside the physical range, is stored
	// and never counts.
	OutOfReality Flag = 'R'
	// Declared is ours: the configuration maps the sender's mark to invalid.
	Declared Flag = 'X'
	// Scarce is ours: an hourly mean computed from too few valid minutes
	// (有效数据不足).
	Scarce Flag = 'H'
)

// Valid tells whether a value with this flag enters statistics.
func (f Flag) Valid() bool { return f == 0 || f == Normal }

// String is the letter, "N" for the zero value.
func (f Flag) String() string {
	if f == 0 {
		f = Normal
	}
	return string(rune(f))
}

// Reading is one value of one parameter.
type Reading struct {
	Parameter Parameter
	Value     Concentration
	Flag      Flag
	// Below marks a laboratory result below its detection limit; Value is then
	// the limit itself, and counts as half of it (环办监测函〔2020〕82 号).
	Below bool
}

// Source tells how a value came to be. Where one hour has several, the one with
// the highest Source is used, never the one written last.
type Source uint8

const (
	Computed Source = iota + 1 // hourly mean computed here from minute values
	Sent                       // sent by the station
	Lab                        // laboratory result
	Audited                    // audited by the monitoring centre (审核数据)
)

var sources = [...]string{Computed: "computed", Sent: "sent", Lab: "lab", Audited: "audited"}

// String is the tag value: computed, sent, lab, audited.
func (s Source) String() string {
	if int(s) < len(sources) {
		return sources[s]
	}
	return ""
}

// ParseSource reads what String writes.
func ParseSource(text string) (Source, error) {
	for s := Computed; s <= Audited; s++ {
		if sources[s] == text {
			return s, nil
		}
	}
	return 0, fmt.Errorf("unknown source %q (have computed, sent, lab, audited)", text)
}

// Sample is what one message says: the readings of one station over one
// interval.
type Sample struct {
	Medium   Medium
	Station  string
	Start    time.Time // first instant of the interval; the moment itself for Single
	Interval Interval
	Source   Source
	Readings []Reading
}

// Indicator is one reported figure (上报指标), such as a forest coverage.
type Indicator struct {
	Area   string
	ID     string
	Period string // "2026", "2026-10"
	Value  float64
	Source string // document or office the figure is from
	By     string // who reported it
}

package calc

import "lanbi/internal/measure"

const (
	daySeconds = 24 * 3600
	// beijing is the offset of official time, all year.
	beijing = 8 * 3600
)

// naturalDay reads a time such as 2026-03-01, 2026-03-01T08, 2026-03-01 08:00:00 or
// 2026-02-28T16:00Z and gives the natural day in Beijing time. Without an offset
// the time is Beijing time.
//
// A time with an hour labels the end of an hour, so 00:00 closes the day before,
// as 24:00 does; a date alone is that day.
func naturalDay(text []byte) (day measure.Day, ok bool) {
	day, text, ok = measure.CutDate(text)
	if !ok || len(text) == 0 {
		return day, ok
	}
	if text[0] != 'T' && text[0] != ' ' {
		return 0, false
	}
	seconds, text, ok := cutClock(text[1:])
	if !ok {
		return 0, false
	}
	offset, ok := offsetOf(text)
	if !ok {
		return 0, false
	}
	local := int64(day)*daySeconds + seconds - offset + beijing - 1
	days := local / daySeconds
	if local%daySeconds < 0 {
		days--
	}
	return measure.Day(days), true
}

// cutClock reads HH[:MM[:SS[.fraction]]] as seconds, a fraction as one more;
// 24:00:00 is the only time of hour 24.
func cutClock(text []byte) (seconds int64, rest []byte, ok bool) {
	for part := int64(3600); part > 0; part /= 60 {
		if part < 3600 {
			if len(text) == 0 || text[0] != ':' {
				return seconds, text, seconds <= daySeconds
			}
			text = text[1:]
		}
		if len(text) < 2 {
			return 0, nil, false
		}
		n := measure.Digits(text[:2])
		if n < 0 || n > 59 {
			return 0, nil, false
		}
		seconds += int64(n) * part
		text = text[2:]
	}
	if len(text) > 0 && text[0] == '.' {
		part := int64(0)
		for text = text[1:]; len(text) > 0 && text[0] >= '0' && text[0] <= '9'; text = text[1:] {
			if text[0] > '0' {
				part = 1
			}
		}
		seconds += part
	}
	return seconds, text, seconds <= daySeconds
}

// offsetOf is the offset in seconds east of UTC, Beijing's where text has none. Real
// ones reach 14 hours.
func offsetOf(text []byte) (seconds int64, ok bool) {
	if len(text) == 0 {
		return beijing, true
	}
	n, ok := measure.ParseOffset(text)
	return int64(n), ok && n/3600 <= 14 && n/3600 >= -14
}

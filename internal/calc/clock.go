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
	day, text, ok = cutDate(text)
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
	offset, ok := parseOffset(text)
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

func cutDate(text []byte) (day measure.Day, rest []byte, ok bool) {
	if len(text) < 10 || text[4] != '-' || text[7] != '-' {
		return 0, nil, false
	}
	year, ok1 := digits(text[:4])
	month, ok2 := digits(text[5:7])
	date, ok3 := digits(text[8:10])
	if !ok1 || !ok2 || !ok3 || month < 1 || month > 12 || date < 1 || date > daysIn(year, month) {
		return 0, nil, false
	}
	return dayNumber(year, month, date), text[10:], true
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
		n, ok := digits(text[:2])
		if !ok || n > 59 {
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

// parseOffset reads nothing, Z, +08, +0800 or +08:00 as seconds east of UTC.
func parseOffset(text []byte) (seconds int64, ok bool) {
	if len(text) == 0 {
		return beijing, true
	}
	if len(text) == 1 {
		return 0, text[0] == 'Z' || text[0] == 'z'
	}
	sign := int64(1)
	switch text[0] {
	case '+':
	case '-':
		sign = -1
	default:
		return 0, false
	}
	text = text[1:]
	minutes := []byte("00")
	switch {
	case len(text) == 2:
	case len(text) == 4:
		minutes = text[2:]
	case len(text) == 5 && text[2] == ':':
		minutes = text[3:]
	default:
		return 0, false
	}
	h, ok1 := digits(text[:2])
	m, ok2 := digits(minutes)
	return sign * int64(h*3600+m*60), ok1 && ok2 && h <= 14 && m <= 59
}

// digits is the number that text, decimal digits only, says.
func digits(text []byte) (n int, ok bool) {
	for _, c := range text {
		if c < '0' || c > '9' {
			return 0, false
		}
		n = n*10 + int(c-'0')
	}
	return n, true
}

func daysIn(year, month int) int {
	switch month {
	case 4, 6, 9, 11:
		return 30
	case 2:
		if year%4 == 0 && (year%100 != 0 || year%400 == 0) {
			return 29
		}
		return 28
	}
	return 31
}

// dayNumber is the day of a Gregorian date, as measure.Date counts it, without a
// detour over time.Time for every row: years begin in March, so that the leap
// day is their last.
func dayNumber(year, month, date int) measure.Day {
	y, m := year, month-3
	if m < 0 {
		y, m = y-1, m+12
	}
	const toEpoch = 719_468 // days from 0000-03-01 to 1970-01-01
	return measure.Day(365*y + y/4 - y/100 + y/400 + (153*m+2)/5 + date - 1 - toEpoch)
}

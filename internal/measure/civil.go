package measure

// CutDate reads the date that text begins with, such as 2026-03-01, and returns what
// follows it. Readings come by the million: nothing is allocated and no time.Time made.
func CutDate(text []byte) (day Day, rest []byte, ok bool) {
	if len(text) < 10 || text[4] != '-' || text[7] != '-' {
		return 0, nil, false
	}
	year, month, date := Digits(text[:4]), Digits(text[5:7]), Digits(text[8:10])
	if year < 0 || month < 1 || month > 12 || date < 1 || date > daysIn(year, month) {
		return 0, nil, false
	}
	return dayNumber(year, month, date), text[10:], true
}

// ParseOffset reads Z, +08, +0800 or +08:00 as seconds east of UTC.
func ParseOffset(text []byte) (seconds int, ok bool) {
	if len(text) == 1 {
		return 0, text[0] == 'Z' || text[0] == 'z'
	}
	if len(text) < 3 || text[0] != '+' && text[0] != '-' {
		return 0, false
	}
	hours, minutes := Digits(text[1:3]), 0
	switch {
	case len(text) == 6 && text[3] == ':':
		minutes = Digits(text[4:])
	case len(text) == 5:
		minutes = Digits(text[3:])
	case len(text) != 3:
		return 0, false
	}
	if hours < 0 || hours > 23 || minutes < 0 || minutes > 59 {
		return 0, false
	}
	seconds = hours*3600 + minutes*60
	if text[0] == '-' {
		seconds = -seconds
	}
	return seconds, true
}

// Digits is the number that text spells, -1 when it is not all decimal digits. It is
// for the few digits of a date or clock.
func Digits(text []byte) int {
	n := 0
	for _, c := range text {
		if c < '0' || c > '9' {
			return -1
		}
		n = n*10 + int(c-'0')
	}
	return n
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

// dayNumber is the day of a Gregorian date, as Date counts it: years are taken to begin
// in March, so that the leap day is their last.
func dayNumber(year, month, date int) Day {
	if month <= 2 {
		year--
		month += 12
	}
	const toEpoch = 719_468 // days from 0000-03-01 to 1970-01-01
	return Day(365*year + year/4 - year/100 + year/400 + (153*(month-3)+2)/5 + date - 1 - toEpoch)
}

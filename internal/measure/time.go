package measure

import (
	"fmt"
	"time"
)

// Day is a natural day (自然日), without a zone: days since 1970-01-01. The zero
// value means no day where a bound may be left open.
type Day int32

// DayOf is the natural day in which the instant t lies, in zone.
func DayOf(t time.Time, zone *time.Location) Day {
	t = t.In(zone)
	return Date(t.Year(), t.Month(), t.Day())
}

// Date is the day of a calendar date; out-of-range values are normalised as by
// time.Date.
func Date(year int, month time.Month, day int) Day {
	return Day(time.Date(year, month, day, 0, 0, 0, 0, time.UTC).Unix() / 86400)
}

// ParseDay reads "2026-03-01".
func ParseDay(text string) (Day, error) {
	t, err := time.Parse(time.DateOnly, text)
	if err != nil {
		return 0, fmt.Errorf("day %q: want YYYY-MM-DD", text)
	}
	return Day(t.Unix() / 86400), nil
}

func (d Day) utc() time.Time { return time.Unix(int64(d)*86400, 0).UTC() }

// Start is the instant at which the day begins in zone.
func (d Day) Start(zone *time.Location) time.Time {
	y, m, day := d.utc().Date()
	return time.Date(y, m, day, 0, 0, 0, 0, zone)
}

// Year, Month and Date are the parts of the calendar date.
func (d Day) Year() int         { return d.utc().Year() }
func (d Day) Month() time.Month { return d.utc().Month() }
func (d Day) Date() int         { return d.utc().Day() }

// YearDay counts from 1 on 1 January.
func (d Day) YearDay() int { return d.utc().YearDay() }

// FirstOfMonth and FirstOfYear begin the day's month and year.
func (d Day) FirstOfMonth() Day { return d.Add(1 - d.Date()) }
func (d Day) FirstOfYear() Day  { return d.Add(1 - d.YearDay()) }

// LastOfMonth and LastOfYear end the day's month and year.
func (d Day) LastOfMonth() Day {
	year, month, date := d.utc().Date()
	return d.Add(daysIn(year, int(month)) - date)
}
func (d Day) LastOfYear() Day { return d.FirstOfYear().Add(DaysInYear(d.Year()) - 1) }

// DaysInYear is 365, or 366 in a leap year.
func DaysInYear(year int) int { return 337 + daysIn(year, 2) }

// Since counts the days from other to d.
func (d Day) Since(other Day) int { return int(d - other) }

// Add is the day n days later.
func (d Day) Add(n int) Day { return d + Day(n) }

// String is the date as "2026-03-01".
func (d Day) String() string { return d.utc().Format(time.DateOnly) }

// Hour is one hour of time: hours since 1970-01-01T00:00Z, named by its start.
//
// Chinese air data label an hour by its end (GB 3095): label 16:00 covers 15:00
// to 16:00, and label 24 (or the next day's 00:00) closes the natural day. Feeds
// translate; within this program an hour is its start.
type Hour int64

// HourOf is the hour that contains t.
func HourOf(t time.Time) Hour {
	s := t.Unix()
	if s < 0 {
		return Hour((s - 3599) / 3600)
	}
	return Hour(s / 3600)
}

// Start is the hour's first instant, in UTC.
func (h Hour) Start() time.Time { return time.Unix(int64(h)*3600, 0).UTC() }

// Label is the official label of the hour in zone, 1 to 24 of the natural day.
func (h Hour) Label(zone *time.Location) int { return h.Start().In(zone).Hour() + 1 }

// Interval is the length of time one value stands for.
type Interval uint8

const (
	OneMinute Interval = iota + 1
	FiveMinutes
	OneHour
	FourHours
	// Single is one sample at a moment, such as a laboratory result.
	Single
	// OneDay is a natural day as a station computed it itself (HJ 212 command 2031).
	// It is kept to be looked at; days are assessed from their hours, never from it.
	OneDay
)

var intervals = [...]struct {
	name   string
	length time.Duration
}{
	OneMinute:   {"1m", time.Minute},
	FiveMinutes: {"5m", 5 * time.Minute},
	OneHour:     {"1h", time.Hour},
	FourHours:   {"4h", 4 * time.Hour},
	Single:      {"sample", 0},
	OneDay:      {"1d", 24 * time.Hour},
}

// String is the name in tags: 1m, 5m, 1h, 4h, sample, 1d. Feeds are configured with
// all but the last.
func (i Interval) String() string {
	if int(i) < len(intervals) {
		return intervals[i].name
	}
	return ""
}

// Duration is the interval's length, 0 for Single.
func (i Interval) Duration() time.Duration {
	if int(i) < len(intervals) {
		return intervals[i].length
	}
	return 0
}

// ParseInterval reads what String writes.
func ParseInterval(text string) (Interval, error) {
	for i := OneMinute; i <= OneDay; i++ {
		if intervals[i].name == text {
			return i, nil
		}
	}
	return 0, fmt.Errorf("unknown interval %q (have 1m, 5m, 1h, 4h, sample, 1d)", text)
}

// Chinese is the day for people, such as 2026年3月1日.
func (d Day) Chinese() string { return fmt.Sprintf("%d年%s", d.Year(), d.ShortChinese()) }

// ShortChinese is the day for people where the year is clear, such as 3月1日.
func (d Day) ShortChinese() string { return fmt.Sprintf("%d月%d日", d.Month(), d.Date()) }

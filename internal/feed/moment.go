package feed

import (
	"fmt"
	"time"

	"lanbi/internal/measure"
)

// ParseMoment reads a time such as "2026-11-21T08:00:00+08:00": a space may
// stand for the T, seconds and their fraction (dropped) and the offset may be
// missing, hour 24 closes the day. Without an offset the time is of zone.
func ParseMoment(text []byte, zone *time.Location) (unix int64, ok bool) {
	day, rest, ok := measure.CutDate(text)
	if !ok || day < 0 || len(rest) < 6 || rest[3] != ':' || rest[0] != 'T' && rest[0] != ' ' && rest[0] != 't' {
		return 0, false
	}
	hour, minute, second := measure.Digits(rest[1:3]), measure.Digits(rest[4:6]), 0
	rest = rest[6:]
	if len(rest) >= 3 && rest[0] == ':' {
		second = measure.Digits(rest[1:3])
		rest = rest[3:]
		if len(rest) > 1 && rest[0] == '.' {
			n := 1
			for n < len(rest) && rest[n] >= '0' && rest[n] <= '9' {
				n++
			}
			if n == 1 {
				return 0, false
			}
			rest = rest[n:]
		}
	}
	if hour < 0 || minute < 0 || minute > 59 || second < 0 || second > 59 ||
		hour > 24 || hour == 24 && minute+second > 0 {
		return 0, false
	}
	if len(rest) == 0 {
		return time.Date(day.Year(), day.Month(), day.Date(), hour, minute, second, 0, zone).Unix(), true
	}
	offset, ok := measure.ParseOffset(rest)
	return int64(day)*86400 + int64(hour*3600+minute*60+second-offset), ok
}

// Start is the first instant of the interval that a time stamp means, in
// seconds, or the reason why the stamp is refused. Air stamps are moved to the
// nearest boundary of the interval in the feed's zone when no more than a tenth
// of the interval away; water stamps and single samples are kept as they are.
func (s *Settings) Start(stamp int64, interval measure.Interval, now time.Time) (unix int64, reason Reason, text string) {
	if stamp > now.Add(Ahead).Unix() {
		return 0, Future, fmt.Sprintf("time %s is more than %s ahead of the clock", s.show(stamp), Ahead)
	}
	length := int64(interval.Duration() / time.Second)
	unix = stamp
	if length > 0 && s.Medium == measure.Air {
		_, offset := time.Unix(stamp, 0).In(s.Zone).Zone()
		past := (stamp + int64(offset)) % length
		switch {
		case past*10 <= length:
			unix -= past
		case (length-past)*10 <= length:
			unix += length - past
		default:
			return 0, Unaligned, fmt.Sprintf("time %s is more than a tenth of %s off its boundary", s.show(stamp), interval)
		}
	}
	if s.Stamp == StampEnd {
		unix -= length
	}
	return s.recent(unix, stamp, now)
}

// recent refuses what begins before the feed's AcceptSince.
func (s *Settings) recent(unix, stamp int64, now time.Time) (int64, Reason, string) {
	since := s.AcceptSince.Unix()
	if s.AcceptSince.IsZero() {
		age := s.AcceptAge
		if age <= 0 {
			age = MaxAge
		}
		since = now.Add(-age).Unix()
	}
	if unix < since {
		return 0, TooOld, fmt.Sprintf("time %s is before %s, from when this feed is accepted", s.show(stamp), s.show(since))
	}
	return unix, "", ""
}

// Within is Start for a stamp that is a moment and no end of an interval, such as
// that of a real-time value or of an arrival. The interval of less than an hour
// in which it lies is its own; with StampEnd a boundary belongs to the interval
// before it. In water feeds longer ones begin at the moment itself.
func (s *Settings) Within(stamp int64, interval measure.Interval, now time.Time) (unix int64, reason Reason, text string) {
	if length := int64(interval.Duration() / time.Second); length > 0 && length < 3600 {
		if s.Stamp == StampEnd {
			stamp--
		}
		stamp -= stamp % length
	}
	moment := *s
	moment.Stamp = StampStart
	return moment.Start(stamp, interval, now)
}

// StartOfDay is Start for a stamp that means a natural day of the feed's zone, which
// begins at its midnight in water feeds too. A stamp of the start lies within the
// first tenth of the day; one of the end no more than a tenth of a day away from the
// midnight that ends it.
func (s *Settings) StartOfDay(stamp int64, _ measure.Interval, now time.Time) (unix int64, reason Reason, text string) {
	if stamp > now.Add(Ahead).Unix() {
		return 0, Future, fmt.Sprintf("time %s is more than %s ahead of the clock", s.show(stamp), Ahead)
	}
	const tenth = 24 * time.Hour / 10
	at := time.Unix(stamp, 0)
	if s.Stamp == StampEnd {
		at = at.Add(tenth)
	}
	day := measure.DayOf(at, s.Zone)
	past := at.Sub(day.Start(s.Zone))
	if s.Stamp == StampEnd {
		day, past = day.Add(-1), past-tenth
	}
	if past > tenth {
		return 0, Unaligned, fmt.Sprintf("time %s is more than a tenth of a day off the midnight that a daily value is stamped with", s.show(stamp))
	}
	return s.recent(day.Start(s.Zone).Unix(), stamp, now)
}

func (s *Settings) show(unix int64) string { return time.Unix(unix, 0).In(s.Zone).Format(time.RFC3339) }

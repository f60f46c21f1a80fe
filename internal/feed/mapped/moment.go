package mapped

import (
	"fmt"
	"strings"
	"time"

	"lanbi/internal/feed"
	"lanbi/internal/measure"
)

// Layouts that are no pattern.
const (
	unixSeconds = "unix"
	unixMillis  = "unix_ms"
)

// layoutOf turns yyyy-MM-dd HH:mm:ss into the reference time of package time,
// and leaves other layouts as they are.
func layoutOf(pattern string) string {
	if !strings.Contains(pattern, "yyyy") {
		return pattern
	}
	return strings.NewReplacer("yyyy", "2006", "MM", "01", "dd", "02", "HH", "15", "mm", "04", "ss", "05",
		"SSS", "000", "XXX", "Z07:00", "'", "").Replace(pattern)
}

// moment reads a time stamp as Unix seconds; parts of a second are dropped.
func (f *Format) moment(text []byte) (unix int64, ok bool) {
	switch f.layout {
	case "":
	case unixSeconds:
		return epoch(text, 1000)
	case unixMillis:
		return epoch(text, 1)
	default:
		t, err := time.ParseInLocation(f.layout, string(text), f.settings.Zone)
		return t.Unix(), err == nil && t.Year() >= 1970
	}
	if unix, ok = feed.ParseMoment(text, f.settings.Zone); ok {
		return unix, true
	}
	if len(text) == len("20260301080000") {
		t, err := time.ParseInLocation("20060102150405", string(text), f.settings.Zone)
		return t.Unix(), err == nil && t.Year() >= 1970
	}
	if unix, ok = epoch(text, 1000); ok && unix < 1e11 { // the year 5138; as milliseconds it is 1973
		return unix, true
	}
	return epoch(text, 1)
}

// epoch reads a number of seconds (millis 1000) or milliseconds (millis 1) since
// 1970.
func epoch(text []byte, millis int64) (unix int64, ok bool) {
	c, err := measure.ParseConcentration(text, millis)
	return int64(c) / 1000, err == nil && c > 0
}

// wanted describes the times that are read.
func (f *Format) wanted() string {
	switch f.layout {
	case "":
		return "a time such as 2026-11-21T08:00:00+08:00, or seconds or milliseconds since 1970"
	case unixSeconds:
		return "seconds since 1970"
	case unixMillis:
		return "milliseconds since 1970"
	}
	return fmt.Sprintf("a time written %s", f.settings.Paths.Layout)
}

package config

import (
	"math"
	"strconv"
	"strings"
	"time"
)

const (
	minSpoolBytes = 1 << 20
	maxSpoolBytes = 1 << 40
	maxSpoolDays  = 3650
	oneDay        = 24 * time.Hour
)

// spool reads the bounds of what waits for InfluxDB.
func (l *loader) spool(n node) Spool {
	o := n.object()
	s := Spool{
		MaxBytes: o.key("max_bytes").bytes(1<<30, minSpoolBytes, maxSpoolBytes),
		MaxAge:   o.key("max_age").days(30*oneDay, time.Hour, maxSpoolDays*oneDay),
	}
	o.done()
	return s
}

// bytes is a size: a whole number of bytes, or of KiB, MiB, GiB, TiB.
func (n node) bytes(def, low, high int64) int64 {
	text, ok := n.text()
	if !ok {
		return def
	}
	digits, unit := text, int64(1)
	for i, suffix := range []string{"KiB", "MiB", "GiB", "TiB"} {
		if rest, cut := strings.CutSuffix(text, suffix); cut {
			digits, unit = strings.TrimSpace(rest), 1<<(10*(i+1))
		}
	}
	count, err := strconv.ParseInt(digits, 10, 64)
	switch {
	case err != nil:
		n.fault("%q is not a size (want such as 500MiB, 2GiB)", text)
	case count < 0 || count > math.MaxInt64/unit || count*unit < low || count*unit > high:
		n.fault("%s is out of range (want %d to %d bytes)", text, low, high)
	default:
		return count * unit
	}
	return def
}

// days is a length of time in days, such as 30d, or as duration reads it.
func (n node) days(def, low, high time.Duration) time.Duration {
	text, ok := n.text()
	if !ok {
		return def
	}
	digits, isDays := strings.CutSuffix(text, "d")
	if !isDays {
		return n.duration(def, low, high)
	}
	count, err := strconv.ParseInt(digits, 10, 64)
	switch {
	case err != nil:
		n.fault("%q is not a length of time (want such as 30d, 36h)", text)
	case count < 0 || count > int64(high/oneDay) || time.Duration(count)*oneDay < low:
		n.fault("%s is out of range (want %s to %dd)", text, low, int64(high/oneDay))
	default:
		return time.Duration(count) * oneDay
	}
	return def
}

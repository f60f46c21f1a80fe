package influx

import (
	"strconv"
	"strings"
	"time"
)

// quoteIdentifier is name as an InfluxQL identifier: a database, measurement,
// tag or field.
func quoteIdentifier(name string) string { return quoted(name, '"') }

// quoteString is text as an InfluxQL string.
func quoteString(text string) string { return quoted(text, '\'') }

func quoted(text string, mark byte) string {
	b := make([]byte, 0, len(text)+2)
	b = append(b, mark)
	for i := 0; i < len(text); i++ {
		switch c := text[i]; c {
		case '\n':
			b = append(b, '\\', 'n')
		case '\\', mark:
			b = append(b, '\\', c)
		default:
			b = append(b, c)
		}
	}
	return string(append(b, mark))
}

// oneOf is the condition that tag has one of values. It must not be empty.
func oneOf(tag string, values []string) string {
	var b strings.Builder
	b.WriteByte('(')
	for i, v := range values {
		if i > 0 {
			b.WriteString(" OR ")
		}
		b.WriteString(quoteIdentifier(tag))
		b.WriteByte('=')
		b.WriteString(quoteString(v))
	}
	b.WriteByte(')')
	return b.String()
}

// since and before are the conditions of a half-open range of time.
func since(t time.Time) string  { return "time >= " + strconv.FormatInt(nanoseconds(t), 10) }
func before(t time.Time) string { return "time < " + strconv.FormatInt(nanoseconds(t), 10) }

// nanoseconds is t since 1970, kept within what a timestamp can hold, so that a
// zero time.Time means "from the beginning".
func nanoseconds(t time.Time) int64 {
	switch {
	case t.Year() < 1700:
		return -8_520_336_000_000_000_000
	case t.Year() > 2250:
		return 8_835_984_000_000_000_000
	}
	return t.UnixNano()
}

package influx

import (
	"fmt"
	"strconv"
	"unicode/utf8"

	"lanbi/internal/measure"
)

// CheckTag says why text cannot be a tag of line protocol: it is empty, holds a
// control character or invalid UTF-8, or ends in a backslash. Codes of stations,
// sections and areas become tags, as do ids of targets.
func CheckTag(text string) error {
	switch {
	case text == "":
		return fmt.Errorf("tag is empty")
	case !utf8.ValidString(text):
		return fmt.Errorf("tag %q: not UTF-8", text)
	case text[len(text)-1] == '\\':
		return fmt.Errorf("tag %q: ends in a backslash", text)
	}
	for _, r := range text {
		if r < ' ' || r == 0x7f {
			return fmt.Errorf("tag %q: holds a control character", text)
		}
	}
	return nil
}

// appendTag appends ,key=value, or nothing for an empty value, which line
// protocol does not have. What CheckTag refuses is replaced by "_": a hostile
// text can never end the tag or the line.
func appendTag(dst []byte, key, value string) []byte {
	if value == "" {
		return dst
	}
	dst = append(dst, ',')
	dst = append(dst, key...)
	dst = append(dst, '=')
	for i := 0; i < len(value); i++ {
		c := value[i]
		switch {
		case c == ',' || c == '=' || c == ' ':
			dst = append(dst, '\\', c)
		case c < ' ' || c == 0x7f || c == '\\' && i == len(value)-1:
			dst = append(dst, '_')
		default:
			dst = append(dst, c)
		}
	}
	return dst
}

// appendText appends a quoted string field value. One point stays one line:
// control characters become their pictures (␊ for a line feed), and bytes that
// are not UTF-8 become U+FFFD.
func appendText(dst []byte, text string) []byte {
	dst = append(dst, '"')
	for _, r := range text {
		switch {
		case r == '"' || r == '\\':
			dst = append(dst, '\\', byte(r))
		case r < ' ':
			dst = utf8.AppendRune(dst, 0x2400+r)
		case r == 0x7f:
			dst = utf8.AppendRune(dst, 0x2421)
		case r < utf8.RuneSelf:
			dst = append(dst, byte(r))
		default:
			dst = utf8.AppendRune(dst, r)
		}
	}
	return append(dst, '"')
}

// appendSeparator starts the next field: a blank before the first, which is the
// one at start, and a comma before the others.
func appendSeparator(dst []byte, start int) []byte {
	if len(dst) == start {
		return append(dst, ' ')
	}
	return append(dst, ',')
}

// appendTime ends a line with its timestamp in nanoseconds.
func appendTime(dst []byte, nanoseconds int64) []byte {
	dst = append(dst, ' ')
	dst = strconv.AppendInt(dst, nanoseconds, 10)
	return append(dst, '\n')
}

// AppendSample appends the line of s, with its line feed, to dst. It allocates
// nothing beyond the growth of dst, and appends nothing for a sample without
// readings.
//
// A value is the exact decimal in the parameter's unit. The flag is written where
// it is not N, and for the parameters of withN also as N, together with "not
// below" in water: an earlier writing of the same point may have had a flag,
// which InfluxDB would keep.
func AppendSample(dst []byte, s *measure.Sample, withN measure.Set) []byte {
	if len(s.Readings) == 0 {
		return dst
	}
	dst = append(dst, s.Medium.String()...)
	dst = appendTag(dst, "interval", s.Interval.String())
	dst = appendTag(dst, "source", s.Source.String())
	dst = appendTag(dst, "station", s.Station)
	start := len(dst)
	for i := range s.Readings {
		r := &s.Readings[i]
		key := r.Parameter.Key()
		dst = appendSeparator(dst, start)
		dst = append(dst, key...)
		dst = append(dst, '=')
		dst = r.Value.Append(dst, r.Parameter.Unit().Scale())
		again := withN.Has(r.Parameter)
		if again || !r.Flag.Valid() {
			dst = append(dst, ',')
			dst = append(dst, key...)
			dst = append(dst, `_flag="`...)
			dst = append(dst, flagLetter(r.Flag), '"')
		}
		if s.Medium == measure.Water && (r.Below || again) {
			dst = append(dst, ',')
			dst = append(dst, key...)
			dst = append(dst, "_below="...)
			dst = strconv.AppendBool(dst, r.Below)
		}
	}
	return appendTime(dst, s.Start.UnixNano())
}

// flagLetter is the flag as stored; a byte that is no capital letter, which no
// feed produces, is stored as X, so that it can never break the line.
func flagLetter(f measure.Flag) byte {
	switch {
	case f == 0:
		return byte(measure.Normal)
	case f < 'A' || f > 'Z':
		return byte(measure.Declared)
	}
	return byte(f)
}

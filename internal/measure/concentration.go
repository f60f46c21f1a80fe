package measure

import (
	"errors"
	"strconv"
)

// Concentration (浓度) is a whole number of ng/m³ in air and of ng/L in water.
//
// One integer unit holds CO to 0.1 mg/m³ and mercury to 0.00001 mg/L, sums
// exactly and makes 修约 exact. What has another unit and travels in the same
// message (pH, temperature, conductivity, counts) is kept as millionths of its
// unit in the same type; Parameter.Unit tells which it is.
type Concentration int64

// Units of mass concentration.
const (
	Nanogram  Concentration = 1
	Microgram               = 1_000 * Nanogram
	Milligram               = 1_000 * Microgram
)

// ErrNotDecimal reports text that is not a finite plain decimal number, or one
// beyond ±9×10¹² of its unit.
var ErrNotDecimal = errors.New("not a decimal number")

// ParseConcentration reads a decimal such as "35", "-0.4" or "1.2e-3", in the
// unit whose Scale is given.
//
// Digits beyond the last step are rounded to odd: a value that is not a whole
// number of steps becomes the odd one of its two neighbours. No limit of any
// standard is odd, so the result compares with every limit, and rounds to every
// coarser step, exactly as the unrounded number does.
func ParseConcentration[T ~string | ~[]byte](text T, scale int64) (Concentration, error) {
	i, n := 0, len(text)
	negative := false
	if i < n && (text[i] == '-' || text[i] == '+') {
		negative = text[i] == '-'
		i++
	}
	var mantissa uint64
	exponent, digits := 0, 0
	sticky, point := false, false
	for ; i < n; i++ {
		c := text[i]
		if c == '.' && !point {
			point = true
			continue
		}
		if c < '0' || c > '9' {
			break
		}
		digits++
		switch {
		case mantissa < 1<<59:
			mantissa = mantissa*10 + uint64(c-'0')
			if point {
				exponent--
			}
		default:
			sticky = sticky || c != '0'
			if !point {
				exponent++
			}
		}
	}
	if digits == 0 {
		return 0, ErrNotDecimal
	}
	if i < n && (text[i] == 'e' || text[i] == 'E') {
		e, err := strconv.Atoi(string(text[i+1:]))
		if err != nil || e > 400 || e < -400 {
			return 0, ErrNotDecimal
		}
		exponent += e
		i = n
	}
	if i < n {
		return 0, ErrNotDecimal
	}
	for ; scale > 1; scale /= 10 {
		exponent++
	}
	for ; exponent > 0 && mantissa != 0; exponent-- {
		if mantissa > 9e17 {
			return 0, ErrNotDecimal
		}
		mantissa *= 10
	}
	for ; exponent < 0 && mantissa != 0; exponent++ {
		sticky = sticky || mantissa%10 != 0
		mantissa /= 10
	}
	if mantissa > 9e18 {
		return 0, ErrNotDecimal
	}
	if sticky {
		mantissa |= 1
	}
	if negative {
		return -Concentration(mantissa), nil
	}
	return Concentration(mantissa), nil
}

// Append writes c as a decimal in the unit whose Scale is given, with no more
// digits than needed: Append(nil, 35_500, 1_000) is "35.5".
func (c Concentration) Append(dst []byte, scale int64) []byte {
	v := int64(c)
	if v < 0 {
		dst = append(dst, '-')
		v = -v
	}
	dst = strconv.AppendInt(dst, v/scale, 10)
	rest := v % scale
	if rest == 0 {
		return dst
	}
	dst = append(dst, '.')
	for rest != 0 {
		scale /= 10
		dst = append(dst, byte('0'+rest/scale))
		rest %= scale
	}
	return dst
}

// In is c as a decimal text in unit u, without the unit's name.
func (c Concentration) In(u Unit) string { return string(c.Append(nil, u.Scale())) }

// Float is c in unit u as the nearest float64, for InfluxDB and charts.
// FromFloat gives c back exactly for every |c| < 2⁵³.
func (c Concentration) Float(u Unit) float64 { return float64(c) / float64(u.Scale()) }

// FromFloat is the Concentration nearest to v in unit u. v must be finite.
func FromFloat(v float64, u Unit) Concentration {
	scaled := v * float64(u.Scale())
	if scaled < 0 {
		return Concentration(scaled - 0.5)
	}
	return Concentration(scaled + 0.5)
}

// Quotient is sum/n as a Concentration, rounded to odd (see
// ParseConcentration): it compares with every limit and rounds to every coarser
// step as the exact quotient does. n must be positive.
func Quotient(sum int64, n int64) Concentration {
	q, r := sum/n, sum%n
	if r == 0 {
		return Concentration(q)
	}
	if r < 0 {
		q--
	}
	return Concentration(q | 1)
}

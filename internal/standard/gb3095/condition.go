package gb3095

import "lanbi/internal/measure"

// Condition is the temperature and pressure to which a concentration refers.
type Condition uint8

const (
	// Standard is 273 K and 101.325 kPa (标准状态).
	Standard Condition = iota + 1
	// Reference is 298.15 K and 1013.25 hPa (参比状态).
	Reference
	// Actual is as measured (实际状态).
	Actual
)

// String is the condition in Chinese with its numbers.
func (c Condition) String() string {
	switch c {
	case Standard:
		return "标准状态 (273 K, 101.325 kPa)"
	case Reference:
		return "参比状态 (298.15 K, 1013.25 hPa)"
	case Actual:
		return "实际状态"
	}
	return ""
}

// referenceFrom is the first natural day of the amendment (修改单) of 2018, from
// which on gases refer to 298.15 K and particles to the air as it is.
var referenceFrom = measure.Date(2018, 9, 1)

// ConditionOn is the condition to which values of p refer that were measured on
// day d.
func ConditionOn(d measure.Day, p measure.Parameter) Condition {
	switch {
	case d < referenceFrom:
		return Standard
	case p == measure.PM25 || p == measure.PM10:
		return Actual
	}
	return Reference
}

// AtPresentCondition is c of p, measured on day d, as it would be stated since
// 2018-09-01: earlier gases × 273.15/298.15 = 5463/5963, rounded to odd as by
// measure.Quotient. Particles are returned as they are: their conversion needs the
// weather of the hour. c must be below 10¹⁵ ng/m³.
func AtPresentCondition(d measure.Day, p measure.Parameter, c measure.Concentration) measure.Concentration {
	if ConditionOn(d, p) != Standard || p == measure.PM25 || p == measure.PM10 {
		return c
	}
	return measure.Quotient(int64(c)*5463, 5963)
}

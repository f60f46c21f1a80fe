package hj663

import (
	"lanbi/internal/measure"
	"lanbi/internal/standard/gb3095"
)

// Attainment is whether limits are met. The zero value is "not known": bad can be
// known from part of the data, good cannot.
type Attainment uint8

const (
	Unknown  Attainment = iota // 数据不足
	Attained                   // 达标
	Exceeded                   // 超标
)

// String is 达标 or 超标, empty when not known.
func (a Attainment) String() string {
	switch a {
	case Attained:
		return "达标"
	case Exceeded:
		return "超标"
	}
	return ""
}

// YearAttainment judges one pollutant over a year: its annual mean against the
// annual limit and its percentile against the daily (O38h: 8-hour) limit, both as
// Compliance values. CO and O₃ have no annual limit, so the percentile alone decides.
// Without Complete statistics nothing is known.
func YearAttainment(e Edition, limits gb3095.Edition, class gb3095.Class, p measure.Parameter, s Statistics) Attainment {
	if !s.Complete {
		return Unknown
	}
	over := gb3095.Day
	if p == measure.O38h {
		over = gb3095.Max8h
	}
	daily, ok := gb3095.Limit(limits, class, p, over)
	if !ok {
		return Unknown
	}
	if Round(e, p, Compliance, s.Percentile) > daily {
		return Exceeded
	}
	yearly, ok := gb3095.Limit(limits, class, p, gb3095.Year)
	if ok && Round(e, p, Compliance, s.Mean) > yearly {
		return Exceeded
	}
	return Attained
}

// assessed are the six whose statistics are assessed, in the order of
// measure.Parameter.
var assessed = [6]measure.Parameter{
	measure.PM25, measure.PM10, measure.SO2, measure.NO2, measure.CO, measure.O38h,
}

// Overall judges a place: Attained if all six pollutants are, Exceeded if any is.
// of is indexed by measure.Parameter, ozone under O38h.
func Overall(of *[measure.AirCount]Attainment) Attainment {
	overall := Attained
	for _, p := range assessed {
		switch of[p] {
		case Exceeded:
			return Exceeded
		case Unknown:
			overall = Unknown
		}
	}
	return overall
}

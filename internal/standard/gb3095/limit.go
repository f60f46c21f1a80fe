package gb3095

import "lanbi/internal/measure"

// Class is the class of an area (环境空气功能区) and of its limits (一级、二级). The
// zero value is none.
type Class uint8

const (
	ClassI  Class = iota + 1 // national parks, nature reserves and parks (一类区)
	ClassII                  // everywhere else (二类区)
)

// Average is an averaging time (平均时间). The zero value is none.
type Average uint8

const (
	Year    Average = iota + 1 // 年平均
	Quarter                    // 季平均
	Day                        // 24 小时平均
	Max8h                      // 日最大 8 小时平均
	Hour                       // 1 小时平均

	averageEnd
)

// limits is one pollutant's row: both classes for every averaging time, in the
// unit of the row; 0 where there is none.
type limits [averageEnd][2]int64

// The limits of Table 1 (环境空气污染物基本项目浓度限值), class I and II, in µg/m³ and
// for CO in mg/m³.
var (
	table1of2012 = [measure.AirCount]limits{
		measure.SO2:  {Year: {20, 60}, Day: {50, 150}, Hour: {150, 500}},
		measure.NO2:  {Year: {40, 40}, Day: {80, 80}, Hour: {200, 200}},
		measure.CO:   {Day: {4, 4}, Hour: {10, 10}},
		measure.O3:   {Max8h: {100, 160}, Hour: {160, 200}},
		measure.PM10: {Year: {40, 70}, Day: {50, 150}},
		measure.PM25: {Year: {15, 35}, Day: {35, 75}},
	}
	table1of2026Transitional = [measure.AirCount]limits{
		measure.SO2:  {Year: {20, 60}, Day: {50, 150}, Hour: {150, 500}},
		measure.NO2:  {Year: {40, 40}, Day: {80, 80}, Hour: {200, 200}},
		measure.CO:   {Day: {4, 4}, Hour: {10, 10}},
		measure.O3:   {Max8h: {100, 160}, Hour: {160, 200}},
		measure.PM10: {Year: {40, 60}, Day: {50, 120}},
		measure.PM25: {Year: {15, 30}, Day: {35, 60}},
	}
	table1of2026Final = [measure.AirCount]limits{
		measure.SO2:  {Year: {20, 20}, Day: {50, 50}, Hour: {150, 150}},
		measure.NO2:  {Year: {30, 30}, Day: {50, 50}, Hour: {200, 200}},
		measure.CO:   {Day: {4, 4}, Hour: {10, 10}},
		measure.O3:   {Max8h: {100, 160}, Hour: {160, 200}},
		measure.PM10: {Year: {20, 50}, Day: {50, 100}},
		measure.PM25: {Year: {10, 25}, Day: {25, 50}},
	}
)

// Limit is the limit (浓度限值) of Table 1 for p, inclusive: a value equal to it
// meets it. ok is false where the table has none, such as a PM limit for one hour.
// The 8-hour limit of ozone is found under O3 and under O38h.
//
// A daily limit is not an AQI of 100: from 2031 the class II limits of a day lie
// below the points of HJ 633.
func Limit(e Edition, class Class, p measure.Parameter, over Average) (limit measure.Concentration, ok bool) {
	if p == measure.O38h && over == Max8h {
		p = measure.O3
	}
	if int(p) >= measure.AirCount || over >= averageEnd || class != ClassI && class != ClassII {
		return 0, false
	}
	var table *[measure.AirCount]limits
	switch e {
	case E2012:
		table = &table1of2012
	case Transitional2026:
		table = &table1of2026Transitional
	case Final2026:
		table = &table1of2026Final
	default:
		return 0, false
	}
	unit := measure.Microgram
	if p == measure.CO {
		unit = measure.Milligram
	}
	limit = measure.Concentration(table[p][over][class-ClassI]) * unit
	return limit, limit != 0
}

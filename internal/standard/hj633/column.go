package hj633

import "lanbi/internal/measure"

// Column is a column of the table of individual indices (空气质量分指数及对应的
// 污染物项目浓度限值): a pollutant and its averaging time. The zero value is none.
//
// The order is the order of print.
type Column uint8

const (
	SO2Day  Column = iota + 1 // SO₂ 24 小时平均
	SO2Hour                   // SO₂ 1 小时平均
	NO2Day                    // NO₂ 24 小时平均
	NO2Hour                   // NO₂ 1 小时平均
	CODay                     // CO 24 小时平均
	COHour                    // CO 1 小时平均
	O3Hour                    // O₃ 1 小时平均
	O3Max8h                   // O₃ 日最大 8 小时平均
	PM10Day                   // PM₁₀ 24 小时平均
	PM25Day                   // PM₂.₅ 24 小时平均

	columnEnd
)

var columnNames = [columnEnd]string{
	SO2Day: "SO₂ 24h", SO2Hour: "SO₂ 1h", NO2Day: "NO₂ 24h", NO2Hour: "NO₂ 1h", CODay: "CO 24h",
	COHour: "CO 1h", O3Hour: "O₃ 1h", O3Max8h: "O₃ 8h", PM10Day: "PM₁₀ 24h", PM25Day: "PM₂.₅ 24h",
}

// String is the heading, such as "SO₂ 24h"; empty for none.
func (col Column) String() string {
	if col < columnEnd {
		return columnNames[col]
	}
	return ""
}

// Parameter is what the column is looked up with: O38h for O3Max8h.
func (col Column) Parameter() measure.Parameter {
	switch col {
	case SO2Day, SO2Hour:
		return measure.SO2
	case NO2Day, NO2Hour:
		return measure.NO2
	case CODay, COHour:
		return measure.CO
	case O3Hour:
		return measure.O3
	case O3Max8h:
		return measure.O38h
	case PM10Day:
		return measure.PM10
	case PM25Day:
		return measure.PM25
	}
	return 0
}

// Unit is the unit in which the table prints the column: 1 mg/m³ for CO, else
// 1 µg/m³.
func (col Column) Unit() measure.Concentration {
	if col == CODay || col == COHour {
		return measure.Milligram
	}
	return measure.Microgram
}

// Step is what concentrations are rounded to before the table is used: 0.1 mg/m³
// for CO, else 1 µg/m³ (HJ 633-2026 §4.2.2–4.2.3).
//
// HJ 633-2012 does not ask for it, but the published indices of its time follow
// from the published whole numbers, so both editions round.
func (col Column) Step() measure.Concentration {
	if col == CODay || col == COHour {
		return measure.Milligram / 10
	}
	return measure.Microgram
}

// HourColumn is the column for the 1 h mean of p. Both PM use their daily column:
// the text of 2026 says so, and so did publication under 2012.
func HourColumn(p measure.Parameter) Column { return columnAt(&hourColumns, p) }

// DayColumn is the column for the daily mean of p, O3Max8h for O38h.
func DayColumn(p measure.Parameter) Column { return columnAt(&dayColumns, p) }

func columnAt(columns *[6]Column, p measure.Parameter) Column {
	for _, col := range columns {
		if col.Parameter() == p {
			return col
		}
	}
	return 0
}

// The columns in the order of measure.Parameter.
var (
	hourColumns = [6]Column{PM25Day, PM10Day, SO2Hour, NO2Hour, COHour, O3Hour}
	dayColumns  = [6]Column{PM25Day, PM10Day, SO2Day, NO2Day, CODay, O3Max8h}
)

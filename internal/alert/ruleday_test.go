package alert

import (
	"testing"

	"lanbi/internal/forecast"
	"lanbi/internal/measure"
)

func TestDayData_FifthMissingHour(t *testing.T) {
	facts := func(day, missing int) Facts {
		return Facts{Hours: []Hours{
			{Code: "JY001", Name: "区政府", Day: measure.Date(2026, 11, day), Parameter: measure.PM25, Valid: 10, Missing: missing, Left: 14 - missing},
			{Code: "JY001", Name: "区政府", Day: measure.Date(2026, 11, day), Parameter: measure.SO2, Valid: 10, Left: 14}}}
	}
	tell(t, Rules{}, []chapter{
		{"11-10 08:00", facts(10, 2), ""},
		{"11-10 09:00", facts(10, 3), "warning 【当日将无效】"},
		{"11-10 10:00", facts(10, 4), ""},
		{"11-10 11:00", facts(10, 5), "warning 【当日数据不足】"},
		{"11-11 00:10", facts(11, 0), ""}, // a new day: no end is told
		{"11-11 05:00", facts(11, 3), "warning 【当日将无效】"},
	})
}

func TestValidity_MonthAndYear(t *testing.T) {
	facts := func(month, year int) Facts {
		return Facts{Validity: []Validity{{Code: "220605", AsOf: measure.Date(2026, 11, 10), Parameter: measure.PM25,
			MonthMissing: month, YearMissing: year, MonthDays: 30, YearDays: 365, MonthNeeded: 27, YearNeeded: 324}}}
	}
	tell(t, Rules{}, []chapter{
		{"11-10 08:00", facts(1, 39), ""},
		{"11-11 08:00", facts(2, 40), "warning 【有效性将不足】, warning 【有效性将不足】"},
		{"11-12 08:00", facts(4, 42), "warning 【有效性不足】, warning 【有效性不足】"},
	})
}

// Ozone counts windows of eight hours, not hours (HJ 663 §6.1.2).
func TestDayData_Ozone(t *testing.T) {
	facts := func(o OzoneDay) Facts {
		return Facts{Hours: []Hours{
			{Code: "JY001", Name: "区政府", Day: measure.Date(2026, 11, 10), Parameter: measure.PM25, Valid: 10, Missing: 1, Left: 13},
			{Code: "JY001", Name: "区政府", Day: measure.Date(2026, 11, 10), Parameter: measure.O38h, Valid: 10, Missing: 1, Left: 13, Ozone: &o}}}
	}
	need := func(hours, spare int) forecast.Need { return forecast.Need{Hours: hours, Spare: spare, From: 24} }
	tell(t, Rules{}, []chapter{
		{"11-10 08:00", facts(OzoneDay{Need: need(9, 2)}), ""},
		{"11-10 09:00", facts(OzoneDay{Need: need(9, 1)}), ""}, // a hole of an hour, valid hours follow
		{"11-10 10:00", facts(OzoneDay{Need: need(9, 1), Gap: true}), "warning 【当日将无效】"},
		{"11-10 11:00", facts(OzoneDay{Need: need(9, 0), Gap: true}), ""},
		{"11-10 12:00", facts(OzoneDay{Need: need(-1, -1), Gap: true}), "warning 【当日数据不足】"},
	})
	tell(t, Rules{}, []chapter{
		{"11-10 08:00", facts(OzoneDay{Need: need(-1, -1), Decided: true}), ""}, // above the limit already
		{"11-10 09:00", facts(OzoneDay{Need: need(0, 0)}), ""},                  // enough
		{"11-10 10:00", facts(OzoneDay{Need: need(3, 0)}), "warning 【当日将无效】"},   // any further hole voids it
	})
}

package gb3095

import "time"

// The least data that make an average valid (数据统计的有效性规定), Table 4. All valid
// data enter the average; below the minimum there is no average. The numbers are
// read in GB 3095-2026; those of 2012 are the same in two secondary sources.
const (
	// HourMinutes of sampling make 1 h of SO₂, NO₂, CO, O₃ and NOx. Table 4 does not
	// name PM for an hour.
	HourMinutes = 45
	// EightHourHours are the 1 h means that make 8 h of O₃.
	EightHourHours = 6
	// DayHours are the 1 h means that make a day of SO₂, NO₂, CO, PM₁₀, PM₂.₅ and NOx.
	DayHours = 20
	// YearDays are the daily means that make a year of SO₂, NO₂, PM₁₀, PM₂.₅ and NOx,
	// with MonthDays in every month.
	YearDays = 324
	// OtherDayHours of sampling make a day of TSP, benzo[a]pyrene and lead;
	// OtherMonthDays a month, OtherQuarterDays a quarter of lead, OtherYearDays a year.
	OtherDayHours    = 24
	OtherMonthDays   = 5
	OtherQuarterDays = 15
	OtherYearDays    = 60
)

// MonthDays is the number of daily means that make a month, and that a valid year
// needs in every month: 25 in February, else 27 (Table 4).
func MonthDays(m time.Month) int {
	if m == time.February {
		return 25
	}
	return 27
}

// MonthValid tells whether the valid days of month m are enough.
func MonthValid(m time.Month, days int) bool { return days >= MonthDays(m) }

// YearValid tells whether the valid days of every month, indexed by time.Month
// with index 0 unused, are enough for a year: 324 in all and MonthDays in each.
func YearValid(days *[13]int) bool {
	sum := 0
	for m := time.January; m <= time.December; m++ {
		if !MonthValid(m, days[m]) {
			return false
		}
		sum += days[m]
	}
	return sum >= YearDays
}

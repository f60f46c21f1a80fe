package target

import (
	"math/rand/v2"
	"reflect"
	"testing"
	"time"

	"lanbi/internal/assess"
	"lanbi/internal/measure"
	"lanbi/internal/standard/gb3095"
)

// Until 21 November 2026 five days of November lack PM2.5, and four of February: 30 days
// less 27 leave 3, 28 less 25 leave 3, 365 less 324 leave 41.
func TestValidityOf_Counted(t *testing.T) {
	asOf := measure.Date(2026, 11, 21)
	var rows []assess.AirDay
	for day := asOf.FirstOfYear(); day <= asOf; day++ {
		row := assess.AirDay{Place: "A", Day: day, Has: measure.SetOf(measure.PM25, measure.O38h)}
		if day.Month() == time.February && day.Date() <= 4 || day.Month() == time.November && day.Date() > 16 {
			row.Has = measure.SetOf(measure.O38h)
		}
		rows = append(rows, row, assess.AirDay{Place: "B", Day: day})
	}
	got := ValidityOf("A", measure.SetOf(measure.PM25, measure.O3), rows, asOf, nil)
	want := []Validity{
		{Place: "A", AsOf: asOf, Parameter: measure.PM25, Month: ValidDays{Valid: 16, Missing: 5, Ahead: 9, Days: 30, Needed: 27},
			Year: ValidDays{Valid: 316, Missing: 9, Ahead: 40, Days: 365, Needed: 324}, Short: []time.Month{time.February, time.November}},
		{Place: "A", AsOf: asOf, Parameter: measure.O38h, Month: ValidDays{Valid: 21, Ahead: 9, Days: 30, Needed: 27},
			Year: ValidDays{Valid: 325, Ahead: 40, Days: 365, Needed: 324}},
	}
	if !reflect.DeepEqual(got, want) {
		t.Fatalf("got  %+v\nwant %+v", got, want)
	}
	if month, year := got[0].Month.Spare(), got[0].Year.Spare(); month != -2 || year != 32 {
		t.Errorf("spare %d of the month and %d of the year, want -2 and 32", month, year)
	}
}

// What lies before the first value of the year is not missing.
func TestValidityOf_BeforeTheInstallation(t *testing.T) {
	asOf := measure.Date(2024, 2, 29)
	rows := []assess.AirDay{{Place: "A", Day: measure.Date(2024, 2, 20), Has: measure.SetOf(measure.PM10)}}
	got := ValidityOf("A", measure.SetOf(measure.PM10), rows, asOf, nil)
	want := ValidDays{Valid: 1, Missing: 9, Days: 29, Needed: 25}
	if len(got) != 1 || got[0].Month != want || got[0].Year.Missing != 9 || got[0].Year.Ahead != 306 {
		t.Errorf("got %+v, want February %+v", got, want)
	}
	none := ValidityOf("A", measure.SetOf(measure.PM10), nil, asOf, nil)
	if none[0].Year.Missing != 1 {
		t.Errorf("without any day: %+v, want the last day missing", none)
	}
}

// With every day ahead valid, the year is valid exactly when nothing is short and there
// is something to spare; the same days by gb3095.YearValid.
func TestValidityOf_AgreesWithTheYear(t *testing.T) {
	chance := rand.New(rand.NewPCG(1, 2))
	plan := measure.SetOf(measure.NO2)
	voided := 0
	for range 300 {
		asOf := measure.Date(2026, 1, 1).Add(chance.IntN(365))
		gap := 0.02 + 0.1*chance.Float64()
		var rows []assess.AirDay
		var days [13]int
		for day := asOf.FirstOfYear(); day <= asOf.LastOfYear(); day++ {
			row := assess.AirDay{Place: "A", Day: day, Has: plan}
			if day > asOf.FirstOfYear() && day <= asOf && chance.Float64() < gap {
				row.Has = measure.Set{}
			}
			if !row.Has.Empty() {
				days[day.Month()]++
			}
			rows = append(rows, row)
		}
		v := ValidityOf("A", plan, rows, asOf, nil)[0]
		got := len(v.Short) == 0 && v.Year.Spare() >= 0
		if want := gb3095.YearValid(&days); got != want {
			t.Fatalf("as of %s: %+v can be valid: %v, want %v", asOf, v, got, want)
		}
		if !got {
			voided++
		}
	}
	if voided < 30 || voided > 270 {
		t.Errorf("%d of 300 years void: the test looks at one side only", voided)
	}
}

// Outages stand beside the missing days they touch, of the month and of the year, per
// pollutant.
func TestValidityOf_Outages(t *testing.T) {
	asOf := measure.Date(2026, 11, 21)
	var rows []assess.AirDay
	for day := asOf.FirstOfYear(); day <= asOf; day++ {
		row := assess.AirDay{Place: "A", Day: day, Has: measure.SetOf(measure.PM25, measure.PM10)}
		if day == measure.Date(2026, 3, 4) || day >= measure.Date(2026, 11, 20) {
			row.Has = measure.SetOf(measure.PM10)
		}
		rows = append(rows, row)
	}
	outage := func(from, to measure.Day) assess.Outage {
		return assess.Outage{Place: "A", From: from, To: to, Reason: "停电"}
	}
	march := outage(measure.Date(2026, 3, 3), measure.Date(2026, 3, 4))
	harmless := outage(measure.Date(2026, 5, 1), measure.Date(2026, 5, 2)) // hours only: the days are valid
	now := outage(measure.Date(2026, 11, 21), measure.Date(2026, 11, 30))
	got := ValidityOf("A", measure.SetOf(measure.PM25, measure.PM10), rows, asOf, []assess.Outage{march, harmless, now})
	if v := got[0]; !reflect.DeepEqual(v.YearOutages, []assess.Outage{march, now}) || !reflect.DeepEqual(v.MonthOutages, []assess.Outage{now}) {
		t.Errorf("PM2.5: month %+v, year %+v; want the one of now, and that of March before it", v.MonthOutages, v.YearOutages)
	}
	if v := got[1]; v.YearOutages != nil || v.MonthOutages != nil {
		t.Errorf("PM10 lacks no day: %+v", v)
	}
}

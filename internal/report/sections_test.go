package report

import (
	"testing"

	"lanbi/internal/assess"
	"lanbi/internal/measure"
)

// A section moved on 1 March: the river is judged from the new one alone, which has the
// months of the old one among its own, and the old one lacks no month after its end.
func TestSections_Replaced(t *testing.T) {
	f := scenario()
	a := &f.Areas[0]
	a.Area.Sections = []measure.Section{
		{Code: "W0", Name: "甲河旧口", River: "甲河", Class: 2, Span: measure.Span{Until: measure.Date(2026, 2, 28)}},
		{Code: "W1", Name: "甲河口", River: "甲河", Class: 2, Span: measure.Span{From: measure.Date(2026, 3, 1)}, Replaces: "W0"},
	}
	// Total phosphorus: 0.39 mg/L at the old one alone is class Ⅴ, and with the 0.115 of
	// the new one a mean of 0.2525, class Ⅳ; 0.115 is class Ⅲ.
	a.Sections = append([]Section{{Section: &a.Area.Sections[0], Year: WaterYear{
		Months: []assess.WaterPeriod{waterOf(1, 0, 0), waterOf(2, 5, 390_000), waterOf(3, 0, 0)}, ToDate: yearToDate(waterOf(1, 5, 390_000))}}}, a.Sections...)
	a.Sections[1].Section = &a.Area.Sections[1]
	rows := sectionsTable(f).Rows
	if len(rows) != 3 {
		t.Fatalf("%d rows, want two sections and a river", len(rows))
	}
	last := len(rows[0]) - 1
	if got := rows[0][last-1].text; got != "1月" {
		t.Errorf("the old one has no class in %q, want 1月", got)
	}
	if got := rows[1][last-1].text; got != "2月" {
		t.Errorf("the new one has no class in %q, want 2月", got)
	}
	if got := rows[2][sectionColumns+spanColumns]; rows[2][2].text != "河流整体" || got.text != "Ⅲ" {
		t.Errorf("the river %+v is of class %q, want Ⅲ", rows[2], got.text)
	}
}

// A year of too few months for a mean was monitored all the same; one without any value
// was not.
func TestSections_TooFewMonths(t *testing.T) {
	none := assess.WaterPeriod{Section: "W1", Start: measure.Date(2026, 1, 1), Period: assess.Year}
	for _, c := range []struct {
		months []assess.WaterPeriod
		want   string
	}{
		{[]assess.WaterPeriod{waterOf(1, 0, 0), waterOf(2, 2, 80_000)}, "不参评"},
		{[]assess.WaterPeriod{waterOf(1, 0, 0), waterOf(2, 0, 0)}, "无有效数据"},
	} {
		f := scenario()
		f.Period = YearOf(f.AsOf)
		f.Areas[0].Sections[0].Year = WaterYear{Months: c.months, ToDate: none}
		if got := sectionsTable(f).Rows[0][sectionColumns].text; got != c.want {
			t.Errorf("a year of %d months is %q, want %q", len(c.months), got, c.want)
		}
	}
}

// An outage is told with the name of its place, whatever it is.
func TestMissing_NamesOfPlaces(t *testing.T) {
	a := &scenario().Areas[0]
	a.Sections, a.Sources = nil, nil // not in operation in the year
	for code, want := range map[string]string{"A1": "全区县", "S1": "一站", "W1": "甲河口", "D1": "甲水源", "X9": "X9"} {
		if got := a.siteName(code); got != want {
			t.Errorf("%s is called %q, want %q", code, got, want)
		}
	}
}

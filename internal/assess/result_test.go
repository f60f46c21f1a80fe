package assess_test

import (
	"testing"

	"lanbi/internal/assess"
	"lanbi/internal/measure"
	"lanbi/internal/standard/hj633"
)

// TestWords reads back what String writes; these words are tags and fields of the
// database and must not change.
func TestWords(t *testing.T) {
	for want, v := range map[string]assess.Verdict{"undetermined": assess.Undetermined, "good": assess.Good, "exceeding": assess.Exceeding} {
		if got, err := assess.ParseVerdict(want); v.String() != want || got != v || err != nil {
			t.Errorf("verdict %q: %q, read back %v, %v", want, v, got, err)
		}
	}
	for want, p := range map[string]assess.Period{"day": assess.DayPeriod, "month": assess.Month, "quarter": assess.Quarter, "ytd": assess.YearToDate, "year": assess.Year} {
		if got, err := assess.ParsePeriod(want); p.String() != want || got != p || err != nil {
			t.Errorf("period %q: %q, read back %v, %v", want, p, got, err)
		}
	}
	for want, r := range map[string]assess.EditionRule{"by-date": assess.ByDate, "2012": assess.Under2012, "2026": assess.Under2026} {
		if got, err := assess.ParseEditionRule(want); r.String() != want || got != r || err != nil {
			t.Errorf("edition rule %q: %q, read back %v, %v", want, r, got, err)
		}
	}
	if _, err := assess.ParseVerdict("fine"); err == nil {
		t.Error("verdict fine was read")
	}
	if _, err := assess.ParsePeriod("week"); err == nil {
		t.Error("period week was read")
	}
	if _, err := assess.ParseEditionRule("2020"); err == nil {
		t.Error("edition 2020 was read")
	}
	if assess.ComputedDay.String() != "computed" || assess.PublishedDay.String() != "published" {
		t.Errorf("sources %s and %s", assess.ComputedDay, assess.PublishedDay)
	}
}

func TestEditionRule_On(t *testing.T) {
	last2012, first2026 := measure.Date(2026, 2, 28), measure.Date(2026, 3, 1)
	for _, c := range []struct {
		rule assess.EditionRule
		day  measure.Day
		want hj633.Edition
	}{
		{assess.ByDate, last2012, hj633.E2012}, {assess.ByDate, first2026, hj633.E2026},
		{assess.Under2012, first2026, hj633.E2012}, {assess.Under2026, last2012, hj633.E2026},
	} {
		if got := c.rule.On(c.day); got != c.want {
			t.Errorf("%s on %s is %s, want %s", c.rule, c.day, got, c.want)
		}
	}
}

func TestPeriod_Bounds(t *testing.T) {
	day := measure.Date(2028, 2, 29)
	for _, c := range []struct {
		period      assess.Period
		first, last measure.Day
	}{
		{assess.DayPeriod, day, day},
		{assess.Month, measure.Date(2028, 2, 1), day},
		{assess.Quarter, measure.Date(2028, 1, 1), measure.Date(2028, 3, 31)},
		{assess.YearToDate, measure.Date(2028, 1, 1), day},
		{assess.Year, measure.Date(2028, 1, 1), measure.Date(2028, 12, 31)},
	} {
		if first, last := c.period.Bounds(day); first != c.first || last != c.last {
			t.Errorf("%s: %s to %s, want %s to %s", c.period, first, last, c.first, c.last)
		}
	}
}

// TestRejudge_Published leaves an imported day as it is.
func TestRejudge_Published(t *testing.T) {
	day := assess.AirDay{Place: "a", Source: assess.PublishedDay, Edition: hj633.E2012, Verdict: assess.Good, Index: hj633.Index{Known: true, AQI: 80}}
	if got := assess.Rejudge(day, hj633.E2026, hj633.Options{}); got != day {
		t.Errorf("judged again: %+v", got)
	}
}

package assess_test

import (
	"slices"
	"testing"
	"time"

	"lanbi/internal/assess"
	"lanbi/internal/measure"
)

// A period is audited when every value is that counts in it.
func TestWaterRecord_Audited(t *testing.T) {
	first := measure.Date(2026, time.March, 1)
	days := func(from, to measure.Day, source measure.Source) []measure.Sample {
		samples := wholeDays(from, to, clean())
		for i := range samples {
			samples[i].Source = source
		}
		return samples
	}
	sent, audited := days(first, first+30, measure.Sent), days(first, first+30, measure.Audited)
	late := append(slices.Clone(audited[:len(audited)-6]), days(first+30, first+30, measure.Sent)...)
	for name, c := range map[string]struct {
		samples    []measure.Sample
		day, month bool
	}{
		"sent": {sent, false, false}, "audited": {audited, true, true}, "audited over sent": {slices.Concat(sent, audited), true, true},
		"one day is not": {late, true, false}, "nothing": {nil, false, false},
		"a sample of the laboratory": {append(slices.Clone(audited), laboratory(first+1, measure.Reading{Parameter: measure.COD, Value: mg("8")})), true, false},
	} {
		r := assess.Water{Section: section, Zone: beijing}.Record(c.samples)
		if day, month := r.Day(first), r.Month(first, first+30); day.Audited != c.day || month.Audited != c.month {
			t.Errorf("%s: day audited %v, month %v", name, day.Audited, month.Audited)
		}
	}
}

package assess_test

import (
	"strconv"
	"strings"

	"lanbi/internal/assess"
	"lanbi/internal/measure"
	"lanbi/internal/standard/hj633"
)

func (s *script) checkDay(words []string) {
	place, day, edition := words[0], s.Day(words[1]), s.edition(words[2])
	// The day before and after are loaded too: neither may leak into the day.
	series := s.series(measure.HourOf(day.Start(beijing))-24, 72)
	var got *assess.AirDay
	for _, row := range s.air().Days(nil, series, day, day) {
		if row.Place == place && row.Edition == edition {
			got = &row
		}
	}
	words = words[3:]
	var o hj633.Options
	for words[0] != "=" {
		switch words[0] {
		case "strict-2012":
			o.Missing2012 = hj633.Strict2012
		case "pm10-as-published":
			o.PM10Missing2026 = hj633.AsPublishedPM10
		default:
			s.Fatalf("unknown option %q", words[0])
		}
		words = words[1:]
	}
	words = words[1:]
	if got == nil {
		if words[0] != "none" {
			s.Errorf("%s has no row on %s", place, day)
		}
		return
	}
	row := *got
	if o != (hj633.Options{}) {
		row = assess.Rejudge(row, edition, o)
	}
	if row.Verdict.String() != words[0] {
		s.Errorf("%s %s under %s is %s (AQI %d, known %v), want %s", place, day, edition, row.Verdict, row.Index.AQI, row.Index.Known, words[0])
		return
	}
	words = words[1:]
	if row.Verdict != assess.Undetermined {
		s.checkIndex(&row.Index, words[0], words[1])
		words = words[2:]
	}
	for _, word := range words {
		s.checkFact(&row, word)
	}
}

func (s *script) checkIndex(x *hj633.Index, aqi, primary string) {
	if got := strconv.Itoa(x.AQI); got != aqi {
		s.Errorf("AQI %s, want %s", got, aqi)
	}
	got := x.Primary.String()
	if got == "" {
		got = "-"
	}
	if got != primary {
		s.Errorf("primary pollutants %s, want %s", got, primary)
	}
}

func (s *script) checkFact(row *assess.AirDay, word string) {
	key, want, _ := strings.Cut(word, "=")
	if want == "" {
		if row.Provisional != (word == "provisional") {
			s.Errorf("provisional is %v, want %s", row.Provisional, word)
		}
		return
	}
	name, isHours := strings.CutPrefix(key, "hours.")
	p, ok := measure.ParameterByKey(name)
	if !ok {
		s.Fatalf("unknown fact %q", word)
	}
	got := "missing"
	switch {
	case isHours:
		got = strconv.Itoa(row.Hours[p])
	case row.Has.Has(p):
		got = row.Mean[p].In(p.Unit())
	}
	if got != want {
		s.Errorf("%s is %s, want %s", key, got, want)
	}
}

func (s *script) checkHour(words []string) {
	place, day, edition := words[0], s.Day(words[1]), s.edition(words[3])
	label, _ := strconv.Atoi(words[2])
	h := measure.HourOf(day.Start(beijing)) + measure.Hour(label) - 1
	if got := h.Label(beijing); got != label {
		s.Errorf("label %d, want %d", got, label)
	}
	want := words[5:]
	for _, row := range s.air().Hours(nil, s.series(h, 1), h, h+1) {
		if row.Place != place || row.Edition != edition {
			continue
		}
		switch {
		case want[0] == "none":
			s.Errorf("%s has a row at label %d of %s", place, label, day)
		case want[0] == "NA":
			if row.Index.Known {
				s.Errorf("AQI %d, want NA", row.Index.AQI)
			}
		case !row.Index.Known:
			s.Errorf("AQI NA, want %s", want[0])
		default:
			s.checkIndex(&row.Index, want[0], want[1])
		}
		return
	}
	if want[0] != "none" {
		s.Errorf("%s has no row at label %d of %s", place, label, day)
	}
}

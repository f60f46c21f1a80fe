package target_test

import (
	"maps"
	"strconv"
	"strings"
	"testing"

	"lanbi/internal/assess"
	"lanbi/internal/measure"
	"lanbi/internal/scenario"
	"lanbi/internal/standard/hj633"
	"lanbi/internal/target"
)

// TestScenarios runs the scripts in testdata. A line is one of
//
//	target GOAL YEAR [kind KIND] [parameter KEY] [edition 2012|2026|by-date] [dust exclude|count-as-good] [data confirmed] [missing scale-to-valid] [missing-2012 strict]
//	DAY[..DAY] KIND [audited] [dust]     what the days are, later lines over earlier ones
//	probability P
//	figure, event, national, source, intake, sample, section, water …   see fact
//	DAY: WORD=VALUE …                    the progress at the end of that day
//
// Spaces are left out of reasons; reason~=PART asks for a part of one. KIND is good
// (PM2.5 20), exceeding (PM2.5 90), heavy (PM2.5 200), flips (PM2.5 70: good under
// 2012, exceeding under 2026), ozone (O3-8h 180 and PM10 640), dusty (PM10 640),
// pm2_5=N (PM2.5 of N µg/m³), without-pm2_5 (all others low), empty (a row without a
// value) or none (no row).
func TestScenarios(t *testing.T) {
	scenario.Play(t, func(rig *scenario.Script) func([]string) {
		s := script{Script: rig, days: map[measure.Day][]assess.AirDay{}}
		return s.run
	})
}

type script struct {
	*scenario.Script
	target target.Target
	days   map[measure.Day][]assess.AirDay
	facts  target.Facts
	water  []assess.WaterPeriod
}

func (s *script) run(words []string) {
	day, isCheck := strings.CutSuffix(words[0], ":")
	switch {
	case words[0] == "target":
		s.setTarget(words[1:])
	case words[0] == "probability":
		p, err := strconv.ParseFloat(words[1], 64)
		if err != nil {
			s.Fatalf("%v", err)
		}
		s.facts.Forecast = &target.Forecast{Probability: p, Low: p, High: p}
	case isCheck:
		s.Checks()
		s.check(s.Day(day), words[1:])
	case s.fact(words):
	default:
		first, last, isRange := strings.Cut(words[0], "..")
		if !isRange {
			last = first
		}
		for d := s.Day(first); d <= s.Day(last); d++ {
			s.set(d, words[1], words[2:])
		}
	}
}

func (s *script) setTarget(words []string) {
	goal, err := strconv.ParseFloat(words[0], 64)
	if err != nil {
		s.Fatalf("%v", err)
	}
	year, err := strconv.Atoi(words[1])
	if err != nil {
		s.Fatalf("%v", err)
	}
	s.target = target.Target{ID: "x/good-air-days", Kind: target.GoodAirDays, Goal: goal, Year: year, Unit: "天"}
	s.facts.Forecast = nil
	b := &s.target.Basis
	for i := 2; i+1 < len(words); i += 2 {
		switch words[i] {
		case "kind":
			s.target.Kind = target.Kind(words[i+1])
		case "parameter":
			s.target.Parameter, _ = measure.ParameterByKey(words[i+1])
		case "unit":
			s.target.Unit = words[i+1]
		case "direction":
			s.target.Direction = words[i+1]
		case "upper":
			s.target.Upper = s.number(words[i+1])
		case "indicator":
			s.target.Indicator = words[i+1]
		case "compare":
			s.target.Compare = words[i+1]
		case "document":
			b.Document = words[i+1]
		case "edition":
			if b.Edition, err = assess.ParseEditionRule(words[i+1]); err != nil {
				s.Fatalf("%v", err)
			}
		case "dust":
			b.Dust = words[i+1]
		case "data":
			b.Data = words[i+1]
		case "missing":
			b.Missing = words[i+1]
		case "missing-2012":
			b.Missing2012 = words[i+1]
		default:
			s.Fatalf("unknown word %q", words[i])
		}
	}
}

func (s *script) set(d measure.Day, kind string, marks []string) {
	if kind == "none" {
		delete(s.days, d)
		return
	}
	row := assess.AirDay{Place: "x", Day: d, Provisional: true}
	row.Has = measure.SetOf(measure.PM25, measure.PM10, measure.SO2, measure.NO2, measure.CO, measure.O38h)
	row.Mean[measure.PM25] = 20 * measure.Microgram
	row.Mean[measure.PM10] = 40 * measure.Microgram
	row.Mean[measure.O38h] = 80 * measure.Microgram
	switch kind {
	case "good":
	case "exceeding":
		row.Mean[measure.PM25] = 90 * measure.Microgram
	case "heavy":
		row.Mean[measure.PM25] = 200 * measure.Microgram
	case "flips":
		row.Mean[measure.PM25] = 70 * measure.Microgram
	case "ozone":
		row.Mean[measure.O38h] = 180 * measure.Microgram
		row.Mean[measure.PM10] = 640 * measure.Microgram
	case "dusty":
		row.Mean[measure.PM10] = 640 * measure.Microgram
	case "without-pm2_5":
		row.Has = row.Has.Without(measure.PM25)
	case "empty":
		row.Has = measure.Set{}
	default:
		text, isValue := strings.CutPrefix(kind, "pm2_5=")
		value, err := measure.ParseConcentration(text, 1000)
		if !isValue || err != nil {
			s.Fatalf("unknown kind of day %q", kind)
		}
		row.Mean[measure.PM25] = value
	}
	for _, mark := range marks {
		switch mark {
		case "audited":
			row.Provisional = false
		case "dust":
			row.Dust = true
		default:
			s.Fatalf("unknown mark %q", mark)
		}
	}
	s.days[d] = []assess.AirDay{
		assess.Rejudge(row, hj633.E2012, hj633.Options{}),
		assess.Rejudge(row, hj633.E2026, hj633.Options{}),
	}
}

func (s *script) check(asOf measure.Day, want []string) {
	s.facts.AsOf = asOf
	s.facts.AirDays = s.facts.AirDays[:0]
	for d, rows := range s.days {
		if d <= asOf { // the future is not stored
			s.facts.AirDays = append(s.facts.AirDays, rows...)
		}
	}
	s.facts.Zone = beijing
	s.facts.Water = nil
	for _, row := range s.water {
		if row.Start <= asOf {
			s.facts.Water = append(s.facts.Water, row)
		}
	}
	p := target.Evaluate(&s.target, &s.facts)
	got := map[string]string{
		"status": p.Status.String(), "as-of": p.AsOf.String(), "value": "none", "ahead": "none", "against": "none",
		"reason": strings.ReplaceAll(p.Reason, " ", ""),
	}
	if p.HasValue {
		got["value"] = strconv.FormatFloat(p.Value, 'f', -1, 64)
	}
	if p.HasAgainst {
		got["against"] = strconv.FormatFloat(p.Against, 'f', -1, 64)
	}
	if p.HasAhead {
		got["ahead"] = strconv.FormatFloat(p.Ahead, 'f', -1, 64)
	}
	if p.Days != nil {
		s.counts(got, &p)
	}
	for _, word := range want {
		key, value, _ := strings.Cut(word, "=")
		if key == "reason~" {
			if !strings.Contains(got["reason"], value) {
				s.Errorf("reason is %q, want %q in it", got["reason"], value)
			}
			continue
		}
		if found, ok := got[key]; !ok {
			s.Fatalf("unknown fact %q", key)
		} else if found != value {
			s.Errorf("%s is %q, want %q", key, found, value)
		}
	}
}

// counts adds what a kind that counts days tells.
func (s *script) counts(got map[string]string, p *target.Progress) {
	d, o := p.Days, p.Other
	if sum := d.Good + d.Exceeding + d.Undetermined + d.Remaining; sum != measure.DaysInYear(s.target.Year) {
		s.Errorf("good + exceeding + undetermined + remaining = %d", sum)
	}
	maps.Copy(got, map[string]string{
		"good": strconv.Itoa(d.Good), "exceeding": strconv.Itoa(d.Exceeding),
		"undetermined": strconv.Itoa(d.Undetermined), "remaining": strconv.Itoa(d.Remaining),
		"budget": strconv.Itoa(d.Budget), "recovered": strconv.Itoa(d.BudgetIfRecovered),
		"pace": strconv.FormatFloat(d.Pace, 'f', 2, 64), "pace_3y": "none",
		"other": o.Edition.String(), "other.good": strconv.Itoa(o.Days.Good), "other.status": o.Status.String(),
		"flips": strconv.Itoa(len(o.Flips)),
	})
	if d.HasPace3y {
		got["pace_3y"] = strconv.FormatFloat(d.Pace3y, 'f', 2, 64)
	}
	if len(o.Flips) > 0 {
		got["flip.first"], got["flip.last"] = o.Flips[0].String(), o.Flips[len(o.Flips)-1].String()
	}
}

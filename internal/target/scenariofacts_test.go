package target_test

import (
	"strconv"
	"strings"
	"time"

	"lanbi/internal/assess"
	"lanbi/internal/measure"
	"lanbi/internal/standard/gb3838"
	"lanbi/internal/target"
)

var beijing = time.FixedZone("CST", 8*3600)

// fact takes a line that adds to what is known:
//
//	forget                                     all that these lines said before
//	figure ID PERIOD VALUE [SOURCE]
//	event ID STATE DAY [START]                 a step taken at noon of DAY
//	fire ID DAY LAT LON                        a fire point that waits, seen at noon of DAY
//	burn DOCUMENT DAY FIRST LAST PLACE [STATE]  a step taken at noon of DAY; _ stands for a space
//	national YEAR FIGURE VALUE [DUST]
//	source CODE surface|groundwater FREQUENCY [lake] [class=N]
//	intake CODE MONTH VOLUME
//	sample CODE DAY ITEM=VALUE[L] … [automatic] [ITEM=invalid]
//	section CODE RIVER CLASS [from DAY] [until DAY] [replaces CODE] [months M,M…]
//	water CODE ytd|year|month START CLASS
//	outage CODE FIRST LAST REASON
func (s *script) fact(words []string) bool {
	f := &s.facts
	switch words[0] {
	case "forget":
		*f = target.Facts{}
		s.water = nil
	case "figure":
		one := measure.Indicator{ID: words[1], Period: words[2], Value: s.number(words[3])}
		if len(words) > 4 {
			one.Source = words[4]
		}
		f.Figures = append(f.Figures, one)
	case "event":
		one := measure.Event{ID: words[1], State: words[2], Time: s.Day(words[3]).Start(beijing).Add(12 * time.Hour)}
		if len(words) > 4 {
			one.Start = s.Day(words[4])
		}
		f.Events = append(f.Events, one)
	case "fire":
		f.Events = append(f.Events, target.FireStep(&measure.FirePoint{ID: words[1], Kind: target.KindStraw, Time: s.Day(words[2]).Start(beijing).Add(12 * time.Hour),
			Lat: s.number(words[3]), Lon: s.number(words[4])}, nil, beijing, nil))
	case "burn":
		one := measure.Event{ID: words[1], Kind: target.KindBurn, State: target.BurnValid, Time: s.Day(words[2]).Start(beijing).Add(12 * time.Hour),
			Start: s.Day(words[3]), End: s.Day(words[4]), Text: strings.ReplaceAll(words[5], "_", " ")}
		if len(words) > 6 {
			one.State = words[6]
		}
		f.Permits = append(f.Permits, one)
	case "national":
		one := target.National{Year: int(s.number(words[1])), Figure: words[2], Value: s.number(words[3]), Basis: "全国"}
		if len(words) > 4 {
			one.Dust = words[4]
		}
		f.National = append(f.National, one)
	case "source":
		s.source(words[1:])
	case "intake":
		for i := range f.Sources {
			if f.Sources[i].Code == words[1] {
				f.Sources[i].Intake[words[2]] = int64(s.number(words[3]))
			}
		}
	case "sample":
		s.sample(words[1:])
	case "section":
		s.section(words[1:])
	case "water":
		s.period(words[1:])
	case "outage":
		f.Outages = append(f.Outages, assess.Outage{Place: words[1], From: s.Day(words[2]), To: s.Day(words[3]), Reason: words[4]})
	default:
		return false
	}
	return true
}

func (s *script) number(text string) float64 {
	v, err := strconv.ParseFloat(text, 64)
	if err != nil {
		s.Fatalf("%v", err)
	}
	return v
}

func (s *script) section(words []string) {
	one := measure.Section{Code: words[0], Name: words[0], River: words[1], Class: int(s.number(words[2]))}
	for i := 3; i+1 < len(words); i += 2 {
		switch words[i] {
		case "from":
			one.Span.From = s.Day(words[i+1])
		case "until":
			one.Span.Until = s.Day(words[i+1])
		case "replaces":
			one.Replaces = words[i+1]
		case "months":
			for text := range strings.SplitSeq(words[i+1], ",") {
				one.Months |= measure.MonthsOf(time.Month(s.number(text)))
			}
		default:
			s.Fatalf("unknown word %q", words[i])
		}
	}
	s.facts.Sections = append(s.facts.Sections, one)
}

func (s *script) source(words []string) {
	one := measure.DrinkingSource{Code: words[0], Name: words[0], Groundwater: words[1] == "groundwater", Frequency: words[2],
		InUse: true, Class: 3, Intake: map[string]int64{}}
	for _, word := range words[3:] {
		switch class, isClass := strings.CutPrefix(word, "class="); {
		case isClass:
			one.Class = int(s.number(class))
		case word == "lake":
			one.Body = measure.Lake
		case word == "unused":
			one.InUse = false
		default:
			s.Fatalf("unknown word %q", word)
		}
	}
	s.facts.Sources = append(s.facts.Sources, one)
}

func (s *script) sample(words []string) {
	one := measure.Sample{Medium: measure.Water, Station: words[0], Start: s.Day(words[1]).Start(beijing).Add(10 * time.Hour),
		Interval: measure.Single, Source: measure.Lab}
	for _, word := range words[2:] {
		if word == "automatic" {
			one.Interval, one.Source = measure.FourHours, measure.Sent
			continue
		}
		key, text, _ := strings.Cut(word, "=")
		p, ok := measure.ParameterByKey(key)
		if !ok {
			s.Fatalf("unknown item %q", key)
		}
		r := measure.Reading{Parameter: p}
		text, r.Below = strings.CutSuffix(text, "L")
		if text == "invalid" {
			r.Flag = measure.Fault
		} else if v, err := measure.ParseConcentration(text, p.Unit().Scale()); err == nil {
			r.Value = v
		} else {
			s.Fatalf("%v", err)
		}
		one.Readings = append(one.Readings, r)
	}
	s.facts.Samples = append(s.facts.Samples, one)
}

// tpOf is a mean of total phosphorus of the class, in a river.
var tpOf = map[string]string{"1": "0.02", "2": "0.08", "3": "0.15", "4": "0.25", "5": "0.35", "6": "0.5"}

func (s *script) period(words []string) {
	kind, err := assess.ParsePeriod(words[1])
	if err != nil {
		s.Fatalf("%v", err)
	}
	row := assess.WaterPeriod{Section: words[0], Period: kind, Start: s.Day(words[2])}
	kept := s.water[:0]
	for _, have := range s.water { // a later line replaces
		if have.Section != row.Section || have.Period != row.Period || have.Start != row.Start {
			kept = append(kept, have)
		}
	}
	s.water = kept
	if words[3] == "none" {
		return
	}
	value, err := measure.ParseConcentration(tpOf[words[3]], 1_000_000)
	if err != nil {
		s.Fatalf("class %q: %v", words[3], err)
	}
	row.Class, row.Deciding = gb3838.Class(s.number(words[3])), measure.SetOf(measure.TP)
	row.Means = []assess.ItemValue{{Parameter: measure.DO, Value: 9 * measure.Milligram}, {Parameter: measure.TP, Value: value}}
	s.water = append(s.water, row)
}

package assess_test

import (
	"strconv"
	"strings"
	"testing"

	"lanbi/internal/assess"
	"lanbi/internal/measure"
	"lanbi/internal/scenario"
	"lanbi/internal/standard/hj633"
)

// TestScenarios runs the scripts in testdata, which are written for people who know
// the standards and not the code. A line is one of
//
//	area NAME [share 0.75]
//	station NAME [plan pm2_5+o3] [from DAY] [until DAY] [replaces NAME] [not-assessed]
//	dust DAY
//	load STATION DAY [LABEL|LABEL-LABEL] KEY VALUE …
//	audited STATION DAY [LABEL|LABEL-LABEL] KEY VALUE …
//	day PLACE DAY EDITION [strict-2012] [pm10-as-published] = VERDICT [AQI PRIMARY] [KEY=MEAN] [hours.KEY=N] [provisional|confirmed]
//	hour PLACE DAY LABEL EDITION = AQI PRIMARY | NA | none
//
// Labels are hour ends, 1 to 24; without one all 24 are loaded. Values are in µg/m³,
// CO in mg/m³; "-" takes a value away, a letter behind it is its flag. PRIMARY is
// "-" for none.
func TestScenarios(t *testing.T) {
	scenario.Play(t, func(rig *scenario.Script) func([]string) {
		s := script{Script: rig, hours: map[string]map[measure.Hour]*assess.HourCells{}, dust: map[measure.Day]bool{}}
		return s.run
	})
}

type script struct {
	*scenario.Script
	area  measure.Area
	hours map[string]map[measure.Hour]*assess.HourCells
	dust  map[measure.Day]bool
}

func (s *script) run(words []string) {
	switch words[0] {
	case "area":
		s.area.Code = words[1]
		if len(words) == 4 {
			s.area.StationShare, _ = strconv.ParseFloat(words[3], 64)
		}
	case "station":
		s.station(words[1:])
	case "dust":
		s.dust[s.Day(words[1])] = true
	case "load":
		s.load(words[1:], measure.Sent)
	case "audited":
		s.load(words[1:], measure.Audited)
	case "day":
		s.Checks()
		s.checkDay(words[1:])
	case "hour":
		s.Checks()
		s.checkHour(words[1:])
	default:
		s.Fatalf("unknown word %q", words[0])
	}
}

func (s *script) station(words []string) {
	station := measure.Station{Code: words[0], Assess: true}
	for i := 1; i < len(words); i++ {
		switch words[i] {
		case "plan":
			i++
			plan, ok := measure.ParseSet(words[i])
			if !ok {
				s.Fatalf("unknown plan %q", words[i])
			}
			station.Plan = plan
		case "from":
			i++
			station.Span.From = s.Day(words[i])
		case "until":
			i++
			station.Span.Until = s.Day(words[i])
		case "replaces":
			i++
			station.Replaces = words[i]
		case "not-assessed":
			station.Assess = false
		default:
			s.Fatalf("unknown word %q", words[i])
		}
	}
	for i := range s.area.Stations {
		if before := &s.area.Stations[i]; before.Code == station.Replaces {
			end(&before.Span, &station.Span)
		}
	}
	s.area.Stations = append(s.area.Stations, station)
	s.hours[station.Code] = map[measure.Hour]*assess.HourCells{}
}

// end ends the span of what is replaced before its successor's begins, as the
// configuration does.
func end(replaced, by *measure.Span) {
	if last := by.From.Add(-1); replaced.Until == 0 || last < replaced.Until {
		replaced.Until = last
	}
}

func (s *script) load(words []string, source measure.Source) {
	station, day := words[0], s.Day(words[1])
	if s.hours[station] == nil {
		s.Fatalf("unknown station %q", station)
	}
	words = words[2:]
	first, last := 1, 24
	if len(words)%2 == 1 {
		a, b, isRange := strings.Cut(words[0], "-")
		first, _ = strconv.Atoi(a)
		last = first
		if isRange {
			last, _ = strconv.Atoi(b)
		}
		words = words[1:]
	}
	for ; len(words) > 0; words = words[2:] {
		p, ok := measure.ParameterByKey(words[0])
		if !ok || p > measure.O3 {
			s.Fatalf("unknown pollutant %q", words[0])
		}
		cell := s.cell(p, words[1], source)
		for label := first; label <= last; label++ {
			h := measure.HourOf(day.Start(beijing)) + measure.Hour(label) - 1
			if s.hours[station][h] == nil {
				s.hours[station][h] = &assess.HourCells{}
			}
			s.hours[station][h][p] = cell
		}
	}
}

func (s *script) cell(p measure.Parameter, text string, source measure.Source) assess.Cell {
	if text == "-" {
		return assess.Cell{}
	}
	var flag measure.Flag
	if n := len(text) - 1; text[n] >= 'A' && text[n] <= 'Z' {
		flag, text = measure.Flag(text[n]), text[:n]
	}
	value, err := measure.ParseConcentration(text, p.Unit().Scale())
	if err != nil {
		s.Fatalf("%s %q: %v", p, text, err)
	}
	return assess.Cell{Value: value, Flag: flag, Source: source}
}

func (s *script) series(first measure.Hour, hours int) []assess.Series {
	var all []assess.Series
	for station, loaded := range s.hours {
		series := assess.NewSeries(station, first, hours)
		for h, cells := range loaded {
			for p := measure.PM25; p <= measure.O3 && h >= first && h < series.End(); p++ {
				series.Set(h, p, cells[p])
			}
		}
		all = append(all, series)
	}
	return all
}

func (s *script) air() *assess.Air {
	return &assess.Air{Area: &s.area, Zone: beijing, Dust: func(d measure.Day) bool { return s.dust[d] }}
}

func (s *script) edition(text string) hj633.Edition {
	e, err := hj633.ParseEdition(text)
	if err != nil {
		s.Fatalf("%v", err)
	}
	return e
}

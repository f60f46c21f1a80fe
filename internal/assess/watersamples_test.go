package assess_test

import (
	"time"

	"lanbi/internal/assess"
	"lanbi/internal/measure"
)

var section = &measure.Section{Code: "hj", Name: "浑江口", River: "浑江", Class: 2}

func mg(text string) measure.Concentration {
	c, err := measure.ParseConcentration(text, 1_000_000)
	if err != nil {
		panic(err)
	}
	return c
}

// clean is water of class Ⅰ by the five automatic items.
func clean() map[measure.Parameter]string {
	return map[measure.Parameter]string{
		measure.PH: "7.6", measure.DO: "9", measure.CODMn: "1.5", measure.NH3N: "0.1", measure.TP: "0.015",
	}
}

// automatic is one 4-hourly sample; "-" in values is a value with flag D.
func automatic(day measure.Day, hour int, source measure.Source, values map[measure.Parameter]string) measure.Sample {
	s := measure.Sample{
		Medium: measure.Water, Station: section.Code, Interval: measure.FourHours, Source: source,
		Start: day.Start(beijing).Add(time.Duration(hour) * time.Hour),
	}
	for p, text := range values {
		if text == "-" {
			s.Readings = append(s.Readings, measure.Reading{Parameter: p, Flag: measure.Fault})
			continue
		}
		s.Readings = append(s.Readings, measure.Reading{Parameter: p, Value: mg(text)})
	}
	return s
}

func wholeDays(first, last measure.Day, values map[measure.Parameter]string) []measure.Sample {
	var samples []measure.Sample
	for day := first; day <= last; day++ {
		for hour := 0; hour < 24; hour += 4 {
			samples = append(samples, automatic(day, hour, measure.Sent, values))
		}
	}
	return samples
}

func laboratory(day measure.Day, readings ...measure.Reading) measure.Sample {
	return measure.Sample{
		Medium: measure.Water, Station: section.Code, Interval: measure.Single, Source: measure.Lab,
		Start: day.Start(beijing).Add(10 * time.Hour), Readings: readings,
	}
}

func record(samples []measure.Sample) *assess.WaterRecord {
	return assess.Water{Section: section, Zone: beijing}.Record(samples)
}

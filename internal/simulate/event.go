package simulate

import (
	"fmt"
	"time"

	"lanbi/internal/measure"
	"lanbi/internal/target"
)

// simulatedBy took every simulated step that no program takes.
const simulatedBy = "模拟操作员"

// DustSteps are what people are said to have done about the nth dust suspicion of
// an area, counted from 0, by the end of until: the first is refused, the second
// reported, the third recognised, the fourth waits, and so on.
func DustSteps(n int, opening *measure.Event, until time.Time) []measure.Event {
	states := [][]string{
		{target.DustReported, target.DustNotRecognised}, {target.DustReported}, {target.DustReported, target.DustRecognised}, nil,
	}[n%4]
	var steps []measure.Event
	for i, state := range states {
		e := *opening
		e.Time = opening.Time.Add(time.Duration(20+480*i) * time.Hour) // the next day, and three weeks later
		e.State, e.By, e.Text = state, simulatedBy, "模拟数据"
		if i > 0 {
			e.Document = fmt.Sprintf("模拟文号〔%d〕%d 号", e.Start.Year(), n+1)
		}
		if e.Time.Before(until) {
			steps = append(steps, e)
		}
	}
	return steps
}

// fires of each year, by month and day. That of the year before is confirmed; those of
// the year itself are an exempt one, a refuted one and one that waits.
var fires = [...]struct {
	yearsBack, month, day, hour int
	lat, lon                    float64
	state, document, text       string
}{
	{1, 4, 3, 15, 41.44, 128.11, target.EventConfirmed, "", "现场核实为秸秆焚烧"},
	{0, 3, 28, 14, 41.43, 128.16, target.EventExempt, "模拟批准文号 3 号", "在批准焚烧范围内"},
	{0, 4, 6, 13, 41.47, 128.05, target.EventRefuted, "", "现场核实为工业热源"},
	{0, 10, 22, 16, 41.45, 128.22, "", "", ""},
}

// burns are approved by month and day: that of the exempt fire point, and one around the
// fire point that waits.
var burns = [...]struct {
	month, from, until int
	lat, lon           float64
	document           string
}{
	{3, 26, 29, 41.43, 128.15, "模拟批准文号 3 号"},
	{10, 20, 24, 41.45, 128.21, "模拟批准文号 9 号"},
}

// Burns are the steps of the simulated burns approved for an area in the year, each a week
// ahead, up to the end of until.
func Burns(area string, year int, zone *time.Location, until time.Time) []measure.Event {
	var steps []measure.Event
	for _, x := range burns {
		b := measure.Burn{Area: area, From: measure.Date(year, time.Month(x.month), x.from), Until: measure.Date(year, time.Month(x.month), x.until),
			Lat: x.lat, Lon: x.lon, Radius: 3, Document: x.document}
		e := measure.Event{Time: b.From.Add(-7).Start(zone).Add(9 * time.Hour), Area: area, Kind: target.KindBurn, ID: b.Document, State: target.BurnValid,
			Start: b.From, End: b.Until, By: simulatedBy, Document: b.Document, Text: target.BurnText(&b) + "；模拟数据"}
		if e.Time.Before(until) {
			steps = append(steps, e)
		}
	}
	return steps
}

// Fires are the steps of the simulated fire points of an area in the year and the one
// before it, up to the end of until.
func Fires(area string, year int, zone *time.Location, until time.Time) []measure.Event {
	var steps []measure.Event
	add := func(e measure.Event) {
		if e.Time.Before(until) {
			steps = append(steps, e)
		}
	}
	for i, x := range fires {
		seen := time.Date(year-x.yearsBack, time.Month(x.month), x.day, x.hour, 20, 0, 0, zone)
		f := measure.FirePoint{Time: seen.UTC(), Area: area, Kind: target.KindStraw, ID: fmt.Sprintf("fire/%s/%s-%d", area, seen.Format("2006-01-02"), i+1),
			Lat: x.lat, Lon: x.lon, Source: "模拟卫星", Text: "模拟数据"}
		e := target.FireStep(&f, nil, zone, nil)
		add(e)
		if x.state != "" {
			e.Time, e.State, e.By, e.Document, e.Text = e.Time.Add(26*time.Hour), x.state, simulatedBy, x.document, x.text+"（模拟数据）"
			add(e)
		}
	}
	return steps
}

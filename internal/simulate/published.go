package simulate

import (
	"bytes"
	"fmt"
	"strconv"
	"time"

	"lanbi/internal/assess"
	"lanbi/internal/measure"
	"lanbi/internal/standard/gbt8170"
	"lanbi/internal/standard/hj633"
)

// How the province's days come to differ from ours: chances of a day.
const (
	auditedNear    = 0.25  // of a day about AQI 100 to be corrected when it is audited
	auditedFar     = 0.008 // of any other day
	roundedApart   = 0.008 // of a value to differ in its last digit
	receivedLate   = 0.7   // of a value that we lack to have reached the province
	neverPublished = 0.001
)

// oldEdition are the days on which the province still published by HJ 633-2012 after
// the new edition had come into force.
var oldEdition = [2]measure.Day{measure.Date(2026, 3, 1), measure.Date(2026, 3, 5)}

// PublishedTables are the tables of days and of monthly counts that the province
// publishes of an area, as lanbi import reads them in format published.
//
// days are our own assessed days of the area in order, of which the province's differ
// here and there: values corrected by an audit, a last digit, values that reached the
// province and not us, dust deducted where it is recognised, the old edition for some
// days after the change. Of the last day's year and the one before, every month whose days
// are all there is counted; counts is empty without one.
func (c *Counties) PublishedTables(area string, days []assess.AirDay) (daily, counts []byte) {
	p := province{own: c.published.sub(area), before: map[measure.Parameter]measure.Concentration{}}
	var table, months bytes.Buffer
	table.WriteString("place,date,aqi,level,primary,pm2_5,pm10,so2,no2,co,o3_8h,dust\n")
	months.WriteString("place,month,good,exceeding,undetermined,source\n")
	empty := months.Len()
	var tally [assess.Exceeding + 1]int
	counted := measure.Day(0)
	if len(days) > 0 {
		counted = measure.Date(days[len(days)-1].Day.Year()-1, time.January, 1)
	}
	for i := range days {
		day := p.publish(&days[i])
		appendPublished(&table, area, &day)
		if day.Day.Date() == 1 {
			clear(tally[:])
		}
		tally[day.Verdict]++
		if last := day.Day.LastOfMonth(); day.Day == last && day.Day >= counted && tally[assess.Good]+tally[assess.Exceeding]+tally[assess.Undetermined] == last.Date() {
			fmt.Fprintf(&months, "%s,%s,%d,%d,%d,省平台月统计（模拟）\n", area, last.String()[:7], tally[assess.Good], tally[assess.Exceeding], tally[assess.Undetermined])
		}
	}
	if months.Len() == empty {
		return table.Bytes(), nil
	}
	return table.Bytes(), months.Bytes()
}

// province is what the superior authority makes of the days of one area.
type province struct {
	own    stream
	before map[measure.Parameter]measure.Concentration // the last known value of each pollutant
}

// publish is the day as the province publishes it.
func (p *province) publish(ours *assess.AirDay) assess.AirDay {
	day := *ours
	for pollutant := range ours.Has.Each {
		p.before[pollutant] = ours.Mean[pollutant]
	}
	draw := func(i int64) float64 { return p.own.uniform(8*int64(day.Day) + i) }
	if draw(0) < neverPublished {
		day.Has = measure.Set{}
	} else {
		p.audit(&day, draw)
	}
	for pollutant := range day.Has.Each {
		step := measure.Microgram
		if pollutant == measure.CO {
			step = measure.Milligram / 10
		}
		day.Mean[pollutant] = gbt8170.Round(day.Mean[pollutant], step)
	}
	edition := hj633.EditionOn(day.Day)
	if day.Day >= oldEdition[0] && day.Day <= oldEdition[1] {
		edition = hj633.E2012
	}
	if day = assess.Rejudge(day, edition, hj633.Options{}); day.Dust {
		day = assess.WithoutParticles(day, hj633.Options{})
	}
	return day
}

// audit changes the values of some days.
func (p *province) audit(day *assess.AirDay, draw func(int64) float64) {
	for pollutant := range assess.MissingOf(day).Each {
		if had, ok := p.before[pollutant]; ok && draw(1) < receivedLate {
			day.Has, day.Mean[pollutant] = day.Has.With(pollutant), had
		}
	}
	aqi := day.Index.AQI
	for pollutant := range day.Index.Primary.Each {
		mean := float64(day.Mean[pollutant])
		switch u := draw(2); {
		case aqi >= 96 && aqi <= 110 && u < auditedNear: // to the other side of the limit, often
			if mean *= 0.90 + 0.06*draw(3); aqi <= 100 {
				mean = float64(day.Mean[pollutant]) * (1.02 + 0.06*draw(3))
			}
		case u > 1-auditedFar:
			mean *= 1.03 + 0.04*draw(3)
		case u > 1-auditedFar-roundedApart && pollutant != measure.CO:
			mean += float64(measure.Microgram)
		}
		day.Mean[pollutant] = measure.Concentration(mean)
	}
}

// appendPublished writes the row of a day.
func appendPublished(table *bytes.Buffer, area string, day *assess.AirDay) {
	aqi, level := "NA", ""
	if day.Index.Known {
		aqi, level = strconv.Itoa(day.Index.AQI), day.Index.Level().Chinese()
	}
	fmt.Fprintf(table, "%s,%s,%s,%s,%s", area, day.Day, aqi, level, day.Index.Primary)
	for _, p := range [...]measure.Parameter{measure.PM25, measure.PM10, measure.SO2, measure.NO2, measure.CO, measure.O38h} {
		table.WriteByte(',')
		if day.Has.Has(p) {
			table.WriteString(day.Mean[p].In(p.Unit()))
		}
	}
	if day.Dust {
		table.WriteString(",1\n")
	} else {
		table.WriteString(",0\n")
	}
}

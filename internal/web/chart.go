package web

import (
	"fmt"
	"math"
	"strings"

	"lanbi/internal/assess"
	"lanbi/internal/measure"
)

// The size of a chart in its own units, and of the margins that hold its labels.
const (
	chartWidth, chartHeight = 960.0, 210.0
	chartLeft, chartBottom  = 52.0, 24.0
	chartTop                = 10.0
)

// chartColours is how many classes of lines the style sheet has.
const chartColours = 8

// chartView is a chart of hourly values, drawn here: pages have no script.
type chartView struct {
	Title         string
	Width, Height float64
	Left, Bottom  float64 // of the plot
	Lines         []chartLine
	Rows          []chartRow
	Days          []chartDay
	Spans         []chartSpan // shaded
}

// chartLine is one station. A gap in the record is a gap in the line.
type chartLine struct{ Class, Name, Path string }

type chartRow struct {
	Y, TextY float64
	Label    string
}

type chartDay struct {
	X     float64
	Label string
}

type chartSpan struct{ X, Width float64 }

// curve is what is drawn of a record in an hour, nil where there is nothing.
type curve func(x *assess.Series, h measure.Hour) *float64

// dustCharts are PM10, PM2.5 and their ratio at every station of the dossier.
func (s *Server) dustCharts(d *dossier) []chartView {
	if len(d.series) == 0 {
		return nil
	}
	particles := func(p measure.Parameter) curve {
		return func(x *assess.Series, h measure.Hour) *float64 { return valueOf(x, h, p) }
	}
	return []chartView{
		s.dustChart(d, "PM10（µg/m³）", particles(measure.PM10)),
		s.dustChart(d, "PM2.5（µg/m³）", particles(measure.PM25)),
		s.dustChart(d, "PM2.5/PM10", func(x *assess.Series, h measure.Hour) *float64 {
			fine, coarse := valueOf(x, h, measure.PM25), valueOf(x, h, measure.PM10)
			if fine == nil || coarse == nil || *coarse <= 0 {
				return nil
			}
			v := *fine / *coarse
			return &v
		}),
	}
}

func (s *Server) dustChart(d *dossier, title string, value curve) chartView {
	c := chartView{Title: title, Width: chartWidth, Height: chartHeight, Left: chartLeft, Bottom: chartHeight - chartBottom}
	first, hours, highest := d.series[0].First, d.series[0].Len(), 0.0
	for i := range d.series {
		for h := d.series[i].First; h < d.series[i].End(); h++ {
			if v := value(&d.series[i], h); v != nil {
				highest = max(highest, *v)
			}
		}
	}
	step := chartStep(highest)
	top := step * max(1, math.Ceil(highest/step))
	tenth := func(v float64) float64 { return math.Round(v*10) / 10 }
	x := func(h float64) float64 { return tenth(chartLeft + h/float64(max(1, hours))*(chartWidth-chartLeft)) }
	y := func(v float64) float64 { return tenth(c.Bottom - max(0, v)/top*(c.Bottom-chartTop)) }
	for v := 0.0; v <= top*1.001; v += step {
		c.Rows = append(c.Rows, chartRow{y(v), tenth(y(v) + 4), fmt.Sprintf("%.4g", v)})
	}
	for i := range d.series {
		line := chartLine{Class: fmt.Sprintf("c%d", i%chartColours), Name: d.area.StationName(d.series[i].Station)}
		line.Path = chartPath(&d.series[i], value, x, y)
		c.Lines = append(c.Lines, line)
	}
	for h := range hours {
		at := (first + measure.Hour(h)).Start().In(s.o.Zone)
		if at.Hour() != 0 {
			continue
		}
		day := chartDay{X: x(float64(h))}
		if day.X < chartWidth-40 { // else the label would be cut off
			day.Label = at.Format("01-02")
		}
		c.Days = append(c.Days, day)
	}
	for _, e := range d.episodes {
		from, to := max(0, float64(e.First-first)), min(float64(hours), float64(e.End-first))
		if to > from {
			c.Spans = append(c.Spans, chartSpan{x(from), tenth(x(to) - x(from))})
		}
	}
	return c
}

// chartPath draws a value in the middle of its hour.
func chartPath(series *assess.Series, value curve, x, y func(float64) float64) string {
	var path strings.Builder
	word := "M"
	for k := range series.Len() {
		v := value(series, series.First+measure.Hour(k))
		if v == nil {
			word = "M"
			continue
		}
		fmt.Fprintf(&path, "%s%.1f %.1f", word, x(float64(k)+0.5), y(*v))
		// A value between two gaps would not be seen: it gets the breadth of its hour.
		if word == "M" {
			fmt.Fprintf(&path, "h0.1")
		}
		word = "L"
	}
	return path.String()
}

// chartStep is a round step with which four to eight lines reach the highest value.
func chartStep(highest float64) float64 {
	if highest <= 0 {
		return 1
	}
	power := math.Pow(10, math.Floor(math.Log10(highest)))
	for _, part := range [...]float64{0.2, 0.25, 0.5, 1, 2} {
		if highest/(part*power) <= 6 {
			return part * power
		}
	}
	return 2 * power
}

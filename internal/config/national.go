package config

import (
	"fmt"
	"strings"
)

// NationalFigure names what a national figure counts.
type NationalFigure string

const (
	// GoodWaterShare is the share of national sections at class Ⅰ to Ⅲ, in %.
	GoodWaterShare NationalFigure = "good-water-share"
	// InferiorWaterShare is the share of national sections at 劣Ⅴ, in %.
	InferiorWaterShare NationalFigure = "inferior-water-share"
	// GoodAirDaysShare is the mean share of good days of the cities at prefecture
	// level and above, in % of valid days.
	GoodAirDaysShare NationalFigure = "good-air-days-share"
	// PM25Mean is the annual mean of PM2.5 of the same cities, in µg/m³.
	PM25Mean NationalFigure = "pm2_5-mean"
)

// NationalDust is the basis of a figure with regard to dust. DustEventsRemoved
// takes out only days whose abnormal exceedance dust caused; it is neither all
// days nor all dust days removed, and compares with neither.
type NationalDust string

const (
	NoDust            NationalDust = "" // dust does not touch the figure
	DustKept          NationalDust = "keep"
	DustEventsRemoved NationalDust = "events-removed"
)

// National is one published national figure.
type National struct {
	Year   int
	Figure NationalFigure
	Value  float64
	Unit   string
	Dust   NationalDust
	Places int    // sections or cities behind the figure, 0 when not stated
	Basis  string // what was counted, in words
	// Derived tells that the value was computed from published ones and not
	// itself published; Basis says how.
	Derived bool
	Source  []string // addresses
}

// ParseNational reads national figures from data; file is its name in faults. The
// error is Faults.
func ParseNational(file string, data []byte) ([]National, error) {
	l := newLoader(file, Options{})
	var out []National
	if body := l.parse(data); body != nil {
		o := node{l: l, n: body}.object()
		out = l.national(o.key("figures"))
		o.done()
	}
	if len(l.faults) > 0 {
		sortFaults(l.faults)
		return nil, Faults(l.faults)
	}
	return out, nil
}

func (l *loader) national(n node) []National {
	if !n.require() {
		return nil
	}
	var out []National
	seen := map[string]bool{}
	for _, one := range n.list() {
		o := one.object()
		f := l.nationalFigure(o)
		key := fmt.Sprint(f.Year, f.Figure, f.Dust)
		if seen[key] {
			one.fault("%s of %d occurs twice on the same basis", f.Figure, f.Year)
		}
		seen[key] = true
		out = append(out, f)
		o.done()
	}
	return out
}

func (l *loader) nationalFigure(o *object) National {
	var f National
	if year := o.key("year"); year.require() {
		f.Year = year.integer(firstYear, firstYear, lastYear)
	}
	figure := o.key("figure")
	if figure.require() {
		f.Figure = NationalFigure(figure.oneOf("", string(GoodWaterShare), string(InferiorWaterShare),
			string(GoodAirDaysShare), string(PM25Mean)))
	}
	f.Unit = "%"
	high := 100.0
	if f.Figure == PM25Mean {
		f.Unit, high = "µg/m³", 1000
	}
	if value := o.key("value"); value.require() {
		f.Value = value.number(0, 0, high)
	}
	f.Dust = NationalDust(o.key("dust").oneOf("", string(DustKept), string(DustEventsRemoved)))
	if (f.Figure == GoodAirDaysShare) != (f.Dust != NoDust) && f.Figure != "" {
		o.key("dust").fault("must be stated for %s and for nothing else (have keep, events-removed)", GoodAirDaysShare)
	}
	f.Places = o.key("places").integer(0, 1, 100_000)
	f.Basis = o.key("basis").required()
	f.Derived = o.key("derived").boolean(false)
	sources := o.key("source")
	for _, one := range sources.list() {
		if s := strings.TrimSpace(one.required()); s != "" {
			f.Source = append(f.Source, s)
		}
	}
	if len(f.Source) == 0 {
		sources.fault("is missing: a figure without its source compares with nothing")
	}
	return f
}

package explain

import (
	"cmp"
	"encoding/json"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"

	"lanbi/internal/assess"
	"lanbi/internal/measure"
	"lanbi/internal/standard/gb3838"
	"lanbi/internal/standard/surface"
)

// Water is the derivation of a section's class over a day, month or year.
type Water struct {
	Section string `json:"section"`
	Name    string `json:"name"`
	River   string `json:"river,omitempty"`
	Body    string `json:"body"`
	Period  string `json:"period"`
	Start   string `json:"start"`
	Until   string `json:"until"` // last day that entered
	// Replaces names the sections that this one replaced and when it began, such as 自
	// 2026-06-01 起替代 A1; their samples of before enter too.
	Replaces []string `json:"replaces,omitempty"`
	// Outages are reported ones of the section, and of those it replaced, that touch the
	// period; they stand beside what is missing.
	Outages []string `json:"outages,omitempty"`
	// Readings are those of the period for a day or month, by item and time.
	Readings []WaterReading `json:"readings,omitempty"`
	// Parts are the days of a month, or the months of a year.
	Parts []Part `json:"parts,omitempty"`
	Items []Item `json:"items"`
	// Class is by unrounded values, 1 to 6, null when not known; RoundedClass by
	// values rounded first, for comparison.
	Class        *int   `json:"class"`
	RoundedClass *int   `json:"rounded_class"`
	Deciding     string `json:"deciding,omitempty"`
	Judged       int    `json:"items_judged"`
	Label        string `json:"label,omitempty"` // 按 5 项评价
	TargetClass  int    `json:"target_class,omitempty"`
	Reason       string `json:"reason"`
	Clause       string `json:"clause"`
	Simulated    bool   `json:"simulated,omitempty"` // the samples are a demo's, as the caller knows

	first, last measure.Day
}

// WaterReading is one value of one item.
type WaterReading struct {
	Parameter string `json:"parameter"`
	Reading
}

// Item is the value of one item over the period and its class.
type Item struct {
	Parameter string      `json:"parameter"`
	Unit      string      `json:"unit"`
	Known     bool        `json:"known"` // false: the section has it, and no valid value
	Value     json.Number `json:"value,omitempty"`
	Rounded   json.Number `json:"rounded,omitempty"`
	// Class is null for an item that does not enter the class.
	Class  *int   `json:"class"`
	Limits string `json:"limits,omitempty"` // Ⅰ to Ⅴ
	// Headroom is the mean allowed for the rest of the year, of a year to date.
	Headroom json.Number `json:"headroom,omitempty"`
	Clause   string      `json:"clause"`
}

// ParseWaterPeriod reads a day "2026-11-05", a month "2026-11" or a year "2026".
// A year that asOf lies in is a year to date.
func ParseWaterPeriod(text string, asOf measure.Day) (assess.Period, measure.Day, error) {
	if day, err := measure.ParseDay(text); err == nil {
		return assess.DayPeriod, day, nil
	}
	if day, err := measure.ParseDay(text + "-01"); err == nil {
		return assess.Month, day, nil
	}
	if day, err := measure.ParseDay(text + "-01-01"); err == nil {
		if day.LastOfYear() > asOf {
			return assess.YearToDate, day, nil
		}
		return assess.Year, day, nil
	}
	return 0, 0, fmt.Errorf("period %q: want a day 2026-11-05, a month 2026-11 or a year 2026", text)
}

// WaterPeriod derives the class of water's section over the period that begins with
// start, up to asOf, the last day that is over. samples reach from 31 days before
// the year's (for a day or month, the period's) beginning to asOf.
func WaterPeriod(water assess.Water, period assess.Period, start, asOf measure.Day, samples []measure.Sample) (*Water, error) {
	if start > asOf {
		return nil, fmt.Errorf("explain water %s from %s: the period has not begun by %s", water.Section.Code, start, asOf)
	}
	section := water.Section
	record := water.Record(samples)
	d := &Water{Section: section.Code, Name: section.Name, River: section.River, Body: section.Body.String(),
		Period: period.String(), Start: start.String(), TargetClass: section.Class}
	began := section.Span.From
	for i := range water.Before {
		before := &water.Before[i]
		d.Replaces = append(d.Replaces, fmt.Sprintf("自 %s 起替代 %s（%s）", began, before.Name, before.Code))
		began = before.Span.From
	}
	var row assess.WaterPeriod
	_, last := period.Bounds(start)
	switch period {
	case assess.DayPeriod:
		row = record.Day(start)
	case assess.Month:
		last = min(last, asOf)
		row = record.Month(start, asOf)
		for day := start; day <= last; day++ {
			d.Parts = append(d.Parts, partOf(record.Day(day), day))
		}
	case assess.YearToDate, assess.Year:
		last = min(start.LastOfYear(), asOf)
		row = record.YearToDate(last)
		if period == assess.Year {
			row = record.Year(start.Year())
		}
		for month := start; month <= last; month = month.LastOfMonth().Add(1) {
			d.Parts = append(d.Parts, partOf(record.Month(month, last), min(month.LastOfMonth(), last)))
		}
	default:
		return nil, fmt.Errorf("explain water %s: no class is kept for a period of %q", section.Code, period)
	}
	d.Until = last.String()
	d.first, d.last = start, last
	readings := readingsOf(water, samples, start, last)
	if period == assess.DayPeriod || period == assess.Month {
		d.Readings = readings
	}
	d.items(section, &row, readings)
	d.conclude(section, &row)
	return d, nil
}

// classOf is null for an unknown class.
func classOf(class gb3838.Class) *int {
	if class == 0 {
		return nil
	}
	c := int(class)
	return &c
}

// readingsOf lists what arrived for the section, by item and time, and why a value
// was not used.
func readingsOf(water assess.Water, samples []measure.Sample, first, last measure.Day) []WaterReading {
	type moment struct {
		p  measure.Parameter
		at int64
	}
	best := map[moment]measure.Source{}
	inside := func(s *measure.Sample) bool {
		day := measure.DayOf(s.Start, water.Zone)
		return water.Counts(s.Station, day) && day >= first && day <= last
	}
	for i := range samples {
		s := &samples[i]
		for _, r := range s.Readings {
			if inside(s) && automatic(s) {
				at := moment{r.Parameter, s.Start.Unix()}
				best[at] = max(best[at], s.Source)
			}
		}
	}
	var list []WaterReading
	for i := range samples {
		s := &samples[i]
		if !inside(s) {
			continue
		}
		for _, r := range s.Readings {
			out := WaterReading{r.Parameter.Key(), Reading{
				When: s.Start.In(water.Zone).Format("2006-01-02T15:04"), Value: number(r.Value, r.Parameter), Below: r.Below,
				Flag: r.Flag.String(), Source: s.Source.String(), Refused: refusal(r.Flag)}}
			switch {
			case !water.Section.Span.Covers(measure.DayOf(s.Start, water.Zone)):
				out.Refused = "断面不在有效期内"
			case automatic(s) && s.Source < best[moment{r.Parameter, s.Start.Unix()}]:
				out.Refused = "同一时刻另有来源优先的数据"
			}
			out.Used = out.Refused == ""
			list = append(list, out)
		}
	}
	slices.SortStableFunc(list, func(a, b WaterReading) int {
		pa, _ := measure.ParameterByKey(a.Parameter)
		pb, _ := measure.ParameterByKey(b.Parameter)
		return cmp.Or(cmp.Compare(pa, pb), strings.Compare(a.When, b.When), strings.Compare(a.Source, b.Source))
	})
	return list
}

func automatic(s *measure.Sample) bool {
	return s.Interval != measure.Single && s.Source != measure.Lab
}

// items lists the values of row, and the items that arrived without a valid value.
func (d *Water) items(section *measure.Section, row *assess.WaterPeriod, readings []WaterReading) {
	var have measure.Set
	headroom := map[measure.Parameter]json.Number{}
	for _, room := range row.Headroom {
		headroom[room.Parameter] = number(room.Value, room.Parameter)
	}
	for _, mean := range row.Means {
		p := mean.Parameter
		have = have.With(p)
		rounded := surface.Round(p, mean.Value)
		d.Items = append(d.Items, Item{
			Parameter: p.Key(), Unit: string(p.Unit()), Known: true, Value: number(mean.Value, p), Rounded: number(rounded, p),
			Class: classOf(gb3838.ClassOf(p, section.Body, mean.Value)), Limits: limits(p, section.Body),
			Headroom: headroom[p], Clause: clause(p, section.Body),
		})
	}
	for _, r := range readings {
		p, _ := measure.ParameterByKey(r.Parameter)
		if !have.Has(p) {
			have = have.With(p)
			d.Items = append(d.Items, Item{Parameter: p.Key(), Unit: string(p.Unit()), Limits: limits(p, section.Body), Clause: clause(p, section.Body)})
		}
	}
}

func limits(p measure.Parameter, body measure.Body) string {
	if p == measure.PH {
		return gb3838.PHLow.In(p.Unit()) + "～" + gb3838.PHHigh.In(p.Unit())
	}
	var words []string
	for class := gb3838.ClassI; class <= gb3838.ClassV; class++ {
		if limit, ok := gb3838.LimitOf(p, body, class); ok && gb3838.Evaluated.Has(p) {
			words = append(words, limit.In(p.Unit()))
		}
	}
	return strings.Join(words, "/")
}

func clause(p measure.Parameter, body measure.Body) string {
	switch {
	case !gb3838.Evaluated.Has(p):
		return "不参与断面水质类别评价（环办〔2011〕22 号）"
	case p == measure.TP && body == measure.Lake:
		return "GB 3838-2002 表 1（湖、库）"
	}
	return "GB 3838-2002 表 1"
}

// conclude states the class and why.
func (d *Water) conclude(section *measure.Section, row *assess.WaterPeriod) {
	d.Class, d.Judged, d.Label = classOf(row.Class), row.Items, row.Label()
	d.Deciding = row.Deciding.String()
	d.Clause = "GB 3838-2002 §5.1、环办〔2011〕22 号（单因子评价，取最差项；不先修约）"
	if row.Class == 0 {
		d.Reason = assess.NoClass
		return
	}
	both := row.Classes(section.Body)
	d.RoundedClass = classOf(both.Rounded.Class)
	d.Reason = surface.Wording(row.Class)
	if row.Class > gb3838.ClassI {
		d.Reason += "，定类指标 " + row.Deciding.Names()
	}
	if both.Differ() {
		d.Reason += "；若先修约则为 " + both.Rounded.Class.String() + " 类"
	}
	if goal := gb3838.Class(section.Class); goal.Known() {
		met := "达到"
		if row.Class > goal {
			met = "未达到"
		}
		d.Reason += "；" + met + "目标 " + goal.String() + " 类"
	}
}

// hours of a reading's time for people: "05 08:00".
func shortTime(when string) string {
	t, err := time.Parse("2006-01-02T15:04", when)
	if err != nil {
		return when
	}
	return strconv.Itoa(t.Day()) + "日" + t.Format("15:04")
}

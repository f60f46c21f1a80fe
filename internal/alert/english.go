package alert

import (
	"fmt"
	"math"
	"strconv"
	"strings"
	"unicode"

	"lanbi/internal/assess"
	"lanbi/internal/forecast"
	"lanbi/internal/measure"
	"lanbi/internal/standard/gb3838"
	"lanbi/internal/target"
)

// closingEn is internalUse in English.
const closingEn = "Internal judgement, not an official forecast or warning."

// status is the word for people.
func (l Language) status(s target.Status) string {
	if l != English {
		return s.Chinese()
	}
	switch s {
	case target.Achieved:
		return "achieved"
	case target.OnTrack:
		return "on track"
	case target.Watch:
		return "watch"
	case target.AtRisk:
		return "at risk"
	case target.Unlikely:
		return "unlikely"
	case target.Lost:
		return "lost"
	}
	return "too little data"
}

// figuresTextEn is figuresText in English. A reason has Chinese words only, so it is
// left to the page.
func figuresTextEn(p *target.Progress) string {
	goal, value := "goal "+number(p.Target.Goal), "now "+number(p.Value)
	if unit := p.Target.Unit; p.Days == nil && unit != "" && !han(unit) {
		goal, value = goal+" "+unit, value+" "+unit
	}
	if p.Target.Kind == target.WaterClass {
		goal, value = "goal class "+classEn(gb3838.Class(p.Target.Goal)), "now class "+classEn(gb3838.Class(p.Value))
	}
	var parts []string
	switch d := p.Days; {
	case d != nil:
		parts = append(parts, fmt.Sprintf("%d good days, %d exceeding, %d undetermined, %d to come", d.Good, d.Exceeding, d.Undetermined, d.Remaining))
		budget := fmt.Sprintf("%d more may exceed", d.Budget)
		if d.Budget < 0 {
			budget = fmt.Sprintf("%d days short even if all others are good", -d.Budget)
		}
		if d.BudgetIfRecovered > d.Budget {
			budget += fmt.Sprintf(" (%d if undetermined days are recovered)", d.BudgetIfRecovered)
		}
		parts = append(parts, goal+" days, "+budget)
	case p.HasValue:
		parts = append(parts, value, goal)
	default:
		parts = append(parts, goal)
	}
	if f := p.Forecast; f != nil && !f.Certain {
		parts = append(parts, fmt.Sprintf("chance of meeting the goal about %d %% (%d–%d %%), from %d years of data",
			forecast.Percent(f.Probability), forecast.Percent(f.Low), forecast.Percent(f.High), f.Years))
	}
	switch {
	case p.Reason == "":
	case han(p.Reason):
		parts = append(parts, "more on the page")
	default:
		parts = append(parts, p.Reason)
	}
	return strings.Join(parts, "; ")
}

// han tells whether a text has Chinese characters.
func han(text string) bool {
	return strings.ContainsFunc(text, func(r rune) bool { return unicode.Is(unicode.Han, r) })
}

// classEn is a water class in English.
func classEn(c gb3838.Class) string {
	if c == gb3838.InferiorV {
		return "worse than Ⅴ"
	}
	return c.String()
}

func basisTextEn(t *target.Target) string {
	var parts []string
	switch t.Kind {
	case target.GoodAirDays, target.GoodAirShare, target.HeavyDays, target.MeanConcentration:
		edition := map[assess.EditionRule]string{assess.Under2012: "HJ 633-2012 all year", assess.Under2026: "HJ 633-2026 all year"}[t.Basis.Edition]
		if edition == "" {
			edition = "standard in force on the day"
		}
		dust := map[string]string{"exclude": "decided dust days removed", "count-as-good": "decided dust days count as good"}[t.Basis.Dust]
		if dust == "" {
			dust = "dust not removed"
		}
		parts = append(parts, edition, dust)
	case target.WaterClass, target.SectionCompliance:
		parts = append(parts, "GB 3838-2002, single factor")
	case target.SourceCompliance:
		parts = append(parts, "single samples, GB 3838-2002 class Ⅲ and table 2, groundwater GB/T 14848-2017 class Ⅲ")
	case target.RankAtMost, target.BetterThan, target.Indicator, target.Events:
		parts = append(parts, "as reported")
	}
	parts = append(parts, English.data(t.Basis.Data == "confirmed"))
	if t.Basis.Document != "" {
		parts = append(parts, "document "+t.Basis.Document)
	}
	return strings.Join(parts, ", ")
}

func adviceTextEn(t *target.Target, asOf measure.Day) string {
	var work string
	switch t.Kind {
	case target.GoodAirDays, target.GoodAirShare, target.HeavyDays, target.MeanConcentration:
		work = map[string]string{
			"散煤管控与错峰生产": "control of coal stoves and staggered production", "禁烧巡查与扬尘管控": "burning patrols and dust control",
			"扬尘管控": "dust control", "错峰生产与扬尘管控": "staggered production and dust control",
		}[airWork(asOf.Month())]
	case target.WaterClass, target.SectionCompliance, target.SourceCompliance:
		work = "outfall patrols and control of diffuse sources"
	default:
		return "The department in charge has until " + asOf.LastOfYear().String() + " to deliver and report it. "
	}
	return "Today: " + work + "; never interfere with a monitor or its surroundings. "
}

// number shows at most two decimals.
func number(v float64) string {
	return strconv.FormatFloat(math.Round(v*100)/100, 'f', -1, 64)
}

package web

import (
	"fmt"
	"strings"
	"time"

	"lanbi/internal/forecast"
	"lanbi/internal/measure"
	"lanbi/internal/standard/gb3838"
	"lanbi/internal/target"
)

// forecastBody is absent where no forecast can be given. Probabilities are 0 to 1,
// expected is the final value with its 80 % band, where it has a meaning.
type forecastBody struct {
	Probability     *float64 `json:"probability,omitempty"`
	ProbabilityLow  *float64 `json:"probability_low,omitempty"`
	ProbabilityHigh *float64 `json:"probability_high,omitempty"`
	Expected        *float64 `json:"expected,omitempty"`
	ExpectedLow     *float64 `json:"expected_low,omitempty"`
	ExpectedHigh    *float64 `json:"expected_high,omitempty"`
}

func forecastBodyOf(f *target.Forecast) *forecastBody {
	if f == nil {
		return nil
	}
	body := &forecastBody{Probability: finite(f.Probability), ProbabilityLow: finite(f.Low), ProbabilityHigh: finite(f.High)}
	if f.HasExpected {
		body.Expected, body.ExpectedLow, body.ExpectedHigh = finite(f.Expected), finite(f.ExpectedLow), finite(f.ExpectedHigh)
	}
	return body
}

// restBody is what is known of the rest of the year. A member that is absent means
// nothing for the kind, or cannot happen any more.
type restBody struct {
	Allowed      []allowedBody `json:"allowed,omitempty"` // the budget shared out over the months left
	EarliestSafe string        `json:"earliest_safe,omitempty"`
	EarliestLost string        `json:"earliest_lost,omitempty"`
	Factor       *float64      `json:"factor,omitempty"` // exceeding days so far over those of a usual year
	HistoryYears int           `json:"history_years"`
	NoChance     string        `json:"no_probability,omitempty"` // why there is none
	Parts        []partBody    `json:"parts,omitempty"`
}

type allowedBody struct {
	Month string `json:"month"` // 2026-11
	Days  int    `json:"days"`
}

// partBody is a section or source of the target.
type partBody struct {
	Name        string   `json:"name"`
	Probability *float64 `json:"probability"`
	Lost        bool     `json:"lost,omitempty"`
	Threat      string   `json:"threat,omitempty"` // item most likely to fail
}

func restBodyOf(p *target.Progress) *restBody {
	r := p.Rest
	if r == nil {
		return nil
	}
	body := &restBody{EarliestSafe: openDay(r.EarliestSafe), EarliestLost: openDay(r.EarliestLost), HistoryYears: r.Years, NoChance: r.NoChance}
	for _, month := range monthsAhead(p) {
		body.Allowed = append(body.Allowed, allowedBody{fmt.Sprintf("%d-%02d", p.Target.Year, int(month)), r.Allowed[month-1]})
	}
	if r.HasFactor {
		body.Factor = finite(r.Factor)
	}
	for i := range r.Parts {
		part := &r.Parts[i]
		body.Parts = append(body.Parts, partBody{part.Name, finite(part.Probability), part.Lost, part.Threat})
	}
	return body
}

func openDay(d measure.Day) string {
	if d == 0 {
		return ""
	}
	return d.String()
}

// monthsAhead are the months over which a budget of days is shared out; none without
// one.
func monthsAhead(p *target.Progress) []time.Month {
	if p.Rest == nil || p.Days == nil || p.Days.Budget <= 0 || p.Days.Remaining == 0 {
		return nil
	}
	var months []time.Month
	for m := p.AsOf.Add(1).Month(); m <= time.December; m++ {
		months = append(months, m)
	}
	return months
}

// forecastText is the forecast in two sentences, empty without one.
func forecastText(p *target.Progress) string {
	f := p.Forecast
	switch {
	case f == nil && p.Rest != nil:
		return p.Rest.NoChance
	case f == nil:
		return ""
	case !f.HasExpected || f.Certain && p.Target.Kind != target.GoodAirDays:
		return f.Sentence
	}
	switch p.Target.Kind {
	case target.GoodAirDays:
		return fmt.Sprintf("%s。预计全年优良 %.0f 天，八成可能在 %.0f～%.0f 天之间", f.Sentence, f.Expected, f.ExpectedLow, f.ExpectedHigh)
	case target.WaterClass:
		return fmt.Sprintf("%s。预计年终最差断面为 %s 类", f.Sentence, gb3838.Class(f.Expected)) +
			band(f, gb3838.Class(f.ExpectedLow).String()+"～"+gb3838.Class(f.ExpectedHigh).String()+" 类")
	}
	return fmt.Sprintf("%s。预计年终 %.1f%%", f.Sentence, f.Expected) + band(f, fmt.Sprintf("%.1f%%～%.1f%%", f.ExpectedLow, f.ExpectedHigh))
}

// band is the range of the expected value, empty where it is one value.
func band(f *target.Forecast, words string) string {
	if f.ExpectedLow == f.ExpectedHigh {
		return ""
	}
	return "（八成可能在 " + words + "之间）"
}

// restText is what an official can plan with, a sentence each.
func restText(p *target.Progress) []string {
	r := p.Rest
	if r == nil {
		return nil
	}
	var all []string
	if months := monthsAhead(p); len(months) > 0 {
		var shares []string
		for _, m := range months {
			shares = append(shares, fmt.Sprintf("%d月 %d 天", int(m), r.Allowed[m-1]))
		}
		all = append(all, "余下各月可用超标天数："+strings.Join(shares, "、"))
	}
	if r.EarliestSafe != 0 {
		all = append(all, "此后天天优良，最早 "+r.EarliestSafe.ShortChinese()+" 达到目标")
	}
	if r.EarliestLost != 0 {
		all = append(all, "此后天天超标，最早 "+r.EarliestLost.ShortChinese()+" 无法完成")
	}
	if r.HasFactor {
		all = append(all, fmt.Sprintf("今年以来超标天数为常年同期的 %.1f 倍", r.Factor))
	}
	return append(all, partsText(r.Parts)...)
}

// partsText names the sections or sources that may fail, at most three of them, and
// how likely the weakest is to hold.
func partsText(parts []target.PartChance) []string {
	const shown = 3
	var words []string
	for i := range parts {
		part := &parts[i]
		switch {
		case part.Lost:
			words = append(words, part.Name+part.Threat+"已无法挽回")
		case part.Probability < 0.9:
			words = append(words, fmt.Sprintf("%s%s（达标可能性%s）", part.Name, part.Threat, forecast.Words(part.Probability)))
		}
	}
	if len(words) == 0 {
		return nil
	}
	text := "薄弱环节：" + strings.Join(words[:min(shown, len(words))], "、")
	if len(words) > shown {
		text += fmt.Sprintf(" 等 %d 处", len(words))
	}
	return []string{text}
}

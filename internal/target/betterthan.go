package target

import (
	"fmt"

	"lanbi/internal/assess"
	"lanbi/internal/measure"
	"lanbi/internal/standard/gb3838"
	"lanbi/internal/standard/surface"
)

// National is one published national figure, of a whole year.
type National struct {
	Year   int
	Figure string // good-water-share, inferior-water-share, good-air-days-share, pm2_5-mean
	Value  float64
	// Dust is keep, events-removed, or empty where dust does not touch the figure.
	Dust  string
	Basis string // what was counted, in words
}

// NationalSuffix makes the id of the national counterpart of an official result:
// "eco-function-assessment" is held against "eco-function-assessment-national" of the
// same period.
const NationalSuffix = "-national"

// nationalNames are the figures that Compare may name.
var nationalNames = map[string]string{
	"good-water-share":     "Ⅰ～Ⅲ类断面比例",
	"inferior-water-share": "劣Ⅴ类断面比例",
	"good-air-days-share":  "优良天数比例",
	"pm2_5-mean":           "PM2.5 年均浓度",
}

// betterThan holds the area against the nation.
//
// With Indicator the official result is reported as a figure, and so is the national
// one of the same period; more is better. Beside it the figure that Compare names is
// told as a stand-in (代用指标), which decides nothing. Without Indicator that figure
// itself is held against the published one, and only where year and basis are the
// same: a part of a year, another treatment of dust or another edition gives
// Unknown with the reason.
func betterThan(t *Target, f *Facts) Progress {
	p := Progress{Target: t, AsOf: asOf(t, f)}
	if elapsed(t, f) == 0 {
		p.Reason = notBegun
		return p
	}
	if t.Indicator != "" {
		official(t, f, &p)
		p.Reason += "；代用指标：" + standIn(t, f)
		return p
	}
	ours, known, audited := t.ours(f)
	if known {
		p.Value, p.HasValue = ours, true
	}
	national, refusal := t.national(f)
	switch {
	case !known:
		p.Reason = "数据不足，暂不研判（本区" + nationalNames[t.Compare] + "）"
	case refusal != "":
		p.Reason = refusal + "，暂不研判"
	default:
		p.Against, p.HasAgainst = national.Value, true
		p.Reason = fmt.Sprintf("%d年全国 %s（%s）", national.Year, quantity(national.Value, t.compareUnit()), national.Basis)
		p.Status = Lost
		if better := ours > national.Value; ours != national.Value && better == t.moreIsBetter() {
			p.Status = Achieved
			if !audited {
				p.Reason = notAudited + "；" + p.Reason
			}
		}
	}
	return p
}

// official judges the reported official result.
func official(t *Target, f *Facts, p *Progress) {
	g, ok := f.newest(t.Indicator, t.Year, p.AsOf)
	if !ok {
		p.Reason = fmt.Sprintf("%d年官方考核结果尚未上报，暂不研判", t.Year)
		return
	}
	p.Value, p.HasValue = g.Value, true
	national, ok := f.of(t.Indicator+NationalSuffix, g.first, g.last)
	if !ok {
		p.Reason = "缺少同期同口径的全国值，暂不研判；" + g.text()
		return
	}
	p.Against, p.HasAgainst = national.Value, true
	p.Reason = "全国 " + number(national.Value) + "；" + g.text()
	p.Status = t.reported(f, &g, g.Value > national.Value)
	if p.Status == Unknown {
		p.Reason = "缺少全年考核结果，暂不研判；" + p.Reason
	}
}

// standIn tells the figure that Compare names, ours and the nation's.
func standIn(t *Target, f *Facts) string {
	text := nationalNames[t.Compare] + " "
	ours, known, _ := t.ours(f)
	if !known {
		return text + "数据不足"
	}
	text += quantity(ours, t.compareUnit())
	national, refusal := t.national(f)
	if refusal != "" {
		return text + "，" + refusal
	}
	return text + fmt.Sprintf("，%d年全国 %s（%s）", national.Year, quantity(national.Value, t.compareUnit()), national.Basis)
}

// ComparesAir tells whether the figure that a better-than target names is computed
// from days of air, not from classes of water.
func ComparesAir(t *Target) bool {
	return t.Compare == "good-air-days-share" || t.Compare == "pm2_5-mean"
}

func (t *Target) moreIsBetter() bool {
	return t.Compare == "good-water-share" || t.Compare == "good-air-days-share"
}

func (t *Target) compareUnit() string {
	if t.Compare == "pm2_5-mean" {
		return string(measure.MicrogramPerCubicMetre)
	}
	return "%"
}

// ours is the area's own value of the figure that Compare names, so far this year; audited
// is false while days of air behind it are not.
func (t *Target) ours(f *Facts) (value float64, known, audited bool) {
	switch t.Compare {
	case "good-air-days-share":
		r := goodAirShare(t, f, calendarOf(t.Year, f.AirDays), t.Basis.Edition)
		return r.value, r.known, r.audited
	case "pm2_5-mean":
		particles := *t
		particles.Parameter = measure.PM25
		m := meanOf(&particles, f)
		return m.stated.Float(measure.MicrogramPerCubicMetre), m.stat.Days > 0 && (m.remaining > 0 || m.stat.Complete), m.audited
	case "good-water-share", "inferior-water-share":
		value, known = t.classShare(f, func(c gb3838.Class) bool {
			if t.Compare == "inferior-water-share" {
				return c == gb3838.InferiorV
			}
			return c <= gb3838.ClassIII
		})
		return value, known, true
	}
	return 0, false, false
}

// classShare is the share of the area's sections whose class of the year to date is
// among wanted, in % with one decimal. It is not known while a section has no class.
func (t *Target) classShare(f *Facts, wanted func(gb3838.Class) bool) (percent float64, known bool) {
	var share surface.Rate
	for _, s := range t.sections(f) {
		class := t.classOf(yearRow(t, f, s.Code), s.Body)
		if !class.Known() {
			return 0, false
		}
		share.Whole++
		if wanted(class) {
			share.Part++
		}
	}
	return float64(share.PerMille()) / 10, share.Known()
}

// national is the published figure of the target's year on the target's basis, or
// the reason why there is none to compare with.
func (t *Target) national(f *Facts) (figure National, refusal string) {
	name, known := nationalNames[t.Compare]
	if !known {
		return National{}, fmt.Sprintf("没有名为 %q 的全国指标", t.Compare)
	}
	var other *National
	for i := range f.National {
		n := &f.National[i]
		if n.Year != t.Year || n.Figure != t.Compare {
			continue
		}
		if n.Dust != "" && n.Dust != "keep" {
			other = n
			continue
		}
		return *n, t.differs(f)
	}
	if other != nil {
		return National{}, fmt.Sprintf("%d年全国%s只有另一口径（%s），不作比较", t.Year, name, other.Basis)
	}
	return National{}, fmt.Sprintf("%d年全国%s尚未公布", t.Year, name)
}

// differs says why the target's own basis is not that of the published national
// figures, which keep dust, count each day under the standard in force on it, take a
// missing pollutant of 2012 as the rest, and are of whole years.
func (t *Target) differs(f *Facts) string {
	air := ComparesAir(t)
	days := t.Compare == "good-air-days-share"
	first, last := measure.Date(t.Year, 1, 1), measure.Date(t.Year, 12, 31)
	b := &t.Basis
	switch {
	case air && b.Dust != "" && b.Dust != "keep":
		return "本目标口径扣除沙尘，全国公布值未扣除，口径不同，不作比较"
	case days && (b.Edition.On(first) != assess.ByDate.On(first) || b.Edition.On(last) != assess.ByDate.On(last)):
		return "本目标与全国公布值采用的标准版本不同，不作比较"
	case days && b.Missing2012 == "strict" && assess.ByDate.On(first) == assess.Under2012.On(first):
		return "本目标缺项从严，与全国公布值口径不同，不作比较"
	case asOf(t, f) < last:
		return fmt.Sprintf("%d年全国值为全年值，本区为累计值，年末再作比较", t.Year)
	}
	return ""
}

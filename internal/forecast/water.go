package forecast

import (
	"fmt"
	"strings"

	"lanbi/internal/assess"
	"lanbi/internal/measure"
	"lanbi/internal/standard/gb3838"
)

// WaterCase is a target on the yearly class of sections, and what is known.
type WaterCase struct {
	Sections []WaterSection
	Year     int
	// AsOf is the last assessed day, the day before 1 January where none is. A month
	// that it does not end is open: it is expected to go on like its days so far for as
	// much of it as is over.
	AsOf measure.Day
	// Need is how many sections must keep their class, as a rule all.
	Need int
	// YearMonths is how many monthly values make a yearly mean; an item with fewer
	// leaves the section without a class, which does not meet the target.
	YearMonths int
	// Rounded tells that yearly means are rounded before their class is taken
	// (surface.ByGBT8170).
	Rounded bool
	Seed    uint64
}

// WaterSection is a section with its months.
type WaterSection struct {
	Code, Name string
	Body       measure.Body
	Goal       gb3838.Class
	// Sampled is the number of months a year in which it is sampled; 0 is 12. Where they
	// are fewer than YearMonths, they make a yearly mean.
	Sampled int
	// Months are its rows of calendar months of the year and of years before, in any
	// order. Rows of other periods and after AsOf are not looked at.
	Months []assess.WaterPeriod
}

// WaterProjection is where the year's classes are heading.
type WaterProjection struct {
	// Certain tells that arithmetic decides: P is 0, even the cleanest rest of the year
	// would leave too few sections in their class. Nothing makes a mean safe before the
	// year is over, since a concentration has no upper end.
	Certain bool
	// HasChance tells that P, Low and High are valid; else Why says, in Chinese, why
	// there is no probability.
	HasChance bool
	Why       string
	// P is the probability, 0 to 1, that Need sections end the year in their class. Low
	// and High hold 80 % of what P would be for other mixtures of the same history (see
	// the package's documentation).
	P, Low, High float64
	// Reference is the share of past years that met the target, (k+1)/(n+2) of n: what
	// a forecast without this year's data would say.
	Reference float64
	// Worst is the median of the worst class among the sections at the end of the year,
	// WorstLow (better) to WorstHigh hold 80 %; valid when HasChance and not Certain.
	Worst, WorstLow, WorstHigh gb3838.Class
	// Met is the mean number of sections that keep their class, MetLow to MetHigh hold
	// 80 %.
	Met             float64
	MetLow, MetHigh int
	Sections        []SectionChance
	Years           int // of history, of the section that has the fewest
}

// SectionChance is the outlook of one section.
type SectionChance struct {
	Code, Name string
	P          float64 // that the year ends in class, 0 where it is Lost
	Lost       bool    // even the cleanest rest of the year would not do
	// Threat is the item that most often misses the goal in the simulated years, or
	// that cannot be mended; valid when P < 1.
	Threat measure.Parameter
}

// Water projects a target on yearly classes. It is a pure function of the case.
func Water(c WaterCase) WaterProjection {
	p := WaterProjection{}
	sections := make([]*river, len(c.Sections))
	lost := 0
	for i := range c.Sections {
		sections[i] = riverOf(&c, &c.Sections[i])
		chance := SectionChance{Code: c.Sections[i].Code, Name: c.Sections[i].Name, P: 1}
		if item := sections[i].beyond(); item != nil {
			chance.P, chance.Lost, chance.Threat = 0, true, item.parameter
			lost++
		}
		p.Sections = append(p.Sections, chance)
		if i == 0 || len(sections[i].years) < p.Years {
			p.Years = len(sections[i].years)
		}
	}
	switch {
	case len(sections) == 0:
		p.Why = "没有断面，不作概率研判"
	case lost > len(sections)-c.Need:
		p.Certain, p.HasChance = true, true
	case p.Years < MinYears:
		p.Why = fmt.Sprintf("断面%s可用历史数据不足 %d 年，不作概率研判", strings.Join(short(sections), "、"), MinYears)
	default:
		p.Reference = reference(&c, sections)
		simulate(&c, sections, &p)
	}
	return p
}

// short names the sections with too few years of history.
func short(sections []*river) []string {
	var names []string
	for _, s := range sections {
		if len(s.years) < MinYears {
			names = append(names, fmt.Sprintf("%s（%d 年）", s.section.Name, len(s.years)))
		}
	}
	return names
}

// reference counts the years of the history that every section has and that met the
// target.
func reference(c *WaterCase, sections []*river) float64 {
	n, met := 0, 0
	for _, year := range sharedYears(sections) {
		n++
		kept := 0
		for _, s := range sections {
			if s.met(year) {
				kept++
			}
		}
		if kept >= c.Need {
			met++
		}
	}
	return float64(met+1) / float64(n+2)
}

// Sentence is the projection for people, as Projection.Sentence.
func (p *WaterProjection) Sentence() string {
	switch {
	case p.Certain:
		return "已无法完成"
	case !p.HasChance:
		return p.Why
	}
	return ChanceText(p.P, p.Low, p.High, p.Years) + internal
}

package alert

import (
	"fmt"
	"strings"

	"lanbi/internal/assess"
	"lanbi/internal/measure"
	"lanbi/internal/standard/gb3838"
)

// classFindings tell of sections whose year to date is worse than their target
// class.
func classFindings(r Rule, facts *Facts) []finding {
	var out []finding
	for i := range facts.Sections {
		s := &facts.Sections[i]
		if s.Year == nil || s.Year.Class == 0 || s.Class == 0 {
			continue
		}
		out = append(out, finding{
			kind: WaterClass, subject: s.Code, area: s.Area, asOf: s.AsOf, level: max(0, int(s.Year.Class)-s.Class), severity: r.severity(Warning),
			words: func(l Language) Words {
				w := waterWords(l, s, facts, s.Year.Audited)
				w.Head, w.What = "水质超目标", fmt.Sprintf("年内均值 %s 类，目标 %s 类", s.Year.Class, gb3838.Class(s.Class))
				if names := s.Year.Deciding.Names(); names != "" && int(s.Year.Class) > s.Class {
					w.What += "，定类指标 " + names
				}
				if int(s.Year.Class) > s.Class {
					w.What += "；如不改善，全年水质目标不能完成"
				}
				if l == English {
					w.Head = "class missed"
					w.What = fmt.Sprintf("class %s in the year to date, target %s", classEn(s.Year.Class), gb3838.Class(s.Class))
					if int(s.Year.Class) > s.Class {
						w.What += ", decided by " + s.Year.Deciding.String() + "; left so, the yearly target is missed"
					}
				}
				return w
			},
		})
	}
	return out
}

// findings tell, for each item that enters the class (total nitrogen and faecal
// coliforms do not, 环办〔2011〕22 号), of a month over the limit of the target class
// (level 2) and of one near the mean allowed for the rest of the year (level 1).
func (r WaterItemRule) findings(facts *Facts) []finding {
	near := r.Near
	if near == 0 {
		near = 0.1
	}
	var out []finding
	for i := range facts.Sections {
		s := &facts.Sections[i]
		if s.Month == nil {
			continue
		}
		for _, item := range s.Month.Means {
			limit, ok := gb3838.LimitOf(item.Parameter, s.Body, gb3838.Class(s.Class))
			if !ok || !gb3838.Evaluated.Has(item.Parameter) || gb3838.DirectionOf(item.Parameter) == gb3838.Within {
				continue
			}
			allowed, planned := roomOf(s.Year, item.Parameter)
			level := 0
			switch least := gb3838.DirectionOf(item.Parameter) == gb3838.AtLeast; {
			case worse(item.Value, limit, least, 0):
				level = 2
			case planned && worse(item.Value, allowed, least, near):
				level = 1
			}
			out = append(out, finding{
				kind: WaterItem, subject: s.Code + "/" + item.Parameter.Key(), area: s.Area, asOf: s.AsOf, level: level, severity: r.severity(itemSeverity(level)),
				words: func(l Language) Words { return itemWords(l, s, facts, item, limit, allowed, planned, level) },
			})
		}
	}
	return out
}

func itemSeverity(level int) Severity {
	if level == 2 {
		return Warning
	}
	return Info
}

// worse tells whether v is beyond the bound, or within the share near of it.
func worse(v, bound measure.Concentration, least bool, near float64) bool {
	if least {
		return float64(v) < float64(bound)*(1+near)
	}
	return float64(v) > float64(bound)*(1-near)
}

func roomOf(year *assess.WaterPeriod, p measure.Parameter) (measure.Concentration, bool) {
	if year == nil {
		return 0, false
	}
	for _, h := range year.Headroom {
		if h.Parameter == p {
			return h.Value, true
		}
	}
	return 0, false
}

func itemWords(l Language, s *Section, facts *Facts, item assess.ItemValue, limit, allowed measure.Concentration, planned bool, level int) Words {
	w := waterWords(l, s, facts, s.Month.Audited)
	show := func(v measure.Concentration) string { return number(v.Float(item.Parameter.Unit())) + " mg/L" }
	if l == English {
		w.Head, w.What = "near the limit", fmt.Sprintf("%s %s this month, limit of class %s %s", item.Parameter.Key(), show(item.Value), gb3838.Class(s.Class), show(limit))
		if level == 2 {
			w.Head = "over the limit"
		}
		switch {
		case planned:
			w.What += fmt.Sprintf("; for the yearly target the mean of the remaining months must stay within %s", show(allowed))
		case level == 2:
			w.What += "; the yearly mean moves towards its limit"
		}
		return w
	}
	w.Head = "接近限值"
	if level == 2 {
		w.Head = "超标"
	}
	w.What = fmt.Sprintf("%s本月均值 %s，%s 类限值 %s", item.Parameter.Name(), show(item.Value), gb3838.Class(s.Class), show(limit))
	switch {
	case !planned && level == 2:
		w.What += "；全年均值将向限值靠近，可能影响年度目标"
	case planned:
		bound := "不高于"
		if gb3838.DirectionOf(item.Parameter) == gb3838.AtLeast {
			bound = "不低于"
		}
		w.What += "；要保住年度目标，其余月份均值须" + bound + " " + show(allowed)
	}
	return w
}

// sectionName names area, river and section, the river once.
func sectionName(s *Section, facts *Facts) string {
	name := named(s.Name, s.Code)
	if !strings.HasPrefix(name, s.River) {
		name = s.River + name
	}
	return facts.AreaNames[s.Area] + name
}

// named is the name, or the code of what has none.
func named(name, code string) string {
	if name == "" {
		return code
	}
	return name
}

// waterWords are the parts that all alerts on a section share.
func waterWords(l Language, s *Section, facts *Facts, audited bool) Words {
	if l == English {
		return Words{Name: sectionName(s, facts), AsOf: l.day(s.AsOf),
			Basis: "GB 3838-2002, single factor, " + l.data(audited), Closing: closingEn,
			Todo: "Check outfalls and diffuse sources before the month ends; never interfere with a monitor. "}
	}
	return Words{Name: sectionName(s, facts), AsOf: l.day(s.AsOf),
		Basis: "按 GB 3838—2002 单因子评价，" + l.data(audited), Closing: internalUse,
		Todo: "请在本月底前加强排污口巡查与面源管控，" + lawfulOnly + "。"}
}

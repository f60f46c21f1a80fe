package alert

import (
	"fmt"
	"strings"

	"lanbi/internal/forecast"
	"lanbi/internal/measure"
	"lanbi/internal/standard/hj633"
	"lanbi/internal/target"
)

// goodAirOf is the progress of the area's target of good air days in the year of the
// day, nil without one that is still open. A station's day does not count for it.
func goodAirOf(facts *Facts, c *forecast.PlaceControl) *target.Progress {
	if c.Place != c.Area {
		return nil
	}
	return goodAirIn(facts, c.Area, c.Day.Year())
}

// goodAirIn is the progress of an area's target of good air days in a year, nil without
// one that is still open.
func goodAirIn(facts *Facts, area string, year int) *target.Progress {
	for i := range facts.every {
		p := &facts.every[i]
		if t := p.Target; t != nil && t.Kind == target.GoodAirDays && t.Area == area && t.Year == year &&
			p.Days != nil && p.Status != target.Unknown && p.Status != target.Achieved {
			return p
		}
	}
	return nil
}

// goodAirTarget is its id, empty without one.
func goodAirTarget(facts *Facts, c *forecast.PlaceControl) string {
	if p := goodAirOf(facts, c); p != nil {
		return p.Target.ID
	}
	return ""
}

// controlWords say the control value, what the last hours had, what the day means for
// the year, and what can be done until its end.
func controlWords(l Language, facts *Facts, c *forecast.PlaceControl, concerned []*forecast.PlaceControl) Words {
	w := Words{Name: facts.AreaNames[c.Area], Head: "今日有超标风险", Closing: internalUse,
		Basis: fmt.Sprintf("按 %s 日评价，其余小时按全部有效测算，%s", hj633.EditionOn(c.Day).Document(), l.data(false))}
	if c.Place != c.Area {
		w.Name += c.Name
	}
	if l == English {
		return controlWordsEn(w, facts, c, concerned)
	}
	if w.What = c.Sentence(); c.State == forecast.Lost {
		w.Head = "今日已超标"
	} else if c.HasRecent {
		w.What += fmt.Sprintf("；近 %d 小时均值 %s，高于此值", forecast.RecentHours, forecast.MeanText(c.Parameter, c.Recent))
	}
	if names := otherNames(c, concerned, measure.Parameter.Name, "、"); names != "" {
		w.What += "；" + names + "同样有风险"
	}
	if p := goodAirOf(facts, c); p != nil {
		w.What += "；今日计入超标后，" + p.Target.Name + target.BudgetText(p.Target.Kind, p.Days.Budget-1)
	}
	if c.State != forecast.Lost {
		w.Todo = fmt.Sprintf("请于今日 24 时前加强%s，%s。", forecast.SourceWork(c.Parameter), lawfulOnly)
	}
	return w
}

// otherNames are the pollutants beside c.
func otherNames(c *forecast.PlaceControl, concerned []*forecast.PlaceControl, name func(measure.Parameter) string, by string) string {
	var names []string
	for _, other := range concerned {
		if other.Parameter != c.Parameter {
			names = append(names, name(other.Parameter))
		}
	}
	return strings.Join(names, by)
}

func controlWordsEn(w Words, facts *Facts, c *forecast.PlaceControl, concerned []*forecast.PlaceControl) Words {
	unit := string(c.Parameter.Unit())
	w.Head, w.Closing = "day at risk", closingEn
	w.Basis = fmt.Sprintf("%s, all remaining hours taken as valid, %s", hj633.EditionOn(c.Day).Document(), English.data(false))
	w.What = c.Parameter.Key()
	if c.HasSoFar {
		w.What += fmt.Sprintf(" had %s %s in the %d hours so far;", forecast.MeanText(c.Parameter, c.SoFar), unit, 24-c.Left)
	}
	if c.State == forecast.Lost {
		w.Head = "day exceeds"
		w.What += " the day exceeds even with 0 in all remaining hours"
	} else {
		each := "a mean of at most %s %s in the remaining %d hours still saves the day"
		if c.Parameter == measure.O38h {
			each = "at most %s %s in each of the remaining %d hours still saves the day"
		}
		w.What += " " + fmt.Sprintf(each, c.HighestText(), unit, c.Left)
		if c.HasRecent {
			w.What += fmt.Sprintf("; the last %d hours had %s", forecast.RecentHours, forecast.MeanText(c.Parameter, c.Recent))
		}
		w.Todo = "Until midnight: " + sourceWorkEn(c.Parameter) + "; never interfere with a monitor or its surroundings. "
	}
	if names := otherNames(c, concerned, measure.Parameter.Key, ", "); names != "" {
		w.What += "; also at risk: " + names
	}
	if p := goodAirOf(facts, c); p != nil {
		after := p.Days.Budget - 1
		if after >= 0 {
			w.What += fmt.Sprintf("; with today exceeding, %d more days may exceed", after)
		} else {
			w.What += fmt.Sprintf("; with today exceeding, the goal is missed by %d days even if all others are good", -after)
		}
	}
	return w
}

// sourceWorkEn is forecast.SourceWork in English.
func sourceWorkEn(p measure.Parameter) string {
	switch p {
	case measure.PM25:
		return "burning patrols, control of coal stoves and staggered production"
	case measure.PM10:
		return "dust control and burning patrols"
	case measure.O38h:
		return "staggered production of what emits solvents and nitrogen oxides"
	case measure.CO:
		return "control of coal stoves and burning patrols"
	}
	return "control of coal stoves and staggered production"
}

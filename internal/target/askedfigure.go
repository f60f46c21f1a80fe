package target

import (
	"fmt"
	"math"
	"strconv"

	"lanbi/internal/measure"
)

// Bounds of figures that are believed. The shares leave room for a task done beyond its
// plan and for a decline; what lies outside is a slip of the pen, such as 734 for 73.4.
const (
	lowestShare, highestShare = -100, 200
	highestFigure             = 1e12
)

// Doubt says, for people, why v cannot be the figure that is asked for; it is empty for
// one that can. Ranks and numbers of places begin with 1 and numbers of events with 0,
// and all of them are whole.
func (a *Asked) Doubt(v float64) string {
	whole := v == math.Trunc(v)
	switch {
	case math.Abs(v) > highestFigure:
		return "超出可信范围，绝对值应不大于 1 万亿"
	case a.Target.Kind == RankAtMost && (v < 1 || !whole):
		return "应为不小于 1 的整数"
	case a.Target.Kind == Events && (v < 0 || !whole):
		return "应为不小于 0 的整数"
	case a.Unit == "%" && (v < lowestShare || v > highestShare):
		return "以 % 计，应在 -100～200 之间"
	}
	return ""
}

// Doubt says, for people and with field, value and what was expected, why a reported
// figure cannot be believed on the day today: its period has not begun, or its value is
// not what asked, as AskedBy lists it, asks for under its name. A figure that nobody
// asks for is held against the widest bounds alone, and a published count of days
// against the days of its period. It is empty for one that can be believed.
func Doubt(asked []Asked, i *measure.Indicator, today measure.Day) string {
	first, last, err := measure.ParsePeriod(i.Period)
	if err == nil && first > today {
		return fmt.Sprintf("period %s：尚未开始（今天 %s）", i.Period, today)
	}
	value := "indicator " + i.ID + "，value " + strconv.FormatFloat(i.Value, 'f', -1, 64) + "："
	switch i.ID {
	case PublishedGood, PublishedExceeding, PublishedUndetermined, PublishedHeavy:
		if days := last.Since(first) + 1; err == nil && (i.Value < 0 || i.Value > float64(days) || i.Value != math.Trunc(i.Value)) {
			return fmt.Sprintf("%s应为 0～%d 的整数，即 %s 的天数", value, days, i.Period)
		}
		return ""
	}
	as := Asked{Target: &Target{}}
	for k := range asked {
		if a := &asked[k]; a.Area == i.Area && a.ID == i.ID && !a.Event {
			as = *a
			break
		}
	}
	if why := as.Doubt(i.Value); why != "" {
		return value + why
	}
	return ""
}

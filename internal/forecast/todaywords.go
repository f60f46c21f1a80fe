package forecast

import (
	"fmt"

	"lanbi/internal/measure"
	"lanbi/internal/standard/gb3095"
	"lanbi/internal/standard/gbt8170"
)

// LawfulOnly follows every piece of advice on what can be done.
const LawfulOnly = "严禁干扰监测设施及周边环境"

// unitText is the unit of p in air as people read it.
func unitText(p measure.Parameter) string {
	if p == measure.CO {
		return "毫克/立方米"
	}
	return "微克/立方米"
}

// stepOf is the step in which standards print p: whole µg/m³, tenths of mg/m³.
func stepOf(p measure.Parameter) measure.Concentration {
	if p == measure.CO {
		return measure.Milligram / 10
	}
	return measure.Microgram
}

// HighestText is Highest in the step of the standard, cut off and not rounded: who keeps
// to the number shown keeps to the one computed.
func (c *Control) HighestText() string {
	return (c.Highest - c.Highest%stepOf(c.Parameter)).In(c.Parameter.Unit())
}

// MeanText is a mean of p, rounded by GB/T 8170 to the step of the standard.
func MeanText(p measure.Parameter, mean measure.Concentration) string {
	return gbt8170.Round(mean, stepOf(p)).In(p.Unit())
}

// Sentence is the control value in words an officer on duty acts on:
// 「PM2.5：已过 14 小时，均值 62；其余 10 小时均值不高于 94 微克/立方米，今日仍可达标」.
func (c *PlaceControl) Sentence() string {
	return c.Parameter.Name() + "：" + c.past() + "；" + c.Outcome()
}

// past says what the hours so far had.
func (c *PlaceControl) past() string {
	text := fmt.Sprintf("已过 %d 小时", 24-c.Left)
	switch {
	case !c.HasSoFar && (c.Left == 24 || c.Parameter == measure.O38h && c.Left > 16):
		return text // nothing can be there yet
	case !c.HasSoFar:
		return text + "，尚无有效均值"
	case c.Parameter == measure.O38h:
		return text + "，最大 8 小时均值 " + MeanText(c.Parameter, c.SoFar)
	}
	return text + "，均值 " + MeanText(c.Parameter, c.SoFar)
}

// Outcome says what the remaining hours can still do.
func (c *PlaceControl) Outcome() string {
	switch c.State {
	case Lost:
		return "其余小时即使为零，今日仍超标"
	case Safe:
		return "今日不会因此项超标"
	case Void:
		return "有效小时已不足，今日此项将无效，除非补传数据"
	}
	limit := c.HighestText() + " " + unitText(c.Parameter)
	if c.Parameter == measure.O38h {
		return fmt.Sprintf("其余 %d 小时各小时不高于 %s，今日仍可达标", c.Left, limit)
	}
	return fmt.Sprintf("其余 %d 小时均值不高于 %s，今日仍可达标", c.Left, limit)
}

// OutlookText says that the day is kept if it goes on like this; empty where that cannot
// be said.
func (c *PlaceControl) OutlookText() string {
	if !c.Kept() {
		return ""
	}
	return fmt.Sprintf("按近 %d 小时水平，今日可保", RecentHours)
}

// Sentence says what a station still has to deliver, of remaining hours; empty when it
// has enough.
func (n *Need) Sentence(left int) string {
	switch {
	case n.Hours == 0:
		return ""
	case n.Hours < 0:
		return "其余小时全部有效也不足，须补传缺失数据，否则今日数据不足（无效）"
	case n.Spare == 0:
		return fmt.Sprintf("其余 %d 小时须逐时有效，否则今日数据不足（无效）", left)
	}
	return fmt.Sprintf("24 时前还须 %d 个有效小时，最迟自 %d 时起逐时有效", n.Hours, n.From)
}

// HourRule says how many hours a day may lack of p: with the fifth invalid hour a day of
// a 24-hour mean is void (GB 3095 Table 4).
func HourRule(p measure.Parameter) string {
	if p == measure.O38h {
		return "17 个 8 小时滑动均值须有 14 个有效，每个须有 6 个有效小时"
	}
	return fmt.Sprintf("每日须有 %d 个有效小时，第 %d 个无效小时使当日无效", gb3095.DayHours, 24-gb3095.DayHours+1)
}

// SourceWork is the lawful work on sources that lowers p, for today.
func SourceWork(p measure.Parameter) string {
	switch p {
	case measure.PM25:
		return "禁烧巡查、散煤管控与错峰生产"
	case measure.PM10:
		return "扬尘管控与禁烧巡查"
	case measure.O38h:
		return "涉挥发性有机物、氮氧化物工序错峰生产"
	case measure.CO:
		return "散煤管控与禁烧巡查"
	}
	return "散煤管控与错峰生产"
}

package forecast

import (
	"fmt"
	"math"
)

// steps are the words for multiples of 5 %.
var steps = [...]string{0: "几乎没有", 1: "不到一成", 2: "约一成", 3: "约一成半", 4: "约两成", 5: "约两成半",
	6: "约三成", 7: "约三成半", 8: "约四成", 9: "约四成半", 10: "约五成", 11: "约五成半", 12: "约六成",
	13: "约六成半", 14: "约七成", 15: "约七成半", 16: "约八成", 17: "约八成半", 18: "约九成", 19: "九成以上",
	20: "几乎肯定"}

// fives is p in steps of 5 %, to the nearest and a tie upwards. p outside 0…1 is
// taken as the end.
func fives(p float64) int {
	return int(math.Floor(min(max(p, 0), 1)*20 + 0.5 + 1e-9))
}

// Words is a probability in Chinese, rounded to 5 %: 约四成.
func Words(p float64) string { return steps[fives(p)] }

// internal ends a sentence that nobody is to publish.
const internal = "，供内部研判"

// ChanceText is a probability with its range for people: 全年完成目标的可能性约两成
// （15%～30%），依据近 5 年数据测算. Without years it does not say how many.
func ChanceText(p, low, high float64, years int) string {
	text := "全年完成目标的可能性" + Words(p)
	switch fives(p) {
	case 0:
		text = "全年几乎没有完成目标的可能"
	case len(steps) - 1:
		text = "全年几乎肯定完成目标"
	}
	if from, to := Percent(low), Percent(high); from < to {
		text += fmt.Sprintf("（%d%%～%d%%）", from, to)
	}
	if years > 0 {
		text += fmt.Sprintf("，依据近 %d 年数据测算", years)
	}
	return text
}

// Percent is p in whole percent, to the nearest 5: a finer figure would promise what
// no forecast of a year holds.
func Percent(p float64) int { return 5 * fives(p) }

// Sentence is the projection for people: 「全年完成目标的可能性约两成（15%～30%），依据近
// 5 年数据测算，供内部研判」. Where arithmetic decides it says so; without a probability
// it says why there is none.
func (p *Projection) Sentence() string {
	switch {
	case p.Certain && p.P == 1:
		return "已达目标"
	case p.Certain:
		return "已无法完成"
	case !p.HasChance:
		return fmt.Sprintf("可用历史数据仅 %d 年（需 %d 年），不作概率研判", p.Years, MinYears)
	}
	return ChanceText(p.P, p.Low, p.High, p.Years) + internal
}

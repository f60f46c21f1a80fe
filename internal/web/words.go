package web

import (
	"cmp"
	"fmt"
	"math"
	"strings"
	"time"

	"lanbi/internal/assess"
	"lanbi/internal/target"
)

// statusText is the word for people and what remains to be said beside it. A
// reason that begins with the word, such as 已达目标（待审核确认）, takes its place.
func statusText(p *target.Progress) (word, reason string) {
	word, reason = p.Status.Chinese(), reasonOf(p)
	if strings.HasPrefix(reason, word) {
		return reason, ""
	}
	return word, reason
}

// recoveredText says what late or audited data could give back, empty when
// nothing.
func recoveredText(d *target.DayCount) string {
	gain := d.BudgetIfRecovered - d.Budget
	if gain <= 0 {
		return ""
	}
	return fmt.Sprintf("（%d 个无效天如补齐并判为优良，则%s）", gain, target.BudgetText(target.GoodAirDays, d.BudgetIfRecovered))
}

// signed shows one decimal with the word for its sign.
func signed(v float64, above, below, unit string) string {
	rounded := math.Round(v*10) / 10
	switch {
	case rounded > 0:
		return fmt.Sprintf("+%.1f %s（%s）", rounded, unit, above)
	case rounded < 0:
		return fmt.Sprintf("−%.1f %s（%s）", -rounded, unit, below)
	}
	return "持平"
}

// otherText names the count beside the target's own: what the figures would be
// under the edition that is not its basis.
func otherText(rule assess.EditionRule) string {
	return target.OtherTitle(rule) + "（" + target.EditionText(rule) + "）"
}

// Words for the states that other parts of the program name in English.
var (
	severityWords = map[string]string{"info": "提示", "warning": "警告", "critical": "严重"}
	phaseWords    = map[string]string{"inactive": "正常", "pending": "待确认", "firing": "未结束", "resolved": "已解除"}
	jobWords      = map[string]string{"hours": "分钟汇总为小时", "air-hour": "空气小时评价", "dust": "沙尘判别", "control": "今日控制浓度", "air-day": "空气日评价",
		"reassess": "补传与审核后重新评价", "water": "水质评价", "progress": "目标进度", "alerts": "提醒", "retention": "过期数据清理"}
	outcomeWords = map[string]string{"never": "尚未运行", "ok": "正常", "failed": "失败", "panicked": "程序出错", "stopped": "随服务停止"}
)

// wordFor is the word for a state, or the state itself when it has none.
func wordFor(words map[string]string, state string) string { return cmp.Or(words[state], state) }

// ageText is a length of time in the coarsest unit that says enough.
func ageText(d time.Duration) string {
	switch {
	case d < time.Minute:
		return "刚刚"
	case d < time.Hour:
		return fmt.Sprintf("%d 分钟前", int(d.Minutes()))
	case d < 48*time.Hour:
		return fmt.Sprintf("%d 小时前", int(d.Hours()))
	}
	return fmt.Sprintf("%d 天前", int(d.Hours())/24)
}

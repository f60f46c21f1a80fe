package whatif

import (
	"fmt"
	"math"

	"lanbi/internal/forecast"
	"lanbi/internal/target"
)

// differences say what the assumption changes, of what can be counted.
func differences(base, then *target.Progress) []string {
	var out []string
	say := func(format string, args ...any) { out = append(out, fmt.Sprintf(format, args...)) }
	if b, w := base.Days, then.Days; b != nil && w != nil {
		for _, d := range [...]struct {
			name     string
			from, to int
		}{
			{"优良天数", b.Good, w.Good}, {"超标天数", b.Exceeding, w.Exceeding}, {"数据不足（无效）天数", b.Undetermined, w.Undetermined},
			{"其余天数", b.Remaining, w.Remaining},
		} {
			if d.from != d.to {
				say("%s由 %d 天变为 %d 天", d.name, d.from, d.to)
			}
		}
		if b.Budget != w.Budget {
			say("余量由“%s”变为“%s”", target.BudgetText(base.Target.Kind, b.Budget), target.BudgetText(base.Target.Kind, w.Budget))
		}
	}
	if f, t := target.ValueText(base), target.ValueText(then); base.Days == nil && f != t {
		say("数值由 %s 变为 %s", f, t)
	}
	if b, w := base.Forecast, then.Forecast; b != nil && w != nil && !w.Certain {
		if f, t := forecast.Words(b.Probability), forecast.Words(w.Probability); f != t {
			say("全年完成目标的可能性由%s变为%s", f, t)
		}
		if f, t := math.Round(b.Expected), math.Round(w.Expected); f != t {
			say("预计全年优良天数由 %.0f 天变为 %.0f 天", f, t)
		}
	}
	if base.Status != then.Status {
		say("研判由“%s”变为“%s”", base.Status.Chinese(), then.Status.Chinese())
	}
	if len(out) == 0 {
		say("结论不变")
	}
	return out
}

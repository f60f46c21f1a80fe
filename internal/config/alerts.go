package config

import (
	"time"

	"lanbi/internal/target"
)

// alerts reads who is told of what.
func (l *loader) alerts(n node) Alerts {
	o := n.object()
	var a Alerts
	names := map[string]bool{}
	for _, one := range o.key("channels").list() {
		a.Channels = append(a.Channels, l.channel(one.object(), names))
	}
	a.Page = o.key("page").address("http", "https")
	rules := o.key("rules").object()
	status := rules.key("target_status").object()
	a.Rules.TargetStatus = TargetStatusRule{
		On:    status.key("on").boolean(true),
		Apart: status.key("apart").duration(36*time.Hour, time.Minute, 366*24*time.Hour),
	}
	from := status.key("from")
	severity := from.oneOf("at_risk", "watch", "at_risk", "unlikely", "lost")
	a.Rules.TargetStatus.From, _ = target.ParseStatus(severity)
	status.done()
	rules.done()
	o.done()
	return a
}

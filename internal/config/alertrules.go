package config

import (
	"fmt"
	"slices"
	"time"

	"lanbi/internal/alert"
	"lanbi/internal/target"
)

// defaultRules are the rules as the reference shows them.
func defaultRules() alert.Rules {
	one, other := 1, 1
	noon, ten := 12*time.Hour, 10*time.Hour
	return alert.Rules{
		TargetStatus: alert.StatusRule{From: target.AtRisk, Apart: alert.DefaultApart},
		Budget:       alert.BudgetRule{Left: slices.Clone(alert.DefaultLeft)},
		Burn:         alert.BurnRule{Days: 14, Times: 2},
		WaterItem:    alert.WaterItemRule{Near: 0.1},
		Control:      alert.ControlRule{From: &noon, OzoneFrom: &ten, Near: 1},
		Dust:         alert.DustRule{Remind: 24 * time.Hour},
		DayData:      alert.DayDataRule{Spare: &one},
		Validity:     alert.ValidityRule{Spare: &other},
		Silent:       alert.SilentRule{Air: 3 * time.Hour, Water: 12 * time.Hour},
		Spool:        alert.SpoolRule{Age: 30 * time.Minute, Share: 0.8},
		Job:          alert.JobRule{Failures: 3},
		Unreachable:  alert.UnreachableRule{For: 5 * time.Minute},
	}
}

// override reads rules for some areas and targets; what it does not name is as in
// base.
func (l *loader) override(n node, base alert.Rules) alert.Override {
	o := n.object()
	var out alert.Override
	out.Areas, out.Targets = l.places(o)
	if len(out.Areas)+len(out.Targets) == 0 {
		n.fault("names neither areas nor targets (what holds everywhere belongs into alerts.rules)")
	}
	base.Overrides = nil
	if rules := o.key("rules"); rules.require() {
		out.Rules = alertRules(rules.object(), base, false)
	}
	o.done()
	return out
}

// alertRules reads every rule over base. Without everywhere those that belong to no
// area are not there, nor the window of the burn rate, which is one for all targets.
func alertRules(o *object, base alert.Rules, everywhere bool) alert.Rules {
	r := base
	rule := func(name string, into *alert.Rule, read func(o *object)) {
		one := o.key(name).object()
		into.Off = !one.key("on").boolean(!into.Off)
		into.Severity = alert.Severity(one.key("severity").oneOf(string(into.Severity), severities...))
		if read != nil {
			read(one)
		}
		one.done()
	}
	rule("target_status", &r.TargetStatus.Rule, func(o *object) {
		r.TargetStatus.Apart = o.key("apart").duration(base.TargetStatus.Apart, time.Minute, 366*24*time.Hour)
		r.TargetStatus.From, _ = target.ParseStatus(o.key("from").oneOf(base.TargetStatus.From.String(), "watch", "at_risk", "unlikely", "lost"))
	})
	rule("budget", &r.Budget.Rule, func(o *object) { r.Budget.Left = left(o.key("left"), base.Budget.Left) })
	rule("budget_burn", &r.Burn.Rule, func(o *object) {
		if everywhere {
			r.Burn.Days = o.key("days").integer(base.Burn.Days, 3, 90)
		}
		r.Burn.Times = o.key("times").number(base.Burn.Times, 1, 100)
	})
	rule("water_class", &r.WaterClass, nil)
	rule("water_item", &r.WaterItem.Rule, func(o *object) { r.WaterItem.Near = o.key("near").number(base.WaterItem.Near, 0.01, 0.9) })
	rule("control", &r.Control.Rule, func(o *object) {
		from, ozone := o.key("from").clock(*base.Control.From), o.key("ozone_from").clock(*base.Control.OzoneFrom)
		r.Control.From, r.Control.OzoneFrom = &from, &ozone
		r.Control.Near, r.Control.Stations = o.key("near").number(base.Control.Near, 0.1, 10), o.key("stations").boolean(base.Control.Stations)
	})
	rule("dust", &r.Dust.Rule, func(o *object) {
		r.Dust.Remind = o.key("remind").duration(base.Dust.Remind, time.Hour, 14*24*time.Hour)
	})
	rule("day_data", &r.DayData.Rule, func(o *object) { r.DayData.Spare = whole(o.key("spare"), *base.DayData.Spare, 4) })
	rule("validity", &r.Validity.Rule, func(o *object) { r.Validity.Spare = whole(o.key("spare"), *base.Validity.Spare, 20) })
	rule("station_silent", &r.Silent.Rule, func(o *object) {
		r.Silent.Air = o.key("air").duration(base.Silent.Air, 10*time.Minute, 7*24*time.Hour)
		r.Silent.Water = o.key("water").duration(base.Silent.Water, 10*time.Minute, 31*24*time.Hour)
	})
	if everywhere {
		rule("spool", &r.Spool.Rule, func(o *object) {
			r.Spool.Age = o.key("age").duration(base.Spool.Age, time.Minute, 7*24*time.Hour)
			r.Spool.Share = o.key("share").number(base.Spool.Share, 0.01, 1)
		})
		rule("job_failed", &r.Job.Rule, func(o *object) { r.Job.Failures = o.key("failures").integer(base.Job.Failures, 1, 1000) })
		rule("unreachable", &r.Unreachable.Rule, func(o *object) {
			r.Unreachable.For = o.key("for").duration(base.Unreachable.For, time.Minute, 24*time.Hour)
		})
	}
	o.done()
	return r
}

func whole(n node, def, high int) *int {
	v := n.integer(def, 0, high)
	return &v
}

// left are falling numbers of days.
func left(n node, def []int) []int {
	if n.absent() {
		return slices.Clone(def)
	}
	var days []int
	for _, one := range n.list() {
		day := one.integer(0, 0, 366)
		if len(days) > 0 && day >= days[len(days)-1] {
			one.fault("%s is not below the one before", fmt.Sprint(day))
		}
		days = append(days, day)
	}
	return days
}

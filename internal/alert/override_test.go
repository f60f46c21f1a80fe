package alert

import (
	"testing"
	"time"

	"lanbi/internal/target"
)

// begun are the severities of the begins that rules tell of the troubled county on
// two days, by kind.
func begun(rules Rules) map[Kind][]Severity {
	facts, now := troubled(), time.Date(2026, 11, 11, 12, 0, 0, 0, time.UTC)
	states, out := map[string]State{}, map[Kind][]Severity{}
	for range 2 {
		for _, tr := range Evaluate(rules, states, facts, now) {
			states[tr.State.Key] = tr.State
			if m := tr.Message; m != nil {
				out[m.Kind] = append(out[m.Kind], m.Severity)
			}
		}
		for i := range facts.Progress {
			facts.Progress[i].AsOf++
		}
		now = now.Add(24 * time.Hour)
	}
	return out
}

// knobs are the rules with what switches them off, sets their severity, and a
// threshold at which the troubled county is still well.
var knobs = []struct {
	kind   Kind
	rule   func(*Rules) *Rule
	relax  func(*Rules) // nil where the rule has no threshold
	nobody bool         // belongs to no area
}{
	{TargetStatus, func(r *Rules) *Rule { return &r.TargetStatus.Rule }, func(r *Rules) { r.TargetStatus.From = target.Unlikely }, false},
	{Budget, func(r *Rules) *Rule { return &r.Budget.Rule }, func(r *Rules) { r.Budget.Left = []int{0} }, false},
	{Burn, func(r *Rules) *Rule { return &r.Burn.Rule }, func(r *Rules) { r.Burn.Times = 100 }, false},
	{WaterClass, func(r *Rules) *Rule { return &r.WaterClass }, nil, false},
	// Dissolved oxygen is over the limit whatever the share; ammonia is 4 % below the room.
	{WaterItem, func(r *Rules) *Rule { return &r.WaterItem.Rule }, func(r *Rules) { r.WaterItem.Near = 0.01 }, false},
	{Control, func(r *Rules) *Rule { return &r.Control.Rule }, func(r *Rules) { r.Control.Near = 2 }, false},
	// The reminder has a test of its own.
	{DustSuspected, func(r *Rules) *Rule { return &r.Dust.Rule }, nil, false},
	{DayData, func(r *Rules) *Rule { return &r.DayData.Rule }, func(r *Rules) { r.DayData.Spare = new(int) }, false},
	// 60 days of the year are missing whatever the threshold, as are 5 of the ozone's month.
	{Invalid, func(r *Rules) *Rule { return &r.Validity.Rule }, nil, false},
	{Silent, func(r *Rules) *Rule { return &r.Silent.Rule }, func(r *Rules) { r.Silent.Air, r.Silent.Water = 100*time.Hour, 100*time.Hour }, false},
	{SpoolFills, func(r *Rules) *Rule { return &r.Spool.Rule }, func(r *Rules) { r.Spool.Age, r.Spool.Share = 1000*time.Hour, 0.95 }, true},
	{JobFailed, func(r *Rules) *Rule { return &r.Job.Rule }, func(r *Rules) { r.Job.Failures = 4 }, true},
	{Unreachable, func(r *Rules) *Rule { return &r.Unreachable.Rule }, func(r *Rules) { r.Unreachable.For = 100 * time.Hour }, true},
}

// Every key of every rule does what it says, everywhere and for an area alone.
func TestRules_EveryKeyWorks(t *testing.T) {
	usual := begun(Rules{})
	for _, k := range knobs {
		if len(usual[k.kind]) == 0 {
			t.Fatalf("%s tells nothing of the troubled county", k.kind)
		}
		everywhere := func(change func(*Rules)) Rules {
			var r Rules
			change(&r)
			return r
		}
		inArea := func(change func(*Rules)) Rules {
			var r Rules
			change(&r)
			return Rules{Overrides: []Override{{Areas: []string{"A", "B"}, Rules: r}}}
		}
		for name, with := range map[string]func(func(*Rules)) Rules{"everywhere": everywhere, "in an area": inArea} {
			takesPart := !k.nobody || name == "everywhere"
			off := begun(with(func(r *Rules) { k.rule(r).Off = true }))
			if got := len(off[k.kind]); (got == 0) != takesPart {
				t.Errorf("%s off %s: %d messages", k.kind, name, got)
			}
			for _, other := range knobs {
				if other.kind != k.kind && len(off[other.kind]) != len(usual[other.kind]) {
					t.Errorf("%s off %s: %d messages of %s, want %d", k.kind, name, len(off[other.kind]), other.kind, len(usual[other.kind]))
				}
			}
			for _, severity := range []Severity{Info, Critical} {
				for _, got := range begun(with(func(r *Rules) { k.rule(r).Severity = severity }))[k.kind] {
					if takesPart && got != severity {
						t.Errorf("%s with severity %s %s: %s", k.kind, severity, name, got)
					}
				}
			}
			if k.relax == nil || !takesPart {
				continue
			}
			if relaxed := begun(with(k.relax))[k.kind]; len(relaxed) >= len(usual[k.kind]) {
				t.Errorf("%s with another threshold %s: %d messages, want fewer than %d", k.kind, name, len(relaxed), len(usual[k.kind]))
			}
		}
	}
}

func TestOverride_FirstThatFitsDecides(t *testing.T) {
	off, loud := Rules{Budget: BudgetRule{Rule: Rule{Off: true}}}, Rules{Budget: BudgetRule{Rule: Rule{Severity: Critical}, Left: []int{20}}}
	for _, c := range []struct {
		name string
		o    []Override
		want []Severity
	}{
		{"none", nil, []Severity{Warning}},
		{"this target", []Override{{Targets: []string{"days"}, Rules: off}}, nil},
		{"another target", []Override{{Targets: []string{"x"}, Rules: off}}, []Severity{Warning}},
		{"another area", []Override{{Areas: []string{"B"}, Rules: off}}, []Severity{Warning}},
		{"this target in another area", []Override{{Areas: []string{"B"}, Targets: []string{"days"}, Rules: off}}, []Severity{Warning}},
		{"first loud, then off", []Override{{Targets: []string{"days"}, Rules: loud}, {Areas: []string{"A"}, Rules: off}}, []Severity{Critical}},
		{"first off, then loud", []Override{{Areas: []string{"A"}, Rules: off}, {Targets: []string{"days"}, Rules: loud}}, nil},
	} {
		facts := budgetFacts(10, 4)
		facts.Progress[0].Target.ID, facts.Progress[0].Target.Area = "days", "A"
		var got []Severity
		for _, tr := range Evaluate(Rules{Overrides: c.o}, nil, facts, time.Unix(1e9, 0)) {
			if tr.Message != nil {
				got = append(got, tr.Message.Severity)
			}
		}
		if len(got) != len(c.want) || len(got) > 0 && got[0] != c.want[0] {
			t.Errorf("%s: told %v, want %v", c.name, got, c.want)
		}
	}
}

func TestRules_StatusOnly(t *testing.T) {
	rules := Rules{Overrides: []Override{{Targets: []string{"other-water-class"}}}}
	for kind, told := range begun(rules.StatusOnly()) {
		if kind != TargetStatus || len(told) != 1+len(target.Kinds) {
			t.Errorf("%d messages of %s", len(told), kind)
		}
	}
}

// What a rule told before it was switched off, everywhere or for an area, ends at the
// next evaluation, and nobody is told; switched on again it tells anew.
func TestRules_SwitchedOffEndsWhatLasts(t *testing.T) {
	for _, k := range knobs {
		var off Rules
		k.rule(&off).Off = true
		variants := []Rules{off}
		if !k.nobody {
			variants = append(variants, Rules{Overrides: []Override{{Areas: []string{"A"}, Rules: off}}})
		}
		for i, rules := range variants {
			facts, now := troubled(), time.Date(2026, 11, 11, 12, 0, 0, 0, time.UTC)
			states := map[string]State{}
			evaluate := func(rules Rules) (told int) {
				for _, tr := range Evaluate(rules, states, facts, now) {
					states[tr.State.Key] = tr.State
					if tr.Message != nil && tr.Message.Kind == k.kind {
						told++
					}
				}
				now = now.Add(24 * time.Hour)
				for i := range facts.Progress {
					facts.Progress[i].AsOf++
				}
				return told
			}
			lasting := func() (n int) {
				for _, s := range states {
					if s.Kind == k.kind && s.Lasts() {
						n++
					}
				}
				return n
			}
			if told := evaluate(Rules{}) + evaluate(Rules{}); told == 0 || lasting() == 0 {
				t.Fatalf("%s: %d told, %d last before it is switched off", k.kind, told, lasting())
			}
			if told := evaluate(rules); told != 0 || lasting() != 0 {
				t.Errorf("%s, variant %d: switched off, %d told, %d still last", k.kind, i, told, lasting())
			}
			if told := evaluate(Rules{}) + evaluate(Rules{}); told == 0 {
				t.Errorf("%s, variant %d: switched on again it tells nothing", k.kind, i)
			}
		}
	}
}

package job

import (
	"context"
	"fmt"
	"sync"
	"time"

	"lanbi/internal/measure"
	"lanbi/internal/target"
	"lanbi/internal/whatif"
)

// factsKept is for how long the facts of the last question answer the next one: ten
// years of days take longer to read than to judge.
const factsKept = time.Minute

// WhatIf answers what a target would come to under an assumption. Its methods may be
// called from several goroutines.
type WhatIf struct {
	Progress *Progress
	Now      func() time.Time

	mu    sync.Mutex
	id    string
	asOf  measure.Day
	read  time.Time
	facts *whatif.Facts
}

// Answer judges the target of that id as of the last assessed day, as it stands and
// under the assumption. What cannot be assumed, an unknown target included, is a
// whatif.Fault.
func (j *WhatIf) Answer(ctx context.Context, id string, asOf measure.Day, a whatif.Assumption) (whatif.Answer, error) {
	for i := range j.Progress.Targets {
		t := &j.Progress.Targets[i]
		if t.ID != id {
			continue
		}
		f, err := j.factsOf(ctx, t, asOf)
		if err != nil {
			return whatif.Answer{}, err
		}
		return whatif.Of(t, f, a, judge)
	}
	return whatif.Answer{}, whatif.Fault{Parameter: "target", Detail: fmt.Sprintf("配置中没有目标 %q", id)}
}

// judge evaluates with the forecast that the facts allow.
func judge(t *target.Target, f *target.Facts) target.Progress { return evaluate(t, f, outlookOf(t, f)) }

// factsOf reads what t is judged on, and the events of dust, or takes what was just
// read. Nobody changes it.
func (j *WhatIf) factsOf(ctx context.Context, t *target.Target, asOf measure.Day) (*whatif.Facts, error) {
	j.mu.Lock()
	defer j.mu.Unlock()
	now := j.Now()
	if age := now.Sub(j.read); j.facts != nil && j.id == t.ID && j.asOf == asOf && age >= 0 && age < factsKept {
		return j.facts, nil
	}
	facts, err := j.Progress.facts(ctx, t, asOf)
	if err != nil {
		return nil, err
	}
	f := &whatif.Facts{Facts: *facts}
	if j.Progress.Reported != nil && t.Kind.OnAirDays() {
		steps, err := j.Progress.Reported.Events(ctx, t.Area, target.Dust, time.Unix(0, 0))
		if err != nil {
			return nil, fmt.Errorf("read dust events of area %s: %w", t.Area, err)
		}
		f.Dust = target.Stories(steps, j.Progress.Zone)
	}
	j.id, j.asOf, j.read, j.facts = t.ID, asOf, now, f
	return f, nil
}

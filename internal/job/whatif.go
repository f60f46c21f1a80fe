package job

import (
	"context"
	"errors"
	"fmt"
	"time"

	"lanbi/internal/measure"
	"lanbi/internal/target"
	"lanbi/internal/whatif"
)

// WhatIf answers what a target would come to under an assumption. It keeps the days of
// past years, which take longer to read than to judge; what is known of the target's own
// year is read for every question. Its methods may be called from several goroutines.
type WhatIf struct {
	progress Progress
	past     *pastYears
}

// NewWhatIf answers for the targets of p. now is the clock, by which what is kept grows
// old.
func NewWhatIf(p *Progress, now func() time.Time) *WhatIf {
	j := &WhatIf{progress: *p, past: &pastYears{TargetStore: p.Store, now: now}}
	j.progress.Store = j.past
	return j
}

// Warm reads the past years of every area with a target on air, so that the next
// question need not.
func (j *WhatIf) Warm(ctx context.Context, asOf measure.Day) error {
	year := asOf.FirstOfYear()
	read := map[string]bool{}
	var errs []error
	for i := range j.progress.Targets {
		t := &j.progress.Targets[i]
		if !t.Kind.OnAirDays() || read[t.Area] {
			continue
		}
		read[t.Area] = true
		if _, err := j.past.renew(ctx, t.Area, measure.Date(asOf.Year()-historyYears, 1, 1), year.Add(-1)); err != nil {
			errs = append(errs, fmt.Errorf("read past years of area %s: %w", t.Area, err))
		}
	}
	return errors.Join(errs...)
}

// Forget drops what is kept of an area, whose past days were just assessed again.
func (j *WhatIf) Forget(area string) { j.past.forget(area) }

// Answer judges the target of that id as of the last assessed day, as it stands and
// under the assumption. What cannot be assumed, an unknown target included, is a
// whatif.Fault.
func (j *WhatIf) Answer(ctx context.Context, id string, asOf measure.Day, a whatif.Assumption) (whatif.Answer, error) {
	for i := range j.progress.Targets {
		t := &j.progress.Targets[i]
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

// factsOf reads what t is judged on, and the events of dust.
func (j *WhatIf) factsOf(ctx context.Context, t *target.Target, asOf measure.Day) (*whatif.Facts, error) {
	facts, err := j.progress.facts(ctx, t, asOf)
	if err != nil {
		return nil, err
	}
	f := &whatif.Facts{Facts: *facts}
	if j.progress.Reported != nil && t.Kind.OnAirDays() {
		steps, err := j.progress.Reported.Events(ctx, t.Area, target.Dust, time.Unix(0, 0))
		if err != nil {
			return nil, fmt.Errorf("read dust events of area %s: %w", t.Area, err)
		}
		f.Dust = target.Stories(steps, j.progress.Zone)
	}
	return f, nil
}

package job

import (
	"context"
	"errors"

	"lanbi/internal/measure"
	"lanbi/internal/target"
)

// DustEffects tells where the targets of an area that count days of air, or their
// concentrations, would stand at the end of asOf under each reading of dust, were the
// days from first to last recognised beside those that are. Nothing is stored.
//
// Targets are those of the year of first; the basis of a target is otherwise its own.
func (j *Progress) DustEffects(ctx context.Context, area string, first, last, asOf measure.Day) ([]target.DustEffect, error) {
	var effects []target.DustEffect
	var errs []error
	for i := range j.Targets {
		t := &j.Targets[i]
		if t.Area != area || t.Year != first.Year() || !t.Kind.OnAirDays() {
			continue
		}
		facts, err := j.facts(ctx, t, asOf)
		if err != nil {
			errs = append(errs, err)
			continue
		}
		for k := range facts.AirDays {
			if day := facts.AirDays[k].Day; first <= day && day <= last {
				facts.AirDays[k].Dust = true
			}
		}
		effects = append(effects, target.UnderDust(t, facts))
	}
	return effects, errors.Join(errs...)
}

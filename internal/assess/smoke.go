package assess

import (
	"lanbi/internal/measure"
)

// smokeHours from a fire's hour on are looked at for smoke.
const smokeHours = 3

// smokeLeast is the least by which PM2.5 must rise.
const smokeLeast = 20 * measure.Microgram

// SmokeHint is a station at which PM2.5 and CO rose together after a fire: a hint
// beside it, which never counts.
type SmokeHint struct {
	Station              string
	Hour                 measure.Hour
	FineBefore, COBefore measure.Concentration // means of the six hours before the fire's
	Fine, CO             measure.Concentration // in Hour, that of the highest PM2.5
}

// SmokeHints looks for smoke at stations in the hour of a fire and the two after it:
// PM2.5 at least twice the mean of the six hours before and 20 µg/m³ above it, CO in
// the same hour at least one and a half times its mean, and PM2.5 at least 0.4 of PM10
// where that is known, since what raises PM10 alone is dust. The numbers are ours; they
// decide nothing. Stations that do not measure both say nothing.
func SmokeHints(series []Series, fire measure.Hour) []SmokeHint {
	var hints []SmokeHint
	for i := range series {
		s := &series[i]
		fine, okFine := meanBefore(s, measure.PM25, fire)
		co, okCO := meanBefore(s, measure.CO, fire)
		if !okFine || !okCO {
			continue
		}
		hint := SmokeHint{Station: s.Station, FineBefore: fine, COBefore: co}
		for h := fire; h < fire+smokeHours; h++ {
			c := s.Hour(h)
			if !c.smokes(fine, co) || c[measure.PM25].Value <= hint.Fine {
				continue
			}
			hint.Hour, hint.Fine, hint.CO = h, c[measure.PM25].Value, c[measure.CO].Value
		}
		if hint.Fine > 0 {
			hints = append(hints, hint)
		}
	}
	return hints
}

// smokes tells whether the hour stands out against the means before.
func (c *HourCells) smokes(fine, co measure.Concentration) bool {
	if !c[measure.PM25].Valid() || !c[measure.CO].Valid() {
		return false
	}
	v := c[measure.PM25].Value
	if c[measure.PM10].Valid() && 10*v < 4*c[measure.PM10].Value {
		return false
	}
	return v >= 2*fine && v >= fine+smokeLeast && 2*c[measure.CO].Value >= 3*co
}

// meanBefore is the mean of the six hours before, of which three must be valid.
func meanBefore(s *Series, p measure.Parameter, h measure.Hour) (mean measure.Concentration, ok bool) {
	var sum, n int64
	for i := measure.Hour(1); i <= dustBefore; i++ {
		if c := s.At(h-i, p); c.Valid() {
			sum += int64(c.Value)
			n++
		}
	}
	if n < dustBeforeLeast {
		return 0, false
	}
	return measure.Quotient(sum, n), true
}

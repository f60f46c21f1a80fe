package hj633

import "lanbi/internal/measure"

// Values are the concentrations that enter an index, before the rounding of
// HJ 633-2026 §4.2.2. C is indexed by measure.Parameter; only entries in Has
// count.
type Values struct {
	Has measure.Set // valid values
	// Plan holds the parameters in the monitoring plan; one in Plan and not in Has is
	// missing (NA), one in neither is not monitored (/). Of a day, O3 in the plan
	// stands for O38h. An empty Plan is the usual one, all six pollutants.
	Plan measure.Set
	C    [measure.AirCount]measure.Concentration
}

// missing are the planned parameters without an index in x, with ozone under the
// name it has in x's period. Ozone indexed by its highest hour is not missing.
func (v *Values) missing(x *Index, ozone measure.Parameter) measure.Set {
	plan := v.Plan
	if plan.Empty() {
		plan = measure.AirPollutants
	}
	var missing measure.Set
	for p := measure.PM25; p <= measure.CO; p++ {
		if plan.Has(p) && !x.Has.Has(p) {
			missing = missing.With(p)
		}
	}
	planned := plan.Has(measure.O3) || ozone == measure.O38h && plan.Has(measure.O38h)
	if planned && !x.Has.Has(measure.O3) && !x.Has.Has(ozone) {
		missing = missing.With(ozone)
	}
	return missing
}

// Missing2012 says what a missing pollutant does to an AQI under the 2012
// edition, whose text is silent.
type Missing2012 uint8

const (
	MaxOfRest  Missing2012 = iota // published practice: the maximum of the rest
	Strict2012                    // as HJ 633-2026 §5.3.1
)

// PM10Missing2026 says what a missing PM10 alone does under the 2026 edition.
type PM10Missing2026 uint8

const (
	StrictPM10      PM10Missing2026 = iota // §5.3.1 to the letter: NA
	AsPublishedPM10                        // AQI of the rest, as CNEMC is seen to publish
)

// Options are the readings of the standard that a target's basis may choose.
type Options struct {
	Missing2012     Missing2012
	PM10Missing2026 PM10Missing2026
}

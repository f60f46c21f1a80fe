package hj633

import "lanbi/internal/measure"

// Hour is the real-time index of one hour from the 1 h means of six pollutants,
// both PM on their daily columns and without moving means: the text of 2026, and
// under 2012, whose text lists moving means, what was published. v.C[O38h] is
// ignored. Under 2012 SO₂ above 800 has no index in an hour, for an hour has no 24 h
// mean.
//
// An hour never says whether a day is good: hourly indices are not averaged.
func Hour(e Edition, v *Values, o Options) Index {
	var x Index
	x.fill(e, v, &hourColumns)
	x.conclude(e, v.missing(&x, measure.O3), o)
	return x
}

// Day is the index of a natural day from the daily means of five pollutants and
// O38h.
//
// v.C[O3] is the day's highest 1 h mean. The text of 2012 lists it as a seventh input
// of every day, but publication did not use it so, and 2026 does not. Here it is used
// under 2012 only, where O38h is above 800 µg/m³ and so has no index of its own (note
// of Table 1); ozone then stands in the result as O3. Where it is not given, O38h is
// looked up in the 1 h column: the highest hour cannot be lower than the highest mean
// of eight, so the index is a lower bound, and level and verdict are right.
func Day(e Edition, v *Values, o Options) Index {
	var x Index
	x.fill(e, v, &dayColumns)
	if e == E2012 && v.Has.Has(measure.O38h) && !x.Has.Has(measure.O38h) {
		highest := v.C[measure.O38h]
		if v.Has.Has(measure.O3) {
			highest = v.C[measure.O3]
		}
		x.put(measure.O3, IAQI(e, O3Hour, highest))
	}
	x.conclude(e, v.missing(&x, measure.O38h), o)
	return x
}

// fill computes the individual indices of what v has.
func (x *Index) fill(e Edition, v *Values, columns *[6]Column) {
	ladders := e.ladders()
	if ladders == nil {
		return
	}
	for _, col := range columns {
		if p := col.Parameter(); v.Has.Has(p) {
			x.put(p, ladders[col].index(col, v.C[p]))
		}
	}
}

func (x *Index) put(p measure.Parameter, index int) {
	if index == NoIndex {
		return
	}
	x.Has = x.Has.With(p)
	x.IAQI[p] = index
	x.AQI = max(x.AQI, index) // AQI is the highest IAQI
}

// conclude decides whether the AQI may be given, and names the primary pollutants.
func (x *Index) conclude(e Edition, missing measure.Set, o Options) {
	x.Known = !x.Has.Empty() && (x.AQI > 100 || !blocks(e, missing, o))
	if !x.Known {
		x.AQI = 0
		return
	}
	if x.AQI <= 50 { // 2026 §4.3.1, as 2012
		return
	}
	for p := measure.PM25; p <= measure.O38h; p++ {
		if x.IAQI[p] == x.AQI { // after rounding up; ties stand side by side
			x.Primary = x.Primary.With(p)
		}
	}
}

// blocks tells whether the missing pollutants withhold an AQI of 100 or less.
func blocks(e Edition, missing measure.Set, o Options) bool {
	if missing.Empty() {
		return false
	}
	if e == E2012 {
		return o.Missing2012 != MaxOfRest
	}
	// 2026 §5.3.1
	return o.PM10Missing2026 != AsPublishedPM10 || missing != measure.SetOf(measure.PM10)
}

// DayHingesOnPM10 tells whether Options.PM10Missing2026 decides if the natural day has
// an AQI under 2026: PM10 alone is missing and the rest gives 100 or less. Such days are
// listed beside a count, because the choice changes it.
func DayHingesOnPM10(v *Values) bool {
	return !Day(E2026, v, Options{PM10Missing2026: StrictPM10}).Known &&
		Day(E2026, v, Options{PM10Missing2026: AsPublishedPM10}).Known
}

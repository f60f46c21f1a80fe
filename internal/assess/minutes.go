package assess

import (
	"time"

	"lanbi/internal/measure"
	"lanbi/internal/standard/gb3095"
)

// HourOfMinutes computes the hourly means of one station for the hour h from its
// readings of 1 min and 5 min; those of other intervals and hours are left out.
// The sample has source Computed and no readings when there was nothing to
// compute from.
//
// A mean is valid from 45 valid minutes on (GB 3095 table 4, which names SO2, NO2,
// CO, O3). For PM10 and PM2.5 the table has daily means only; the same 45 minutes
// are asked for, so that a day of computed hours is no weaker than one of sent ones.
// With fewer the mean of what is valid, or of all when nothing is, carries the flag
// H: a value stays visible and never counts, and it replaces a mean that was valid
// before minutes were flagged.
//
// A reading of 5 min stands for its five minutes, where no reading of 1 min says
// otherwise, be it by a flag. Of several sources for one minute the highest is
// used. Zero drift below zero is averaged like any other value.
func HourOfMinutes(station string, h measure.Hour, minutes []measure.Sample) measure.Sample {
	var hour minutesOfHour
	for i := range minutes {
		s := &minutes[i]
		if s.Interval == measure.OneMinute || s.Interval == measure.FiveMinutes {
			hour.add(h, s)
		}
	}
	out := measure.Sample{
		Medium: measure.Air, Station: station, Start: h.Start(), Interval: measure.OneHour, Source: measure.Computed,
	}
	for p := range measure.AirPollutants.Each {
		if r, ok := meanOf(&hour[p]); ok {
			r.Parameter = p
			out.Readings = append(out.Readings, r)
		}
	}
	return out
}

// minute is what is known of one minute of one pollutant.
type minute struct {
	value    measure.Concentration
	flag     measure.Flag
	source   measure.Source // 0: nothing came
	interval measure.Interval
}

type minutesOfHour [measure.O3 + 1][60]minute

// add lays the readings of a sample over the minutes they stand for.
func (m *minutesOfHour) add(h measure.Hour, s *measure.Sample) {
	first := int(s.Start.Sub(h.Start()) / time.Minute)
	if s.Start.Before(h.Start()) || first >= 60 {
		return
	}
	last := min(60, first+int(s.Interval.Duration()/time.Minute))
	for _, r := range s.Readings {
		if !measure.AirPollutants.Has(r.Parameter) {
			continue
		}
		for i := first; i < last; i++ {
			at := &m[r.Parameter][i]
			finer := at.source == 0 || s.Interval < at.interval
			if finer || s.Interval == at.interval && s.Source > at.source {
				*at = minute{value: r.Value, flag: r.Flag, source: s.Source, interval: s.Interval}
			}
		}
	}
}

// meanOf is the mean of an hour's minutes; false when there are none.
func meanOf(minutes *[60]minute) (measure.Reading, bool) {
	var valid, all, validSum, allSum int64
	for i := range minutes {
		if minutes[i].source == 0 {
			continue
		}
		all++
		allSum += int64(minutes[i].value)
		if minutes[i].flag.Valid() {
			valid++
			validSum += int64(minutes[i].value)
		}
	}
	switch {
	case all == 0:
		return measure.Reading{}, false
	case valid == 0:
		return measure.Reading{Value: measure.Quotient(allSum, all), Flag: measure.Scarce}, true
	case valid < gb3095.HourMinutes:
		return measure.Reading{Value: measure.Quotient(validSum, valid), Flag: measure.Scarce}, true
	}
	return measure.Reading{Value: measure.Quotient(validSum, valid), Flag: measure.Normal}, true
}

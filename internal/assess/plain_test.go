package assess_test

import (
	"math/big"

	"lanbi/internal/assess"
	"lanbi/internal/measure"
	"lanbi/internal/standard/gb3095"
	"lanbi/internal/standard/gbt8170"
	"lanbi/internal/standard/hj633"
)

// plainStation is a station's day in fractions, nil where there is no valid value.
type plainStation struct {
	plan                        measure.Set
	mean                        [measure.AirCount]*big.Rat
	count                       [measure.AirCount]int
	valid, audited, provisional bool
}

func plainStationDay(r plainRecord, plan measure.Set, day measure.Day) plainStation {
	s := plainStation{plan: plan}
	begin := measure.HourOf(day.Start(beijing))
	for p := measure.PM25; p <= measure.O3; p++ {
		sum, n := hoursOf(r, p, begin, begin+24)
		s.count[p] = n
		if p != measure.O3 && n >= 20 {
			s.mean[p] = big.NewRat(sum, int64(n))
		}
		for h := begin; h < begin+24; h++ {
			c := r[h][p]
			if !c.Valid() {
				continue
			}
			s.valid = true
			s.provisional = s.provisional || c.Source != measure.Audited
			s.audited = s.audited || c.Source == measure.Audited
			if v := big.NewRat(int64(c.Value), 1); p == measure.O3 && (s.mean[p] == nil || v.Cmp(s.mean[p]) > 0) {
				s.mean[p] = v
			}
		}
	}
	for end := begin + 8; end <= begin+24; end++ {
		sum, n := hoursOf(r, measure.O3, end-8, end)
		if n < 6 {
			continue
		}
		s.count[measure.O38h]++
		if v := big.NewRat(sum, int64(n)); s.mean[measure.O38h] == nil || v.Cmp(s.mean[measure.O38h]) > 0 {
			s.mean[measure.O38h] = v
		}
	}
	limit, _ := gb3095.Limit(gb3095.EditionOn(day), gb3095.ClassII, measure.O38h, gb3095.Max8h)
	if m := s.mean[measure.O38h]; m != nil && s.count[measure.O38h] < 14 && gbt8170.Round(toOdd(m), measure.Microgram) <= limit {
		s.mean[measure.O38h] = nil
	}
	return s
}

// hoursOf sums up the valid hours.
func hoursOf(r plainRecord, p measure.Parameter, from, to measure.Hour) (sum int64, n int) {
	for h := from; h < to; h++ {
		if c := r[h][p]; c.Valid() {
			sum, n = sum+int64(c.Value), n+1
		}
	}
	return sum, n
}

// toOdd is a fraction as it is stored: whole, or the odd one of its neighbours.
func toOdd(r *big.Rat) measure.Concentration {
	floor := new(big.Int).Div(r.Num(), r.Denom()).Int64()
	if r.IsInt() || floor%2 != 0 {
		return measure.Concentration(floor)
	}
	return measure.Concentration(floor + 1)
}

// row is the station's day under one edition.
func (s *plainStation) row(place string, day measure.Day, e hj633.Edition) assess.AirDay {
	d := assess.AirDay{Place: place, Day: day, Edition: e, Plan: s.plan, Provisional: s.provisional || !s.valid, PartlyAudited: s.provisional && s.audited}
	for p := measure.PM25; p <= measure.O38h; p++ {
		of := p
		if p == measure.O38h {
			of = measure.O3
		}
		if !s.plan.Has(of) {
			continue
		}
		d.Hours[p] = s.count[p]
		if s.mean[p] != nil && p != measure.O3 {
			d.Has, d.Mean[p] = d.Has.With(p), toOdd(s.mean[p])
		}
	}
	if d.Mean[measure.O38h] > 800*measure.Microgram && s.mean[measure.O3] != nil {
		d.Has, d.Mean[measure.O3] = d.Has.With(measure.O3), toOdd(s.mean[measure.O3])
	}
	return assess.Rejudge(d, e, hj633.Options{})
}

func plainDay(dst []assess.AirDay, area *measure.Area, records map[string]plainRecord, day measure.Day) []assess.AirDay {
	var assessed []plainStation
	for i := range area.Stations {
		station := &area.Stations[i]
		plan := planFor(area, station, day)
		if plan.Empty() {
			continue
		}
		s := plainStationDay(records[station.Code], plan, day)
		if station.Assess {
			assessed = append(assessed, s)
		}
		for _, e := range hj633.Editions {
			dst = append(dst, s.row(station.Code, day, e))
		}
	}
	mean := plainArea(assessed, area.StationShare)
	for _, e := range hj633.Editions {
		dst = append(dst, mean.row(area.Code, day, e))
	}
	return dst
}

// plainArea is the mean of the stations that have a value, of ozone's highest hour of
// those with an 8-hour value.
func plainArea(stations []plainStation, share float64) plainStation {
	var mean plainStation
	for i := range stations {
		mean.plan = mean.plan.Union(stations[i].plan)
		mean.valid = mean.valid || stations[i].valid
		mean.provisional = mean.provisional || stations[i].provisional
		mean.audited = mean.audited || stations[i].audited
	}
	for p := measure.PM25; p <= measure.O38h; p++ {
		planned, sum := 0, new(big.Rat)
		var counts []int
		for _, s := range stations {
			of, deciding := p, p
			if p == measure.O38h || p == measure.O3 {
				of, deciding = measure.O3, measure.O38h
			}
			if !s.plan.Has(of) {
				continue
			}
			planned++
			if s.mean[deciding] != nil {
				sum.Add(sum, s.mean[p])
				counts = append(counts, s.count[p])
			}
		}
		if len(counts) == 0 || p != measure.O3 && float64(len(counts)) < share*float64(planned) {
			continue
		}
		mean.mean[p] = sum.Quo(sum, big.NewRat(int64(len(counts)), 1))
		mean.count[p] = counts[0]
		for _, n := range counts {
			mean.count[p] = min(mean.count[p], n)
		}
	}
	return mean
}

func plainHour(dst []assess.AirHour, area *measure.Area, records map[string]plainRecord, h measure.Hour) []assess.AirHour {
	day := measure.DayOf(h.Start(), beijing)
	add := func(place string, v hj633.Values) {
		for _, e := range hj633.Editions {
			dst = append(dst, assess.AirHour{Place: place, Hour: h, Edition: e, Index: hj633.Hour(e, &v, hj633.Options{})})
		}
	}
	mean := hj633.Values{}
	var sum, n, planned [measure.O3 + 1]int64
	arrived := false
	for i := range area.Stations {
		station := &area.Stations[i]
		plan := planFor(area, station, day)
		v := hj633.Values{Plan: plan}
		here := false
		for p := measure.PM25; p <= measure.O3 && !plan.Empty(); p++ {
			c := records[station.Code][h][p]
			here = here || c.Source != 0
			if plan.Has(p) && station.Assess {
				planned[p]++
			}
			if !plan.Has(p) || !c.Valid() {
				continue
			}
			v.Has, v.C[p] = v.Has.With(p), c.Value
			if station.Assess {
				sum[p], n[p] = sum[p]+int64(c.Value), n[p]+1
			}
		}
		if here {
			add(station.Code, v)
		}
		if station.Assess {
			mean.Plan, arrived = mean.Plan.Union(plan), arrived || here
		}
	}
	for p := measure.PM25; p <= measure.O3; p++ {
		if n[p] > 0 && float64(n[p]) >= area.StationShare*float64(planned[p]) {
			mean.Has, mean.C[p] = mean.Has.With(p), toOdd(big.NewRat(sum[p], n[p]))
		}
	}
	if arrived {
		add(area.Code, mean)
	}
	return dst
}

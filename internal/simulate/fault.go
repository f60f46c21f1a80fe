package simulate

import "lanbi/internal/measure"

// silent tells whether no message arrives: power or network of the whole county,
// or the station alone, for hours or now and then for days.
func (s *station) silent(m moment) bool {
	t := int64(m.t)
	return s.county.outage.window(t, 100*24, 0.3, 4, 36) ||
		s.own.sub32(1).window(t, 30*24, 0.35, 2, 10) ||
		s.own.sub32(2).window(t, 150*24, 0.3, 24, 110)
}

// marks are the flags of the hour, 0 for valid values: the link, maintenance, calibration and faults
// of single analysers.
func (s *station) marks(m moment) (marks [measure.O3 + 1]measure.Flag) {
	t := int64(m.t)
	var all measure.Flag
	switch {
	case s.own.sub32(3).window(t, 20*24, 0.25, 1, 5):
		all = measure.NoLink
	case s.maintained(m):
		all = measure.Maintenance
	}
	for p := measure.PM25; p <= measure.O3; p++ {
		switch {
		case all != 0:
			marks[p] = all
		case s.calibrated(p, m):
			marks[p] = measure.Calibration
		case s.faults[p].window(t, 45*24, 0.12, 3, 70):
			marks[p] = measure.Fault
		}
	}
	return marks
}

// maintained: somebody comes every other week, from ten to twelve.
func (s *station) maintained(m moment) bool {
	visit := int64(s.own.uniform(1) * 14)
	return (m.day+visit)%14 == 0 && (m.hour == 10 || m.hour == 11)
}

// calibrated: gas analysers check themselves once a week at two in the morning,
// each on another day.
func (s *station) calibrated(p measure.Parameter, m moment) bool {
	if p == measure.PM25 || p == measure.PM10 || m.hour != 2 {
		return false
	}
	return (m.day+int64(p)+int64(s.own.uniform(2)*7))%7 == 0
}

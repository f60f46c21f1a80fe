package simulate

import (
	"time"

	"lanbi/internal/measure"
)

// Samples yields what all stations, sections and sources send for the hours from from
// up to to, hour by hour. Laboratories report once a month.
func (c *Counties) Samples(from, to time.Time, yield func(*measure.Sample)) {
	for h := measure.HourOf(from); h < measure.HourOf(to); h++ {
		day := measure.DayOf(h.Start(), c.zone)
		monthly := day.Date() == 1 && h.Label(c.zone) == 1
		for i := range c.areas {
			a := &c.areas[i]
			for k := range a.Stations {
				if s, ok := c.AirHour(a.Stations[k].Code, h); ok {
					yield(&s)
				}
			}
			for k := range a.Sections {
				if s, ok := c.WaterSample(a.Sections[k].Code, h); ok {
					yield(&s)
				}
				if s, ok := c.LabSample(a.Sections[k].Code, day); ok && monthly {
					yield(&s)
				}
			}
			for k := range a.Sources {
				if s, ok := c.LabSample(a.Sources[k].Code, day); ok && monthly {
					yield(&s)
				}
			}
		}
	}
}

package daemon

import (
	"lanbi/internal/config"
	"lanbi/internal/influx"
	"lanbi/internal/job"
	"lanbi/internal/ledger"
	"lanbi/internal/measure"
)

// newHours is the job that computes hours from minutes. Where readings are stored
// by other processes too, whose marks do not come here, it computes the latest
// hours of every station in any case.
func newHours(c *config.Config, db *influx.DB, l *ledger.Ledger) *job.Hours {
	j := &job.Hours{Zone: c.Timezone, RawDays: c.Influx.RawDays, Store: db, Marks: dirtyHours{l}}
	if c.Roles.Intake && c.MQTT.ShareGroup == "" {
		return j
	}
	for i := range c.Feeds {
		f := &c.Feeds[i]
		if f.Kind.Medium() == measure.Air && belowHour(f.Interval) {
			j.Recent = recentHours
		}
	}
	if j.Recent > 0 {
		for i := range c.Areas {
			for k := range c.Areas[i].Stations {
				j.Stations = append(j.Stations, c.Areas[i].Stations[k].Code)
			}
		}
	}
	return j
}

func belowHour(i measure.Interval) bool {
	return i == measure.OneMinute || i == measure.FiveMinutes
}

// dirtyHours lets the job, which knows no ledger, read its marks.
type dirtyHours struct{ ledger *ledger.Ledger }

func (d dirtyHours) DirtyHours(before measure.Hour) ([]job.DirtyHour, error) {
	marks, err := d.ledger.DirtyHours(before)
	out := make([]job.DirtyHour, len(marks))
	for i, m := range marks {
		out[i] = job.DirtyHour(m)
	}
	return out, err
}

func (d dirtyHours) ClearHours(hours []job.DirtyHour) error {
	marks := make([]ledger.DirtyHour, len(hours))
	for i, m := range hours {
		marks[i] = ledger.DirtyHour(m)
	}
	return d.ledger.ClearHours(marks)
}

func (d dirtyHours) MarkDirty(days []job.Dirty) error {
	marks := make([]ledger.Dirty, len(days))
	for i, m := range days {
		marks[i] = ledger.Dirty(m)
	}
	return d.ledger.MarkDirty(marks)
}

package intake

import (
	"time"

	"lanbi/internal/spool"
)

// The spool raises an alarm at 80 % of its limit and ends it below 60 %. At the
// limit messages are no longer acknowledged, and stay with the broker.
const (
	alarmPercent = 80
	calmPercent  = 60
	alarmEvery   = 5 * time.Second
)

// alarm remembers whether the spool is said to fill up.
type alarm struct{ raised bool }

// look tells whether the alarm begins or ends with this depth.
func (a *alarm) look(d spool.Depth) (begins, ends bool) {
	switch {
	case !a.raised && d.Bytes*100 >= d.Max*alarmPercent:
		a.raised = true
		return true, false
	case a.raised && d.Bytes*100 < d.Max*calmPercent:
		a.raised = false
		return false, true
	}
	return false, false
}

// guard looks after the spool until the intake ends.
func (in *Intake) guard() {
	tick := time.NewTicker(alarmEvery)
	defer tick.Stop()
	var a alarm
	for {
		select {
		case <-in.hard.Done():
			return
		case <-tick.C:
		}
		d := in.opts.Spool.Depth()
		begins, ends := a.look(d)
		in.counts.alarm.Store(a.raised)
		switch {
		case begins:
			in.opts.Log.Error("spool is 80 % full; when it is full messages are no longer acknowledged. Does InfluxDB take writes?",
				"bytes", d.Bytes, "limit", d.Max, "oldest", d.Oldest)
		case ends:
			in.opts.Log.Info("spool has room again", "bytes", d.Bytes, "limit", d.Max)
		}
	}
}

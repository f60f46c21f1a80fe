package intake

import (
	"time"

	"lanbi/internal/spool"
)

// The spool raises an alarm at 80 % of one of its limits, size and age, and ends it
// below 60 % of both. At a limit messages are no longer acknowledged, and stay with
// the broker.
const (
	alarmPercent = 80
	calmPercent  = 60
	alarmEvery   = 5 * time.Second
)

// alarm remembers whether the spool is said to fill up.
type alarm struct{ raised bool }

// look tells whether the alarm begins or ends with this depth at that time.
func (a *alarm) look(d spool.Depth, now time.Time) (begins, ends bool) {
	past := func(percent int64) bool {
		return d.Bytes*100 >= d.Max*percent || waited(d, now)*100 >= d.MaxAge*time.Duration(percent)
	}
	switch {
	case !a.raised && past(alarmPercent):
		a.raised = true
		return true, false
	case a.raised && !past(calmPercent):
		a.raised = false
		return false, true
	}
	return false, false
}

// waited is the age of the oldest record, 0 where nothing waits.
func waited(d spool.Depth, now time.Time) time.Duration {
	if d.Oldest.IsZero() {
		return 0
	}
	return max(0, now.Sub(d.Oldest))
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
		begins, ends := a.look(d, in.opts.Now())
		in.counts.alarm.Store(a.raised)
		switch {
		case begins:
			in.opts.Log.Error("spool is at 80 % of a limit; at the limit messages are no longer acknowledged. Does InfluxDB take writes?",
				"bytes", d.Bytes, "limit", d.Max, "oldest", d.Oldest, "limit_age", d.MaxAge)
		case ends:
			in.opts.Log.Info("spool has room again", "bytes", d.Bytes, "limit", d.Max)
		}
	}
}

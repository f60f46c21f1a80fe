package intake

import (
	"sync/atomic"

	"lanbi/internal/feed"
	"lanbi/internal/spool"
)

// counters count since the start.
type counters struct {
	received, acknowledged, retained atomic.Int64
	ignored, outOfRange, tolerated   atomic.Int64
	stored, retried                  atomic.Int64
	connections, lost, silences      atomic.Int64
	unpublished                      atomic.Int64
	alarm                            atomic.Bool // the spool is at 80 % of a limit
	rejected                         [len(feed.Reasons)]atomic.Int64
}

func (c *counters) reject(r feed.Reason) {
	for i, known := range feed.Reasons {
		if r == known {
			c.rejected[i].Add(1)
		}
	}
}

// Stats is a snapshot of the counters.
type Stats struct {
	Received     int64 // messages made durable, refused ones included
	Acknowledged int64 // to an external broker; the embedded one acknowledges itself
	Retained     int64 // among Received
	Stored       int64 // lines accepted by InfluxDB, repetitions included
	Retried      int64 // writes that failed and were tried again
	OutOfRange   int64 // values stored with flag R
	Ignored      int64 // values that name no parameter of their feed, and HJ 212 frames without readings
	Tolerated    int64 // HJ 212 frames taken with the checksum of Modbus
	Rejected     map[feed.Reason]int64
	Spool        spool.Depth
	SpoolAlarm   bool // the spool is at 80 % of a limit
	Connected    bool // to the external broker
	Subscribed   bool // connected, and every subscription is granted
}

// Stats tells how the intake is doing.
func (in *Intake) Stats() Stats {
	c := &in.counts
	s := Stats{
		Received: c.received.Load(), Acknowledged: c.acknowledged.Load(), Retained: c.retained.Load(),
		Stored: c.stored.Load(), Retried: c.retried.Load(),
		OutOfRange: c.outOfRange.Load(), Ignored: c.ignored.Load(), Tolerated: c.tolerated.Load(),
		Rejected: map[feed.Reason]int64{},
		Spool:    in.opts.Spool.Depth(), SpoolAlarm: c.alarm.Load(),
		Connected:  in.sub != nil && in.sub.client.IsConnectionOpen(),
		Subscribed: in.sub != nil && in.sub.ready(),
	}
	for i, r := range feed.Reasons {
		if n := c.rejected[i].Load(); n > 0 {
			s.Rejected[r] = n
		}
	}
	return s
}

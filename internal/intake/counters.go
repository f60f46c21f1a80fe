package intake

import (
	"sync/atomic"

	"github.com/prometheus/client_golang/prometheus"

	"lanbi/internal/feed"
	"lanbi/internal/spool"
)

// counters count since the start.
type counters struct {
	received, acknowledged, retained atomic.Int64
	ignored, outOfRange              atomic.Int64
	stored, retried                  atomic.Int64
	connections, lost                atomic.Int64
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
	Ignored      int64 // values that name no parameter of their feed
	Rejected     map[feed.Reason]int64
	Spool        spool.Depth
	Connected    bool // to the external broker
}

// Stats tells how the intake is doing.
func (in *Intake) Stats() Stats {
	c := &in.counts
	s := Stats{
		Received: c.received.Load(), Acknowledged: c.acknowledged.Load(), Retained: c.retained.Load(),
		Stored: c.stored.Load(), Retried: c.retried.Load(),
		OutOfRange: c.outOfRange.Load(), Ignored: c.ignored.Load(),
		Rejected:  map[feed.Reason]int64{},
		Spool:     in.opts.Spool.Depth(),
		Connected: in.sub != nil && in.sub.client.IsConnectionOpen(),
	}
	for i, r := range feed.Reasons {
		if n := c.rejected[i].Load(); n > 0 {
			s.Rejected[r] = n
		}
	}
	return s
}

// collector shows the counters to Prometheus. It is compared by Unregister, so
// it holds nothing but the Intake.
type collector struct{ in *Intake }

// desc is one metric; they are few and made when asked for.
func desc(name, help string, labels ...string) *prometheus.Desc {
	return prometheus.NewDesc("lanbi_intake_"+name, help, labels, nil)
}

// Describe sends the descriptions of what Collect sends.
func (c collector) Describe(ch chan<- *prometheus.Desc) { prometheus.DescribeByCollect(c, ch) }

// Collect sends the counters as they are.
func (c collector) Collect(ch chan<- prometheus.Metric) {
	s := c.in.Stats()
	count := func(name, help string, v int64) {
		ch <- prometheus.MustNewConstMetric(desc(name, help), prometheus.CounterValue, float64(v))
	}
	gauge := func(name, help string, v float64) {
		ch <- prometheus.MustNewConstMetric(desc(name, help), prometheus.GaugeValue, v)
	}
	count("messages_received_total", "Messages made durable, refused ones included.", s.Received)
	count("messages_acknowledged_total", "Messages acknowledged to the external broker.", s.Acknowledged)
	count("messages_retained_total", "Received messages that were retained ones.", s.Retained)
	count("lines_stored_total", "Lines accepted by InfluxDB.", s.Stored)
	count("writes_retried_total", "Writes to InfluxDB that failed and were tried again.", s.Retried)
	count("values_out_of_range_total", "Values stored with flag R.", s.OutOfRange)
	count("values_ignored_total", "Values that name no parameter of their feed.", s.Ignored)
	count("connections_total", "Connections made to the external broker.", c.in.counts.connections.Load())
	rejected := desc("rejected_total", "Refused messages and values, by reason.", "reason")
	for i, r := range feed.Reasons {
		n := float64(c.in.counts.rejected[i].Load())
		ch <- prometheus.MustNewConstMetric(rejected, prometheus.CounterValue, n, string(r))
	}
	gauge("spool_bytes", "Bytes that wait for InfluxDB.", float64(s.Spool.Bytes))
	gauge("spool_limit_bytes", "Bytes at which messages are no longer acknowledged.", float64(s.Spool.Max))
	gauge("spool_records", "Records that wait for InfluxDB.", float64(s.Spool.Records))
	lag := 0.0
	if !s.Spool.Oldest.IsZero() {
		lag = max(0, c.in.opts.Now().Sub(s.Spool.Oldest).Seconds())
	}
	gauge("lag_seconds", "Age of the oldest record that waits for InfluxDB.", lag)
	connected := 0.0
	if s.Connected {
		connected = 1
	}
	gauge("connected", "Whether the external broker is connected.", connected)
	seen := desc("station_last_seen_timestamp_seconds", "Arrival of a station's last good message.", "medium", "station")
	for _, st := range c.in.Stations() {
		ch <- prometheus.MustNewConstMetric(seen, prometheus.GaugeValue, float64(st.Last.Unix()), st.Medium.String(), st.Station)
	}
}

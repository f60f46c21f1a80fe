package listen

import (
	"sync/atomic"

	"github.com/prometheus/client_golang/prometheus"
)

// counters count since the start.
type counters struct {
	connections, refused                                 atomic.Int64
	frames, faulty, unkept, unrecorded, answers, garbage atomic.Int64
}

// collector shows the counters of one listener to Prometheus. Its names are what
// operators build alarms on; the label tells listeners apart.
type collector struct {
	l       *Listener
	metrics []metric
}

type metric struct {
	desc  *prometheus.Desc
	kind  prometheus.ValueType
	value func() int64
}

func newCollector(l *Listener) *collector {
	c := &collector{l: l}
	add := func(name, help string, kind prometheus.ValueType, value func() int64) {
		c.metrics = append(c.metrics, metric{
			prometheus.NewDesc("lanbi_listen_"+name, help, nil, prometheus.Labels{"listen": l.o.Topic}), kind, value,
		})
	}
	n := &l.counts
	add("connections", "Connections at this moment.", prometheus.GaugeValue, l.open)
	add("connections_total", "Connections taken.", prometheus.CounterValue, n.connections.Load)
	add("connections_refused_total", "Connections over the limits, closed at once.", prometheus.CounterValue, n.refused.Load)
	add("frames_total", "Frames read, refused ones included.", prometheus.CounterValue, n.frames.Load)
	add("frames_refused_total", "Frames refused for checksum, password, MN or command.", prometheus.CounterValue, n.faulty.Load)
	add("frames_unkept_total", "Frames that could not be kept and were not answered.", prometheus.CounterValue, n.unkept.Load)
	add("frames_unrecorded_total", "Refused frames beyond those kept in a minute.", prometheus.CounterValue, n.unrecorded.Load)
	add("answers_total", "Answers sent.", prometheus.CounterValue, n.answers.Load)
	add("garbage_bytes_total", "Bytes that belong to no frame.", prometheus.CounterValue, n.garbage.Load)
	return c
}

// Describe sends all descriptions.
func (c *collector) Describe(ch chan<- *prometheus.Desc) {
	for _, m := range c.metrics {
		ch <- m.desc
	}
}

// Collect sends the counters as they are.
func (c *collector) Collect(ch chan<- prometheus.Metric) {
	for _, m := range c.metrics {
		ch <- prometheus.MustNewConstMetric(m.desc, m.kind, float64(m.value()))
	}
}

// open counts the connections at this moment.
func (l *Listener) open() int64 {
	l.mu.Lock()
	defer l.mu.Unlock()
	return int64(len(l.conns))
}

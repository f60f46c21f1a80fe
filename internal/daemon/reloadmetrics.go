package daemon

import (
	"sync/atomic"
	"time"

	"github.com/prometheus/client_golang/prometheus"
)

// reloadMetrics tell whether the file that was read last is in force. They belong to
// the process, where a daemon's other metrics begin anew with each reload.
type reloadMetrics struct {
	good atomic.Bool
	at   atomic.Int64 // Unix seconds
}

var (
	reloadGood = prometheus.NewDesc("lanbi_config_reload_success",
		"1 when the configuration that was read last is in force, 0 when it had faults and an older one is.", nil, nil)
	reloadTime = prometheus.NewDesc("lanbi_config_reload_timestamp_seconds",
		"When the configuration in force was read.", nil, nil)
)

func (m *reloadMetrics) succeeded(now time.Time) {
	m.at.Store(now.Unix())
	m.good.Store(true)
}

func (m *reloadMetrics) failed() { m.good.Store(false) }

// Describe sends the descriptions.
func (m *reloadMetrics) Describe(ch chan<- *prometheus.Desc) {
	ch <- reloadGood
	ch <- reloadTime
}

// Collect sends the values of now.
func (m *reloadMetrics) Collect(ch chan<- prometheus.Metric) {
	good := 0.0
	if m.good.Load() {
		good = 1
	}
	ch <- prometheus.MustNewConstMetric(reloadGood, prometheus.GaugeValue, good)
	ch <- prometheus.MustNewConstMetric(reloadTime, prometheus.GaugeValue, float64(m.at.Load()))
}

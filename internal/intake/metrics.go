package intake

import (
	"github.com/prometheus/client_golang/prometheus"

	"lanbi/internal/feed"
)

// Metrics. Their names and labels are what operators build alarms on.
var (
	metricReceived     = desc("messages_received_total", "Messages made durable, refused ones included.")
	metricAcknowledged = desc("messages_acknowledged_total", "Messages acknowledged to the external broker.")
	metricRetained     = desc("messages_retained_total", "Received messages that were retained ones.")
	metricStored       = desc("lines_stored_total", "Lines accepted by InfluxDB.")
	metricRetried      = desc("writes_retried_total", "Writes to InfluxDB that failed and were tried again.")
	metricOutOfRange   = desc("values_out_of_range_total", "Values stored with flag R.")
	metricIgnored      = desc("values_ignored_total", "Values that name no parameter of their feed.")
	metricTolerated    = desc("frames_tolerated_total", "HJ 212 frames taken with the checksum of Modbus.")
	metricConnections  = desc("connections_total", "Connections made to the external broker.")
	metricSilences     = desc("silent_reconnects_total", "Connections made anew because nothing arrived.")
	metricUnpublished  = desc("rejected_unpublished_total", "Rejected messages that could not be published.")
	metricRejected     = desc("rejected_total", "Refused messages and values, by reason.", "reason")
	metricSpoolBytes   = desc("spool_bytes", "Bytes that wait for InfluxDB.")
	metricSpoolLimit   = desc("spool_limit_bytes", "Bytes at which messages are no longer acknowledged.")
	metricSpoolAlarm   = desc("spool_alarm", "Whether the spool is at 80 % of its limit of bytes or of age.")
	metricSpoolMaxAge  = desc("spool_limit_seconds", "Age of the oldest waiting record at which messages are no longer acknowledged.")
	metricSpoolRecords = desc("spool_records", "Records that wait for InfluxDB.")
	metricLag          = desc("lag_seconds", "Age of the oldest record that waits for InfluxDB.")
	metricConnected    = desc("connected", "Whether the external broker is connected.")
	metricSeen         = desc("station_last_seen_timestamp_seconds", "Arrival of a station's last good message.", "medium", "station")
)

func desc(name, help string, labels ...string) *prometheus.Desc {
	return prometheus.NewDesc("lanbi_intake_"+name, help, labels, nil)
}

// collector shows the counters to Prometheus.
type collector struct{ in *Intake }

// Describe sends all descriptions.
func (c collector) Describe(ch chan<- *prometheus.Desc) {
	for _, d := range []*prometheus.Desc{
		metricReceived, metricAcknowledged, metricRetained, metricStored, metricRetried, metricOutOfRange,
		metricIgnored, metricTolerated, metricConnections, metricSilences, metricUnpublished, metricRejected, metricSpoolBytes, metricSpoolLimit, metricSpoolMaxAge, metricSpoolAlarm, metricSpoolRecords,
		metricLag, metricConnected, metricSeen,
	} {
		ch <- d
	}
}

// Collect sends the counters as they are.
func (c collector) Collect(ch chan<- prometheus.Metric) {
	s := c.in.Stats()
	count := func(d *prometheus.Desc, v int64, labels ...string) {
		ch <- prometheus.MustNewConstMetric(d, prometheus.CounterValue, float64(v), labels...)
	}
	gauge := func(d *prometheus.Desc, v float64, labels ...string) {
		ch <- prometheus.MustNewConstMetric(d, prometheus.GaugeValue, v, labels...)
	}
	count(metricReceived, s.Received)
	count(metricAcknowledged, s.Acknowledged)
	count(metricRetained, s.Retained)
	count(metricStored, s.Stored)
	count(metricRetried, s.Retried)
	count(metricOutOfRange, s.OutOfRange)
	count(metricIgnored, s.Ignored)
	count(metricTolerated, s.Tolerated)
	count(metricConnections, c.in.counts.connections.Load())
	count(metricUnpublished, c.in.counts.unpublished.Load())
	count(metricSilences, c.in.counts.silences.Load())
	for i, r := range feed.Reasons {
		count(metricRejected, c.in.counts.rejected[i].Load(), string(r))
	}
	gauge(metricSpoolBytes, float64(s.Spool.Bytes))
	gauge(metricSpoolLimit, float64(s.Spool.Max))
	gauge(metricSpoolRecords, float64(s.Spool.Records))
	gauge(metricSpoolMaxAge, s.Spool.MaxAge.Seconds())
	gauge(metricLag, waited(s.Spool, c.in.opts.Now()).Seconds())
	gauge(metricSpoolAlarm, number(s.SpoolAlarm))
	gauge(metricConnected, number(s.Connected))
	for _, st := range c.in.Stations() {
		gauge(metricSeen, float64(st.Last.Unix()), st.Medium.String(), st.Station)
	}
}

// number is 1 for true.
func number(b bool) float64 {
	if b {
		return 1
	}
	return 0
}

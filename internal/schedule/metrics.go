package schedule

import (
	"time"

	"github.com/prometheus/client_golang/prometheus"
)

// metrics count what the jobs do.
type metrics struct {
	runs       *prometheus.CounterVec
	skipped    *prometheus.CounterVec
	duration   *prometheus.HistogramVec
	last       *prometheus.GaugeVec
	next       *prometheus.GaugeVec
	success    *prometheus.GaugeVec
	failures   *prometheus.GaugeVec
	clockSteps prometheus.Counter
}

func newMetrics(registry prometheus.Registerer) *metrics {
	m := &metrics{
		runs: prometheus.NewCounterVec(prometheus.CounterOpts{
			Name: "lanbi_job_runs_total", Help: "Finished runs of a job by outcome."}, []string{"job", "outcome"}),
		skipped: prometheus.NewCounterVec(prometheus.CounterOpts{
			Name: "lanbi_job_skipped_total", Help: "Calls of a job that found it running."}, []string{"job"}),
		duration: prometheus.NewHistogramVec(prometheus.HistogramOpts{
			Name: "lanbi_job_duration_seconds", Help: "How long a run of a job took.",
			Buckets: []float64{0.01, 0.1, 1, 10, 60, 600}}, []string{"job"}),
		last: prometheus.NewGaugeVec(prometheus.GaugeOpts{
			Name: "lanbi_job_last_run_timestamp_seconds", Help: "When the last finished run of a job began."}, []string{"job"}),
		next: prometheus.NewGaugeVec(prometheus.GaugeOpts{
			Name: "lanbi_job_next_run_timestamp_seconds", Help: "When a job is to run next: its due time, or the retry after a failure."}, []string{"job"}),
		success: prometheus.NewGaugeVec(prometheus.GaugeOpts{
			Name: "lanbi_job_last_success_timestamp_seconds", Help: "When a job last succeeded."}, []string{"job"}),
		failures: prometheus.NewGaugeVec(prometheus.GaugeOpts{
			Name: "lanbi_job_consecutive_failures", Help: "Runs of a job without success since the last one."}, []string{"job"}),
		clockSteps: prometheus.NewCounter(prometheus.CounterOpts{
			Name: "lanbi_schedule_clock_steps_total", Help: "Steps of the clock and suspends noticed."}),
	}
	if registry != nil {
		registry.MustRegister(m.runs, m.skipped, m.duration, m.last, m.next, m.success, m.failures, m.clockSteps)
	}
	return m
}

func (m *metrics) settled(s JobStatus, now time.Time) {
	m.runs.WithLabelValues(s.Name, string(s.Outcome)).Inc()
	m.duration.WithLabelValues(s.Name).Observe(s.Duration.Seconds())
	m.last.WithLabelValues(s.Name).Set(float64(s.LastRun.Unix()))
	m.next.WithLabelValues(s.Name).Set(float64(s.Next.Unix()))
	m.failures.WithLabelValues(s.Name).Set(float64(s.Failures))
	if s.Outcome == OK {
		m.success.WithLabelValues(s.Name).Set(float64(now.Unix()))
	}
}

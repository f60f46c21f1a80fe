package web

import (
	"context"
	"fmt"
	"net/http"
	"strconv"
	"time"
)

// Rejection is a message that was set aside; a point of measurement rejection.
type Rejection struct {
	Time    time.Time
	Reason  string // malformed, unknown-station, impostor …
	Topic   string
	Payload string // cut and masked already
	Error   string
}

// Alert is a transition of an alert; a point of measurement alert.
type Alert struct {
	Time     time.Time
	Target   string // id of the target, or code of the station
	Kind     string
	Severity string // info, warning, critical
	ID       string
	State    string // pending, firing, resolved
	Text     string // for people, in Chinese
}

// Job is the state of a scheduled job. A zero time means never.
type Job struct {
	Name     string
	Spec     string // cron line
	Running  bool
	LastDue  time.Time // due time of the last run
	LastRun  time.Time // when it began; zero when that was before the start of the program
	Next     time.Time
	Duration time.Duration // of the last finished run
	Outcome  string        // of the last finished run: never, ok, failed, panicked, stopped
	Error    string        // of the last finished run
	Failures int           // runs without success since the last one
	Skipped  int           // calls that found the job running
}

const (
	rejectionsKept = 30 * 24 * time.Hour
	alertsShown    = 366 * 24 * time.Hour
	mostEntries    = 1000
	usualEntries   = 100
)

func (s *Server) rejections(r *http.Request) (any, error) {
	entries, err := newest(s, r, s.o.Rejections, rejectionsKept)
	if err != nil {
		return nil, fmt.Errorf("read rejections: %w", err)
	}
	bodies := make([]object, len(entries))
	for i, e := range entries {
		bodies[i] = object{{"id", strconv.FormatInt(e.Time.UnixNano(), 10)}, {"time", s.stamp(e.Time)}, {"reason", e.Reason},
			{"topic", e.Topic}, {"payload", e.Payload}, {"error", e.Error}}
	}
	return list("rejections", bodies), nil
}

func (s *Server) alerts(r *http.Request) (any, error) {
	entries, err := newest(s, r, s.o.Reads.Alerts, alertsShown)
	if err != nil {
		return nil, fmt.Errorf("read alerts: %w", err)
	}
	bodies := make([]object, len(entries))
	for i, e := range entries {
		bodies[i] = object{{"time", s.stamp(e.Time)}, {"target", e.Target}, {"kind", e.Kind},
			{"severity", e.Severity}, {"id", e.ID}, {"state", e.State}, {"text", e.Text}}
	}
	return list("alerts", bodies), nil
}

// newest answers the parameters that the lists of messages share: since, a
// moment, and limit.
func newest[T any](s *Server, r *http.Request, read func(context.Context, time.Time, int) ([]T, error), usual time.Duration) ([]T, error) {
	q := queryOf(r)
	since, given := q.moment("since", s.o.Zone)
	if !given {
		since = s.o.Now().Add(-usual)
	}
	limit := q.count("limit", usualEntries, mostEntries)
	if err := q.err(); err != nil || read == nil {
		return nil, err
	}
	return read(r.Context(), since, limit)
}

func (s *Server) jobs(r *http.Request) (any, error) {
	if err := queryOf(r).err(); err != nil {
		return nil, err
	}
	var bodies []object
	for _, j := range s.jobList() {
		o := object{{"name", j.Name}, {"spec", j.Spec}, {"running", j.Running},
			{"outcome", j.Outcome}, {"failures", j.Failures}, {"skipped", j.Skipped}}
		for _, moment := range []struct {
			key string
			at  time.Time
		}{{"last_due", j.LastDue}, {"last_run", j.LastRun}, {"next", j.Next}} {
			if !moment.at.IsZero() {
				o.add(moment.key, s.stamp(moment.at))
			}
		}
		if !j.LastRun.IsZero() {
			o.add("duration", j.Duration.Seconds())
		}
		if j.Error != "" {
			o.add("error", j.Error)
		}
		bodies = append(bodies, o)
	}
	return list("jobs", bodies), nil
}

func (s *Server) jobList() []Job {
	if s.o.Reads.Jobs == nil {
		return nil
	}
	return s.o.Reads.Jobs()
}

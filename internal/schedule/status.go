package schedule

import (
	"context"
	"errors"
	"time"
)

// Outcome tells how the last run of a job ended.
type Outcome string

const (
	Never    Outcome = "never"    // has never succeeded, nor run since the start of the program
	OK       Outcome = "ok"       // succeeded
	Failed   Outcome = "failed"   // returned an error
	Panicked Outcome = "panicked" // panicked, contained
	Stopped  Outcome = "stopped"  // ended by the stop of the program
)

var errPanicked = errors.New("panicked")

// JobStatus is what is known of a job. Times are zero where nothing has happened
// yet.
type JobStatus struct {
	Name     string        `json:"name"`
	Spec     string        `json:"spec"`
	Running  bool          `json:"running"`
	LastDue  time.Time     `json:"last_due,omitzero"` // due time of the last run
	LastRun  time.Time     `json:"last_run,omitzero"` // when it began; zero when before the start of the program
	Duration time.Duration `json:"duration_ns"`       // how long the last finished run took
	Outcome  Outcome       `json:"outcome"`           // of the last finished run
	Error    string        `json:"error,omitempty"`   // of the last finished run
	Failures int           `json:"failures"`          // runs without success since the last one
	Skipped  int           `json:"skipped"`           // calls that found the job running
	Next     time.Time     `json:"next,omitzero"`     // next due time, or retry after a failure
}

// statusAt is the job's status with the next run as seen from now.
func (j *job) statusAt(now time.Time) JobStatus {
	next := j.nextLook(now)
	j.mu.Lock()
	defer j.mu.Unlock()
	s := j.status
	s.Next = next
	return s
}

func (j *job) begun(start, due time.Time) {
	j.mu.Lock()
	defer j.mu.Unlock()
	j.status.Running, j.status.LastRun, j.status.LastDue = true, start, due
}

// settled takes in how a run ended, and when it may be tried again.
func (j *job) settled(ctx context.Context, now time.Time, err error) {
	outcome := outcomeOf(ctx, err)
	j.mu.Lock()
	j.status.Outcome, j.status.Error = outcome, ""
	if err != nil {
		j.status.Error = err.Error()
	}
	j.status.Duration = 0 // where the watermark could not even be read
	if j.status.Running {
		j.status.Duration = max(now.Sub(j.status.LastRun), 0)
	}
	j.status.Running = false
	switch outcome {
	case OK:
		j.status.Failures, j.failedAt, j.wait = 0, time.Time{}, 0
	case Failed, Panicked:
		j.status.Failures++
		j.failedAt, j.wait = now, retryWait(j.status.Failures, err)
		if j.steady {
			j.wait = min(j.wait, steadyRetry)
		}
	}
	status, wait := j.status, j.wait
	j.mu.Unlock()

	status.Next = j.nextLook(now)
	j.scheduler.metrics.settled(status, now)
	switch outcome {
	case OK:
		j.scheduler.log.Debug("job done", "job", j.name, "due", status.LastDue, "took", status.Duration)
	case Failed:
		j.scheduler.log.Error("job failed", "job", j.name, "due", status.LastDue, "failures", status.Failures, "retry_in", wait, "error", err)
	}
}

func outcomeOf(ctx context.Context, err error) Outcome {
	switch {
	case err == nil:
		return OK
	case err == errPanicked:
		return Panicked
	case ctx.Err() != nil:
		return Stopped
	}
	return Failed
}

// retryWait doubles from a minute to half an hour, and waits longer where the
// error asks for it.
func retryWait(failures int, err error) time.Duration {
	wait := lastRetry
	if failures < 6 {
		wait = min(firstRetry<<(failures-1), lastRetry)
	}
	var asked interface{ RetryAfter() time.Duration }
	if errors.As(err, &asked) {
		wait = max(wait, asked.RetryAfter())
	}
	return wait
}

// chainLog is where the wrappers of the cron library tell what they did.
type chainLog struct{ j *job }

// Info is told of a call that found the job running.
func (l chainLog) Info(string, ...any) {
	l.j.mu.Lock()
	l.j.status.Skipped++
	l.j.mu.Unlock()
	l.j.scheduler.metrics.skipped.WithLabelValues(l.j.name).Inc()
	l.j.scheduler.log.Info("job still running, not started again", "job", l.j.name)
}

// Error is told of a panic, with the stack.
func (l chainLog) Error(err error, _ string, details ...any) {
	l.j.mu.Lock()
	l.j.status.Error = "panic: " + err.Error()
	l.j.mu.Unlock()
	l.j.scheduler.log.Error("job panicked", append([]any{"job", l.j.name, "error", err}, details...)...)
}

package schedule

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"sync"
	"time"

	"github.com/robfig/cron/v3"
)

// ErrRunning reports that a job is running already.
var ErrRunning = errors.New("the job is running already")

// wrongClock is how far ahead of the clock a watermark may lie. One further ahead
// was stored under a clock that was wrong, and would keep the job silent until
// the clock gets there.
const wrongClock = time.Hour

// Waits after a failure.
const (
	firstRetry = time.Minute
	lastRetry  = 30 * time.Minute
	// steadyRetry is the longest of a steady job.
	steadyRetry = 5 * time.Minute
)

// job is one job with its state.
type job struct {
	scheduler *Scheduler
	name      string
	spec      string
	calendar  calendar
	run       func(ctx context.Context, due time.Time) error
	steady    bool
	after     []string // names of the jobs it waits for
	before    []*job   // and these jobs
	// guarded runs turn, contained: Recover innermost, SkipIfStillRunning outside
	// it. The other way round a panic would leave the job marked as running.
	guarded cron.Job

	mu       sync.Mutex
	pending  []*call
	offered  time.Time // latest due time for which Run has called fire
	missed   bool      // a call of Run found the job running
	active   int       // calls of fire and tick that have not returned
	failedAt time.Time // of the last failure, zero after a success
	wait     time.Duration
	status   JobStatus
}

// call is one wish to run the job. The run that takes it closes done.
type call struct {
	ctx   context.Context
	again bool // run the latest due time even if it has succeeded
	done  chan struct{}
	err   error
}

func newJob(s *Scheduler, name, spec string, c calendar, run func(context.Context, time.Time) error) *job {
	j := &job{scheduler: s, name: name, spec: spec, calendar: c, run: run}
	j.status = JobStatus{Name: name, Spec: spec, Outcome: Never}
	log := chainLog{j}
	j.guarded = cron.NewChain(cron.SkipIfStillRunning(log), cron.Recover(log)).Then(cron.FuncJob(j.turn))
	return j
}

// fire runs the job unless it is running, and returns its error.
func (j *job) fire(ctx context.Context, again bool) error {
	j.started()
	defer j.ended()
	c := &call{ctx: ctx, again: again, done: make(chan struct{})}
	j.mu.Lock()
	j.pending = append(j.pending, c)
	j.mu.Unlock()

	j.guarded.Run()

	j.mu.Lock()
	i := slices.Index(j.pending, c)
	if i >= 0 { // skipped, and no run has begun since
		j.pending = slices.Delete(j.pending, i, i+1)
	}
	j.mu.Unlock()
	if i >= 0 {
		return fmt.Errorf("run job %q: %w", j.name, ErrRunning)
	}
	<-c.done
	return c.err
}

// turn takes the pending calls and runs the job for what is due by now.
func (j *job) turn() {
	j.mu.Lock()
	calls := j.pending
	j.pending = nil
	j.mu.Unlock()
	if len(calls) == 0 {
		return // an earlier turn took the call on which this one was started
	}
	err := fmt.Errorf("run job %q: panicked", j.name) // until it returns
	defer func() {
		for _, c := range calls {
			c.err = err
			close(c.done)
		}
	}()
	again := slices.ContainsFunc(calls, func(c *call) bool { return c.again })
	err = j.catchUp(calls[0].ctx, again)
}

// catchUp runs the job until nothing is due. With again it runs at least once.
func (j *job) catchUp(ctx context.Context, again bool) error {
	for ctx.Err() == nil {
		now := j.scheduler.now()
		due, mark, err := j.due(now)
		if err == nil && due.IsZero() && again {
			due = j.calendar.latest(now)
		}
		if err == nil && due.IsZero() {
			return nil
		}
		again = false
		if err == nil {
			err = j.once(ctx, due, mark)
		} else {
			j.settled(ctx, now, err)
		}
		if err != nil {
			return fmt.Errorf("run job %q: %w", j.name, err)
		}
	}
	return fmt.Errorf("run job %q: %w", j.name, context.Cause(ctx))
}

// due is the due time to run next, zero when there is none, and the watermark it
// rests on.
func (j *job) due(now time.Time) (due, mark time.Time, err error) {
	mark, found, err := j.scheduler.ledger.Watermark(j.name)
	if err != nil {
		return time.Time{}, mark, err
	}
	latest := j.calendar.latest(now)
	if found && mark.Sub(now) > wrongClock {
		j.scheduler.log.Warn("watermark lies ahead of the clock, starting anew", "job", j.name, "watermark", mark, "now", now)
		found, mark = false, time.Time{}
	}
	if found && !latest.After(mark) {
		return time.Time{}, mark, nil
	}
	return latest, mark, nil
}

// once runs the job for one due time and stores the watermark.
func (j *job) once(ctx context.Context, due, mark time.Time) error {
	start := j.scheduler.now()
	j.begun(start, due)
	panicked := true
	defer func() {
		if panicked {
			j.settled(ctx, j.scheduler.now(), errPanicked)
		}
	}()
	err := j.run(ctx, due)
	panicked = false
	if err == nil && due.After(mark) {
		err = j.scheduler.ledger.SetWatermark(j.name, due)
	}
	j.settled(ctx, j.scheduler.now(), err)
	return err
}

// wants tells whether Run should fire the job now: something is due that was not
// offered yet, a call found the job running that no longer is, or a failure has
// waited long enough.
func (j *job) wants(now time.Time) bool {
	latest := j.calendar.latest(now)
	j.mu.Lock()
	defer j.mu.Unlock()
	switch {
	case !j.failedAt.IsZero():
		// A clock set back behind the failure would stretch the wait: go at once.
		early := now.Before(j.failedAt.Add(j.wait)) && !now.Before(j.failedAt)
		if early || j.status.Running {
			return false
		}
		j.failedAt = now // until the outcome is known
	case j.missed && !j.status.Running:
	case latest.IsZero() || latest.Equal(j.offered):
		return false
	}
	j.missed, j.offered = false, latest
	return true
}

// tick is a call of Run. What falls due while the job runs is mostly caught up
// by that run; if it has just looked for the last time, the next look does it.
// The caller has called started.
func (j *job) tick(ctx context.Context) {
	defer j.ended()
	if err := j.fire(ctx, false); errors.Is(err, ErrRunning) {
		j.mu.Lock()
		j.missed = true
		j.mu.Unlock()
	}
}

// held tells whether a job that this one waits for is running, or one that it
// waits for in turn.
func (j *job) held() bool {
	return slices.ContainsFunc(j.before, func(b *job) bool {
		b.mu.Lock()
		active := b.active > 0
		b.mu.Unlock()
		return active || b.held()
	})
}

func (j *job) started() {
	j.mu.Lock()
	j.active++
	j.mu.Unlock()
}

func (j *job) ended() {
	j.mu.Lock()
	j.active--
	j.mu.Unlock()
	j.scheduler.nudge()
}

// nextLook is when the job may want to run next.
func (j *job) nextLook(now time.Time) time.Time {
	j.mu.Lock()
	defer j.mu.Unlock()
	if !j.failedAt.IsZero() && !j.status.Running {
		return j.failedAt.Add(j.wait)
	}
	return j.calendar.after(now)
}

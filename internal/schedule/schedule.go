// Package schedule calls jobs at calendar times and remembers, in the ledger, up
// to which of these times each has succeeded.
//
// Of the cron library only the parser, Schedule.Next and the Chain wrappers are
// used: its own loop has no clock to inject and forgets what was missed. Here
// the clock is asked at least once a minute, so that a step of it and a suspend
// of the machine are noticed, and what falls due meanwhile is caught up.
package schedule

import (
	"context"
	"fmt"
	"log/slog"
	"slices"
	"sync"
	"time"

	"github.com/prometheus/client_golang/prometheus"
	"github.com/robfig/cron/v3"
)

// Watermarks stores how far each job has come.
type Watermarks interface {
	Watermark(job string) (t time.Time, found bool, err error)
	SetWatermark(job string, t time.Time) error
}

// Options are what a Scheduler works with. Zone, Now, Ledger and Log must be
// given.
type Options struct {
	Zone   *time.Location // of the cron lines
	Now    func() time.Time
	Ledger Watermarks
	Log    *slog.Logger
	// Registry takes the metrics; nil registers none.
	Registry prometheus.Registerer
	// Speed is how many seconds of Now pass in a second, 1 when 0. A demo's clock
	// runs faster.
	Speed float64
}

// look is the longest time between two looks at the clock.
const look = time.Minute

// Scheduler calls jobs when they fall due.
type Scheduler struct {
	zone    *time.Location
	now     func() time.Time
	ledger  Watermarks
	log     *slog.Logger
	speed   float64
	metrics *metrics
	wake    chan struct{} // a job was added or has ended

	mu   sync.Mutex
	jobs []*job
}

// New returns a scheduler without jobs.
func New(o Options) *Scheduler {
	if o.Speed <= 0 {
		o.Speed = 1
	}
	return &Scheduler{
		zone: o.Zone, now: o.Now, ledger: o.Ledger, log: o.Log, speed: o.Speed,
		metrics: newMetrics(o.Registry), wake: make(chan struct{}, 1),
	}
}

// JobOption changes how one job is treated.
type JobOption func(*job)

// After has the job wait while one of the named jobs, or a job they wait for, is
// running. What was missed is then made up for in the order in which one result
// rests on the other, and not all at once. A named job that fails is not waited
// for. The names must have been added before.
func After(names ...string) JobOption {
	return func(j *job) { j.after = append(j.after, names...) }
}

// Steady keeps the wait after a failure to five minutes, however often the job has
// failed and whatever the error asks for: of a job that does several things, one that
// fails must not hold up the others.
func Steady(j *job) { j.steady = true }

// Add adds a job under a name of its own. spec is a cron line of five fields
// (minute hour day month weekday) or a descriptor such as @daily, in the zone of
// the options. "@every" is refused: it has no calendar times.
//
// run gets the due time. Of several that were missed it gets the latest alone: what the
// others would have done is for the job to find out. When it fails or panics the watermark stays, and it is
// called again after a minute, then after two, four and so on up to half an
// hour, or after what the error asks for by a method RetryAfter. A job that has
// no watermark yet runs for the latest due time as soon as Run starts.
func (s *Scheduler) Add(name, spec string, run func(ctx context.Context, due time.Time) error, options ...JobOption) error {
	calendar, err := parse(spec, s.zone, s.now())
	if err != nil {
		return fmt.Errorf("add job %q: %w", name, err)
	}
	j := newJob(s, name, spec, calendar, run)
	for _, option := range options {
		option(j)
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	if slices.ContainsFunc(s.jobs, func(other *job) bool { return other.name == name }) {
		return fmt.Errorf("add job %q: there is one of this name", name)
	}
	for _, before := range j.after {
		i := slices.IndexFunc(s.jobs, func(other *job) bool { return other.name == before })
		if i < 0 {
			return fmt.Errorf("add job %q: no job %q to wait for was added before it", name, before)
		}
		j.before = append(j.before, s.jobs[i])
	}
	// A job that succeeded before the start of the program has run, though nobody remembers
	// how long it took. One that failed last has no watermark of that run, and runs at once.
	if mark, found, err := s.ledger.Watermark(name); err == nil && found {
		j.status.LastDue, j.status.Outcome = mark, OK
	}
	s.jobs = append(s.jobs, j)
	s.nudge()
	return nil
}

// nudge has Run look at once.
func (s *Scheduler) nudge() {
	select {
	case s.wake <- struct{}{}:
	default:
	}
}

var parser = cron.NewParser(cron.Minute | cron.Hour | cron.Dom | cron.Month | cron.Dow | cron.Descriptor)

// Check tells what is wrong with a cron line, nil when Add will take it.
func Check(spec string, zone *time.Location, now time.Time) error {
	_, err := parse(spec, zone, now)
	return err
}

func parse(spec string, zone *time.Location, now time.Time) (calendar, error) {
	schedule, err := parser.Parse(spec)
	if err != nil {
		return calendar{}, fmt.Errorf("cron line %q: %w", spec, err)
	}
	if _, every := schedule.(cron.ConstantDelaySchedule); every {
		return calendar{}, fmt.Errorf("cron line %q: want calendar times, such as \"*/5 * * * *\"", spec)
	}
	c := calendar{schedule: schedule, zone: zone}
	if c.after(now).IsZero() {
		return calendar{}, fmt.Errorf("cron line %q: no such time within five years", spec)
	}
	return c, nil
}

// Run calls the jobs as they fall due until ctx ends, and returns when the last
// running job has. Jobs get a context that ends with ctx; one that is ended by
// it keeps its watermark.
func (s *Scheduler) Run(ctx context.Context) {
	var running sync.WaitGroup
	defer running.Wait()
	timer := time.NewTimer(0)
	defer timer.Stop()
	var last time.Time
	var waited time.Duration
	for {
		select {
		case <-ctx.Done():
			return
		case <-timer.C:
			s.noticeStep(last, waited)
		case <-s.wake:
		}
		now := s.now()
		for _, j := range s.all() {
			if j.held() || !j.wants(now) {
				continue
			}
			j.started()
			running.Go(func() { j.tick(ctx) })
		}
		last, waited = now, s.wait(now)
		timer.Reset(waited)
	}
}

// wait is how long to sleep, in real time, until the next job falls due, and at
// most a minute.
func (s *Scheduler) wait(now time.Time) time.Duration {
	wait := time.Duration(float64(look) * s.speed)
	for _, j := range s.all() {
		if at := j.nextLook(now); !at.IsZero() && !j.held() { // one that is held is looked at when the other ends
			wait = min(wait, at.Sub(now))
		}
	}
	return max(time.Duration(float64(wait)/s.speed), time.Millisecond)
}

// noticeStep tells of a clock that has moved otherwise than the time waited.
func (s *Scheduler) noticeStep(last time.Time, waited time.Duration) {
	if last.IsZero() {
		return
	}
	step := s.now().Sub(last) - time.Duration(float64(waited)*s.speed)
	if allowed := time.Duration(float64(30*time.Second) * s.speed); step.Abs() > allowed {
		s.metrics.clockSteps.Inc()
		s.log.Warn("clock stepped or machine was suspended", "by", step)
	}
}

func (s *Scheduler) all() []*job {
	s.mu.Lock()
	defer s.mu.Unlock()
	return slices.Clone(s.jobs)
}

// RunNow runs the job at once, for what it has missed or, when that is nothing,
// for its latest due time again. It returns the job's error, and shares the
// outcome of a run that has not begun yet. It returns ErrRunning when the job is
// running already. Run need not be active.
func (s *Scheduler) RunNow(ctx context.Context, name string) error {
	for _, j := range s.all() {
		if j.name == name {
			return j.fire(ctx, true)
		}
	}
	return fmt.Errorf("run job %q: no job of this name", name)
}

// Status tells of every job in the order of Add.
func (s *Scheduler) Status() []JobStatus {
	now := s.now()
	var out []JobStatus
	for _, j := range s.all() {
		out = append(out, j.statusAt(now))
	}
	return out
}

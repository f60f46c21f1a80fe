// Package web serves the pages, the JSON API, the metrics and the health of the
// process over HTTP.
//
// It reads and hardly writes: the endpoints answer GET and HEAD, but for the form
// that signs a person in, the replay of a rejected message, and what people enter,
// decide and acknowledge. Those need a token or a session even on loopback, and each
// leaves a line in the audit trail. What it reads comes through the small interfaces of
// Reads, so that it knows no database.
//
// Pages are rendered here, in Chinese, with no script at all: they work in every browser
// a bureau has, they print, and their Content-Security-Policy can forbid scripts
// altogether. sitePages lists them.
//
// A figure that could not be read is said to be unread, never shown as zero.
package web

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net/http"
	"time"

	"github.com/prometheus/client_golang/prometheus"
	"github.com/prometheus/client_golang/prometheus/promhttp"

	"lanbi/internal/assess"
	"lanbi/internal/entry"
	"lanbi/internal/forecast"
	"lanbi/internal/measure"
	"lanbi/internal/target"
	"lanbi/internal/whatif"
)

// Board tells where the targets stand.
type Board interface {
	// Progress is every configured target in the order of the configuration, as of
	// the last assessed day. A target that cannot be judged is there with status
	// Unknown and a reason.
	Progress(ctx context.Context) ([]target.Progress, error)
	// History is the progress of one target on the days from to to, both
	// inclusive, oldest first. Days without a stored progress are left out.
	History(ctx context.Context, id string, from, to measure.Day) ([]target.Progress, error)
}

// Air reads assessments of air.
type Air interface {
	// AirDays are the days of the places under both editions, to inclusive.
	AirDays(ctx context.Context, places []string, from, to measure.Day) ([]assess.AirDay, error)
	// AirHours are the hours of one place under both editions, to exclusive.
	AirHours(ctx context.Context, place string, from, to measure.Hour) ([]assess.AirHour, error)
}

// Water reads assessments of water.
type Water interface {
	// WaterPeriods are the periods that begin on the days from to to, both
	// inclusive.
	WaterPeriods(ctx context.Context, sections []string, p assess.Period, from, to measure.Day) ([]assess.WaterPeriod, error)
}

// Samples reads what the stations sent.
type Samples interface {
	// Latest is the newest sample of every station of the medium.
	Latest(ctx context.Context, m measure.Medium) ([]measure.Sample, error)
}

// Reads are the sources of the page and the API. Board, Air, Water and Samples
// are needed; a nil function stands for a list that is always empty.
type Reads struct {
	Board   Board
	Air     Air
	Water   Water
	Samples Samples
	// Alerts are the newest alerts since a moment, newest first, at most limit.
	Alerts func(ctx context.Context, since time.Time, limit int) ([]Alert, error)
	// Control are the control values of the day in which now lies; what could be read is
	// there also with an error.
	Control func(ctx context.Context, now time.Time) ([]forecast.PlaceControl, error)
	// Validity counts the valid days of month and year up to the last assessed day, by
	// the rule of Control.
	Validity func(ctx context.Context) ([]target.Validity, error)
	// WhatIf judges the target of that id as it stands and under an assumption; what
	// cannot be assumed is a whatif.Fault.
	WhatIf func(ctx context.Context, id string, a whatif.Assumption) (whatif.Answer, error)
	// TrackRecord is how good the forecasts were. It is nil while the first one is being
	// computed, for which it waits where wait says so: a page does not.
	TrackRecord func(ctx context.Context, wait bool) (*TrackRecord, error)
	// Jobs are the scheduled jobs in the order they were added.
	Jobs func() []Job
	// Reconcile holds the published days of an area's year against ours.
	Reconcile func(ctx context.Context, area string, year int) (target.Reconciliation, error)
	// Flips are the days of places in a year that a new assessment judged otherwise, newest
	// first.
	Flips func(ctx context.Context, places []string, year int) ([]Flip, error)
	// Outages are those reported for the stations of an area.
	Outages func(ctx context.Context, area string) ([]assess.Outage, error)
	// Reports makes the workbooks; nil where there are none.
	Reports *Reports
}

// Options are what a Server needs.
type Options struct {
	// Hosts are the names (without port) under which clients may ask, beside the
	// address the server listens on.
	Hosts []string
	// Users may read; with none, everybody may. The configuration sees to it that
	// there are some when the server listens beyond loopback.
	Users []User
	// OpenReading lets everybody read although there are Users, who alone may write:
	// for a demo on loopback.
	OpenReading bool
	// FrameAncestors are the origins that may show the page in a frame, such as a
	// Grafana server; with none, nobody may.
	FrameAncestors []string

	Areas     []measure.Area
	Targets   []target.Target // for the choice on the page 推演
	Reads     *Reads          // nil in a process that only takes in: rejections, metrics and health remain
	Dust      *Dust           // nil where no dust events are kept
	Duty      *Duty           // nil where alerts cannot be acknowledged
	Entry     *entry.Desk     // takes what people report; nil where nothing can be
	Trail     *Trail          // nil where there is no audit trail
	Zone      *time.Location
	Now       func() time.Time
	Simulated func() bool // tells whether what is shown is simulated, and says so; nil for never
	Version   string      // shown at the foot of the page

	// Rejections are the newest rejected messages since a moment, newest first, at
	// most limit; nil where there are none to show.
	Rejections func(ctx context.Context, since time.Time, limit int) ([]Rejection, error)
	// Replay takes a rejected message again; nil where this process takes nothing in.
	Replay func(ctx context.Context, id int64) (Replayed, error)

	Gatherer prometheus.Gatherer
	// Ready is nil when the process is ready, else says why it is not. Its text is
	// shown to anybody, so it must hold no secret.
	Ready func(ctx context.Context) error
	Log   *slog.Logger
}

// Server answers HTTP. Its methods may be called from several goroutines.
type Server struct {
	o         Options
	guard     guard
	sessions  sessions
	templates templates
	handler   http.Handler
	reporting chan struct{} // holds one while a report is made
}

// New checks the options and builds the server; it does not listen yet.
func New(o Options) (*Server, error) {
	var faults []error
	need := func(ok bool, what string) {
		if !ok {
			faults = append(faults, errors.New(what+" is missing"))
		}
	}
	need(o.Zone != nil, "zone")
	need(o.Now != nil, "clock")
	need(o.Gatherer != nil, "metrics gatherer")
	need(o.Ready != nil, "readiness function")
	need(o.Log != nil, "log")
	if r := o.Reads; r != nil {
		need(r.Board != nil && r.Air != nil && r.Water != nil && r.Samples != nil, "one of the reads")
	}
	s := &Server{o: o, reporting: make(chan struct{}, 1)}
	var err error
	if s.sessions, err = newSessions(o.Users, o.Now); err != nil {
		faults = append(faults, err)
	}
	if s.templates, err = parseTemplates(); err != nil {
		faults = append(faults, err)
	}
	if len(faults) > 0 {
		return nil, fmt.Errorf("build web server: %w", errors.Join(faults...))
	}
	s.guard = newGuard(o.Hosts, o.FrameAncestors)
	s.handler = s.recovered(s.marked(s.guard.wrap(s.authenticated(bounded(s.routes())))))
	return s, nil
}

// Handler answers every request, with all checks in front.
func (s *Server) Handler() http.Handler { return s.handler }

func (s *Server) routes() http.Handler {
	mux := http.NewServeMux()
	mux.HandleFunc("GET /healthz", s.health)
	mux.HandleFunc("GET /readyz", s.ready)
	mux.Handle("GET /metrics", promhttp.HandlerFor(s.o.Gatherer, promhttp.HandlerOpts{}))
	mux.HandleFunc("GET "+stylePath, s.templates.serveStyle)
	mux.HandleFunc("GET "+loginPage.path, s.loginForm)
	mux.HandleFunc("POST "+loginPage.path, s.login)
	mux.HandleFunc(unroutedPath, s.unrouted(mux))
	s.dutyRoutes(mux)
	mux.HandleFunc("GET "+rejectionsPage.path, s.rejectionsList)
	mux.Handle("POST "+rejectionsPage.path, s.writing(s.rejectionsPost))
	mux.Handle("GET /api/v1/rejections", s.api(s.rejections))
	s.dustRoutes(mux)
	s.entryRoutes(mux)
	s.auditRoutes(mux)
	mux.Handle("POST /api/v1/rejections/{id}/replay", s.writing(jsonOnly(s.api(s.replay).ServeHTTP)))
	if s.o.Reads == nil {
		mux.Handle("GET /{$}", http.RedirectHandler(rejectionsPage.path, http.StatusSeeOther))
		return mux
	}
	mux.HandleFunc("GET /{$}", s.home)
	mux.HandleFunc("GET "+todayPage.path, s.todayOf)
	s.reconcileRoutes(mux)
	s.reportRoutes(mux)
	mux.HandleFunc("GET "+whatIfPage.path, s.whatIfForm)
	for path, answer := range map[string]answer{
		"/api/v1/targets": s.targets,
		// Three dots, because some proxies turn the escaped slash of an id back
		// into a plain one.
		"/api/v1/targets/{id...}": s.oneTarget,
		"/api/v1/stations":        s.stations,
		"/api/v1/air/days":        s.airDays,
		"/api/v1/air/hours":       s.airHours,
		"/api/v1/water/periods":   s.waterPeriods,
		"/api/v1/control":         s.control,
		"/api/v1/validity":        s.validity,
		"/api/v1/what-if":         s.whatIf,
		"/api/v1/jobs":            s.jobs,
		"/api/v1/alerts":          s.alerts,
		"/api/v1/areas":           s.areas,
		"/api/v1/track-record":    s.trackRecord,
	} {
		mux.Handle("GET "+path, s.api(answer))
	}
	return mux
}

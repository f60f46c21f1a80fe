package alert

import (
	"strconv"
	"strings"
	"time"

	"lanbi/internal/measure"
)

// Kinds of the rules beside TargetStatus.
const (
	Budget      Kind = "budget"
	Burn        Kind = "budget-burn"
	WaterClass  Kind = "water-class"
	WaterItem   Kind = "water-item"
	Silent      Kind = "station-silent"
	SpoolFills  Kind = "spool"
	JobFailed   Kind = "job-failed"
	Unreachable Kind = "unreachable"
	DayData     Kind = "day-data"
	Invalid     Kind = "validity"
	// Digest is the kind of a message that gathers others.
	Digest Kind = "digest"
)

// finding is what a rule says of one subject at one evaluation.
type finding struct {
	kind     Kind
	subject  string // id of target, code of station …, unique within the kind
	area     string
	target   string
	asOf     measure.Day // last assessed day, 0 where the moment counts
	level    int         // 0: nothing to tell; more is worse, and is told anew
	severity Severity
	hold     time.Duration // how long it must last before it is told
	page     string        // path of the page to look at; empty for the target on the first one
	silent   bool          // its end is not told: a new day or year begins afresh
	excused  string        // reported outage that explains the finding, in words; empty for none
	words    func(Language) Words
}

func (f *finding) key() string { return string(f.kind) + "/" + f.subject }

// step takes a finding into the state; changed is false when it left no trace.
//
// inactive → pending at the first finding, firing once it has lasted, told again
// only when it becomes worse than what was told, resolved once the subject has
// been well for as long. A clock set back restarts the wait.
func (f *finding) step(s State, now time.Time) (next State, announce, changed bool) {
	if f.level > 0 && f.excused != "" {
		next, changed = f.excuse(s, now)
		return next, false, changed
	}
	next = s
	next.Key, next.Kind, next.Target, next.AsOf = f.key(), f.kind, f.target, f.asOf
	next.Excused = ""
	lasted := func(since time.Time) bool { return now.Sub(since) >= f.hold }
	active := s.Phase == Pending || s.Phase == Firing
	switch {
	case f.level > 0 && !active:
		next.Phase, next.Since, next.Level, next.Well = Pending, now, 0, time.Time{}
		next.ID, next.Messages = f.key()+"/"+now.UTC().Format(time.RFC3339), 0
	case f.level > 0:
		next.Well = time.Time{}
		if s.Phase == Pending && now.Before(s.Since) {
			next.Since = now
		}
	case s.Phase == Pending:
		next.Phase, next.Since = Inactive, now
	case s.Phase == Firing:
		if s.Well.IsZero() || now.Before(s.Well) {
			next.Well = now
		}
		if lasted(next.Well) {
			next.Phase, next.Since, next.Level, next.Well = Resolved, now, 0, time.Time{}
			if f.silent {
				next.Phase = Inactive
				return next, false, true
			}
			next.Messages++
			return next, true, true
		}
	}
	unexcused := f.level > 0 && s.Excused != "" // the outage is over or was withdrawn
	if next.Phase == Pending && lasted(next.Since) || next.Phase == Firing && (f.level > s.Level || unexcused) {
		if next.Phase == Pending {
			next.Phase, next.Since = Firing, now
		}
		next.Level = f.level
		next.Messages++
		return next, true, true
	}
	if s.Phase == Inactive && next.Phase == Inactive || s.Phase == Resolved && next.Phase == Resolved {
		return s, false, false
	}
	return next, false, next != s
}

// excuse takes a finding that a reported outage explains into the state: nothing begins,
// and what people were told of before lasts with that reason.
func (f *finding) excuse(s State, now time.Time) (next State, changed bool) {
	next = s
	switch s.Phase {
	case Pending:
		next.Phase, next.Since = Inactive, now
	case Firing:
		next.Excused, next.Well = f.excused, time.Time{}
	case Inactive, Resolved:
	}
	return next, next != s
}

// message words the transition of a finding.
func (f *finding) message(next State, facts Facts) Message {
	wording := facts.wording()
	w := f.words(wording.Language)
	w.Resolved = next.Phase == Resolved
	m := Message{
		ID: next.ID + "#" + strconv.Itoa(next.Messages), Alert: next.ID, Kind: f.kind, Target: f.target, Area: f.area,
		Severity: f.severity, State: next.Phase, Basis: w.Basis, Simulated: facts.Simulated, Link: facts.link(f.target),
	}
	if f.page != "" && facts.Page != "" {
		m.Link = strings.TrimSuffix(facts.Page, "/") + f.page
	}
	if w.Resolved {
		m.Severity, w.Todo = Info, ""
	}
	if f.asOf != 0 {
		m.AsOf = f.asOf.String()
	}
	w.Link = m.Link
	m.Title, m.Text = wording.say(f.kind, w)
	return m.marked(wording.Language)
}

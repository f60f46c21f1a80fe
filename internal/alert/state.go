// Package alert decides which alerts begin, change and end, from the facts of
// one evaluation, the states stored at the last one and the given time, and
// words the messages. It sends nothing and remembers nothing: the caller stores
// the new state once the message has been accepted, so that a crash repeats a
// message under the same id and never loses one.
//
// An alert (告警、提醒) is for the people who answer for a target. It is not a
// heavy-pollution warning (预警), which only the law's authorities issue.
package alert

import (
	"fmt"
	"time"

	"lanbi/internal/measure"
	"lanbi/internal/target"
)

// Kind names the rule an alert comes from.
type Kind string

const (
	// TargetStatus follows the status of a target.
	TargetStatus Kind = "target-status"
	// Test is the kind of a test message, which belongs to no alert.
	Test Kind = "test"
)

// Phase is where an alert stands.
type Phase uint8

const (
	Inactive Phase = iota // nothing to report
	Pending               // seen once, not yet confirmed
	Firing                // confirmed and announced
	Resolved              // ended and announced as ended
)

var phases = [...]string{"inactive", "pending", "firing", "resolved"}

// String is inactive, pending, firing or resolved.
func (p Phase) String() string {
	if int(p) < len(phases) {
		return phases[p]
	}
	return ""
}

// MarshalText writes what String says.
func (p Phase) MarshalText() ([]byte, error) {
	if int(p) >= len(phases) {
		return nil, fmt.Errorf("alert phase %d: want 0 to %d", p, len(phases)-1)
	}
	return []byte(phases[p]), nil
}

// UnmarshalText reads what MarshalText writes.
func (p *Phase) UnmarshalText(text []byte) error {
	for i, name := range phases {
		if name == string(text) {
			*p = Phase(i)
			return nil
		}
	}
	return fmt.Errorf("alert phase %q: want inactive, pending, firing or resolved", text)
}

// State is what is known of one alert between two evaluations. It encodes as
// JSON; the zero value with a Key is an alert never seen.
type State struct {
	// Key is the kind and the target, such as
	// "target-status/jiangyuan/good-air-days".
	Key    string `json:"key"`
	Kind   Kind   `json:"kind"`
	Target string `json:"target,omitempty"`
	Phase  Phase  `json:"phase"`
	// ID names this alert from its first sign to its end; empty before the first.
	ID string `json:"id,omitempty"`
	// Announced is the status people were last told, as target.Status writes it;
	// empty while nothing is announced.
	Announced string `json:"announced,omitempty"`
	// Seen is the status at the newest assessed day, Before the one at the assessed
	// day before it; empty where there was none.
	Seen   string `json:"seen,omitempty"`
	Before string `json:"before,omitempty"`
	// AsOf is the newest assessed day, At when it was first evaluated.
	AsOf measure.Day `json:"as_of,omitempty"`
	At   time.Time   `json:"at,omitzero"`
	// Since is when the phase began.
	Since time.Time `json:"since,omitzero"`
	// Level is how bad a finding people were last told of, 0 while they were told
	// none; Well is since when the subject of a firing alert has been well. Both are
	// of the rules other than TargetStatus.
	Level int       `json:"level,omitempty"`
	Well  time.Time `json:"well,omitzero"`
	// Excused is the reported outage behind a firing alert, in words; empty without one.
	// Until it is over nobody is told again, and then the alert is told anew.
	Excused string `json:"excused,omitempty"`
	// Named is the day (UTC) on which facts last named the subject of an alert that
	// lasts: one that is named no more, as its year is over or its station was taken
	// down, is forgotten.
	Named measure.Day `json:"named,omitempty"`
	// Messages counts the announcements of this alert so far. Severity, Title and Text
	// are those of the newest.
	Messages int      `json:"messages,omitempty"`
	Severity Severity `json:"severity,omitempty"`
	Title    string   `json:"title,omitempty"`
	Text     string   `json:"text,omitempty"`
}

// Lasts tells whether the alert has begun and not ended.
func (s *State) Lasts() bool { return s.Phase == Pending || s.Phase == Firing }

// ended is the state once its rule was switched off: should the rule be switched on
// again, the alert begins anew.
func (s State) ended(now time.Time) State {
	s.Phase, s.Since, s.Announced, s.Seen, s.Before = Inactive, now, "", "", ""
	return s
}

// named is the state, and whether it changed, once facts at now have named its
// subject.
func (s State) named(now time.Time, changed bool) (State, bool) {
	if today := measure.DayOf(now, time.UTC); s.Lasts() && s.Named != today {
		s.Named = today
		return s, true
	}
	return s, changed
}

// rank orders the statuses by how bad they are; 0 needs no alert under any rule.
// Unknown has no rank and never reaches this.
func rank(s target.Status) int {
	switch s {
	case target.Watch:
		return 1
	case target.AtRisk:
		return 2
	case target.Unlikely:
		return 3
	case target.Lost:
		return 4
	}
	return 0
}

// severityOf is how urgent the begin of a status is.
func severityOf(s target.Status) Severity {
	switch s {
	case target.Unlikely, target.Lost:
		return Critical
	case target.AtRisk:
		return Warning
	}
	return Info
}

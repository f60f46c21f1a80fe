package alert

import (
	"strconv"
	"time"

	"lanbi/internal/target"
)

// DefaultApart is how far apart two evaluations of the same assessed day must
// lie for the later to count as another one. It is longer than a day, so that it
// matters only where the assessed day does not move on.
const DefaultApart = 36 * time.Hour

// Rules are the rules in force with their thresholds.
type Rules struct {
	TargetStatus StatusRule
}

// StatusRule follows the status of every target.
type StatusRule struct {
	Off bool
	// From is the mildest status that is announced; the zero value stands for
	// target.AtRisk.
	From target.Status
	// Apart replaces DefaultApart when positive.
	Apart time.Duration
}

// Facts are what one evaluation knows.
type Facts struct {
	Progress []target.Progress
	// Projections holds the forecast by target id; a target without one gets no
	// probability in its text.
	Projections map[string]Projection
	// AreaNames gives the name of an area by its code.
	AreaNames map[string]string
	// Simulated tells that the readings behind the facts are not measured.
	Simulated bool
	// Page is the address of the page, such as "http://127.0.0.1:8080/"; empty
	// leaves messages without a link.
	Page string
}

// Projection is the chance that a target is met at the end of its year. P, Low
// and High are 0 to 1.
type Projection struct {
	P, Low, High float64
	Years        int // years of history it rests on
}

// Transition is the new state of one alert and, when people have to be told,
// the message. Where there is a message the caller stores State only after a
// channel has accepted it; the next evaluation otherwise makes the same message
// with the same id again.
type Transition struct {
	State   State
	Message *Message
}

// Evaluate returns the transitions of all alerts, in the order of the facts.
// last holds the stored states by key. An evaluation that changes nothing gives
// no transition.
//
// A target whose status is unknown tells nothing: its alert stays as it is.
func Evaluate(rules Rules, last map[string]State, facts Facts, now time.Time) []Transition {
	if rules.TargetStatus.Off {
		return nil
	}
	var out []Transition
	for i := range facts.Progress {
		p := &facts.Progress[i]
		if p.Target == nil || p.Status == target.Unknown {
			continue
		}
		key := StatusKey(p.Target)
		state, found := last[key]
		if !found {
			state = State{Key: key, Kind: TargetStatus, Target: p.Target.ID}
		}
		next, announce, changed := rules.TargetStatus.step(state, p, now)
		if !changed {
			continue
		}
		t := Transition{State: next}
		if announce {
			m := statusMessage(p, state, next, facts)
			t.Message = &m
		}
		out = append(out, t)
	}
	return out
}

// StatusKey is the key of a target's status alert. It holds the year: the same
// target in another year is another alert.
func StatusKey(t *target.Target) string {
	return string(TargetStatus) + "/" + t.ID + "/" + strconv.Itoa(t.Year)
}

// step takes one evaluation into the state; changed is false when it left no
// trace.
//
// Hysteresis: two assessed days in a row must agree, each with the last
// evaluation made of it. What is announced moves only as far as both reach, so a
// status that swings between 有风险 and 难度大 is announced as 有风险 and stays so,
// and one day better or worse changes nothing. Late data that correct the newest
// day within the hour replace its evaluation and confirm nothing. Where the
// assessed day does not move on (the last day of the year), an evaluation later
// than Apart counts as the next. An assessed day before the last one (an
// assessment of the past, a clock set back) is passed over.
func (r StatusRule) step(s State, p *target.Progress, now time.Time) (next State, announce, changed bool) {
	first := s.Seen == ""
	if !first && p.AsOf < s.AsOf {
		return s, false, false
	}
	next = s
	turn := first || p.AsOf > s.AsOf || now.Sub(s.At) >= r.apart()
	if turn {
		next.Before, next.AsOf, next.At = s.Seen, p.AsOf, now
	}
	next.Seen = p.Status.String()

	announced, current := r.announceable(s.Announced), r.announceable(next.Seen)
	confirmed := clamp(announced, r.announceable(next.Before), current)
	phase := phaseOf(s.Phase, turn, announced, confirmed, current)
	if phase != s.Phase {
		next.Phase, next.Since = phase, now
	}
	if begins := phase == Pending || phase == Firing; begins && s.Phase != Pending && s.Phase != Firing {
		id := s.Key + "/" + p.AsOf.String()
		if id != s.ID { // equal only while the assessed day has not moved on
			next.ID, next.Messages = id, 0
		}
	}
	if confirmed == announced {
		return next, false, next != s
	}
	next.Announced = ""
	if confirmed != target.Unknown {
		next.Announced = confirmed.String()
	}
	next.Messages++
	return next, true, true
}

func (r StatusRule) apart() time.Duration {
	if r.Apart > 0 {
		return r.Apart
	}
	return DefaultApart
}

// announceable is the status of that name when the rule announces it, and
// otherwise target.Unknown, which stands for "nothing to announce" here.
func (r StatusRule) announceable(name string) target.Status {
	from := r.From
	if from == target.Unknown {
		from = target.AtRisk
	}
	s, err := target.ParseStatus(name)
	if err != nil || rank(s) == 0 || rank(s) < rank(from) {
		return target.Unknown
	}
	return s
}

// clamp moves announced into the range spanned by the two evaluations.
func clamp(announced, a, b target.Status) target.Status {
	low, high := a, b
	if rank(low) > rank(high) {
		low, high = high, low
	}
	switch {
	case rank(announced) < rank(low):
		return low
	case rank(announced) > rank(high):
		return high
	}
	return announced
}

// phaseOf is the phase after one evaluation. turn tells that a new assessed day
// came: an alert stays resolved until then.
func phaseOf(last Phase, turn bool, announced, confirmed, current target.Status) Phase {
	switch {
	case confirmed != target.Unknown:
		return Firing
	case announced != target.Unknown:
		return Resolved
	case current != target.Unknown:
		return Pending
	case last == Resolved && !turn:
		return Resolved
	}
	return Inactive
}

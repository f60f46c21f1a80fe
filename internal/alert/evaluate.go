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

// StatusRule follows the status of every target.
type StatusRule struct {
	Rule
	// From is the mildest status that is announced; the zero value stands for
	// target.AtRisk.
	From target.Status
	// Apart replaces DefaultApart when positive.
	Apart time.Duration
}

// Transition is the new state of one alert and, when people have to be told,
// the message. The caller stores both together before it sends anything: a crash
// before that makes the same transition again, a crash after it leaves the message
// to be sent, under the same id and word for word.
type Transition struct {
	State   State
	Message *Message
}

// Evaluate returns the transitions of all alerts, in the order of rules and
// facts. last holds the stored states by key. An evaluation that changes nothing
// gives no transition.
//
// A target whose status is unknown tells nothing: its alert stays as it is.
func Evaluate(rules Rules, last map[string]State, facts Facts, now time.Time) []Transition {
	if facts.Wording == nil {
		facts.Wording = defaultWording()
	}
	var out []Transition
	for _, s := range rules.shares(facts) {
		out = append(out, s.rules.evaluate(last, s.facts, now)...)
	}
	return out
}

func (r *Rules) evaluate(last map[string]State, facts Facts, now time.Time) []Transition {
	out := r.TargetStatus.transitions(last, facts, now)
	for _, of := range []struct {
		rule  Rule
		found []finding
	}{
		{r.Budget.Rule, r.Budget.findings(&facts)}, {r.Burn.Rule, r.Burn.findings(&facts)},
		{r.WaterClass, classFindings(r.WaterClass, &facts)}, {r.WaterItem.Rule, r.WaterItem.findings(&facts)},
		{r.Control.Rule, r.Control.findings(&facts, last)}, {r.Dust.Rule, r.Dust.findings(&facts, last, now)},
		{r.DayData.Rule, r.DayData.findings(&facts)}, {r.Validity.Rule, r.Validity.findings(&facts)},
		{r.Silent.Rule, r.Silent.findings(&facts, now)}, {r.Spool.Rule, r.Spool.findings(&facts, now)},
		{r.Job.Rule, r.Job.findings(&facts)}, {r.Unreachable.Rule, r.Unreachable.findings(&facts)},
	} {
		for i := range of.found {
			f := &of.found[i]
			if of.rule.Off { // what it told before ends at once, and nobody is told
				f.level, f.hold, f.silent, f.excused = 0, 0, true, ""
			}
			before := last[f.key()]
			next, announce, changed := f.step(before, now)
			if next, changed = next.named(now, changed); !changed {
				continue
			}
			t := Transition{State: next}
			switch {
			case announce:
				t = told(next, f.message(next, facts))
			case next.Excused != before.Excused: // for those who look, nobody is told
				t = told(next, f.message(next, facts))
				t.Message = nil
			}
			out = append(out, t)
		}
	}
	return out
}

func (r StatusRule) transitions(last map[string]State, facts Facts, now time.Time) []Transition {
	var out []Transition
	for i := range facts.Progress {
		p := &facts.Progress[i]
		if p.Target == nil {
			continue
		}
		key := statusKey(p.Target)
		state, found := last[key]
		if r.Off {
			if state.Lasts() {
				out = append(out, Transition{State: state.ended(now)})
			}
			continue
		}
		if !found {
			state = State{Key: key, Kind: TargetStatus, Target: p.Target.ID}
		}
		next, announce, changed := state, false, false
		if p.Status != target.Unknown {
			next, announce, changed = r.step(state, p, now)
		}
		if next, changed = next.named(now, changed); !changed {
			continue
		}
		t := Transition{State: next}
		if announce {
			t = told(next, r.message(p, state, next, facts))
		}
		out = append(out, t)
	}
	return out
}

// told is the transition that people are told by m.
func told(next State, m Message) Transition {
	next.Severity, next.Title, next.Text = m.Severity, m.Title, m.Text
	return Transition{State: next, Message: &m}
}

// statusKey is the key of a target's status alert. It holds the year: the same
// target in another year is another alert.
func statusKey(t *target.Target) string {
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

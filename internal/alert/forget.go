package alert

import "time"

// How long is remembered what is over: an acknowledgement and a silence for those who
// look at what was done last week (the audit trail keeps both for good), the state of
// an alert that ended for a year and a month, so that one of a yearly target outlives
// its year, and an alert that no facts name any more for longer than a month, so that
// one on a water section outlives a month without samples.
const (
	overKept    = 7 * 24 * time.Hour
	stateKept   = 400 * 24 * time.Hour
	unnamedKept = 35 * 24 * time.Hour
)

// Forgotten are keys of states, ids of acknowledged alerts and ids of silences.
type Forgotten struct{ States, Acks, Silences []string }

// Empty tells whether there is nothing to forget.
func (f *Forgotten) Empty() bool { return len(f.States)+len(f.Acks)+len(f.Silences) == 0 }

// Outdated is what has been over for so long that it can be forgotten: alerts that
// ended or whose subject is no more, acknowledgements of those or of alerts whose place a later one has taken,
// and silences.
func (b *Book) Outdated(states map[string]State, now time.Time) Forgotten {
	var f Forgotten
	over := map[string]time.Time{} // when an alert came to an end; zero while it lasts
	for key, s := range states {
		switch lasts := s.Lasts(); {
		case lasts && s.unnamed(now), !lasts && now.Sub(s.Since) > stateKept && now.Sub(s.At) > stateKept:
			f.States = append(f.States, key)
		case lasts:
			over[s.ID] = time.Time{}
		default:
			over[s.ID] = s.Since
		}
	}
	for id, ack := range b.Acks {
		ended, known := over[id]
		if known && ended.IsZero() {
			continue
		}
		if ended.Before(ack.At) {
			ended = ack.At
		}
		if now.Sub(ended) > overKept {
			f.Acks = append(f.Acks, id)
		}
	}
	for _, s := range b.Silences {
		if now.Sub(s.Until) > overKept {
			f.Silences = append(f.Silences, s.ID)
		}
	}
	return f
}

// unnamed tells whether facts have not named the subject for so long that it is no
// more.
func (s *State) unnamed(now time.Time) bool {
	named := s.Named.Start(time.UTC)
	if s.Named == 0 {
		named = s.Since
	}
	return now.Sub(named) > unnamedKept
}

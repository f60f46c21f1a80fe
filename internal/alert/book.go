package alert

import (
	"fmt"
	"slices"
	"strings"
	"time"
	"unicode/utf8"
)

// Notice is a message that people have to be told, and who has been. It encodes as
// JSON.
type Notice struct {
	Message Message   `json:"message"`
	At      time.Time `json:"at"`
	// Accepted holds, by channel, when it accepted the message; escalations and
	// repetitions have keys of their own. Refused holds the channels that refused it
	// for good.
	Accepted map[string]time.Time `json:"accepted,omitempty"`
	Refused  map[string]time.Time `json:"refused,omitempty"`
	// Kept tells that the message is stored beside the readings.
	Kept bool `json:"kept,omitempty"`
}

// done tells whether nothing is left to do for the key. A refusal counts only once
// somebody else has accepted: a message that all refuse stays unsent, so that a
// configuration mended later gets it out.
func (n *Notice) done(key string) bool {
	_, accepted := n.Accepted[key]
	_, refused := n.Refused[key]
	return accepted || refused && len(n.Accepted) > 0
}

// first is when the first channel accepted the message.
func (n *Notice) first() time.Time {
	var first time.Time
	for _, at := range n.Accepted {
		if first.IsZero() || at.Before(first) {
			first = at
		}
	}
	return first
}

// lasts tells whether the notice is the newest of an alert that lasts.
func (n *Notice) lasts(states map[string]State) bool {
	for _, s := range states {
		if s.ID == n.Message.Alert && s.ID != "" {
			return s.Phase == Firing && n.Message.ID == fmt.Sprintf("%s#%d", s.ID, s.Messages)
		}
	}
	return false
}

// excused tells whether a reported outage explains the alert of the notice by now. What
// was not sent before that is held back like under a silence.
func (n *Notice) excused(states map[string]State) bool {
	for _, s := range states {
		if s.ID == n.Message.Alert && s.ID != "" {
			return s.Phase == Firing && s.Excused != ""
		}
	}
	return false
}

// With is the notice with a channel's answer taken in.
func (n Notice) With(key string, at time.Time, accepted bool) Notice {
	set := func(old map[string]time.Time) map[string]time.Time {
		out := map[string]time.Time{key: at}
		for k, v := range old {
			if k != key {
				out[k] = v
			}
		}
		return out
	}
	if accepted {
		n.Accepted = set(n.Accepted)
	} else {
		n.Refused = set(n.Refused)
	}
	return n
}

// Acknowledgement (确认) says that somebody takes care of an alert. It ends
// escalation and repetition; a message that tells of a change is sent all the same.
type Acknowledgement struct {
	Alert   string    `json:"alert"` // id of the alert
	By      string    `json:"by"`
	Comment string    `json:"comment"`
	At      time.Time `json:"at"`
}

// Silence (静默) holds back the messages that fit it until it ends. Empty lists fit
// everything; what was held back and not sent is sent afterwards.
type Silence struct {
	ID      string    `json:"id"`
	Kinds   []Kind    `json:"kinds,omitempty"`
	Areas   []string  `json:"areas,omitempty"`
	Targets []string  `json:"targets,omitempty"`
	From    time.Time `json:"from"`
	Until   time.Time `json:"until"`
	By      string    `json:"by"`
	Comment string    `json:"comment"`
}

// Fault says, for people, what is wrong with a field of an acknowledgement or a silence.
type Fault struct{ Field, Detail string }

// Error is field and detail.
func (f *Fault) Error() string { return strings.TrimSpace(f.Field + " " + f.Detail) }

// Longest texts that people say to alerts, in characters.
const (
	longestPerson  = 40
	longestComment = 400
	longestID      = 100
)

// CheckSaid refuses, as a *Fault, words without a person or a reason, and too long ones.
func CheckSaid(by, comment string) error {
	for _, said := range [...]struct {
		field, text, missing string
		longest              int
	}{{"by", by, "未给出，应为姓名", longestPerson}, {"comment", comment, "未给出，应为处置说明或原因", longestComment}} {
		if strings.TrimSpace(said.text) == "" {
			return &Fault{said.field, said.missing}
		}
		if n := utf8.RuneCountInString(said.text); n > said.longest {
			return &Fault{said.field, fmt.Sprintf("有 %d 个字，至多 %d 个", n, said.longest)}
		}
	}
	return nil
}

// Check says what is missing, as a *Fault: a silence needs an id, a person, a reason and
// an end after its begin.
func (s *Silence) Check() error {
	switch n := utf8.RuneCountInString(s.ID); {
	case n == 0 || n > longestID:
		return &Fault{"id", fmt.Sprintf("有 %d 个字，应为 1～%d 个", n, longestID)}
	case s.Until.IsZero():
		return &Fault{"until", "未给出，应为结束时间，如 2026-11-22T08:00:00+08:00"}
	case !s.Until.After(s.From):
		return &Fault{"until", "不晚于开始时间"}
	}
	return CheckSaid(s.By, s.Comment)
}

func (s *Silence) covers(m *Message, now time.Time) bool {
	r := Route{Kinds: s.Kinds, Areas: s.Areas, Targets: s.Targets}
	return !now.Before(s.From) && now.Before(s.Until) && r.fits(m)
}

// Book is everything the desk works on.
type Book struct {
	Notices  []Notice // in the order they were made
	Acks     map[string]Acknowledgement
	Silences []Silence
	// Digests are the days whose digest a channel has accepted, by channel.
	Digests map[string][]string
}

func (b *Book) acknowledged(id string) bool { _, ok := b.Acks[id]; return ok }

func (b *Book) silenced(m *Message, now time.Time) bool {
	return slices.ContainsFunc(b.Silences, func(s Silence) bool { return s.covers(m, now) })
}

// Finished are the ids of the notices for which nothing is left to do, now or
// later.
func (d *Desk) Finished(b *Book, states map[string]State) []string {
	var ids []string
	for i := range b.Notices {
		n := &b.Notices[i]
		route := d.route(&n.Message)
		open := !n.Kept || slices.ContainsFunc(d.outlets(route), func(o Outlet) bool { return !n.done(o.Name) })
		if !open && n.lasts(states) && !b.acknowledged(n.Message.Alert) {
			open = d.Repeat > 0 || route != nil && n.Message.Severity == Critical && route.After > 0 &&
				slices.ContainsFunc(route.Escalate, func(channel string) bool {
					return !slices.ContainsFunc(keys(n), func(key string) bool {
						return strings.HasPrefix(key, "escalated/") && strings.HasSuffix(key, "/"+channel)
					})
				})
		}
		if !open {
			ids = append(ids, n.Message.ID)
		}
	}
	return ids
}

func keys(n *Notice) []string {
	var out []string
	for key := range n.Accepted {
		out = append(out, key)
	}
	for key := range n.Refused {
		out = append(out, key)
	}
	return out
}

// Change is what has to be stored in one transaction.
type Change struct {
	States  []State
	Notices []Notice // new or changed
	Done    []string // ids of notices that are finished
	// Digest, when its Channel is set, notes that the channel accepted the day's.
	Digest struct{ Channel, Day string }
	// Forgotten is what nobody needs any more.
	Forgotten Forgotten
}

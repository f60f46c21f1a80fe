package alert

import (
	"errors"
	"fmt"
	"strings"
	"testing"
	"time"
)

var cst = time.FixedZone("CST", 8*3600)

func moment(t *testing.T, text string) time.Time {
	t.Helper()
	at, err := time.ParseInLocation("2006-01-02 15:04", "2026-11-"+text, cst)
	if err != nil {
		t.Fatal(err)
	}
	return at
}

// office is a desk with a book, as the job uses them.
type office struct {
	t      *testing.T
	desk   Desk
	book   Book
	states map[string]State
}

func opened(t *testing.T, desk Desk) *office {
	desk.Zone = cst
	return &office{t: t, desk: desk, states: map[string]State{},
		book: Book{Acks: map[string]Acknowledgement{}, Digests: map[string][]string{}}}
}

// notice adds a message of an alert that lasts.
func (o *office) notice(name string, severity Severity, at string) {
	o.states[name] = State{Key: name, ID: name, Phase: Firing, Messages: 1}
	o.book.Notices = append(o.book.Notices, Notice{At: moment(o.t, at), Kept: true, Message: Message{ID: name + "#1", Alert: name,
		Kind: Kind(name), Area: "220605", Target: name, Severity: severity, Title: name, Text: "text of " + name}})
}

// at expects what goes out at a time, as "channel: id", and takes it as accepted.
func (o *office) at(when string, want ...string) {
	o.t.Helper()
	now := moment(o.t, when)
	var got []string
	for _, d := range o.desk.Due(&o.book, o.states, now) {
		got = append(got, d.Channel+": "+d.Message.ID)
		for _, mark := range d.Marks {
			for i := range o.book.Notices {
				if n := &o.book.Notices[i]; n.Message.ID == mark.Notice {
					*n = n.With(mark.Key, now, true)
				}
			}
		}
		if day := DigestDay(&d.Message); day != "" {
			o.book.Digests[d.Channel] = append(o.book.Digests[d.Channel], day)
		}
	}
	if fmt.Sprint(got) != fmt.Sprint(want) {
		o.t.Errorf("%s: %q goes out, want %q", when, got, want)
	}
}

func TestDesk_OneDigestAMorningExceptCritical(t *testing.T) {
	o := opened(t, Desk{Morning: DefaultMorning, Channels: []Outlet{{"people", true}, {"machine", false}}})
	o.notice("budget", Warning, "20 00:28")
	o.notice("lost", Critical, "20 00:28")
	o.at("20 00:30", "machine: budget#1", "people: lost#1", "machine: lost#1")
	o.notice("silent", Info, "20 07:59")
	o.at("20 07:59", "machine: silent#1")
	o.at("20 08:00", "people: digest/2026-11-20/people")
	o.notice("spool", Warning, "20 08:01")
	o.at("20 09:00", "machine: spool#1")
	o.at("19 09:00") // the clock is set back
	o.at("20 12:00")
	o.at("21 08:03", "people: digest/2026-11-21/people")
	o.at("22 08:03")
	if left := o.desk.Finished(&o.book, o.states); len(left) != 4 {
		t.Errorf("finished %v, want all four", left)
	}
}

// A clock set back before the morning does not bring a second digest of the day.
func TestDesk_ClockSetBackBeforeTheDigest(t *testing.T) {
	o := opened(t, Desk{Morning: DefaultMorning, Channels: []Outlet{{"people", true}}})
	o.notice("a", Warning, "20 00:28")
	o.at("20 08:05", "people: digest/2026-11-20/people")
	o.notice("b", Warning, "20 06:30")
	o.at("20 06:30")
	o.at("20 08:05")
	o.at("21 08:05", "people: digest/2026-11-21/people")
}

func TestDesk_DigestSaysAll(t *testing.T) {
	o := opened(t, Desk{Morning: DefaultMorning, Channels: []Outlet{{"people", true}}})
	o.notice("a", Info, "20 00:28")
	o.notice("b", Warning, "20 00:29")
	m := o.desk.Due(&o.book, o.states, moment(t, "20 08:00"))[0].Message
	if want := "【每日提醒】2026 年 11 月 20 日：2 项\n\n1. text of a\n\n2. text of b"; m.Text != want || m.Severity != Warning {
		t.Errorf("digest %q, severity %s; want %q, warning", m.Text, m.Severity, want)
	}
}

func TestDesk_QuietHoursHoldWhatIsNotCritical(t *testing.T) {
	o := opened(t, Desk{Morning: -1, Quiet: Quiet{22 * time.Hour, 7 * time.Hour}, Channels: []Outlet{{"people", true}}})
	o.notice("warning", Warning, "20 21:00")
	o.at("20 22:00")
	o.notice("critical", Critical, "20 23:00")
	o.at("20 23:00", "people: critical#1")
	o.at("21 06:59")
	o.at("21 07:00", "people: warning#1")
}

func TestDesk_EscalationUntilAcknowledged(t *testing.T) {
	desk := Desk{Morning: -1, Channels: []Outlet{{"duty", true}, {"deputy", true}, {"director", true}},
		Routes: []Route{{Severity: []Severity{Critical}, To: []string{"duty"}, Escalate: []string{"deputy", "director"}, After: 30 * time.Minute}}}
	o := opened(t, desk)
	o.notice("lost", Critical, "20 10:00")
	o.at("20 10:00", "duty: lost#1")
	o.at("20 10:29")
	o.at("20 10:30", "deputy: lost#1/escalated-1")
	o.at("20 10:45")
	o.at("20 11:00", "director: lost#1/escalated-2")
	o.at("20 12:00")

	o = opened(t, desk)
	o.notice("lost", Critical, "20 10:00")
	o.at("20 10:00", "duty: lost#1")
	o.book.Acks["lost"] = Acknowledgement{Alert: "lost", By: "王"}
	o.at("20 12:00")
	if len(o.desk.Finished(&o.book, o.states)) != 1 {
		t.Error("an acknowledged notice stays open")
	}

	o = opened(t, desk)
	o.notice("lost", Critical, "20 10:00")
	o.at("20 10:00", "duty: lost#1")
	o.states["lost"] = State{Key: "lost", ID: "lost", Phase: Resolved, Messages: 2}
	o.at("20 12:00") // the alert has ended
}

func TestDesk_RepeatWhileItLasts(t *testing.T) {
	o := opened(t, Desk{Morning: -1, Repeat: 24 * time.Hour, Channels: []Outlet{{"duty", true}}})
	o.notice("a", Warning, "20 10:00")
	o.at("20 10:00", "duty: a#1")
	o.at("21 09:59")
	o.at("21 10:00", "duty: a#1/repeated-1")
	o.at("21 10:05")
	o.at("24 10:05", "duty: a#1/repeated-4") // after a downtime: once
	o.book.Acks["a"] = Acknowledgement{}
	o.at("26 10:05")
}

func TestDesk_SilenceHoldsBackUntilItEnds(t *testing.T) {
	o := opened(t, Desk{Morning: -1, Channels: []Outlet{{"duty", true}}})
	o.book.Silences = []Silence{{ID: "s", Targets: []string{"a"}, From: moment(t, "20 08:00"), Until: moment(t, "20 18:00")}}
	o.notice("a", Critical, "20 10:00")
	o.notice("b", Warning, "20 10:00")
	o.at("20 10:00", "duty: b#1")
	o.at("20 17:59")
	o.at("20 18:00", "duty: a#1")
}

func TestDesk_FirstRouteDecides(t *testing.T) {
	o := opened(t, Desk{Morning: -1, Channels: []Outlet{{"air", true}, {"water", true}, {"all", true}}, Routes: []Route{
		{Targets: []string{"a"}, To: []string{"air"}}, {Kinds: []Kind{"w"}, To: []string{"water", "all"}}, {Areas: []string{"elsewhere"}, To: nil}}})
	o.notice("a", Warning, "20 10:00")
	o.notice("w", Warning, "20 10:00")
	o.notice("x", Warning, "20 10:00")
	o.at("20 10:00", "air: a#1", "water: w#1", "all: w#1", "air: x#1", "water: x#1", "all: x#1")
}

func TestSilence_NeedsAnEnd(t *testing.T) {
	good := Silence{ID: "s", By: "王", Comment: "检修", From: moment(t, "20 08:00"), Until: moment(t, "20 09:00")}
	if err := good.Check(); err != nil {
		t.Error(err)
	}
	for _, c := range []struct {
		field  string
		change func(*Silence)
	}{
		{"until", func(s *Silence) { s.Until = time.Time{} }}, {"until", func(s *Silence) { s.Until = s.From }},
		{"by", func(s *Silence) { s.By = " " }}, {"by", func(s *Silence) { s.By = strings.Repeat("王", 41) }},
		{"comment", func(s *Silence) { s.Comment = "" }}, {"comment", func(s *Silence) { s.Comment = strings.Repeat("修", 401) }},
		{"id", func(s *Silence) { s.ID = "" }}, {"id", func(s *Silence) { s.ID = strings.Repeat("x", 101) }},
	} {
		s := good
		c.change(&s)
		var fault *Fault
		if err := s.Check(); !errors.As(err, &fault) || fault.Field != c.field || fault.Detail == "" {
			t.Errorf("%+v: %v, want a fault of %s", s, err, c.field)
		}
	}
}

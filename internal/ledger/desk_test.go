package ledger

import (
	"errors"
	"path/filepath"
	"reflect"
	"strings"
	"testing"
	"time"

	"lanbi/internal/alert"
)

func TestAlertBook_SurvivesARestart(t *testing.T) {
	path := filepath.Join(t.TempDir(), "ledger.db")
	l, err := Open(path)
	if err != nil {
		t.Fatal(err)
	}
	at := time.Date(2026, 11, 21, 0, 0, 0, 0, time.UTC)
	later := alert.Notice{Message: alert.Message{ID: "a#1", Text: "x"}, At: at.Add(time.Hour)}
	first := alert.Notice{Message: alert.Message{ID: "b#1"}, At: at, Accepted: map[string]time.Time{"duty": at}, Kept: true}
	change := alert.Change{States: []alert.State{{Key: "a", ID: "a"}}, Notices: []alert.Notice{later, first, {Message: alert.Message{ID: "gone"}}}}
	change.Digest.Channel, change.Digest.Day = "duty", "2026-11-21"
	for range 2 { // storing again changes nothing
		if err := l.StoreAlerts(change); err != nil {
			t.Fatal(err)
		}
	}
	if err := l.StoreAlerts(alert.Change{Done: []string{"gone"}}); err != nil {
		t.Fatal(err)
	}
	ack := alert.Acknowledgement{Alert: "a", By: "王", Comment: "已派人", At: at}
	silence := alert.Silence{ID: "s", By: "王", Comment: "检修", From: at, Until: at.Add(time.Hour)}
	if err := l.Acknowledge(ack, "值班"); err != nil {
		t.Fatal(err)
	}
	if err := l.PutSilence(silence, at, "值班"); err != nil {
		t.Fatal(err)
	}
	if err := l.Close(); err != nil {
		t.Fatal(err)
	}
	if l, err = Open(path); err != nil {
		t.Fatal(err)
	}
	defer l.Close()
	got, err := l.AlertBook()
	if err != nil {
		t.Fatal(err)
	}
	want := alert.Book{Notices: []alert.Notice{first, later}, Acks: map[string]alert.Acknowledgement{"a": ack},
		Silences: []alert.Silence{silence}, Digests: map[string][]string{"duty": {"2026-11-21"}}}
	if !reflect.DeepEqual(got, want) {
		t.Errorf("book\n got %+v\nwant %+v", got, want)
	}
	var trail []string
	if err := l.AuditTrail(0, func(e Entry) bool { trail = append(trail, e.Subject+" "+e.Who+" "+e.Why); return true }); err != nil {
		t.Fatal(err)
	}
	if want := []string{"alert/a 值班 已派人", "silence/s 值班 检修"}; !reflect.DeepEqual(trail, want) {
		t.Errorf("audit trail %q, want %q", trail, want)
	}
}

func TestAcknowledge_Refused(t *testing.T) {
	l, err := Open(filepath.Join(t.TempDir(), "ledger.db"))
	if err != nil {
		t.Fatal(err)
	}
	defer l.Close()
	at := time.Date(2026, 11, 21, 0, 0, 0, 0, time.UTC)
	for name, a := range map[string]alert.Acknowledgement{
		"no such alert": {Alert: "x", By: "王", Comment: "c", At: at},
		"nobody":        {Alert: "a", Comment: "c", At: at},
		"a long story":  {Alert: "a", By: "王", Comment: strings.Repeat("c", 401), At: at},
		"no comment":    {Alert: "a", By: "王", At: at},
		"no alert":      {By: "王", Comment: "c", At: at},
	} {
		if err := l.Acknowledge(a, "值班"); err == nil {
			t.Errorf("%s: accepted", name)
		}
	}
	if err := l.PutSilence(alert.Silence{ID: "s"}, at, "值班"); err == nil {
		t.Error("a silence without an end is accepted")
	}
}

func TestEndSilence(t *testing.T) {
	l, err := Open(filepath.Join(t.TempDir(), "ledger.db"))
	if err != nil {
		t.Fatal(err)
	}
	defer l.Close()
	at := time.Date(2026, 11, 21, 0, 0, 0, 0, time.UTC)
	for id, from := range map[string]time.Time{"runs": at, "to come": at.Add(2 * time.Hour)} {
		s := alert.Silence{ID: id, By: "王", Comment: "检修", From: from, Until: at.Add(4 * time.Hour)}
		if err := l.PutSilence(s, at, "值班"); err != nil {
			t.Fatal(err)
		}
	}
	now := at.Add(time.Hour)
	for name, err := range map[string]error{
		"unknown": l.EndSilence("x", "李", "已修好", now, "值班"), "nobody": l.EndSilence("runs", " ", "已修好", now, "值班"),
		"no reason": l.EndSilence("runs", "李", "", now, "值班"), "over": l.EndSilence("runs", "李", "已修好", at.Add(4*time.Hour), "值班"),
	} {
		if err == nil {
			t.Errorf("%s: ended", name)
		}
	}
	for _, id := range []string{"runs", "to come"} {
		if err := l.EndSilence(id, "李", "已修好", now, "值班"); err != nil {
			t.Error(err)
		}
	}
	if err := l.EndSilence("runs", "李", "已修好", now, "值班"); err == nil {
		t.Error("ended twice")
	}
	book, err := l.AlertBook()
	if err != nil || len(book.Silences) != 1 || !book.Silences[0].Until.Equal(now) {
		t.Errorf("silences %+v, %v", book.Silences, err)
	}
	var last Entry
	if err := l.AuditTrail(0, func(e Entry) bool { last = e; return true }); err != nil || last.Number != 4 || last.Who != "值班" || last.By != "李" || last.New != "ended" {
		t.Errorf("last of the audit trail %+v, %v", last, err)
	}
}

func TestStoreAlerts_Forgets(t *testing.T) {
	l, err := Open(filepath.Join(t.TempDir(), "ledger.db"))
	if err != nil {
		t.Fatal(err)
	}
	defer l.Close()
	at := time.Date(2026, 11, 21, 0, 0, 0, 0, time.UTC)
	if err := l.StoreAlerts(alert.Change{States: []alert.State{{Key: "k", ID: "a"}}}); err != nil {
		t.Fatal(err)
	}
	if err := l.Acknowledge(alert.Acknowledgement{Alert: "a", By: "王", Comment: "c", At: at}, "值班"); err != nil {
		t.Fatal(err)
	}
	if err := l.PutSilence(alert.Silence{ID: "s", By: "王", Comment: "c", From: at, Until: at.Add(1)}, at, "值班"); err != nil {
		t.Fatal(err)
	}
	if err := l.StoreAlerts(alert.Change{Forgotten: alert.Forgotten{States: []string{"k"}, Acks: []string{"a"}, Silences: []string{"s"}}}); err != nil {
		t.Fatal(err)
	}
	book, err := l.AlertBook()
	states, failed := l.AlertStates()
	if err != nil || failed != nil || len(book.Acks)+len(book.Silences)+len(states) > 0 {
		t.Errorf("left %+v, %+v, %v, %v", book, states, err, failed)
	}
}

// A silence is ended by somebody with a reason, never written over.
func TestPutSilence_IDTaken(t *testing.T) {
	l, err := Open(filepath.Join(t.TempDir(), "ledger.db"))
	if err != nil {
		t.Fatal(err)
	}
	defer l.Close()
	at := time.Date(2026, 11, 21, 0, 0, 0, 0, time.UTC)
	s := alert.Silence{ID: "s", By: "王", Comment: "检修", From: at, Until: at.Add(time.Hour)}
	if err := l.PutSilence(s, at, "值班"); err != nil {
		t.Fatal(err)
	}
	s.Until = at.Add(100 * time.Hour)
	var fault *alert.Fault
	if err := l.PutSilence(s, at, "另一人"); !errors.As(err, &fault) || fault.Field != "id" {
		t.Errorf("written over: %v", err)
	}
	if book, err := l.AlertBook(); err != nil || len(book.Silences) != 1 || !book.Silences[0].Until.Equal(at.Add(time.Hour)) {
		t.Errorf("silences %+v, %v", book.Silences, err)
	}
}

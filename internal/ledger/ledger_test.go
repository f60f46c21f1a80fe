package ledger

import (
	"bytes"
	"errors"
	"path/filepath"
	"reflect"
	"strings"
	"sync"
	"testing"
	"time"

	"lanbi/internal/alert"
	"lanbi/internal/measure"
)

func newLedger(t *testing.T) (*Ledger, string) {
	t.Helper()
	path := filepath.Join(t.TempDir(), "ledger.db")
	return mustOpen(t, path), path
}

func mustOpen(t *testing.T, path string) *Ledger {
	t.Helper()
	l, err := Open(path)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { l.Close() })
	return l
}

func must(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

func TestOpen_InUse(t *testing.T) {
	_, path := newLedger(t)
	_, err := open(path, 20*time.Millisecond)
	if !errors.Is(err, ErrInUse) || !strings.Contains(err.Error(), path) || !strings.Contains(err.Error(), "another process") {
		t.Errorf("second open: %v, want ErrInUse naming %s", err, path)
	}
}

func TestWatermark_SurvivesReopen(t *testing.T) {
	l, path := newLedger(t)
	if _, found, err := l.Watermark("daily"); found || err != nil {
		t.Fatalf("watermark before the first: found %v, %v", found, err)
	}
	due := time.Date(2026, 11, 21, 0, 40, 0, 5, time.FixedZone("CST", 8*3600))
	must(t, l.SetWatermark("daily", due))
	must(t, l.Close())
	got, found, err := mustOpen(t, path).Watermark("daily")
	if err != nil || !found || !got.Equal(due) {
		t.Errorf("watermark %v, %v, %v, want %v", got, found, err, due)
	}
}

func days(list ...string) []Dirty {
	var out []Dirty
	for _, text := range list {
		station, date, _ := strings.Cut(text, " ")
		d, err := measure.ParseDay(date)
		if err != nil {
			panic(err)
		}
		out = append(out, Dirty{Medium: measure.Air, Station: station, Day: d})
	}
	return out
}

func dirtyNames(t *testing.T, l *Ledger) (list []Dirty, names []string) {
	t.Helper()
	list, err := l.Dirty()
	must(t, err)
	for _, d := range list {
		names = append(names, d.Station+" "+d.Day.String())
	}
	return list, names
}

func TestDirty_ListedByDayThenStation(t *testing.T) {
	l, path := newLedger(t)
	must(t, l.MarkDirty(days("JY002 2026-11-20", "JY001 2026-11-21", "JY001 1969-12-31", "JY001 2026-11-20", "JY001 2026-11-20")))
	must(t, l.MarkDirty([]Dirty{{Medium: measure.Water, Station: "浑江-01", Day: measure.Date(2026, 1, 1)}}))
	must(t, l.Close())
	list, names := dirtyNames(t, mustOpen(t, path))
	want := []string{"JY001 1969-12-31", "JY001 2026-11-20", "JY002 2026-11-20", "JY001 2026-11-21", "浑江-01 2026-01-01"}
	if !reflect.DeepEqual(names, want) {
		t.Fatalf("dirty %q, want %q", names, want)
	}
	if list[4].Medium != measure.Water || list[0].Medium != measure.Air {
		t.Errorf("media of %+v", list)
	}
}

func TestDirty_MarkedWhileBeingProcessedStays(t *testing.T) {
	l, _ := newLedger(t)
	must(t, l.MarkDirty(days("JY001 2026-11-20", "JY002 2026-11-20")))
	work, _ := dirtyNames(t, l)
	must(t, l.MarkDirty(days("JY001 2026-11-20")))
	must(t, l.ClearDirty(work))
	again, names := dirtyNames(t, l)
	if want := []string{"JY001 2026-11-20"}; !reflect.DeepEqual(names, want) {
		t.Fatalf("dirty after clear %q, want %q", names, want)
	}
	must(t, l.ClearDirty(again))
	if _, names := dirtyNames(t, l); len(names) != 0 {
		t.Errorf("dirty after the second clear: %q", names)
	}
}

func TestMarkDirty_UnreadDayCostsNoWrite(t *testing.T) {
	l, _ := newLedger(t)
	must(t, l.MarkDirty(days("JY001 2026-11-20")))
	written := func() int64 { s := l.db.Stats(); return s.TxStats.GetWrite() }
	writes := written()
	must(t, l.MarkDirty(days("JY001 2026-11-20")))
	if now := written(); now != writes {
		t.Errorf("marking an unread dirty day wrote %d pages", now-writes)
	}
	work, _ := dirtyNames(t, l)
	must(t, l.MarkDirty(days("JY001 2026-11-20")))
	if now := written(); now == writes {
		t.Error("marking a day that was read since wrote nothing")
	}
	must(t, l.ClearDirty(work))
	must(t, l.MarkDirty(days("JY001 2026-11-20")))
	if _, names := dirtyNames(t, l); len(names) != 1 {
		t.Errorf("dirty %q, want the day", names)
	}
}

// Whatever the interleaving, a mark made after a read of the day is never lost:
// the last reader after the last mark sees the day.
func TestDirty_ConcurrentMarksAreNeverLost(t *testing.T) {
	l, _ := newLedger(t)
	l.db.NoSync = true
	var seen sync.Map
	var marking sync.WaitGroup
	stop := make(chan struct{})
	done := make(chan struct{})
	drain := func() {
		list, err := l.Dirty()
		if err != nil {
			t.Error(err)
		}
		for _, d := range list {
			n, _ := seen.LoadOrStore(d.Station, new(int))
			*n.(*int)++
		}
		if err := l.ClearDirty(list); err != nil {
			t.Error(err)
		}
	}
	go func() {
		defer close(done)
		for {
			select {
			case <-stop:
				return
			default:
				drain()
			}
		}
	}()
	for _, station := range []string{"A", "B", "C"} {
		marking.Go(func() {
			for range 100 {
				if err := l.MarkDirty(days(station + " 2026-11-20")); err != nil {
					t.Error(err)
				}
			}
		})
	}
	marking.Wait()
	close(stop)
	<-done
	drain()
	for _, station := range []string{"A", "B", "C"} {
		if _, ok := seen.Load(station); !ok {
			t.Errorf("station %s was marked 100 times and never seen", station)
		}
	}
	if _, names := dirtyNames(t, l); len(names) != 0 {
		t.Errorf("left dirty: %q", names)
	}
}

func TestAlertState_RoundTrip(t *testing.T) {
	l, path := newLedger(t)
	a := alert.State{Key: "target-status/x/2026", Kind: alert.TargetStatus, Target: "x", Phase: alert.Firing,
		ID: "target-status/x/2026/2026-11-19", Announced: "at_risk", Seen: "at_risk", Before: "unlikely",
		AsOf: measure.Date(2026, 11, 20), At: time.Date(2026, 11, 21, 0, 40, 0, 0, time.UTC), Messages: 1}
	b := alert.State{Key: "target-status/y/2026", Phase: alert.Pending}
	must(t, l.StoreAlerts(alert.Change{States: []alert.State{a, b}}))
	must(t, l.Close())
	l = mustOpen(t, path)
	all, err := l.AlertStates()
	if err != nil || len(all) != 2 || all[a.Key] != a || all[b.Key] != b {
		t.Errorf("states %+v, %v", all, err)
	}
}

func TestAudit_AppendsNumbersAndExports(t *testing.T) {
	l, path := newLedger(t)
	at := time.Date(2026, 11, 21, 8, 0, 0, 0, time.UTC)
	for i, e := range []Entry{
		{At: at, Who: "张三", Subject: "day/220605/2026-04-11/dust", Old: "疑似", New: "上级认定", Why: "省厅 <2026>12 号"},
		{At: at.Add(time.Hour), Who: "李四", Subject: "alert/ack", Why: "已处置"},
	} {
		if n, err := l.Audit(e); err != nil || n != uint64(i+1) {
			t.Fatalf("entry %d: number %d, %v", i+1, n, err)
		}
	}
	must(t, l.Close())
	l = mustOpen(t, path)
	if n, err := l.Audit(Entry{At: at, Who: "李四", Subject: "x", Why: "y"}); err != nil || n != 3 {
		t.Fatalf("number after reopen: %d, %v, want 3", n, err)
	}
	var out bytes.Buffer
	must(t, l.ExportAudit(&out))
	lines := strings.Split(strings.TrimSpace(out.String()), "\n")
	want := `{"number":1,"at":"2026-11-21T08:00:00Z","who":"张三","subject":"day/220605/2026-04-11/dust","old":"疑似","new":"上级认定","why":"省厅 <2026>12 号","prev":"e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"}`
	if len(lines) != 3 || lines[0] != want {
		t.Errorf("export\n%s\nwant 3 lines, the first\n%s", out.String(), want)
	}
	var numbers []uint64
	must(t, l.AuditTrail(2, func(e Entry) bool { numbers = append(numbers, e.Number); return len(numbers) < 1 }))
	if !reflect.DeepEqual(numbers, []uint64{2}) {
		t.Errorf("trail from 2, stopped after one: %v", numbers)
	}
}

func TestAudit_RefusesWithoutPersonOrReason(t *testing.T) {
	l, _ := newLedger(t)
	full := Entry{At: time.Unix(1, 0), Who: "w", Subject: "s", Why: "y"}
	for name, spoil := range map[string]func(*Entry){
		"time": func(e *Entry) { e.At = time.Time{} }, "who": func(e *Entry) { e.Who = "" },
		"subject": func(e *Entry) { e.Subject = "" }, "why": func(e *Entry) { e.Why = "" },
	} {
		e := full
		spoil(&e)
		if _, err := l.Audit(e); err == nil {
			t.Errorf("entry without %s was accepted", name)
		}
	}
}

func TestExportAudit_WriterFails(t *testing.T) {
	l, _ := newLedger(t)
	_, err := l.Audit(Entry{At: time.Unix(1, 0), Who: "w", Subject: "s", Why: "y"})
	must(t, err)
	full := errors.New("disk full")
	if err := l.ExportAudit(brokenWriter{full}); !errors.Is(err, full) {
		t.Errorf("export to a full disk: %v", err)
	}
}

type brokenWriter struct{ err error }

func (w brokenWriter) Write([]byte) (int, error) { return 0, w.err }

package ledger

import (
	"bytes"
	"crypto/sha256"
	"encoding/binary"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"go.etcd.io/bbolt"
)

// trailOf is a ledger with n entries.
func trailOf(t *testing.T, n int) *Ledger {
	t.Helper()
	l, _ := newLedger(t)
	for i := range n {
		_, err := l.Audit(Entry{At: time.Unix(int64(i), 0).UTC(), Who: "张三", Subject: "indicator/a/forest/2026",
			Old: fmt.Sprint(i), New: fmt.Sprint(i + 1), Why: "更正"})
		must(t, err)
	}
	return l
}

func TestCheckAudit_FindsEveryTampering(t *testing.T) {
	key := func(n uint64) []byte { return binary.BigEndian.AppendUint64(nil, n) }
	for name, spoil := range map[string]func(b *bbolt.Bucket) error{
		"value changed": func(b *bbolt.Bucket) error {
			return b.Put(key(2), bytes.Replace(b.Get(key(2)), []byte(`"new":"2"`), []byte(`"new":"9"`), 1))
		},
		"last one changed": func(b *bbolt.Bucket) error {
			return b.Put(key(4), bytes.Replace(b.Get(key(4)), []byte("张三"), []byte("李四"), 1))
		},
		"one removed":      func(b *bbolt.Bucket) error { return b.Delete(key(2)) },
		"first removed":    func(b *bbolt.Bucket) error { return b.Delete(key(1)) },
		"last one removed": func(b *bbolt.Bucket) error { return b.Delete(key(4)) },
		"end cut off, counter set back": func(b *bbolt.Bucket) error {
			return errors.Join(b.Delete(key(4)), b.SetSequence(3))
		},
		"removed and renumbered": func(b *bbolt.Bucket) error {
			third := bytes.Replace(b.Get(key(3)), []byte(`"number":3`), []byte(`"number":2`), 1)
			fourth := bytes.Replace(b.Get(key(4)), []byte(`"number":4`), []byte(`"number":3`), 1)
			return errors.Join(b.Put(key(2), third), b.Put(key(3), fourth), b.Delete(key(4)), b.SetSequence(3))
		},
		"link taken out": func(b *bbolt.Bucket) error {
			var e Entry
			if err := json.Unmarshal(b.Get(key(3)), &e); err != nil {
				return err
			}
			e.Prev = ""
			line, err := e.line()
			return errors.Join(err, b.Put(key(3), line))
		},
		"not JSON any more": func(b *bbolt.Bucket) error { return b.Put(key(1), []byte("{")) },
	} {
		l := trailOf(t, 4)
		if n, err := l.CheckAudit(); n != 4 || err != nil {
			t.Fatalf("untouched trail: %d entries, %v", n, err)
		}
		must(t, l.db.Update(func(tx *bbolt.Tx) error { return spoil(tx.Bucket(auditBucket)) }))
		if n, err := l.CheckAudit(); !errors.Is(err, ErrAuditBroken) {
			t.Errorf("%s: %d entries, %v, want it found", name, n, err)
		}
	}
}

// A trail that an older program began, without links, goes on with them.
func TestCheckAudit_OlderEntries(t *testing.T) {
	l, _ := newLedger(t)
	must(t, l.db.Update(func(tx *bbolt.Tx) error {
		b := tx.Bucket(auditBucket)
		n, err := b.NextSequence()
		return errors.Join(err, b.Put(binary.BigEndian.AppendUint64(nil, n), []byte(`{"number":1,"at":"2026-11-21T08:00:00Z","who":"w","subject":"s","why":"y"}`)))
	}))
	if n, err := l.CheckAudit(); n != 1 || err != nil {
		t.Fatalf("older trail: %d entries, %v", n, err)
	}
	_, err := l.Audit(Entry{At: time.Unix(1, 0), Who: "w", Subject: "s", Why: "y"})
	must(t, err)
	if n, err := l.CheckAudit(); n != 2 || err != nil {
		t.Errorf("continued trail: %d entries, %v", n, err)
	}
	must(t, l.db.Update(func(tx *bbolt.Tx) error {
		return tx.Bucket(auditBucket).Put(binary.BigEndian.AppendUint64(nil, 1), []byte(`{"number":1,"at":"2026-11-21T08:00:00Z","who":"x","subject":"s","why":"y"}`))
	}))
	if _, err := l.CheckAudit(); !errors.Is(err, ErrAuditBroken) {
		t.Errorf("older entry changed: %v, want it found", err)
	}
}

// What is exported can be checked by anybody with sha256sum.
func TestExportAudit_IsAChain(t *testing.T) {
	var out bytes.Buffer
	must(t, trailOf(t, 3).ExportAudit(&out))
	lines := strings.Split(strings.TrimSuffix(out.String(), "\n"), "\n")
	if len(lines) != 3 {
		t.Fatalf("%d lines, want 3", len(lines))
	}
	for i := 1; i < 3; i++ {
		sum := sha256.Sum256([]byte(lines[i-1]))
		if want := `"prev":"` + hex.EncodeToString(sum[:]) + `"`; !strings.Contains(lines[i], want) {
			t.Errorf("line %d lacks %s: %s", i+1, want, lines[i])
		}
	}
	sum := sha256.Sum256([]byte(lines[2]))
	chain, err := CheckExport(strings.NewReader(out.String()))
	if err != nil || chain.Entries != 3 || chain.Head() != hex.EncodeToString(sum[:]) {
		t.Errorf("check of the export: %+v, %v", chain, err)
	}
	for name, text := range map[string]string{
		"changed": strings.Replace(out.String(), `"new":"1"`, `"new":"7"`, 1),
		"removed": lines[0] + "\n" + lines[2] + "\n",
		"no JSON": "x\n",
	} {
		if _, err := CheckExport(strings.NewReader(text)); !errors.Is(err, ErrAuditBroken) {
			t.Errorf("export %s: %v, want it found", name, err)
		}
	}
}

func TestAuditChange_OnlyChangesAreEntries(t *testing.T) {
	l, path := newLedger(t)
	e := Entry{At: time.Unix(1, 0), Who: "env/indicator/a/forest", Subject: "indicator/a/forest/2026", New: "73.4", Source: "林草局", Why: "MQTT 上报"}
	change := func(value, source string, want bool) {
		t.Helper()
		e.New, e.Source = value, source
		if changed, err := l.AuditChange(e); changed != want || err != nil {
			t.Errorf("%s from %s: changed %v, %v, want %v", value, source, changed, err, want)
		}
	}
	change("73.4", "林草局", false)
	change("73.4", "林草局", false)
	change("73.5", "林草局", true)
	must(t, l.Close())
	l = mustOpen(t, path)
	change("73.5", "林草局", false)
	change("73.5", "年报", true)
	_, err := l.Audit(Entry{At: time.Unix(2, 0), Who: "张三", Subject: e.Subject, Old: "73.5", New: "74", Source: "年报", Why: "更正"})
	must(t, err)
	change("74", "年报", false)
	change("73", "年报", true)
	var olds []string
	must(t, l.AuditTrail(0, func(e Entry) bool { olds = append(olds, e.Old+"→"+e.New); return true }))
	if got, want := strings.Join(olds, " "), "73.4→73.5 73.5→73.5 73.5→74 74→73"; got != want {
		t.Errorf("trail %s, want %s", got, want)
	}
	newest, err := l.NewestAudit(2, func(e Entry) bool { return e.Source == "年报" })
	if err != nil || len(newest) != 2 || newest[0].New != "73" || newest[1].New != "74" {
		t.Errorf("newest %+v, %v", newest, err)
	}
}

func TestTakeIn_OncePerFile(t *testing.T) {
	l, _ := newLedger(t)
	entries := []Entry{{At: time.Unix(1, 0), Who: "root", Subject: "indicator/a/b/2026", New: "1", Why: "import"},
		{At: time.Unix(2, 0), Who: "root", Subject: "indicator/a/c/2026", New: "2", Why: "import"}}
	must(t, l.TakeIn("f.jsonl", entries))
	must(t, l.TakeIn("f.jsonl", entries))
	if n, err := l.CheckAudit(); n != 2 || err != nil {
		t.Errorf("%d entries, %v, want 2", n, err)
	}
	bad := append(entries[:1:1], Entry{Subject: "x"})
	if err := l.TakeIn("g.jsonl", bad); err == nil {
		t.Error("entries without a person were taken in")
	}
	if n, _ := l.CheckAudit(); n != 2 {
		t.Errorf("%d entries after a refused file, want 2", n)
	}
	must(t, l.ForgetTaken("f.jsonl"))
	must(t, l.TakeIn("f.jsonl", entries))
	if n, _ := l.CheckAudit(); n != 4 {
		t.Errorf("%d entries of a new file with the name, want 4", n)
	}
}

func TestInbox_LeftBySomebodyElse(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "inbox")
	l, _ := newLedger(t)
	if n, err := l.ReadInbox(dir); n != 0 || err != nil {
		t.Errorf("no inbox: %d, %v", n, err)
	}
	left := []Entry{{At: time.Unix(1, 0).UTC(), Who: "root", Subject: "s", New: "1", Why: "import"}}
	must(t, LeaveInInbox(dir, left))
	must(t, LeaveInInbox(dir, append(left, left...)))
	must(t, os.WriteFile(filepath.Join(dir, "half.tmp"), []byte(`{"at`), 0o600))
	must(t, os.WriteFile(filepath.Join(dir, "broken.jsonl"), []byte("no entry\n"), 0o600))
	n, err := l.ReadInbox(dir)
	if n != 3 || err == nil || !strings.Contains(err.Error(), "broken.jsonl") {
		t.Errorf("taken in %d, %v, want 3 and a fault of broken.jsonl", n, err)
	}
	if n, err := l.ReadInbox(dir); n != 0 || err != nil {
		t.Errorf("a second time: %d, %v, want nothing", n, err)
	}
	rest, err := os.ReadDir(dir)
	must(t, err)
	var names []string
	for _, f := range rest {
		names = append(names, f.Name())
	}
	if got, want := strings.Join(names, " "), "broken.jsonl.bad half.tmp"; got != want {
		t.Errorf("left in the inbox: %s, want %s", got, want)
	}
	if n, err := l.CheckAudit(); n != 3 || err != nil {
		t.Errorf("%d entries, %v", n, err)
	}
}

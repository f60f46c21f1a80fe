package ledger

import (
	"errors"
	"path/filepath"
	"strconv"
	"strings"
	"testing"

	"go.etcd.io/bbolt"
)

func setSchema(t *testing.T, l *Ledger, version int) {
	t.Helper()
	must(t, l.db.Update(func(tx *bbolt.Tx) error {
		return tx.Bucket(metaBucket).Put(schemaKey, []byte(strconv.Itoa(version)))
	}))
}

func TestOpen_NewerSchemaIsRefused(t *testing.T) {
	l, path := newLedger(t)
	must(t, l.Sign("v9.1.0"))
	setSchema(t, l, Schema+1)
	must(t, l.Close())
	_, err := Open(path)
	for _, want := range []string{path, "schema " + strconv.Itoa(Schema+1), "Lanbi v9.1.0 or newer"} {
		if err == nil || !strings.Contains(err.Error(), want) {
			t.Fatalf("open a newer ledger: %v, want an error that says %q", err, want)
		}
	}
	if _, err := Open(path); errors.Is(err, ErrInUse) {
		t.Errorf("the refused open kept the lock: %v", err)
	}
	if version, err := StoredSchema(path); err != nil || version != Schema+1 {
		t.Errorf("the refused open left schema %d, %v", version, err)
	}
}

// A file of version 1, as the first programs wrote it, is of the present one after
// it was opened.
func TestOpen_OlderSchemaIsBroughtUp(t *testing.T) {
	if Schema != 1+len(steps()) {
		t.Fatalf("Schema is %d, and %d steps lead to %d", Schema, len(steps()), 1+len(steps()))
	}
	l, path := newLedger(t)
	setSchema(t, l, 1)
	must(t, l.Close())
	l, err := Open(path)
	must(t, err)
	must(t, l.Close())
	if version, err := StoredSchema(path); err != nil || version != Schema {
		t.Errorf("schema %d, %v after the open, want %d", version, err, Schema)
	}
}

// Steps run once each, in order, from the file's version on; all or none of them take
// effect.
func TestPrepare_Steps(t *testing.T) {
	l, _ := newLedger(t)
	setSchema(t, l, 2)
	rename := func(from, to string) step {
		return func(tx *bbolt.Tx) error {
			b := tx.Bucket(watermarkBucket)
			if b.Get([]byte(from)) == nil {
				return errors.New("no watermark " + from)
			}
			return errors.Join(b.Put([]byte(to), b.Get([]byte(from))), b.Delete([]byte(from)))
		}
	}
	must(t, l.db.Update(func(tx *bbolt.Tx) error { return tx.Bucket(watermarkBucket).Put([]byte("a"), []byte("x")) }))
	all := []step{rename("never", "run"), rename("a", "b"), rename("wrong", "c")}
	run := func() error { return l.db.Update(func(tx *bbolt.Tx) error { return prepare(tx, all) }) }
	if err := run(); err == nil || !strings.Contains(err.Error(), "schema 4") {
		t.Fatalf("a step that fails: %v, want an error that names schema 4", err)
	}
	all[2] = rename("b", "c")
	must(t, run())
	must(t, run()) // nothing is left to do
	must(t, l.db.View(func(tx *bbolt.Tx) error {
		if got := tx.Bucket(watermarkBucket).Get([]byte("c")); string(got) != "x" {
			t.Errorf("the renamed watermark is %q", got)
		}
		if version := string(tx.Bucket(metaBucket).Get(schemaKey)); version != "4" {
			t.Errorf("schema %s, want 4", version)
		}
		return nil
	}))
}

func TestStoredSchema(t *testing.T) {
	if version, err := StoredSchema(filepath.Join(t.TempDir(), "ledger.db")); version != 0 || err != nil {
		t.Errorf("without a file: %d, %v, want 0", version, err)
	}
	_, path := newLedger(t)
	if _, err := StoredSchema(path); !errors.Is(err, ErrInUse) {
		t.Errorf("of a file in use: %v, want ErrInUse", err)
	}
}

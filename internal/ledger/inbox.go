package ledger

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
)

const (
	inboxSuffix = ".jsonl"
	badSuffix   = ".bad"
)

// LeaveInInbox leaves entries in a directory for the process that holds the ledger,
// which takes them in with ReadInbox. They are on the disk when it returns, and belong
// to whom the directory above belongs, also when the superuser leaves them.
func LeaveInInbox(dir string, entries []Entry) (err error) {
	if len(entries) == 0 {
		return nil
	}
	if err := os.MkdirAll(dir, 0o750); err != nil {
		return fmt.Errorf("make inbox of the audit trail: %w", err)
	}
	if err := giveTo(filepath.Dir(dir), dir); err != nil {
		return fmt.Errorf("make inbox of the audit trail: %w", err)
	}
	// Files are taken in by their names, so that what was left first comes first.
	f, err := os.CreateTemp(dir, "audit-"+entries[0].At.UTC().Format("20060102T150405.000000000")+"-*.tmp")
	if err != nil {
		return fmt.Errorf("leave audit entries: %w", err)
	}
	defer func() {
		if err != nil {
			err = fmt.Errorf("leave audit entries in %s: %w", f.Name(), errors.Join(err, f.Close()))
		}
	}()
	var lines bytes.Buffer
	for i := range entries {
		line, err := entries[i].line()
		if err != nil {
			return err
		}
		lines.Write(append(line, '\n'))
	}
	if _, err := f.Write(lines.Bytes()); err != nil {
		return err
	}
	if err := errors.Join(giveTo(filepath.Dir(dir), f.Name()), f.Sync(), f.Close()); err != nil {
		return err
	}
	if err := os.Rename(f.Name(), strings.TrimSuffix(f.Name(), ".tmp")+inboxSuffix); err != nil {
		return err
	}
	return syncDir(dir)
}

// InboxWaiting tells how many files that other processes left in a directory wait to be
// taken in. A directory that does not exist is empty.
func InboxWaiting(dir string) (files int, err error) {
	left, err := os.ReadDir(dir)
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		return 0, fmt.Errorf("read inbox of the audit trail: %w", err)
	}
	for _, f := range left {
		if strings.HasSuffix(f.Name(), inboxSuffix) {
			files++
		}
	}
	return files, nil
}

// ReadInbox takes in what other processes left in a directory, each file once even
// when the process dies in between, and returns how many entries. A file that cannot
// be understood is kept with ".bad" behind its name and told once, in the error; the
// others are taken in all the same. A directory that does not exist is empty.
func (l *Ledger) ReadInbox(dir string) (taken int, err error) {
	files, err := os.ReadDir(dir)
	if errors.Is(err, fs.ErrNotExist) {
		return 0, nil
	}
	if err != nil {
		return 0, fmt.Errorf("read inbox of the audit trail: %w", err)
	}
	var errs []error
	for _, f := range files {
		if !strings.HasSuffix(f.Name(), inboxSuffix) {
			continue
		}
		n, err := l.takeFile(filepath.Join(dir, f.Name()))
		taken += n
		if err != nil {
			errs = append(errs, fmt.Errorf("take in %s: %w", f.Name(), err))
		}
	}
	return taken, errors.Join(errs...)
}

func (l *Ledger) takeFile(path string) (taken int, err error) {
	text, err := os.ReadFile(path)
	if err != nil {
		return 0, err
	}
	var entries []Entry
	for line := range bytes.Lines(text) {
		var e Entry
		if err := json.Unmarshal(line, &e); err != nil {
			return 0, errors.Join(err, os.Rename(path, path+badSuffix))
		}
		e.Number, e.Prev = 0, ""
		entries = append(entries, e)
	}
	name := filepath.Base(path)
	if err := l.TakeIn(name, entries); err != nil {
		if errors.Is(err, errIncomplete) {
			err = errors.Join(err, os.Rename(path, path+badSuffix))
		}
		return 0, err
	}
	if err := os.Remove(path); err != nil {
		return len(entries), err
	}
	if err := syncDir(filepath.Dir(path)); err != nil {
		return len(entries), err
	}
	return len(entries), l.ForgetTaken(name)
}

// syncDir makes names in a directory durable.
func syncDir(dir string) error {
	d, err := os.Open(dir)
	if err != nil {
		return err
	}
	return errors.Join(d.Sync(), d.Close())
}

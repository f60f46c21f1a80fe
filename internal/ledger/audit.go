package ledger

import (
	"bytes"
	"encoding/binary"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"time"

	"go.etcd.io/bbolt"
)

var (
	auditBucket  = []byte("audit")
	latestBucket = []byte("latest")
	inboxBucket  = []byte("inbox")
)

// errIncomplete reports an entry that says too little.
var errIncomplete = errors.New("want a time, a person, a subject and a reason")

// Entry is one line of the audit trail: who changed what, when, from what to
// what, and why. Old and New are empty where something begins or ends.
type Entry struct {
	Number  uint64    `json:"number"` // 1, 2, 3 … without a gap, given by Audit
	At      time.Time `json:"at"`
	Who     string    `json:"who"`     // a token's name, a user of the system, an MQTT topic, the configuration
	Subject string    `json:"subject"` // what was changed, such as "target/jiangyuan/good-air-days"
	Old     string    `json:"old,omitempty"`
	New     string    `json:"new,omitempty"`
	Source  string    `json:"source,omitempty"` // document or office that New is from
	By      string    `json:"by,omitempty"`     // who reported New to Who
	Why     string    `json:"why"`
	// Prev is the SHA-256 of the entry before as it is stored and exported, without the
	// line feed: 64 hexadecimal digits, of no bytes for the first. Given by Audit; empty
	// in entries of older programs.
	Prev string `json:"prev,omitempty"`
}

// Audit appends the entries, all or none, and returns the number of the last. Entries
// cannot be changed or removed. One without time, person, subject or reason is refused.
func (l *Ledger) Audit(entries ...Entry) (uint64, error) {
	var last uint64
	err := l.db.Update(func(tx *bbolt.Tx) error {
		for _, e := range entries {
			number, err := appendEntry(tx, e)
			if err != nil {
				return err
			}
			last = number
		}
		return nil
	})
	return last, err
}

// AuditChange appends the entry when its New or Source is another than the subject had
// before, which becomes its Old; changed tells so. What a subject has for the first
// time is only remembered.
func (l *Ledger) AuditChange(e Entry) (changed bool, err error) {
	repeated := false
	if err := l.db.View(func(tx *bbolt.Tx) error {
		had, known, err := latestOf(tx, e.Subject)
		repeated = known && had == latest{e.New, e.Source}
		return err
	}); err != nil || repeated {
		return false, err
	}
	err = l.db.Update(func(tx *bbolt.Tx) error {
		had, known, err := latestOf(tx, e.Subject)
		switch {
		case err != nil:
			return err
		case !known:
			return remember(tx, &e)
		case had == latest{e.New, e.Source}:
			return nil
		}
		changed = true
		e.Old = had.New
		_, err = appendEntry(tx, e)
		return err
	})
	return changed, err
}

// Remember makes known what subjects have, without a line in the trail, where nothing
// is known yet: AuditChange holds what comes next against it.
func (l *Ledger) Remember(entries []Entry) error {
	err := l.db.Update(func(tx *bbolt.Tx) error {
		for i := range entries {
			_, known, err := latestOf(tx, entries[i].Subject)
			if err == nil && !known {
				err = remember(tx, &entries[i])
			}
			if err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		return fmt.Errorf("remember %d subjects of the audit trail: %w", len(entries), err)
	}
	return nil
}

// Latest is what the subjects with a prefix had last.
func (l *Ledger) Latest(prefix string) (map[string]string, error) {
	all := map[string]string{}
	err := l.db.View(func(tx *bbolt.Tx) error {
		c := tx.Bucket(latestBucket).Cursor()
		for key, text := c.Seek([]byte(prefix)); key != nil && bytes.HasPrefix(key, []byte(prefix)); key, text = c.Next() {
			var had latest
			if err := json.Unmarshal(text, &had); err != nil {
				return fmt.Errorf("latest of %q: %w", key, err)
			}
			all[string(key)] = had.New
		}
		return nil
	})
	if err != nil {
		return nil, fmt.Errorf("read latest of %q: %w", prefix, err)
	}
	return all, nil
}

// TakeIn appends entries that another process left under the name of a file, once: a
// second call with the name appends nothing, until ForgetTaken.
func (l *Ledger) TakeIn(name string, entries []Entry) error {
	return l.db.Update(func(tx *bbolt.Tx) error {
		b := tx.Bucket(inboxBucket)
		if b.Get([]byte(name)) != nil {
			return nil
		}
		for _, e := range entries {
			if _, err := appendEntry(tx, e); err != nil {
				return err
			}
		}
		return b.Put([]byte(name), []byte{1})
	})
}

// ForgetTaken ends the memory of a file that is no more.
func (l *Ledger) ForgetTaken(name string) error {
	return l.db.Update(func(tx *bbolt.Tx) error { return tx.Bucket(inboxBucket).Delete([]byte(name)) })
}

// latest is what a subject had last.
type latest struct{ New, Source string }

func latestOf(tx *bbolt.Tx, subject string) (had latest, known bool, err error) {
	text := tx.Bucket(latestBucket).Get([]byte(subject))
	if text == nil {
		return had, false, nil
	}
	if err := json.Unmarshal(text, &had); err != nil {
		return had, false, fmt.Errorf("latest of %q: %w", subject, err)
	}
	return had, true, nil
}

func remember(tx *bbolt.Tx, e *Entry) error {
	return put(tx, latestBucket, e.Subject, latest{e.New, e.Source})
}

// appendEntry gives an entry its number and its link to the one before.
func appendEntry(tx *bbolt.Tx, e Entry) (uint64, error) {
	if e.At.IsZero() || e.Who == "" || e.Subject == "" || e.Why == "" {
		return 0, fmt.Errorf("append audit entry on %q by %q: %w", e.Subject, e.Who, errIncomplete)
	}
	b := tx.Bucket(auditBucket)
	_, before := b.Cursor().Last()
	e.Prev = digest(before)
	number, err := b.NextSequence()
	if err != nil {
		return 0, fmt.Errorf("append audit entry on %q: %w", e.Subject, err)
	}
	e.Number = number
	line, err := e.line()
	if err != nil {
		return 0, fmt.Errorf("append audit entry on %q: %w", e.Subject, err)
	}
	if err := b.Put(binary.BigEndian.AppendUint64(nil, number), line); err != nil {
		return 0, fmt.Errorf("append audit entry on %q: %w", e.Subject, err)
	}
	if err := tx.Bucket(metaBucket).Put(headKey, []byte(digest(line))); err != nil {
		return 0, fmt.Errorf("append audit entry on %q: %w", e.Subject, err)
	}
	return number, remember(tx, &e)
}

// line is the entry as it is stored, hashed and exported.
func (e *Entry) line() ([]byte, error) {
	var b bytes.Buffer
	encoder := json.NewEncoder(&b)
	encoder.SetEscapeHTML(false)
	if err := encoder.Encode(e); err != nil {
		return nil, err
	}
	return bytes.TrimRight(b.Bytes(), "\n"), nil
}

// AuditTrail yields the entries from the given number on, oldest first, until
// yield returns false.
func (l *Ledger) AuditTrail(from uint64, yield func(Entry) bool) error {
	return l.auditLines(from, func(line []byte) (bool, error) {
		var e Entry
		if err := json.Unmarshal(line, &e); err != nil {
			return false, err
		}
		return yield(e), nil
	})
}

// NewestAudit are the newest entries that match accepts, newest first, at most limit.
func (l *Ledger) NewestAudit(limit int, match func(Entry) bool) ([]Entry, error) {
	var found []Entry
	err := l.db.View(func(tx *bbolt.Tx) error {
		c := tx.Bucket(auditBucket).Cursor()
		for key, line := c.Last(); key != nil && len(found) < limit; key, line = c.Prev() {
			var e Entry
			if err := json.Unmarshal(line, &e); err != nil {
				return fmt.Errorf("entry %x: %w", key, err)
			}
			if match(e) {
				found = append(found, e)
			}
		}
		return nil
	})
	if err != nil {
		return nil, fmt.Errorf("read audit trail: %w", err)
	}
	return found, nil
}

// ExportAudit writes the whole trail to w, one JSON object a line, oldest first, each
// exactly as it is stored: the SHA-256 of a line is the "prev" of the next.
func (l *Ledger) ExportAudit(w io.Writer) error {
	return l.auditLines(0, func(line []byte) (bool, error) {
		_, err := w.Write(append(bytes.Clone(line), '\n'))
		return true, err
	})
}

func (l *Ledger) auditLines(from uint64, yield func(line []byte) (more bool, err error)) error {
	err := l.db.View(func(tx *bbolt.Tx) error {
		c := tx.Bucket(auditBucket).Cursor()
		for key, line := c.Seek(binary.BigEndian.AppendUint64(nil, from)); key != nil; key, line = c.Next() {
			more, err := yield(line)
			if err != nil {
				return fmt.Errorf("entry %d: %w", binary.BigEndian.Uint64(key), err)
			}
			if !more {
				return nil
			}
		}
		return nil
	})
	if err != nil {
		return fmt.Errorf("read audit trail: %w", err)
	}
	return nil
}

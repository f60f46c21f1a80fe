package ledger

import (
	"encoding/binary"
	"encoding/json"
	"fmt"
	"io"
	"time"

	"go.etcd.io/bbolt"
)

// Entry is one line of the audit trail: who changed what, when, from what to
// what, and why. Old and New are empty where something begins or ends.
type Entry struct {
	Number  uint64    `json:"number"` // 1, 2, 3 … without a gap, given by Audit
	At      time.Time `json:"at"`
	Who     string    `json:"who"`
	Subject string    `json:"subject"` // what was changed, such as "target/jiangyuan/good-air-days"
	Old     string    `json:"old,omitempty"`
	New     string    `json:"new,omitempty"`
	Why     string    `json:"why"`
}

// Audit appends the entry and returns its number. Entries cannot be changed or
// removed. One without time, person, subject or reason is refused.
func (l *Ledger) Audit(e Entry) (uint64, error) {
	if e.At.IsZero() || e.Who == "" || e.Subject == "" || e.Why == "" {
		return 0, fmt.Errorf("append audit entry on %q by %q: want a time, a person, a subject and a reason", e.Subject, e.Who)
	}
	err := l.db.Update(func(tx *bbolt.Tx) error {
		b := tx.Bucket(auditBucket)
		number, err := b.NextSequence()
		if err != nil {
			return err
		}
		e.Number = number
		text, err := json.Marshal(e)
		if err != nil {
			return err
		}
		return b.Put(binary.BigEndian.AppendUint64(nil, number), text)
	})
	if err != nil {
		return 0, fmt.Errorf("append audit entry on %q by %q: %w", e.Subject, e.Who, err)
	}
	return e.Number, nil
}

// AuditTrail yields the entries from the given number on, oldest first, until
// yield returns false.
func (l *Ledger) AuditTrail(from uint64, yield func(Entry) bool) error {
	err := l.db.View(func(tx *bbolt.Tx) error {
		c := tx.Bucket(auditBucket).Cursor()
		for key, text := c.Seek(binary.BigEndian.AppendUint64(nil, from)); key != nil; key, text = c.Next() {
			var e Entry
			if err := json.Unmarshal(text, &e); err != nil {
				return fmt.Errorf("entry %x: %w", key, err)
			}
			if !yield(e) {
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

// ExportAudit writes the whole trail to w, one JSON object a line, oldest first.
func (l *Ledger) ExportAudit(w io.Writer) error {
	encoder := json.NewEncoder(w)
	encoder.SetEscapeHTML(false)
	var failed error
	err := l.AuditTrail(0, func(e Entry) bool {
		failed = encoder.Encode(e)
		return failed == nil
	})
	if failed != nil {
		return fmt.Errorf("export audit trail: %w", failed)
	}
	return err
}

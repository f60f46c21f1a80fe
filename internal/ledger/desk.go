package ledger

import (
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"go.etcd.io/bbolt"

	"lanbi/internal/alert"
)

var (
	noticeBucket  = []byte("notice")
	ackBucket     = []byte("ack")
	silenceBucket = []byte("silence")
	digestBucket  = []byte("digest")
)

// digestDays is how many days of digests are remembered for each channel, so that
// a clock set back does not send one twice.
const digestDays = 40

// AlertBook returns what waits to be sent, what was acknowledged and what is
// silenced.
func (l *Ledger) AlertBook() (alert.Book, error) {
	b := alert.Book{Acks: map[string]alert.Acknowledgement{}, Digests: map[string][]string{}}
	err := l.db.View(func(tx *bbolt.Tx) error {
		return errors.Join(
			each(tx, noticeBucket, func(_ string, n alert.Notice) { b.Notices = append(b.Notices, n) }),
			each(tx, ackBucket, func(id string, a alert.Acknowledgement) { b.Acks[id] = a }),
			each(tx, silenceBucket, func(_ string, s alert.Silence) { b.Silences = append(b.Silences, s) }),
			each(tx, digestBucket, func(channel string, days []string) { b.Digests[channel] = days }),
		)
	})
	if err != nil {
		return alert.Book{}, fmt.Errorf("read alert book: %w", err)
	}
	slices.SortStableFunc(b.Notices, func(x, y alert.Notice) int {
		if c := x.At.Compare(y.At); c != 0 {
			return c
		}
		return strings.Compare(x.Message.ID, y.Message.ID)
	})
	return b, nil
}

// each decodes every value of a bucket.
func each[T any](tx *bbolt.Tx, bucket []byte, take func(key string, value T)) error {
	return tx.Bucket(bucket).ForEach(func(key, text []byte) error {
		var v T
		if err := json.Unmarshal(text, &v); err != nil {
			return fmt.Errorf("%s %q: %w", bucket, key, err)
		}
		take(string(key), v)
		return nil
	})
}

func put(tx *bbolt.Tx, bucket []byte, key string, value any) error {
	text, err := json.Marshal(value)
	if err != nil {
		return fmt.Errorf("%s %q: %w", bucket, key, err)
	}
	if err := tx.Bucket(bucket).Put([]byte(key), text); err != nil {
		return fmt.Errorf("%s %q: %w", bucket, key, err)
	}
	return nil
}

// StoreAlerts stores all parts of a change, or none.
func (l *Ledger) StoreAlerts(c alert.Change) error {
	err := l.db.Update(func(tx *bbolt.Tx) error {
		for _, s := range c.States {
			if err := put(tx, alertBucket, s.Key, s); err != nil {
				return err
			}
		}
		for _, n := range c.Notices {
			if err := put(tx, noticeBucket, n.Message.ID, n); err != nil {
				return err
			}
		}
		for _, id := range c.Done {
			if err := tx.Bucket(noticeBucket).Delete([]byte(id)); err != nil {
				return err
			}
		}
		if err := forget(tx, c.Forgotten); err != nil {
			return err
		}
		return putDigest(tx, c.Digest.Channel, c.Digest.Day)
	})
	if err != nil {
		return fmt.Errorf("store %d alert states and %d notices: %w", len(c.States), len(c.Notices), err)
	}
	return nil
}

func forget(tx *bbolt.Tx, f alert.Forgotten) error {
	for _, part := range []struct {
		bucket []byte
		keys   []string
	}{{alertBucket, f.States}, {ackBucket, f.Acks}, {silenceBucket, f.Silences}} {
		for _, key := range part.keys {
			if err := tx.Bucket(part.bucket).Delete([]byte(key)); err != nil {
				return fmt.Errorf("forget %s %q: %w", part.bucket, key, err)
			}
		}
	}
	return nil
}

func putDigest(tx *bbolt.Tx, channel, day string) error {
	if channel == "" {
		return nil
	}
	var days []string
	if text := tx.Bucket(digestBucket).Get([]byte(channel)); text != nil {
		if err := json.Unmarshal(text, &days); err != nil {
			return fmt.Errorf("digests of %q: %w", channel, err)
		}
	}
	if slices.Contains(days, day) {
		return nil
	}
	days = append(days, day)
	return put(tx, digestBucket, channel, days[max(0, len(days)-digestDays):])
}

// Acknowledge stores that somebody takes care of an alert, and the line of the
// audit trail under the name of the author, who need not be the person who takes care.
// One without alert, person or comment is refused as an *alert.Fault; so is an alert
// that never was.
func (l *Ledger) Acknowledge(a alert.Acknowledgement, author string) error {
	if a.At.IsZero() {
		return fmt.Errorf("acknowledge alert %q: time is missing", a.Alert)
	}
	if a.Alert == "" {
		return &alert.Fault{Field: "alert", Detail: "未给出，应为提醒编号，见 /api/v1/alerts"}
	}
	if err := alert.CheckSaid(a.By, a.Comment); err != nil {
		return err
	}
	err := l.db.Update(func(tx *bbolt.Tx) error {
		known := false
		if err := each(tx, alertBucket, func(_ string, s alert.State) { known = known || s.ID == a.Alert }); err != nil {
			return err
		}
		if !known {
			return &alert.Fault{Field: "alert", Detail: fmt.Sprintf("没有提醒 %q", a.Alert)}
		}
		if err := put(tx, ackBucket, a.Alert, a); err != nil {
			return err
		}
		_, err := appendEntry(tx, Entry{At: a.At, Who: author, Subject: "alert/" + a.Alert, New: "acknowledged", By: a.By, Why: a.Comment})
		return err
	})
	if err != nil {
		return fmt.Errorf("acknowledge alert %q: %w", a.Alert, err)
	}
	return nil
}

// PutSilence stores a silence, and the line of the audit trail under the name of the
// author. An id that is taken is refused as an *alert.Fault: a silence is ended and not
// written over.
func (l *Ledger) PutSilence(s alert.Silence, at time.Time, author string) error {
	if err := s.Check(); err != nil {
		return err
	}
	err := l.db.Update(func(tx *bbolt.Tx) error {
		if tx.Bucket(silenceBucket).Get([]byte(s.ID)) != nil {
			return &alert.Fault{Field: "id", Detail: fmt.Sprintf("已有静默 %q，请先结束它或换一个编号", s.ID)}
		}
		if err := put(tx, silenceBucket, s.ID, s); err != nil {
			return err
		}
		_, err := appendEntry(tx, Entry{At: at, Who: author, Subject: "silence/" + s.ID,
			New: "until " + s.Until.UTC().Format(time.RFC3339), By: s.By, Why: s.Comment})
		return err
	})
	if err != nil {
		return fmt.Errorf("store silence %q: %w", s.ID, err)
	}
	return nil
}

// EndSilence ends a silence before its time, or takes back one that has not begun,
// and appends the line of the audit trail under the name of the author. One that is
// over, or never was, is refused as an *alert.Fault, as is an end without person or
// reason.
func (l *Ledger) EndSilence(id, by, why string, at time.Time, author string) error {
	if at.IsZero() {
		return fmt.Errorf("end silence %q: time is missing", id)
	}
	if err := alert.CheckSaid(by, why); err != nil {
		return err
	}
	err := l.db.Update(func(tx *bbolt.Tx) error {
		var old alert.Silence
		text := tx.Bucket(silenceBucket).Get([]byte(id))
		if text == nil {
			return &alert.Fault{Field: "id", Detail: fmt.Sprintf("没有静默 %q", id)}
		}
		if err := json.Unmarshal(text, &old); err != nil {
			return err
		}
		if !at.Before(old.Until) {
			return &alert.Fault{Field: "id", Detail: fmt.Sprintf("静默 %q 已经结束", id)}
		}
		if _, err := appendEntry(tx, Entry{At: at, Who: author, Subject: "silence/" + id,
			Old: "until " + old.Until.UTC().Format(time.RFC3339), New: "ended", By: by, Why: why}); err != nil {
			return err
		}
		if !old.From.Before(at) { // it never held anything back
			return tx.Bucket(silenceBucket).Delete([]byte(id))
		}
		ended := old
		ended.Until = at
		return put(tx, silenceBucket, id, ended)
	})
	if err != nil {
		return fmt.Errorf("end silence %q: %w", id, err)
	}
	return nil
}

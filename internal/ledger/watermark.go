package ledger

import (
	"fmt"
	"time"

	"go.etcd.io/bbolt"
)

// Watermark is the due time up to which the job has succeeded; found is false
// when it never has.
func (l *Ledger) Watermark(job string) (t time.Time, found bool, err error) {
	err = l.db.View(func(tx *bbolt.Tx) error {
		text := tx.Bucket(watermarkBucket).Get([]byte(job))
		if text == nil {
			return nil
		}
		found = true
		t, err = time.Parse(time.RFC3339Nano, string(text))
		return err
	})
	if err != nil {
		return time.Time{}, false, fmt.Errorf("read watermark of job %q: %w", job, err)
	}
	return t, found, nil
}

// SetWatermark stores that the job has succeeded for every due time up to t. It
// may go back, when a clock was wrong.
func (l *Ledger) SetWatermark(job string, t time.Time) error {
	err := l.db.Update(func(tx *bbolt.Tx) error {
		return tx.Bucket(watermarkBucket).Put([]byte(job), []byte(t.UTC().Format(time.RFC3339Nano)))
	})
	if err != nil {
		return fmt.Errorf("store watermark of job %q: %w", job, err)
	}
	return nil
}

package ledger

import (
	"bytes"
	"encoding/binary"
	"fmt"

	"go.etcd.io/bbolt"

	"lanbi/internal/measure"
)

// Dirty is a natural day of a station whose readings changed after the last
// assessment, or were never assessed.
type Dirty struct {
	Medium  measure.Medium
	Station string
	Day     measure.Day
	// Version tells marks of the same day apart. MarkDirty ignores it and
	// ClearDirty compares it.
	Version uint64
}

// MarkDirty marks the days, all in one transaction, and returns once they are
// durable. A day marked while it is being assessed stays dirty after ClearDirty.
//
// A day that is dirty already and that nobody has read since costs no write:
// most messages are of a day that earlier messages have marked.
func (l *Ledger) MarkDirty(days []Dirty) error {
	if len(days) == 0 {
		return nil
	}
	l.mu.Lock()
	defer l.mu.Unlock()
	fresh, err := l.unmarked(days)
	if err != nil {
		return fmt.Errorf("mark %d days dirty: %w", len(days), err)
	}
	if len(fresh) == 0 {
		return nil
	}
	err = l.db.Update(func(tx *bbolt.Tx) error { return putVersions(tx.Bucket(dirtyBucket), fresh) })
	if err != nil {
		return fmt.Errorf("mark %d days dirty: %w", len(days), err)
	}
	return nil
}

// unmarked returns the keys of the days that need a new version.
func (l *Ledger) unmarked(days []Dirty) (keys [][]byte, err error) {
	var key []byte
	err = l.db.View(func(tx *bbolt.Tx) error {
		b := tx.Bucket(dirtyBucket)
		for _, d := range days {
			key = appendDirtyKey(key[:0], d)
			if v := b.Get(key); len(v) == 8 && binary.BigEndian.Uint64(v) > l.read {
				continue
			}
			keys = append(keys, bytes.Clone(key))
		}
		return nil
	})
	return keys, err
}

// Dirty lists the dirty days by medium, day and station.
func (l *Ledger) Dirty() ([]Dirty, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	var days []Dirty
	err := l.db.View(func(tx *bbolt.Tx) error {
		b := tx.Bucket(dirtyBucket)
		l.read = b.Sequence()
		return b.ForEach(func(key, value []byte) error {
			d, err := parseDirty(key, value)
			if err != nil {
				return err
			}
			days = append(days, d)
			return nil
		})
	})
	if err != nil {
		return nil, fmt.Errorf("list dirty days: %w", err)
	}
	return days, nil
}

// ClearDirty removes the days as Dirty returned them, all in one transaction. A
// day marked again since then stays.
func (l *Ledger) ClearDirty(days []Dirty) error {
	if len(days) == 0 {
		return nil
	}
	err := l.db.Update(func(tx *bbolt.Tx) error {
		b := tx.Bucket(dirtyBucket)
		var key []byte
		for _, d := range days {
			key = appendDirtyKey(key[:0], d)
			v := b.Get(key)
			if len(v) != 8 || binary.BigEndian.Uint64(v) != d.Version {
				continue
			}
			if err := b.Delete(key); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		return fmt.Errorf("clear %d dirty days: %w", len(days), err)
	}
	return nil
}

const dirtyKeyHead = 5 // medium and day

// appendDirtyKey writes the key; with the sign bit flipped, days before 1970
// sort before those after.
func appendDirtyKey(dst []byte, d Dirty) []byte {
	dst = append(dst, byte(d.Medium))
	dst = binary.BigEndian.AppendUint32(dst, uint32(d.Day)^1<<31)
	return append(dst, d.Station...)
}

func parseDirty(key, value []byte) (Dirty, error) {
	if len(key) < dirtyKeyHead || len(value) != 8 {
		return Dirty{}, fmt.Errorf("dirty day %x = %x: want a key of at least %d bytes and a value of 8", key, value, dirtyKeyHead)
	}
	return Dirty{
		Medium:  measure.Medium(key[0]),
		Day:     measure.Day(int32(binary.BigEndian.Uint32(key[1:]) ^ 1<<31)),
		Station: string(key[dirtyKeyHead:]),
		Version: binary.BigEndian.Uint64(value),
	}, nil
}

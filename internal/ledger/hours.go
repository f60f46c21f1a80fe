package ledger

import (
	"bytes"
	"encoding/binary"
	"fmt"

	"go.etcd.io/bbolt"

	"lanbi/internal/measure"
)

// DirtyHour is an hour of an air station of which minutes arrived after its mean
// was computed, or whose mean was never computed.
type DirtyHour struct {
	Station string
	Hour    measure.Hour
	// Version tells marks of the same hour apart, as in Dirty.
	Version uint64
}

// MarkHours marks the hours, all in one transaction, and returns once they are
// durable. An hour that is marked already and that nobody has read since costs no
// write, so that minutes cost one write per station and hour.
func (l *Ledger) MarkHours(hours []DirtyHour) error {
	if len(hours) == 0 {
		return nil
	}
	l.mu.Lock()
	defer l.mu.Unlock()
	fresh, err := l.unmarkedHours(hours)
	if err == nil && len(fresh) > 0 {
		err = l.db.Update(func(tx *bbolt.Tx) error { return putVersions(tx.Bucket(hourBucket), fresh) })
	}
	if err != nil {
		return fmt.Errorf("mark %d hours dirty: %w", len(hours), err)
	}
	return nil
}

// unmarkedHours returns the keys of the hours that need a new version, each once.
func (l *Ledger) unmarkedHours(hours []DirtyHour) (keys [][]byte, err error) {
	seen := map[string]bool{}
	var key []byte
	err = l.db.View(func(tx *bbolt.Tx) error {
		b := tx.Bucket(hourBucket)
		for _, h := range hours {
			key = appendHourKey(key[:0], h)
			v := b.Get(key)
			unread := len(v) == 8 && (h.Hour >= l.hoursBefore || binary.BigEndian.Uint64(v) > l.hoursRead)
			if unread || seen[string(key)] {
				continue
			}
			seen[string(key)] = true
			keys = append(keys, bytes.Clone(key))
		}
		return nil
	})
	return keys, err
}

// DirtyHours lists the dirty hours before the hour before, by hour and station.
// The later ones stay unread: minutes of an hour that lasts cost no further write.
func (l *Ledger) DirtyHours(before measure.Hour) ([]DirtyHour, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	var hours []DirtyHour
	err := l.db.View(func(tx *bbolt.Tx) error {
		b := tx.Bucket(hourBucket)
		l.hoursRead = b.Sequence()
		l.hoursBefore = max(l.hoursBefore, before)
		end := appendHourKey(nil, DirtyHour{Hour: before})
		c := b.Cursor()
		for key, value := c.First(); key != nil && bytes.Compare(key, end) < 0; key, value = c.Next() {
			if len(key) < hourKeyHead || len(value) != 8 {
				return fmt.Errorf("dirty hour %x = %x: want a key of at least %d bytes and a value of 8", key, value, hourKeyHead)
			}
			hours = append(hours, DirtyHour{
				Station: string(key[hourKeyHead:]),
				Hour:    measure.Hour(binary.BigEndian.Uint64(key) ^ 1<<63),
				Version: binary.BigEndian.Uint64(value),
			})
		}
		return nil
	})
	if err != nil {
		return nil, fmt.Errorf("list dirty hours: %w", err)
	}
	return hours, nil
}

// ClearHours removes the hours as DirtyHours returned them, all in one transaction.
// An hour marked again since then stays.
func (l *Ledger) ClearHours(hours []DirtyHour) error {
	if len(hours) == 0 {
		return nil
	}
	err := l.db.Update(func(tx *bbolt.Tx) error {
		b := tx.Bucket(hourBucket)
		var key []byte
		for _, h := range hours {
			key = appendHourKey(key[:0], h)
			if v := b.Get(key); len(v) != 8 || binary.BigEndian.Uint64(v) != h.Version {
				continue
			}
			if err := b.Delete(key); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		return fmt.Errorf("clear %d dirty hours: %w", len(hours), err)
	}
	return nil
}

const hourKeyHead = 8

// appendHourKey writes the key, hours first and in their order.
func appendHourKey(dst []byte, h DirtyHour) []byte {
	dst = binary.BigEndian.AppendUint64(dst, uint64(h.Hour)^1<<63)
	return append(dst, h.Station...)
}

// putVersions gives every key the next version.
func putVersions(b *bbolt.Bucket, keys [][]byte) error {
	for _, key := range keys {
		version, err := b.NextSequence()
		if err != nil {
			return err
		}
		if err := b.Put(key, binary.BigEndian.AppendUint64(nil, version)); err != nil {
			return err
		}
	}
	return nil
}

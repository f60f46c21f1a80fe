package ledger

import (
	"errors"
	"fmt"
	"os"
	"strconv"

	"go.etcd.io/bbolt"
	bolterrors "go.etcd.io/bbolt/errors"
)

// Schema is the version of the buckets that this program writes.
const Schema = 3

// A step takes a file to the next version within the transaction that notes it.
type step func(*bbolt.Tx) error

// steps are all there have been: the first leads from version 1 to 2, and so on. One
// is added with every change of what is stored here, and with one of the database that
// an older program could not read: both belong together.
func steps() []step {
	return []step{
		func(*bbolt.Tx) error { return nil }, // 2: the database may hold days that stations computed
		func(*bbolt.Tx) error { return nil }, // 3: each entry of the audit trail carries the digest of the one before
	}
}

// prepare creates what is missing, brings an older file to the present version, and
// refuses one of a newer program.
func prepare(tx *bbolt.Tx, steps []step) error {
	meta, err := tx.CreateBucketIfNotExists(metaBucket)
	if err != nil {
		return err
	}
	present := 1 + len(steps)
	version, err := schemaOf(meta, present)
	if err != nil {
		return err
	}
	if version > present {
		needed := "a Lanbi that knows it"
		if program := meta.Get(programKey); len(program) > 0 {
			needed = "Lanbi " + string(program) + " or newer"
		}
		return fmt.Errorf("it is of schema %d and this program knows up to %d: install %s, or restore the back-up made before the upgrade", version, present, needed)
	}
	for ; version < present; version++ {
		if err := steps[version-1](tx); err != nil {
			return fmt.Errorf("bring it to schema %d: %w", version+1, err)
		}
	}
	if err := meta.Put(schemaKey, strconv.AppendInt(nil, int64(present), 10)); err != nil {
		return err
	}
	for _, name := range [][]byte{watermarkBucket, dirtyBucket, hourBucket, alertBucket, auditBucket,
		latestBucket, inboxBucket, noticeBucket, ackBucket, silenceBucket, digestBucket} {
		if _, err := tx.CreateBucketIfNotExists(name); err != nil {
			return err
		}
	}
	return nil
}

// schemaOf is the version of a file, fresh when it has none yet.
func schemaOf(meta *bbolt.Bucket, fresh int) (int, error) {
	text := meta.Get(schemaKey)
	if text == nil {
		return fresh, nil
	}
	version, err := strconv.Atoi(string(text))
	if err != nil || version < 1 {
		return 0, fmt.Errorf("schema %q: want a number from 1", text)
	}
	return version, nil
}

// StoredSchema is the version of the ledger file at path, 0 when there is none, and
// changes nothing. It fails with ErrInUse when a process holds the file.
func StoredSchema(path string) (version int, err error) {
	if _, err := os.Stat(path); errors.Is(err, os.ErrNotExist) {
		return 0, nil
	}
	db, err := bbolt.Open(path, 0o600, &bbolt.Options{Timeout: lockTimeout / 10, ReadOnly: true})
	switch {
	case errors.Is(err, bolterrors.ErrTimeout):
		return 0, fmt.Errorf("look at ledger %s: %w", path, ErrInUse)
	case err != nil:
		return 0, fmt.Errorf("look at ledger %s: %w", path, err)
	}
	err = db.View(func(tx *bbolt.Tx) error {
		if meta := tx.Bucket(metaBucket); meta != nil {
			version, err = schemaOf(meta, 0)
			return err
		}
		return nil
	})
	if err := errors.Join(err, db.Close()); err != nil {
		return 0, fmt.Errorf("look at ledger %s: %w", path, err)
	}
	return version, nil
}

// Sign notes which version of Lanbi uses the file, for the message of an older one
// that meets it.
func (l *Ledger) Sign(program string) error {
	err := l.db.Update(func(tx *bbolt.Tx) error {
		meta := tx.Bucket(metaBucket)
		if string(meta.Get(programKey)) == program {
			return nil
		}
		return meta.Put(programKey, []byte(program))
	})
	if err != nil {
		return fmt.Errorf("sign ledger: %w", err)
	}
	return nil
}

// Package ledger keeps the small state that must outlive a restart: how far each
// job has come, which days have to be assessed again, where each alert stands,
// and the trail of who changed what. Readings and results are not here.
//
// It is one bbolt file, written by one process, with fsync at every commit. Its
// buckets:
//
//	meta       "schema" → version as decimal text, "program" → version of Lanbi that used it last,
//	           "audit-head" → SHA-256 of the last audit entry
//	watermark  job → RFC 3339 time, UTC, nanoseconds
//	dirty      medium (1 byte), day (4 bytes, big endian, sign bit flipped), station → version (8 bytes, big endian)
//	alert      key → alert.State as JSON
//	notice     message id → alert.Notice as JSON, until nothing is left to do for it
//	ack        alert id → alert.Acknowledgement as JSON
//	silence    id → alert.Silence as JSON
//	digest     channel → days whose digest it has accepted, as a JSON list
//	audit      number (8 bytes, big endian) → Entry as JSON, each with the SHA-256 of the one before
//	latest     subject of the audit trail → what it had last, as JSON
//	inbox      name of a file whose entries were taken in → 1
package ledger

import (
	"errors"
	"fmt"
	"sync"
	"time"

	"go.etcd.io/bbolt"
	bolterrors "go.etcd.io/bbolt/errors"

	"lanbi/internal/measure"
)

// lockTimeout is how long Open waits for another process to leave.
const lockTimeout = 2 * time.Second

// ErrInUse reports that another process has the ledger open.
var ErrInUse = errors.New("another process uses this directory; stop it or choose another data_dir")

var (
	metaBucket      = []byte("meta")
	watermarkBucket = []byte("watermark")
	dirtyBucket     = []byte("dirty")
	hourBucket      = []byte("hours")
	alertBucket     = []byte("alert")

	schemaKey  = []byte("schema")
	programKey = []byte("program")
)

// Ledger is an open ledger file. Its methods may be called from any goroutine.
type Ledger struct {
	db *bbolt.DB

	mu sync.Mutex // guards read, and keeps MarkDirty and Dirty apart
	// read is the newest version of a dirty day that Dirty has handed out. A day
	// marked with a later one has been seen by nobody, and needs no new version.
	read uint64
	// hoursRead is the same for dirty hours before hoursBefore; the later ones have
	// not been handed out.
	hoursRead   uint64
	hoursBefore measure.Hour
}

// Open opens the ledger file at path, and creates it when there is none. The
// directory must exist. It fails with ErrInUse when another process holds the
// file, and when the file was written by a newer program.
func Open(path string) (*Ledger, error) { return open(path, lockTimeout) }

func open(path string, timeout time.Duration) (*Ledger, error) {
	db, err := bbolt.Open(path, 0o600, &bbolt.Options{Timeout: timeout})
	switch {
	case errors.Is(err, bolterrors.ErrTimeout):
		return nil, fmt.Errorf("open ledger %s: %w", path, ErrInUse)
	case err != nil:
		return nil, fmt.Errorf("open ledger %s: %w", path, err)
	}
	if err := db.Update(func(tx *bbolt.Tx) error { return prepare(tx, steps()) }); err != nil {
		return nil, errors.Join(fmt.Errorf("open ledger %s: %w", path, err), db.Close())
	}
	return &Ledger{db: db}, nil
}

// Close releases the file. No method may be called after it.
func (l *Ledger) Close() error {
	if err := l.db.Close(); err != nil {
		return fmt.Errorf("close ledger %s: %w", l.db.Path(), err)
	}
	return nil
}

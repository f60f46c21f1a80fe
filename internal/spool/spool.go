// Package spool is the durable queue between intake and InfluxDB: what Append
// has accepted survives a crash, and is handed out in order until committed.
//
// Records lie in segment files of the spool's own making, each with its length
// and a CRC-32C. Many appenders share one fsync; the next one starts as soon as
// the previous has returned, never on a timer. A ready-made log was tried and
// left out: it has no checksum and takes a torn tail for corruption.
//
// A spool that is full, or whose oldest record waits too long, refuses instead of
// dropping: the caller stops acknowledging, and the broker keeps its messages. What
// was accepted is never discarded, however old.
package spool

import (
	"context"
	"errors"
	"fmt"
	"hash/crc32"
	"log/slog"
	"os"
	"path/filepath"
	"sync"
	"time"
)

// Defaults and bounds.
const (
	DefaultSegmentBytes = 8 << 20
	DefaultMaxBytes     = 1 << 30
	DefaultMaxAge       = 30 * 24 * time.Hour
	// MaxRecord is the longest record in bytes.
	MaxRecord = 16 << 20

	// pendingBytes bounds what waits in memory for the fsync in progress.
	pendingBytes = 1 << 20

	// ageCheck is how often who waits for the age bound looks at the clock, which may be
	// set back without any commit.
	ageCheck = time.Second
)

var (
	// ErrFull reports that the records would take the spool past MaxBytes, or that
	// its oldest record has waited for longer than MaxAge.
	ErrFull = errors.New("spool is full")
	// ErrClosed reports use after Close.
	ErrClosed = errors.New("spool is closed")
	// ErrRecordSize reports a record that is empty or longer than MaxRecord.
	ErrRecordSize = errors.New("record is empty or too long")
)

// Options bound a spool. The zero value takes the defaults.
type Options struct {
	SegmentBytes int64 // a segment is closed once it is this long
	MaxBytes     int64 // uncommitted bytes at which Append refuses
	// MaxAge is how long the oldest record may have waited before Append refuses.
	MaxAge time.Duration
	// Now dates records, for their age. Waiting is done in real time: a clock may
	// stand still, or run at another speed.
	Now func() time.Time
	Log *slog.Logger

	disk disk // tests put a failing one here
}

// Position is a place between two records. The zero value is before all.
type Position struct {
	Segment uint64
	Offset  int64
}

func (p Position) before(q Position) bool {
	return p.Segment < q.Segment || p.Segment == q.Segment && p.Offset < q.Offset
}

// Depth is what lies in the spool uncommitted.
type Depth struct {
	Records int64
	Bytes   int64         // with frame headers
	Max     int64         // Bytes at which Append refuses
	MaxAge  time.Duration // of Oldest, at which Append refuses
	Oldest  time.Time     // when the oldest record was appended, to the second; zero when empty
}

// Spool is a durable queue with many writers and one reader.
type Spool struct {
	dir    string
	opts   Options
	unlock func() error

	mu       sync.Mutex
	work     sync.Cond // pending has records, or the spool closes
	pending  *Commit
	spare    []byte
	closed   bool
	room     chan struct{} // closed and replaced whenever there is less in the spool
	segments []segment     // the last is the one being written, when writer is open
	total    Depth         // uncommitted; Oldest is not kept here
	flushed  chan struct{} // closed when the flusher has ended

	writer file // only the flusher touches it
	size   int64
	nextID uint64

	reader reader
	offset offsetFile
}

// segment is a file of the spool; end is where its readable records end.
type segment struct {
	id  uint64
	end int64
}

// Commit is one group of records on its way to the disk.
type Commit struct {
	buf     []byte
	records int
	done    chan struct{}
	err     error
}

// Wait returns once the records are durable, or the reason why they are not;
// then none of them will be read.
func (c *Commit) Wait() error {
	<-c.done
	return c.err
}

// Open opens or creates the spool in dir and repairs what a crash left behind.
// Only one process can hold a spool open.
func Open(dir string, o Options) (*Spool, error) {
	if o.SegmentBytes <= 0 {
		o.SegmentBytes = DefaultSegmentBytes
	}
	if o.MaxBytes <= 0 {
		o.MaxBytes = DefaultMaxBytes
	}
	if o.MaxAge <= 0 {
		o.MaxAge = DefaultMaxAge
	}
	if o.Now == nil {
		o.Now = time.Now
	}
	if o.Log == nil {
		o.Log = slog.New(slog.DiscardHandler)
	}
	if o.disk == nil {
		o.disk = osDisk{}
	}
	if err := os.MkdirAll(dir, 0o750); err != nil {
		return nil, fmt.Errorf("create spool %s: %w", dir, err)
	}
	unlock, err := lock(filepath.Join(dir, "lock"))
	if err != nil {
		return nil, fmt.Errorf("lock spool %s (is another process using it?): %w", dir, err)
	}
	s := &Spool{
		dir: dir, opts: o, unlock: unlock,
		room: make(chan struct{}), flushed: make(chan struct{}),
	}
	s.work.L = &s.mu
	s.pending = s.newCommit()
	s.reader.ready = make(chan struct{}, 1)
	if err := s.recover(); err != nil {
		return nil, errors.Join(fmt.Errorf("open spool %s: %w", dir, err), s.offset.close(), unlock())
	}
	go s.flush()
	return s, nil
}

// Append makes the records durable and returns; it waits for room until ctx is
// done. On an error none of the records will be read.
func (s *Spool) Append(ctx context.Context, records ...[]byte) error {
	c, err := s.Submit(ctx, records...)
	if err != nil {
		return err
	}
	return c.Wait()
}

// Submit queues the records, copying them, and returns without waiting for the
// disk: they are durable once the Commit's Wait returns nil. It waits for room
// until ctx is done; the error then is both ErrFull and the context's. An empty
// spool takes any number of records; no records are durable at once.
func (s *Spool) Submit(ctx context.Context, records ...[]byte) (*Commit, error) {
	if len(records) == 0 {
		nothing := &Commit{done: make(chan struct{})}
		close(nothing.done)
		return nothing, nil
	}
	size := int64(0)
	for _, r := range records {
		if len(r) == 0 || len(r) > MaxRecord {
			return nil, ErrRecordSize
		}
		size += frameBytes + int64(len(r))
	}
	s.mu.Lock()
	var now time.Time
	for {
		if s.closed {
			s.mu.Unlock()
			return nil, ErrClosed
		}
		now = s.opts.Now()
		var wait <-chan struct{}
		held := s.total.Bytes + int64(len(s.pending.buf))
		old := s.waitsTooLong(now)
		full := held > 0 && (held+size > s.opts.MaxBytes || old)
		var look <-chan time.Time
		switch {
		case full:
			wait = s.room
			if old {
				look = time.After(ageCheck)
			}
		case len(s.pending.buf) > pendingBytes:
			wait = s.pending.done
		}
		if wait == nil {
			break
		}
		s.mu.Unlock()
		select {
		case <-wait:
		case <-look:
		case <-ctx.Done():
			if full {
				return nil, fmt.Errorf("%w (limit %d bytes, oldest record %s): %w", ErrFull, s.opts.MaxBytes, s.opts.MaxAge, ctx.Err())
			}
			return nil, fmt.Errorf("append to spool: %w", ctx.Err())
		}
		s.mu.Lock()
	}
	c := s.pending
	second := uint32(now.Unix())
	for _, r := range records {
		c.buf = appendFrame(c.buf, second, r)
	}
	c.records += len(records)
	s.mu.Unlock()
	s.work.Signal()
	return c, nil
}

func (s *Spool) newCommit() *Commit {
	c := &Commit{buf: s.spare[:0], done: make(chan struct{})}
	s.spare = nil
	return c
}

// Depth tells what lies in the spool uncommitted.
func (s *Spool) Depth() Depth {
	s.mu.Lock()
	defer s.mu.Unlock()
	d := s.total
	d.Max, d.MaxAge = s.opts.MaxBytes, s.opts.MaxAge
	if d.Records > 0 {
		d.Oldest = s.offset.oldest
	}
	return d
}

// Close makes pending records durable, closes the files and releases the
// directory. Records not yet committed stay for the next Open.
func (s *Spool) Close() error {
	s.mu.Lock()
	if s.closed {
		s.mu.Unlock()
		return nil
	}
	s.closed = true
	close(s.room)
	s.mu.Unlock()
	s.work.Broadcast()
	<-s.flushed
	s.reader.wake()

	var errs []error
	if s.writer != nil {
		errs = append(errs, s.writer.Close())
	}
	s.reader.mu.Lock()
	if s.reader.file != nil {
		errs = append(errs, s.reader.file.Close())
		s.reader.file = nil
	}
	s.reader.mu.Unlock()
	errs = append(errs, s.offset.close(), s.unlock())
	return errors.Join(errs...)
}

func (s *Spool) path(id uint64) string {
	return filepath.Join(s.dir, fmt.Sprintf("%016x.seg", id))
}

var castagnoli = crc32.MakeTable(crc32.Castagnoli)

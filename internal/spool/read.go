package spool

import (
	"context"
	"fmt"
	"os"
	"sync"
	"time"
)

// Limit bounds what Next returns.
type Limit struct {
	Records int // at most; 0 means 5,000
	Bytes   int // at most, except that one record always fits; 0 means 1 MiB
	// Linger is how long Next waits for more, from when the first unread record
	// arrived, before it returns fewer than Records.
	Linger time.Duration
}

// Batch is what Next read. Its records stay valid until the next Next with the
// same Batch.
type Batch struct {
	Records [][]byte
	// End is what to Commit when all of the batch is done with.
	End Position

	buf []byte
}

// reader is the state of the one reader. mu covers the file and its cursor; the
// counters are covered by the spool's mu.
type reader struct {
	mu     sync.Mutex
	file   file
	opened uint64 // segment of file
	at     Position

	unread      int64
	unreadBytes int64
	since       time.Time // when unread rose from nothing, or Next last returned; monotonic, as the wall clock may jump
	want        int64     // ready is signalled at this many unread
	ready       chan struct{}
	handed      []handed // returned by Next, not yet committed
}

// handed is one batch returned by Next.
type handed struct {
	end     Position
	records int64
	bytes   int64
}

// arrived counts new durable records. The spool's mu is held.
func (r *reader) arrived(records, bytes int64) {
	if r.unread == 0 {
		r.since = time.Now()
	}
	r.unread += records
	r.unreadBytes += bytes
	if r.unread >= r.want {
		r.wake()
	}
}

func (r *reader) wake() {
	select {
	case r.ready <- struct{}{}:
	default:
	}
}

// Next fills b with the oldest records not yet returned, waiting for the first
// one, and as Limit says for more. It returns the context's error, or ErrClosed.
// There must be one reader only.
func (s *Spool) Next(ctx context.Context, b *Batch, l Limit) error {
	if l.Records <= 0 {
		l.Records = 5000
	}
	if l.Bytes <= 0 {
		l.Bytes = 1 << 20
	}
	for {
		if err := s.await(ctx, l); err != nil {
			return err
		}
		if err := s.read(b, l); err != nil {
			return err
		}
		if len(b.Records) > 0 {
			return nil
		}
	}
}

// await returns when there is something to read and nothing more to wait for.
func (s *Spool) await(ctx context.Context, l Limit) error {
	var timer *time.Timer
	r := &s.reader
	for {
		s.mu.Lock()
		if s.closed {
			s.mu.Unlock()
			return ErrClosed
		}
		left := l.Linger - time.Since(r.since)
		if r.unread >= int64(l.Records) || r.unreadBytes >= int64(l.Bytes) || r.unread > 0 && left <= 0 {
			r.want = 1
			s.mu.Unlock()
			return ctx.Err()
		}
		r.want = 1
		var linger <-chan time.Time
		if r.unread > 0 {
			// A byte limit reached first is found when the linger ends.
			r.want = int64(l.Records)
			if timer == nil {
				timer = time.NewTimer(left)
				defer timer.Stop()
			} else {
				timer.Reset(left)
			}
			linger = timer.C
		}
		s.mu.Unlock()
		select {
		case <-ctx.Done():
			return ctx.Err()
		case <-r.ready:
		case <-linger:
		}
	}
}

// read takes what is there, at most to the end of one segment.
func (s *Spool) read(b *Batch, l Limit) error {
	r := &s.reader
	r.mu.Lock()
	defer r.mu.Unlock()
	b.Records = b.Records[:0]

	s.mu.Lock()
	if s.closed {
		s.mu.Unlock()
		return ErrClosed
	}
	seg, ok := s.segmentToRead()
	s.mu.Unlock()
	if !ok {
		return nil
	}
	if r.file == nil || r.opened != seg.id {
		if r.file != nil {
			r.file.Close()
			r.file = nil
		}
		f, err := s.opts.disk.open(s.path(seg.id), false)
		if err != nil {
			return fmt.Errorf("read spool: %w", err)
		}
		r.file, r.opened = f, seg.id
	}
	start := r.at
	if err := s.fill(b, seg.end, l); err != nil {
		return err
	}
	b.End = r.at
	s.mu.Lock()
	defer s.mu.Unlock()
	h := handed{end: r.at, records: int64(len(b.Records)), bytes: r.at.Offset - start.Offset}
	r.handed = append(r.handed, h)
	r.unread -= h.records
	r.unreadBytes -= h.bytes
	r.since = time.Now()
	s.settle()
	return nil
}

// segmentToRead moves the cursor past exhausted segments. mu is held.
func (s *Spool) segmentToRead() (segment, bool) {
	r := &s.reader
	for _, seg := range s.segments {
		if seg.id < r.at.Segment {
			continue
		}
		if seg.id > r.at.Segment {
			r.at = Position{Segment: seg.id, Offset: headBytes}
		}
		if r.at.Offset < seg.end {
			return seg, true
		}
	}
	s.settle()
	return segment{}, false
}

// settle sets the unread counters to nothing when the cursor is at the end:
// records lost to corruption after Open had counted them would else be waited
// for. mu is held.
func (s *Spool) settle() {
	r := &s.reader
	last := len(s.segments) - 1
	if last >= 0 && (r.at.Segment < s.segments[last].id || r.at.Offset < s.segments[last].end) {
		return
	}
	if r.unread == 0 && r.unreadBytes == 0 {
		return
	}
	s.total.Records -= r.unread
	s.total.Bytes -= r.unreadBytes
	r.unread, r.unreadBytes = 0, 0
	s.makeRoom()
}

// fill reads records from the cursor on, as far as the limits and end allow.
func (s *Spool) fill(b *Batch, end int64, l Limit) error {
	r := &s.reader
	size := min(int64(l.Bytes), end-r.at.Offset)
	for {
		if int64(cap(b.buf)) < size {
			b.buf = make([]byte, size)
		}
		b.buf = b.buf[:size]
		if _, err := r.file.ReadAt(b.buf, r.at.Offset); err != nil {
			return fmt.Errorf("read spool: %w", err)
		}
		at := 0
		for at < len(b.buf) && len(b.Records) < l.Records {
			record, _, need, state := frameAt(b.buf[at:])
			if state == frameGood {
				b.Records = append(b.Records, record)
				at += need
				continue
			}
			if len(b.Records) > 0 {
				break // looked at again by the next call
			}
			if state == frameShort && int64(need) <= end-r.at.Offset {
				size = int64(need)
				break
			}
			if int64(len(b.buf)) < end-r.at.Offset {
				size = end - r.at.Offset // a fault: look at all the rest
				break
			}
			next, ok := resync(b.buf, at+1)
			if !ok {
				next = len(b.buf)
			}
			s.opts.Log.Error("spool segment is damaged; bytes skipped",
				"file", s.path(r.at.Segment), "offset", r.at.Offset+int64(at), "bytes", next-at)
			at = next
		}
		if len(b.Records) > 0 || at > 0 {
			r.at.Offset += int64(at)
			return nil
		}
	}
}

// Commit says that all records before end are done with: they are not returned
// again, and segments that hold nothing else are deleted. The position is
// written without a sync: losing it costs repeated records, never one.
func (s *Spool) Commit(end Position) error {
	s.reader.mu.Lock()
	defer s.reader.mu.Unlock()
	r := &s.reader
	s.mu.Lock()
	if s.closed {
		s.mu.Unlock()
		return ErrClosed
	}
	n := 0
	for n < len(r.handed) && !end.before(r.handed[n].end) {
		s.total.Records -= r.handed[n].records
		s.total.Bytes -= r.handed[n].bytes
		n++
	}
	r.handed = append(r.handed[:0], r.handed[n:]...)
	var done []segment
	for len(s.segments) > 1 && s.segments[0].id < end.Segment {
		done = append(done, s.segments[0])
		s.segments = s.segments[1:]
	}
	s.offset.oldest = s.offset.oldestAt(end, r)
	s.makeRoom()
	s.mu.Unlock()

	err := s.offset.write(end)
	for _, seg := range done {
		if rm := os.Remove(s.path(seg.id)); rm != nil && !os.IsNotExist(rm) && err == nil {
			err = rm
		}
	}
	if err != nil {
		return fmt.Errorf("commit spool position: %w", err)
	}
	return nil
}

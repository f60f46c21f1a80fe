package spool

import (
	"fmt"
	"os"
	"time"
)

// flush is the goroutine that writes: it takes all that is pending, writes and
// syncs it, and starts again at once.
func (s *Spool) flush() {
	defer close(s.flushed)
	for {
		s.mu.Lock()
		for s.pending.records == 0 && !s.closed {
			s.work.Wait()
		}
		if s.pending.records == 0 {
			s.mu.Unlock()
			return
		}
		c := s.pending
		s.pending = s.newCommit()
		// Counted from here on, so that a second group cannot slip past MaxBytes
		// while this one is being written.
		s.total.Bytes += int64(len(c.buf))
		s.mu.Unlock()

		c.err = s.write(c.buf)

		s.mu.Lock()
		if c.err == nil {
			s.publish(c)
		} else {
			s.total.Bytes -= int64(len(c.buf))
			s.makeRoom()
		}
		if cap(c.buf) <= 2*pendingBytes {
			s.spare = c.buf
		}
		c.buf = nil
		s.mu.Unlock()
		close(c.done)
	}
}

// makeRoom wakes who waits for room. mu is held.
func (s *Spool) makeRoom() {
	if !s.closed { // Close has woken them all
		close(s.room)
		s.room = make(chan struct{})
	}
}

// waitsTooLong tells whether the oldest record is past MaxAge. mu is held.
func (s *Spool) waitsTooLong(now time.Time) bool {
	return s.total.Records > 0 && now.Sub(s.offset.oldest) > s.opts.MaxAge
}

// publish shows a durable group to the reader. mu is held.
func (s *Spool) publish(c *Commit) {
	last := len(s.segments) - 1
	if last < 0 || s.segments[last].id != s.nextID-1 {
		s.segments = append(s.segments, segment{id: s.nextID - 1})
		last++
	}
	s.segments[last].end = s.size
	if s.total.Records == 0 {
		s.offset.oldest = time.Unix(s.opts.Now().Unix(), 0)
	}
	s.total.Records += int64(c.records)
	s.reader.arrived(int64(c.records), int64(len(c.buf)))
}

// write appends b to the segment being written and syncs it. After a failure
// the file ends with its last good record again, or is given up for a new one.
func (s *Spool) write(b []byte) error {
	if s.writer != nil && s.size >= s.opts.SegmentBytes {
		s.writer.Close() // all of it is synced
		s.writer = nil
	}
	fresh := s.writer == nil
	if fresh {
		if err := s.create(); err != nil {
			return err
		}
	}
	_, err := s.writer.WriteAt(b, s.size)
	if err == nil {
		if err = s.writer.Sync(); err == nil && fresh {
			err = s.opts.disk.syncDir(s.dir)
		}
		if err == nil {
			s.size += int64(len(b))
			return nil
		}
		// What of the file reached the disk is unknown after a failed sync, and
		// the next sync would not tell: go on in another file.
		s.abandon(fresh)
		return fmt.Errorf("sync spool segment: %w", err)
	}
	if fresh || s.writer.Truncate(s.size) != nil {
		s.abandon(fresh)
	}
	return fmt.Errorf("write spool segment: %w", err)
}

// create begins a new segment; its name is made durable with its first records.
func (s *Spool) create() error {
	id := s.nextID
	f, err := s.opts.disk.open(s.path(id), true)
	if err != nil {
		return fmt.Errorf("create spool segment: %w", err)
	}
	if _, err := f.WriteAt([]byte(segmentMagic), 0); err != nil {
		f.Close()
		os.Remove(s.path(id))
		return fmt.Errorf("create spool segment: %w", err)
	}
	s.writer, s.size, s.nextID = f, headBytes, id+1
	return nil
}

// abandon closes the segment being written after a failure. Records past its
// last good one were never acknowledged; should they survive on the disk, they
// come twice, which is harmless.
func (s *Spool) abandon(fresh bool) {
	s.writer.Truncate(s.size)
	s.writer.Close()
	if fresh {
		os.Remove(s.path(s.nextID - 1))
	}
	s.writer = nil
}

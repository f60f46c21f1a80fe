package intake

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"strings"
	"time"

	"lanbi/internal/feed"
	"lanbi/internal/spool"
)

const (
	backoffFirst  = 100 * time.Millisecond
	retryAfterMax = 5 * time.Minute
)

// permanent is the error of data that no repetition can store.
type permanent interface{ Permanent() bool }

// retryAfter is the error of a server that says when to come back.
type retryAfter interface{ RetryAfter() time.Duration }

// sender carries records from the spool to InfluxDB, in order, one batch at a
// time.
type sender struct {
	in      *Intake
	ended   chan struct{}
	soft    context.Context // ends the waiting, not the write in progress
	stopNow context.CancelFunc

	lines   [destinations][][]byte
	body    []byte
	touches []Touch
	codes   map[string]string // station codes seen, to share their memory
	failing bool              // the last write failed, and it was logged
}

func startSender(in *Intake) *sender {
	s := &sender{in: in, ended: make(chan struct{}), codes: map[string]string{}}
	s.soft, s.stopNow = context.WithCancel(in.hard)
	go s.run()
	return s
}

func (s *sender) stop() {
	s.stopNow()
	<-s.ended
}

// run sends batch after batch. Once what lay in the spool at the start is
// stored, it asks what the newest stored samples are.
func (s *sender) run() {
	defer close(s.ended)
	backlog := s.in.opts.Spool.Depth().Records
	learned := s.in.opts.Newest == nil || s.in.opts.Shared
	var b spool.Batch
	limit := spool.Limit{Records: s.in.opts.BatchLines, Linger: s.in.opts.Flush}
	for {
		if !learned && backlog <= 0 {
			learned = s.learn()
		}
		if err := s.in.opts.Spool.Next(s.soft, &b, limit); err != nil {
			if s.soft.Err() != nil || errors.Is(err, spool.ErrClosed) {
				return
			}
			s.in.opts.Log.Error("read spool", "error", err)
			if !s.wait(s.in.opts.BackoffMax) {
				return
			}
			continue
		}
		if !s.batch(&b) {
			return
		}
		backlog -= int64(len(b.Records))
	}
}

// learn asks what is stored. A failure is tried again with the next batch.
func (s *sender) learn() bool {
	ctx, cancel := context.WithTimeout(s.soft, s.in.opts.WriteTimeout)
	defer cancel()
	stored, err := s.in.opts.Newest(ctx)
	if err != nil {
		return false
	}
	s.in.stations.learn(stored)
	return true
}

// batch stores one batch and commits it; false means that the intake stops, and
// the batch will be read again.
func (s *sender) batch(b *spool.Batch) bool {
	for d := range s.lines {
		s.lines[d] = s.lines[d][:0]
	}
	s.touches = s.touches[:0]
	for _, raw := range b.Records {
		r, err := parseRecord(raw)
		if err != nil { // intact by its checksum, but of another program
			s.in.opts.Log.Error("spool record set aside", "error", err)
			s.refuse("", err.Error(), raw)
			continue
		}
		s.lines[r.destination] = append(s.lines[r.destination], r.line)
		if s.in.opts.Stored != nil && r.medium != 0 {
			s.touch(&r)
		}
	}
	for d, lines := range s.lines {
		if len(lines) > 0 && !s.deliver(Destination(d), lines) {
			return false
		}
	}
	if len(s.touches) > 0 && !s.tell() {
		return false
	}
	if err := s.in.opts.Spool.Commit(b.End); err != nil {
		s.in.opts.Log.Error("commit spool; its records will be stored again after a restart", "error", err)
	}
	return true
}

func (s *sender) touch(r *record) {
	code, ok := s.codes[string(r.station)]
	if !ok {
		if len(s.codes) >= maxStations {
			clear(s.codes)
		}
		code = string(r.station)
		s.codes[code] = code
	}
	s.touches = append(s.touches, Touch{
		Medium: r.medium, Station: code, Start: time.Unix(r.start, 0).UTC(), Interval: r.interval,
	})
}

// tell reports what was stored until it is taken.
func (s *sender) tell() bool {
	for try := 0; ; try++ {
		err := s.in.opts.Stored(s.touches)
		if err == nil {
			return true
		}
		if try == 0 {
			s.in.opts.Log.Error("note what was stored; trying again", "error", err)
		}
		if !s.wait(s.backoff(try)) {
			return false
		}
	}
}

// deliver writes lines until InfluxDB has taken or refused each of them.
func (s *sender) deliver(d Destination, lines [][]byte) bool {
	for try := 0; ; try++ {
		err := s.write(d, lines)
		if err == nil {
			s.in.counts.stored.Add(int64(len(lines)))
			if s.failing {
				s.failing = false
				s.in.opts.Log.Info("InfluxDB takes writes again")
			}
			return true
		}
		if s.in.hard.Err() != nil {
			return false
		}
		if p := permanent(nil); errors.As(err, &p) && p.Permanent() {
			return s.split(d, lines, err)
		}
		s.in.counts.retried.Add(1)
		pause := s.backoff(try)
		if ra := retryAfter(nil); errors.As(err, &ra) {
			pause = max(pause, min(ra.RetryAfter(), retryAfterMax))
		}
		if !s.failing {
			s.failing = true
			s.in.opts.Log.Warn("write to InfluxDB failed; the spool keeps the readings and the write is tried again",
				"error", err, "lines", len(lines))
		}
		if !s.wait(pause) {
			return false
		}
	}
}

// split finds the refused point of a batch by halves and sets it aside.
func (s *sender) split(d Destination, lines [][]byte, err error) bool {
	if len(lines) > 1 {
		half := len(lines) / 2
		return s.deliver(d, lines[:half]) && s.deliver(d, lines[half:])
	}
	s.in.opts.Log.Error("InfluxDB refused a point; it was set aside", "error", err)
	if d == Rejections { // of a rejection only the file keeps note
		s.in.counts.reject(feed.Refused)
		return true
	}
	s.refuse(strings.TrimSuffix(string(lines[0]), "\n"), err.Error(), lines[0])
	return true
}

// refuse keeps a point as rejected.
func (s *sender) refuse(line, why string, payload []byte) {
	r := s.in.rejected.make(s.in.opts.Now(), "", feed.Refused, why, payload)
	s.in.counts.reject(feed.Refused)
	if err := s.in.rejected.keep(r); err != nil {
		s.in.opts.Log.Error("keep refused point", "error", err, "line", line)
	}
	// The sender makes the room in the spool, so it must not wait for any.
	now, cancel := context.WithCancel(context.Background())
	cancel()
	rec := appendHead(nil, Rejections, 0, 0, time.Time{}, "")
	if err := s.in.opts.Spool.Append(now, s.in.opts.EncodeRejection(rec, &r)); err != nil {
		s.in.opts.Log.Warn("refused point is kept in the file of rejections only", "error", err)
	}
}

// write is one try, bounded in time: a server that accepts and never answers
// must be left.
func (s *sender) write(d Destination, lines [][]byte) error {
	s.body = s.body[:0]
	for _, l := range lines {
		s.body = append(s.body, l...)
	}
	ctx, cancel := context.WithTimeout(s.in.hard, s.in.opts.WriteTimeout)
	defer cancel()
	err := s.in.opts.Write(ctx, d, s.body)
	if err != nil {
		// A transport may still be reading it.
		s.body = nil
		return fmt.Errorf("write %d lines: %w", len(lines), err)
	}
	return nil
}

// backoff doubles with every try, up to BackoffMax, half of it left to chance.
func (s *sender) backoff(try int) time.Duration {
	d := s.in.opts.BackoffMax
	if try < 16 {
		d = min(d, backoffFirst<<try)
	}
	return d/2 + rand.N(d/2+1)
}

// wait is false when the intake stops.
func (s *sender) wait(d time.Duration) bool {
	t := time.NewTimer(d)
	defer t.Stop()
	select {
	case <-t.C:
		return true
	case <-s.soft.Done():
		return false
	}
}

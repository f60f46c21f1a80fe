package intake

import (
	"time"

	mqtt "github.com/eclipse/paho.mqtt.golang"

	"lanbi/internal/spool"
)

// group is a number of messages on their way to the disk.
type group struct {
	messages []mqtt.Message
	scribe   *scribe
	commit   *spool.Commit
}

// work takes groups of messages from the queue until it is closed and empty. The
// next group is decoded while the fsync of the one before is under way, and
// submitted only after that one is durable: so a failed write changes no order.
func (s *subscriber) work() {
	defer close(s.worked)
	now, spare := &group{scribe: newScribe(s.in)}, &group{scribe: newScribe(s.in)}
	var before *group // submitted, not yet acknowledged
	for {
		if before == nil && !s.queue.wait() {
			return
		}
		now.messages = s.queue.take(now.messages)
		if len(now.messages) == 0 {
			if !s.durable(before) {
				return
			}
			s.acknowledge(before)
			before = nil
			continue
		}
		now.scribe.reset()
		for _, m := range now.messages {
			now.scribe.add(m.Topic(), m.Payload(), m.Retained())
		}
		if before != nil && !s.durable(before) {
			return
		}
		if !s.submit(now) {
			return
		}
		if before != nil {
			s.acknowledge(before)
		}
		before, now, spare = now, spare, now
	}
}

// submit gives a group to the spool, waiting for room as long as it takes.
func (s *subscriber) submit(g *group) bool {
	full := time.AfterFunc(time.Second, func() {
		d := s.in.opts.Spool.Depth()
		s.in.opts.Log.Error("spool is full; messages stay with the broker until InfluxDB takes readings again",
			"bytes", d.Bytes, "limit", d.Max, "oldest", d.Oldest, "limit_age", d.MaxAge)
	})
	defer full.Stop()
	var err error
	g.commit, err = s.in.opts.Spool.Submit(s.in.hard, g.scribe.take()...)
	if err != nil && s.in.hard.Err() == nil {
		s.in.opts.Log.Error("spool takes no more messages", "error", err)
	}
	return err == nil
}

// durable waits until a group is on the disk, writing it again while that
// fails; its messages stay unacknowledged meanwhile. False when the intake gives
// up.
func (s *subscriber) durable(g *group) bool {
	for try := 0; ; try++ {
		err := g.commit.Wait()
		if err == nil {
			if try > 0 {
				s.in.opts.Log.Info("spool can be written again")
			}
			g.scribe.settled()
			return true
		}
		if try == 0 {
			s.in.opts.Log.Error("messages cannot be kept and are not acknowledged; trying again", "error", err)
		}
		if !s.pause(min(100*time.Millisecond<<min(try, 10), s.in.opts.BackoffMax)) || !s.submit(g) {
			return false
		}
	}
}

// acknowledge acknowledges a durable group. On a connection that is gone this
// does nothing; the broker then sends the messages again.
func (s *subscriber) acknowledge(g *group) {
	for _, m := range g.messages {
		m.Ack()
	}
	s.in.counts.acknowledged.Add(int64(len(g.messages)))
	clear(g.messages)
	g.messages = g.messages[:0]
}

// pause is false when the intake gives up.
func (s *subscriber) pause(d time.Duration) bool {
	t := time.NewTimer(d)
	defer t.Stop()
	select {
	case <-t.C:
		return true
	case <-s.in.hard.Done():
		return false
	}
}

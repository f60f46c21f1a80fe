package listen

import (
	"context"
	"crypto/tls"
	"errors"
	"io"
	"net"
	"time"

	"lanbi/internal/feed/hj212"
)

// firstBuffer is what a connection reads into until a frame needs more.
const firstBuffer = 4 << 10

// session is one connection.
type session struct {
	l       *Listener
	conn    net.Conn // with TLS, if any
	decoder *hj212.Decoder
	buf     []byte    // what was read and not yet taken
	since   time.Time // of the first byte in buf
	faults  int       // refused frames in a row
	answer  []byte
}

// errFaults ends a connection that sends nothing but what is refused.
var errFaults = errors.New("too many frames refused in a row")

// serve reads frames from a connection until it ends.
func (l *Listener) serve(raw net.Conn) {
	defer l.leave(raw)
	defer raw.Close()
	s := &session{l: l, conn: raw, decoder: l.o.Format.Decoder(), buf: make([]byte, 0, firstBuffer)}
	log := l.o.Log.With("remote", raw.RemoteAddr().String())
	if l.o.TLS != nil {
		secure := tls.Server(raw, l.o.TLS)
		ctx, cancel := context.WithTimeout(l.life, l.o.FrameTime)
		err := secure.HandshakeContext(ctx)
		cancel()
		if err != nil {
			log.Warn("TLS handshake of an HJ 212 station", "error", err)
			return
		}
		s.conn = secure
	}
	log.Debug("HJ 212 station connected")
	err := s.run()
	switch {
	case errors.Is(err, io.EOF), l.stopping():
		log.Debug("HJ 212 station left")
	default:
		log.Warn("connection of an HJ 212 station ended", "error", err)
	}
}

// run takes frames until the connection ends; the error says why.
func (s *session) run() error {
	for {
		for {
			piece, n := hj212.Cut(s.buf, false)
			if piece == hj212.More {
				break
			}
			if err := s.take(piece, s.buf[:n]); err != nil {
				return err
			}
			s.buf = s.buf[:copy(s.buf, s.buf[n:])]
			s.since = time.Now()
		}
		if err := s.read(); err != nil {
			return err
		}
	}
}

// read reads once. A frame that has begun has to end in time.
func (s *session) read() error {
	if len(s.buf) == cap(s.buf) {
		if cap(s.buf) >= 2*hj212.MaxFrame {
			return errors.New("a frame does not end")
		}
		s.buf = append(make([]byte, 0, 2*cap(s.buf)), s.buf...)
	}
	deadline := time.Now().Add(s.l.o.Idle)
	if len(s.buf) > 0 {
		deadline = s.since.Add(s.l.o.FrameTime)
	}
	if err := s.conn.SetReadDeadline(deadline); err != nil {
		return err
	}
	if s.l.stopping() { // Close may have set its own deadline just before
		return net.ErrClosed
	}
	empty := len(s.buf) == 0
	n, err := s.conn.Read(s.buf[len(s.buf):cap(s.buf)])
	s.buf = s.buf[:len(s.buf)+n]
	if empty {
		s.since = time.Now()
	}
	if n > 0 {
		return nil // an error comes again
	}
	return err
}

// take keeps and answers one piece of what was read.
func (s *session) take(piece hj212.Piece, b []byte) error {
	c := &s.l.counts
	switch piece {
	case hj212.Blank:
		return nil
	case hj212.Garbage:
		c.garbage.Add(int64(len(b)))
		return s.fault()
	}
	c.frames.Add(1)
	var f hj212.Frame
	station, verdict := s.decoder.Inspect(&f, b)
	if verdict == hj212.Ready && !s.l.o.Known(station) {
		verdict = hj212.WrongMN
	}
	if verdict != hj212.Ready && !s.l.record(time.Now()) {
		c.unrecorded.Add(1)
		c.faulty.Add(1)
		return errors.Join(s.reply(&f, verdict), s.fault())
	}
	ctx, cancel := context.WithTimeout(s.l.life, s.l.o.AcceptTime)
	err := s.l.o.Accept(ctx, s.l.o.Topic+"/"+topicLevel(station), b)
	cancel()
	if err != nil {
		c.unkept.Add(1)
		s.l.o.Log.Error("HJ 212 frame cannot be kept and is not answered", "station", station, "error", err)
		return nil
	}
	if err := s.reply(&f, verdict); err != nil {
		return err
	}
	if verdict != hj212.Ready {
		c.faulty.Add(1)
		return s.fault()
	}
	s.faults = 0
	return nil
}

// record tells whether a refused frame is still to be kept: anyone who reaches
// the port can send such, and must not fill the disk with them.
func (l *Listener) record(now time.Time) bool {
	l.mu.Lock()
	defer l.mu.Unlock()
	if now.Sub(l.minute) >= time.Minute {
		l.minute, l.recorded = now, 0
	}
	l.recorded++
	return l.recorded <= l.o.MaxRecorded
}

// topicLevel makes a code that a peer sent fit for one level of a topic.
func topicLevel(code string) string {
	b := []byte(code)
	for i, c := range b {
		if c == '/' || c == '+' || c == '#' || c < ' ' {
			b[i] = '_'
		}
	}
	return string(b[:min(len(b), 128)])
}

// fault counts what was refused in a row.
func (s *session) fault() error {
	if s.faults++; s.faults >= s.l.o.MaxFaults {
		return errFaults
	}
	return nil
}

// reply answers a frame that is durable, when it asks for an answer.
func (s *session) reply(f *hj212.Frame, verdict hj212.Return) error {
	if !f.WantsAnswer() {
		return nil
	}
	s.answer = s.answer[:0]
	switch answer := hj212.AnswerTo(f.CN); {
	case answer == hj212.NoAnswer:
		return nil
	case verdict != hj212.Ready:
		s.answer = hj212.AppendRequestAnswer(s.answer, f, verdict)
	case answer == hj212.NoticeAnswer:
		s.answer = hj212.AppendNoticeAnswer(s.answer, f)
	default:
		s.answer = hj212.AppendDataAnswer(s.answer, f)
	}
	if err := s.conn.SetWriteDeadline(time.Now().Add(s.l.o.FrameTime)); err != nil {
		return err
	}
	_, err := s.conn.Write(s.answer)
	if err == nil {
		s.l.counts.answers.Add(1)
	}
	return err
}

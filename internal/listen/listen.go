// Package listen takes HJ 212 frames over TCP, as most Chinese stations send
// them, and answers them.
//
// A frame is answered 9014 (9013 for a notice) after Accept has returned nil,
// that is once it is durable; a frame whose length, checksum, password or command
// is wrong is answered 9011 with the code of the fault. Both only when the frame
// asks for an answer, as the standard has it. 9012 ends a request that was carried
// out: stations send it, and we, who carry out none, never do. Frames that could not
// be kept are not answered: the station sends them again.
//
// Nothing a peer sends can grow without bound: connections are limited in all
// and for one address, a frame is at most 64 KiB long and has to arrive within a
// minute, silence ends a connection, and so do frames refused in a row; of
// refused frames only so many a minute are kept.
package listen

import (
	"context"
	"crypto/tls"
	"errors"
	"fmt"
	"log/slog"
	"net"
	"net/netip"
	"sync"
	"time"

	"github.com/prometheus/client_golang/prometheus"

	"lanbi/internal/feed/hj212"
)

// Options is what a Listener needs. Listen, Format and Accept are required;
// zero numbers take the defaults named.
type Options struct {
	Listen string // host:port; port 0 chooses one
	// Topic stands before "/" and the station's code in the topic given to Accept.
	Topic  string
	Format *hj212.Format
	// Accept keeps a frame, good or refused, and returns once it is durable. An
	// error means that nothing was kept.
	Accept func(ctx context.Context, topic string, payload []byte) error
	// Known tells whether the configuration has a station; frames of others are
	// answered "MN wrong". Nil knows all.
	Known func(station string) bool
	TLS   *tls.Config // nil for plain TCP

	MaxConnections int           // at one time; 2,000
	MaxPerAddress  int           // of one IP address; 200 (a district may share one)
	Idle           time.Duration // without a byte; 90 min: hourly stations keep their connection
	FrameTime      time.Duration // from the first byte of a frame to its last; 1 min
	AcceptTime     time.Duration // for keeping a frame; 10 s, the standard's time-out
	MaxRecorded    int           // refused frames given to Accept in a minute, the rest are only counted; 600
	MaxFaults      int           // refused frames in a row before the connection is ended; 20

	Registry prometheus.Registerer // may be nil
	Log      *slog.Logger          // may be nil
}

// Listener is a running listener.
type Listener struct {
	o        Options
	listener net.Listener
	counts   counters

	// life ends when Close gives up waiting for frames in work.
	life    context.Context
	giveUp  context.CancelFunc
	closing chan struct{}
	running sync.WaitGroup

	mu    sync.Mutex
	conns map[net.Conn]netip.Addr
	by    map[netip.Addr]int
	// recorded counts the refused frames given to Accept since minute.
	recorded int
	minute   time.Time
}

// Start binds the address and serves it.
func Start(o Options) (*Listener, error) {
	o.fill()
	inner, err := net.Listen("tcp", o.Listen)
	if err != nil {
		return nil, fmt.Errorf("listen for HJ 212 on %s: %w", o.Listen, err)
	}
	l := &Listener{
		o: o, listener: inner, closing: make(chan struct{}),
		conns: map[net.Conn]netip.Addr{}, by: map[netip.Addr]int{},
	}
	l.life, l.giveUp = context.WithCancel(context.Background())
	if o.Registry != nil {
		if err := o.Registry.Register(newCollector(l)); err != nil {
			return nil, errors.Join(fmt.Errorf("register metrics of HJ 212 listener: %w", err), inner.Close())
		}
	}
	l.running.Add(1)
	go l.accept()
	return l, nil
}

func (o *Options) fill() {
	for n, d := range map[*int]int{&o.MaxConnections: 2000, &o.MaxPerAddress: 200, &o.MaxFaults: 20, &o.MaxRecorded: 600} {
		if *n <= 0 {
			*n = d
		}
	}
	for t, d := range map[*time.Duration]time.Duration{
		&o.Idle: 90 * time.Minute, &o.FrameTime: time.Minute, &o.AcceptTime: 10 * time.Second,
	} {
		if *t <= 0 {
			*t = d
		}
	}
	if o.Known == nil {
		o.Known = func(string) bool { return true }
	}
	if o.Log == nil {
		o.Log = slog.New(slog.DiscardHandler)
	}
}

// Addr is the address listened on, with the real port.
func (l *Listener) Addr() net.Addr { return l.listener.Addr() }

// Close takes no more connections and frames, answers those in work, and returns
// when all connections are closed; when ctx ends before, it gives up on frames
// that are not durable yet.
func (l *Listener) Close(ctx context.Context) error {
	close(l.closing)
	err := l.listener.Close()
	l.mu.Lock()
	for c := range l.conns {
		// Ends a read; an answer in work may still be written.
		err = errors.Join(err, ignoreClosed(c.SetReadDeadline(time.Unix(1, 0))))
	}
	l.mu.Unlock()
	late := context.AfterFunc(ctx, l.giveUp)
	l.running.Wait()
	if !late() {
		err = errors.Join(err, fmt.Errorf("close HJ 212 listener: %w", context.Cause(ctx)))
	}
	l.giveUp()
	if l.o.Registry != nil {
		l.o.Registry.Unregister(newCollector(l))
	}
	return err
}

func ignoreClosed(err error) error {
	if errors.Is(err, net.ErrClosed) {
		return nil
	}
	return err
}

// accept takes connections until the listener is closed.
func (l *Listener) accept() {
	defer l.running.Done()
	for {
		c, err := l.listener.Accept()
		switch {
		case l.stopping():
			if err == nil {
				c.Close()
			}
			return
		case err != nil:
			l.o.Log.Error("take a connection; trying again", "error", err)
			select {
			case <-l.closing:
				return
			case <-time.After(time.Second): // out of files, most likely
			}
		case !l.admit(c):
			l.counts.refused.Add(1)
			c.Close()
		default:
			l.counts.connections.Add(1)
			go l.serve(c)
		}
	}
}

func (l *Listener) stopping() bool {
	select {
	case <-l.closing:
		return true
	default:
		return false
	}
}

// admit counts a connection in, within the limits.
func (l *Listener) admit(c net.Conn) bool {
	var from netip.Addr
	if a, ok := c.RemoteAddr().(*net.TCPAddr); ok {
		from = a.AddrPort().Addr().Unmap()
	}
	l.mu.Lock()
	defer l.mu.Unlock()
	if len(l.conns) >= l.o.MaxConnections || l.by[from] >= l.o.MaxPerAddress || l.stopping() {
		return false
	}
	l.conns[c] = from
	l.by[from]++
	l.running.Add(1)
	return true
}

func (l *Listener) leave(c net.Conn) {
	l.mu.Lock()
	defer l.mu.Unlock()
	from := l.conns[c]
	delete(l.conns, c)
	if l.by[from]--; l.by[from] == 0 {
		delete(l.by, from)
	}
	l.running.Done()
}

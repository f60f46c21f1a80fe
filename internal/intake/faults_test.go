package intake

import (
	"bufio"
	"encoding/json"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"sync/atomic"
	"testing"
	"time"

	"lanbi/internal/spool"
)

// startLogged runs a child whose log goes to the returned logs, and whose standard
// input is returned.
func startLogged(t *testing.T, c childConfig) (*logs, io.Writer) {
	t.Helper()
	c.Log = true
	text, err := json.Marshal(c)
	if err != nil {
		t.Fatal(err)
	}
	cmd := exec.Command(os.Args[0])
	cmd.Env = append(os.Environ(), childEnv+"="+string(text))
	cmd.Stderr = os.Stderr
	in, err := cmd.StdinPipe()
	if err != nil {
		t.Fatal(err)
	}
	out, err := cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { cmd.Process.Kill(); cmd.Wait() })
	said := &logs{}
	go func() {
		lines := bufio.NewScanner(out)
		for lines.Scan() {
			said.Write(append(lines.Bytes(), '\n'))
		}
	}()
	eventually(t, "child has subscribed", func() bool { return said.has("subscribed") })
	return said, in
}

// The disk fills up in the midst of a write: nothing is acknowledged that was not
// kept, and all of it is stored once there is room.
func TestBroker_DiskFull(t *testing.T) {
	if runtime.GOOS == "windows" {
		t.Skip("a bound on file sizes needs unix")
	}
	m := startMosquitto(t)
	influx := newFakeInflux(t)
	influx.freeze()
	said, in := startLogged(t, childConfig{Dir: t.TempDir(), Broker: m.url, Influx: influx.addr, FileLimit: 8 << 10})
	newPublisher(t, m.url).readings(0, 400)
	eventually(t, "the log says so", func() bool { return said.has("messages cannot be kept and are not acknowledged") })
	if _, err := io.WriteString(in, "room\n"); err != nil {
		t.Fatal(err)
	}
	eventually(t, "it is said to be over", func() bool { return said.has("spool can be written again") })
	influx.thaw()
	eventually(t, "all stored", func() bool { return influx.count("air") == 400 })
}

// The directory becomes read-only while messages come in.
// withoutPrivileges has the child run as nobody where this is root, to whom everything
// is writable.
func (c *childConfig) withoutPrivileges(t *testing.T) {
	t.Helper()
	if os.Getuid() != 0 {
		return
	}
	c.UID = 65534
	for _, err := range []error{os.Chmod(filepath.Dir(c.Dir), 0o755), os.Chown(c.Dir, c.UID, -1)} {
		if err != nil {
			t.Fatal(err)
		}
	}
}

func TestBroker_ReadOnlyDirectory(t *testing.T) {
	if runtime.GOOS == "windows" {
		t.Skip("needs the permissions of unix")
	}
	m := startMosquitto(t)
	influx := newFakeInflux(t)
	dir := t.TempDir()
	c := childConfig{Dir: dir, Broker: m.url, Influx: influx.addr, SegmentBytes: 1} // every group needs a new file
	c.withoutPrivileges(t)
	said, _ := startLogged(t, c)
	q := filepath.Join(dir, "spool")
	if err := os.Chmod(q, 0o555); err != nil {
		t.Fatal(err)
	}
	newPublisher(t, m.url).readings(0, 200)
	eventually(t, "the log says so", func() bool {
		return said.has("messages cannot be kept and are not acknowledged") && said.has("permission denied")
	})
	if n := influx.count("air"); n != 0 {
		t.Errorf("%d points stored although nothing could be kept", n)
	}
	if err := os.Chmod(q, 0o755); err != nil {
		t.Fatal(err)
	}
	eventually(t, "all stored", func() bool { return influx.count("air") == 200 })
}

// The clock jumps ahead and back: nothing is lost and nothing waits for it.
func TestBroker_ClockJumps(t *testing.T) {
	m := startMosquitto(t)
	influx := newFakeInflux(t)
	var shift atomic.Int64
	now := func() time.Time { return time.Now().Add(time.Duration(shift.Load())) }
	dir := t.TempDir()
	q, err := spool.Open(filepath.Join(dir, "spool"), spool.Options{Now: now})
	if err != nil {
		t.Fatal(err)
	}
	in := start(t, t.TempDir(), influx.addr, func(o *Options) {
		o.Spool.Close()
		o.Spool, o.Now = q, now
		subscribed1(m.url)(o)
		o.Broker.Silent = time.Hour
	})
	waitSubscribed(t, in)
	p := newPublisher(t, m.url)
	const year = 365 * 24 * time.Hour
	for i, jump := range []time.Duration{0, 5 * year, -time.Hour, year, 0} {
		shift.Store(int64(jump))
		influx.freeze()
		p.readings(100*i, 100)
		if d := q.Depth(); d.Records > 0 && d.Oldest.IsZero() {
			t.Error("records of no age")
		}
		influx.thaw()
		eventually(t, "stored", func() bool { return influx.count("air") == 100*(i+1) })
	}
	if s := in.Stats(); s.Acknowledged != 500 || len(s.Rejected) != 0 {
		t.Errorf("%+v, want 500 acknowledged and none rejected", s)
	}
}

// Whatever InfluxDB does, everything acknowledged is stored once it is well again.
func TestBroker_InfluxFaults(t *testing.T) {
	for name, fault := range map[string]struct {
		on, off func(t *testing.T, f *fakeInflux)
	}{
		"accepts and never answers": {
			func(_ *testing.T, f *fakeInflux) { f.freeze() }, func(_ *testing.T, f *fakeInflux) { f.thaw() }},
		"too many requests, come back in a second": {
			func(_ *testing.T, f *fakeInflux) { f.set(func(f *fakeInflux) { f.status, f.after = 429, "1" }) },
			func(_ *testing.T, f *fakeInflux) { f.set(func(f *fakeInflux) { f.status = 0 }) }},
		"unavailable": {
			func(_ *testing.T, f *fakeInflux) { f.set(func(f *fakeInflux) { f.status = 503 }) },
			func(_ *testing.T, f *fakeInflux) { f.set(func(f *fakeInflux) { f.status = 0 }) }},
		"port closed": {
			func(_ *testing.T, f *fakeInflux) { f.refuse() }, func(t *testing.T, f *fakeInflux) { f.listen(t) }},
	} {
		t.Run(name, func(t *testing.T) {
			m := startMosquitto(t)
			influx := newFakeInflux(t)
			in := start(t, t.TempDir(), influx.addr, func(o *Options) {
				subscribed1(m.url)(o)
				o.WriteTimeout = 200 * time.Millisecond
			})
			waitSubscribed(t, in)
			fault.on(t, influx)
			p := newPublisher(t, m.url)
			p.readings(0, 2500)
			eventually(t, "all acknowledged", func() bool { return in.Stats().Acknowledged >= 2500 })
			eventually(t, "tried again", func() bool { return in.Stats().Retried > 0 })
			if n := influx.count("air"); n != 0 {
				t.Errorf("%d points stored meanwhile", n)
			}
			fault.off(t, influx)
			eventually(t, "all stored", func() bool { return influx.count("air") == 2500 })
		})
	}
}

// A broker without persistence forgets sessions and subscriptions when it is
// restarted: they are made again, and what it had handed over is not lost.
func TestBroker_RestartWithoutPersistence(t *testing.T) {
	m := startMosquitto(t, "persistence false")
	influx := newFakeInflux(t)
	in := start(t, t.TempDir(), influx.addr, subscribed1(m.url))
	waitSubscribed(t, in)
	newPublisher(t, m.url).readings(0, 200)
	eventually(t, "handed over", func() bool { return in.Stats().Acknowledged == 200 })
	m.kill()
	m.start(t)
	eventually(t, "subscribed again", func() bool { return in.sub.granted.Load() == 2 })
	newPublisher(t, m.url).readings(200, 200)
	eventually(t, "all stored", func() bool { return influx.count("air") == 400 })
}

// Two replicas share a subscription; one is killed in the midst of the load and
// comes back with the same id and directory.
func TestBroker_SharedSubscriptionOneKilled(t *testing.T) {
	m := startMosquitto(t)
	influx := newFakeInflux(t)
	replicas := [2]childConfig{}
	var processes [2]*exec.Cmd
	for i := range replicas {
		replicas[i] = childConfig{Dir: t.TempDir(), Broker: m.url, Influx: influx.addr,
			ClientID: []string{"lanbi-0", "lanbi-1"}[i], Group: "lanbi"}
		child, subscribed, _ := startChild(t, replicas[i])
		<-subscribed
		processes[i] = child
	}
	const n = 4000
	done := make(chan struct{})
	p := newPublisher(t, m.url)
	go func() {
		defer close(done)
		for i := range 8 {
			p.readings(i*n/8, n/8)
		}
	}()
	eventually(t, "the load is on", func() bool { return influx.count("air") > n/8 })
	if err := processes[1].Process.Kill(); err != nil {
		t.Fatal(err)
	}
	processes[1].Wait()
	at := influx.count("air")
	eventually(t, "the other goes on", func() bool { return influx.count("air") > at })
	startChild(t, replicas[1])
	<-done
	eventually(t, "all stored", func() bool { return influx.count("air") >= n })
	if got := influx.count("air"); got != n {
		t.Errorf("%d distinct points, %d were sent", got, n)
	}
}

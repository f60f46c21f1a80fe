//go:build !noembed

package daemon

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"os"
	"os/exec"
	"strings"
	"testing"
	"time"

	mqtt "github.com/eclipse/paho.mqtt.golang"

	"lanbi/internal/config"
	"lanbi/internal/schedule"
)

// childConfig names the configuration file of a daemon that this test binary is to
// run instead of tests.
const childConfig = "LANBI_TEST_CHILD_CONFIG"

// childClock is the time its clock stands at first. A daemon that has one does what
// its standard input says.
const childClock = "LANBI_TEST_CHILD_CLOCK"

func TestMain(m *testing.M) {
	if path := os.Getenv(childConfig); path != "" {
		os.Exit(runChild(path))
	}
	os.Exit(m.Run())
}

// runChild runs a daemon until its standard input ends, or it is killed.
func runChild(path string) int {
	settings, err := config.Load(path, config.Options{})
	if err == nil {
		var d *Daemon
		log := slog.New(slog.NewTextHandler(os.Stderr, nil))
		clock, orders := newHandClock(noon), false
		if text := os.Getenv(childClock); text != "" {
			now, _ := time.Parse(time.RFC3339, text)
			clock.set(now)
			orders = true
		}
		if d, err = Open(context.Background(), Options{Config: settings, Log: log, Now: clock.now, Simulated: orders}); err == nil {
			if err = d.Start(context.Background()); err == nil {
				fmt.Println(d.BrokerURL())
				obey(d, clock)
				err = d.Stop()
			}
		}
	}
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		return 1
	}
	return 0
}

// obey sets the clock to each time on standard input and runs the alerts, until
// the input ends.
func obey(d *Daemon, clock *handClock) {
	for orders := bufio.NewScanner(os.Stdin); orders.Scan(); {
		now, err := time.Parse(time.RFC3339, orders.Text())
		if err == nil {
			clock.set(now)
			for err = schedule.ErrRunning; errors.Is(err, schedule.ErrRunning); {
				err = d.schedule.RunNow(context.Background(), "alerts")
			}
		}
		fmt.Println(now.Format(time.RFC3339), err)
	}
}

// child is a daemon in a process of its own.
type child struct {
	command *exec.Cmd
	broker  string
	orders  io.Writer
	answers *bufio.Reader
	t       *testing.T
}

// alertsAt has the daemon run its alerts at now; false when it died over it.
func (c *child) alertsAt(now time.Time) bool {
	fmt.Fprintln(c.orders, now.Format(time.RFC3339))
	answer, err := c.answers.ReadString('\n')
	if err == nil && !strings.HasSuffix(answer, " <nil>\n") {
		c.t.Errorf("alerts at %s", answer)
	}
	return err == nil
}

// startChild runs a daemon on the configuration file at path; environment is added
// to that of the test.
func startChild(t *testing.T, path string, environment ...string) *child {
	t.Helper()
	command := exec.Command(os.Args[0])
	command.Env = append(append(os.Environ(), childConfig+"="+path), environment...)
	command.Stderr = t.Output()
	out, err := command.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	in, err := command.StdinPipe() // its end tells an orphan to stop
	if err != nil {
		t.Fatal(err)
	}
	if err := command.Start(); err != nil {
		t.Fatal(err)
	}
	c := &child{command: command, orders: in, answers: bufio.NewReader(out), t: t}
	t.Cleanup(func() {
		in.Close()
		c.kill()
	})
	line, err := c.answers.ReadString('\n')
	if err != nil {
		t.Fatalf("the daemon's process ended before it listened: %v", err)
	}
	c.broker = strings.TrimSpace(line)
	return c
}

// kill ends the process as a loss of power would, and waits for its end.
func (c *child) kill() {
	c.command.Process.Kill()
	c.command.Wait()
}

// kill -9 between acknowledgement and write, again and again: InfluxDB takes
// nothing in the first life, fails half-way in the second, and the third is killed
// while everything flows. What no life has acknowledged is sent again by its
// station.
func TestDaemon_Killed(t *testing.T) {
	influx := startExternalInflux(t, t.TempDir())
	p := newProxy(t, influx.URL())
	c := county{dir: t.TempDir(), influx: "url: " + p.url(), now: newHandClock(noon).now}
	path := c.write(t)
	acked := newLedgerOf()
	lives := []struct {
		name   string
		before func()
	}{
		{"nothing is written", func() { p.set(func(p *proxy) { p.status = http.StatusServiceUnavailable }) }},
		{"written and not answered", func() { p.set(func(p *proxy) { p.status, p.cut = 0, true }) }},
		{"all flows", func() { p.set(func(p *proxy) { p.cut = false }) }},
		{"InfluxDB hangs", func() { p.freeze() }},
	}
	const each = 150
	next := 0
	for _, life := range lives {
		life.before()
		d := startChild(t, path)
		sendUntilKilled(t, d, acked, next, next+each)
		next += each
	}
	p.thaw()
	d := c.start(t) // the next life is in this process, so that its spool can be seen
	var again []message
	for i := range next {
		m, key, tenths := hourOf(faultsFrom, i)
		if _, have := acked.tenths[key]; !have {
			again = append(again, m)
			acked.acknowledged(key, tenths)
		}
	}
	if 2*len(again) > next {
		t.Errorf("%d of %d messages are to be sent again: hardly any was acknowledged", len(again), next)
	}
	connect(t, d.BrokerURL(), "again").send(again...)
	drained(t, d)
	acked.expect(t, influx.URL())
}

// sendUntilKilled publishes messages from up to to and kills the daemon with the
// last third of them on their way.
func sendUntilKilled(t *testing.T, d *child, l *ledgerOf, from, to int) {
	t.Helper()
	o := mqtt.NewClientOptions().AddBroker(d.broker).SetClientID("victim").SetCleanSession(true).SetAutoReconnect(false)
	client := mqtt.NewClient(o)
	if token := client.Connect(); !token.WaitTimeout(patience) || token.Error() != nil {
		t.Fatalf("connect to %s: %v", d.broker, token.Error())
	}
	defer client.Disconnect(0)
	type sent struct {
		token  mqtt.Token
		key    string
		tenths int64
	}
	var all []sent
	for i := from; i < to; i++ {
		m, key, tenths := hourOf(faultsFrom, i)
		all = append(all, sent{client.Publish(m.topic, 1, false, m.payload), key, tenths})
		if i == from+(to-from)*2/3 {
			for _, s := range all {
				if !s.token.WaitTimeout(patience) || s.token.Error() != nil {
					t.Fatalf("not acknowledged: %v", s.token.Error())
				}
			}
		}
	}
	d.kill()
	lost, cancel := context.WithTimeout(t.Context(), time.Second)
	defer cancel()
	for _, s := range all {
		select { // a token of a lost connection ends with an error, or never
		case <-s.token.Done():
		case <-lost.Done():
		}
		select {
		case <-s.token.Done():
			if s.token.Error() == nil {
				l.acknowledged(s.key, s.tenths)
			}
		default:
		}
	}
}

package intake

import (
	"bufio"
	"cmp"
	"encoding/json"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"testing"
	"time"

	"lanbi/internal/spool"
)

// childEnv makes the test binary run an intake instead of tests; its value is
// the configuration as JSON.
const childEnv = "LANBI_INTAKE_CHILD"

type childConfig struct {
	Dir, Broker, Influx string
	ClientID, Group     string // "lanbi-test" and none when empty
	FileLimit           uint64 // bytes a file may have until the line "room" comes in; 0 for no limit
	UID                 int    // user to become; 0 stays
	SegmentBytes        int64
	Embedded            string // address of a broker inside the child, instead of Broker
	Log                 bool   // log to standard output
}

func TestMain(m *testing.M) {
	text := os.Getenv(childEnv)
	if text == "" {
		os.Exit(m.Run())
	}
	if err := runChild(text); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

// runChild runs an intake until its standard input ends.
func runChild(text string) error {
	var c childConfig
	if err := json.Unmarshal([]byte(text), &c); err != nil {
		return err
	}
	room, err := c.confine()
	if err != nil {
		return err
	}
	q, err := spool.Open(filepath.Join(c.Dir, "spool"), spool.Options{SegmentBytes: c.SegmentBytes})
	if err != nil {
		return err
	}
	log := io.Discard
	if c.Log {
		log = os.Stdout
	}
	o := options(c.Dir, c.Influx, q, log)
	o.Broker = &Broker{URLs: []string{c.Broker}, ClientID: cmp.Or(c.ClientID, "lanbi-test"), ShareGroup: c.Group, MaxReconnectWait: time.Second}
	o.Shared = c.Group != ""
	if c.Embedded != "" {
		o.Broker = nil
	}
	in, err := Start(o)
	if err != nil {
		return err
	}
	if c.Embedded != "" {
		if err := embed(in, c.Embedded); err != nil {
			return err
		}
	}
	go func() {
		for in.sub != nil && in.sub.granted.Load() == 0 {
			time.Sleep(time.Millisecond)
		}
		fmt.Println("subscribed")
		for in.counts.received.Load() == 0 || in.sub != nil && in.counts.acknowledged.Load() == 0 {
			time.Sleep(time.Millisecond)
		}
		fmt.Println("acknowledged")
	}()
	lines := bufio.NewScanner(os.Stdin)
	for lines.Scan() {
		if lines.Text() == "room" {
			if err := room(); err != nil {
				return err
			}
		}
	}
	return lines.Err()
}

// startChild runs an intake in a process of its own, to be killed.
func startChild(t *testing.T, c childConfig) (cmd *exec.Cmd, subscribed, acknowledged <-chan struct{}) {
	t.Helper()
	text, err := json.Marshal(c)
	if err != nil {
		t.Fatal(err)
	}
	cmd = exec.Command(os.Args[0])
	cmd.Env = append(os.Environ(), childEnv+"="+string(text))
	cmd.Stderr = os.Stderr
	if _, err := cmd.StdinPipe(); err != nil {
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
	first, second := make(chan struct{}), make(chan struct{})
	go func() {
		lines := bufio.NewScanner(out)
		for _, said := range []chan struct{}{first, second} {
			if lines.Scan() {
				close(said)
			}
		}
	}()
	return cmd, first, second
}

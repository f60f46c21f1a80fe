//go:build unix && !noembed

package daemon

import (
	"os"
	"path/filepath"
	"syscall"
	"testing"
	"time"
)

// The back-up of README without a stop: the process is frozen for as long as its folder
// is copied, in the midst of writing. Whatever it had acknowledged by then is in the
// copy, which starts like a daemon that was killed; the original goes on.
func TestBackup_CopyOfAFrozenProcess(t *testing.T) {
	dir := t.TempDir()
	original := startChild(t, county{dir: dir}.write(t))
	const messages = 3000
	acked := newLedgerOf()
	published := make(chan struct{})
	go func() {
		defer close(published)
		publishRange(t, original.broker, acked, 0, messages)
	}()
	eventually(t, "messages flow", func() bool {
		acked.mu.Lock()
		defer acked.mu.Unlock()
		return len(acked.tenths) > messages/4
	})
	pid := original.command.Process.Pid
	if err := syscall.Kill(pid, syscall.SIGSTOP); err != nil {
		t.Fatal(err)
	}
	var status syscall.WaitStatus
	if _, err := syscall.Wait4(pid, &status, syscall.WUNTRACED, nil); err != nil || !status.Stopped() {
		t.Fatalf("the process does not freeze: %v, %v", status, err)
	}
	acked.mu.Lock()
	var before []string
	for key := range acked.tenths {
		before = append(before, key)
	}
	acked.mu.Unlock()
	copied := filepath.Join(t.TempDir(), "copy")
	if err := os.CopyFS(copied, os.DirFS(dir)); err != nil {
		t.Fatal(err)
	}
	if err := syscall.Kill(pid, syscall.SIGCONT); err != nil {
		t.Fatal(err)
	}
	<-published
	if len(acked.tenths) != messages {
		t.Fatalf("%d messages acknowledged, want %d: the original did not go on", len(acked.tenths), messages)
	}

	d := county{dir: copied, now: newHandClock(noon).now}.start(t)
	drained(t, d)
	have := map[string]bool{}
	for _, row := range query(t, d.InfluxURL(), `SELECT co, station FROM air`) {
		start, err := time.Parse(time.RFC3339, row[0].(string))
		if err != nil {
			t.Fatal(err)
		}
		have[row[2].(string)+start.Add(time.Hour).In(beijing).Format(time.RFC3339)] = true
	}
	for _, key := range before {
		if !have[key] {
			t.Errorf("%s was acknowledged before the copy was made, and is not in it", key)
		}
	}
	if len(have) >= messages {
		t.Errorf("the copy has all %d readings: it was made when nothing flowed any more", len(have))
	}
}

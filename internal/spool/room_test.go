package spool

import (
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"
)

// Who waits because the oldest record is too old is let in when a clock that ran ahead
// is set back, although nothing was committed.
func TestSubmit_WakesWhenTheAgeBoundNoLongerHolds(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var ahead atomic.Int64
		s, err := Open(t.TempDir(), Options{MaxAge: time.Hour, Now: func() time.Time { return time.Now().Add(time.Duration(ahead.Load())) }})
		if err != nil {
			t.Fatal(err)
		}
		defer s.Close()
		mustAppend(t, s, "first")
		ahead.Store(int64(365 * 24 * time.Hour))
		appended := make(chan error, 1)
		go func() { appended <- s.Append(t.Context(), []byte("second")) }()
		time.Sleep(time.Minute)
		synctest.Wait()
		select {
		case err := <-appended:
			t.Fatalf("appended past the age bound: %v", err)
		default:
		}
		ahead.Store(0)
		time.Sleep(2 * ageCheck)
		synctest.Wait()
		select {
		case err := <-appended:
			if err != nil {
				t.Error(err)
			}
		default:
			t.Error("still waits after the clock was set back")
		}
	})
}

// failingDisk asks a test what becomes of each sync.
type failingDisk struct {
	osDisk
	entered chan struct{}
	outcome chan error
}

type failingFile struct {
	file
	d *failingDisk
}

func (d *failingDisk) open(path string, create bool) (file, error) {
	f, err := d.osDisk.open(path, create)
	return failingFile{f, d}, err
}

func (f failingFile) Sync() error {
	f.d.entered <- struct{}{}
	return <-f.d.outcome
}

// Who waits for room that a group in writing takes up is let in when that write fails.
func TestSubmit_WakesWhenAWriteFails(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		disk := &failingDisk{entered: make(chan struct{}), outcome: make(chan error)}
		s, err := Open(t.TempDir(), Options{MaxBytes: 40, disk: disk})
		if err != nil {
			t.Fatal(err)
		}
		defer s.Close()
		first, second := make(chan error, 1), make(chan error, 1)
		go func() { first <- s.Append(t.Context(), make([]byte, 20)) }()
		<-disk.entered
		go func() { second <- s.Append(t.Context(), make([]byte, 20)) }()
		synctest.Wait()
		disk.outcome <- errDisk
		if err := <-first; err == nil {
			t.Error("a failed sync is reported as success")
		}
		synctest.Wait()
		select {
		case <-disk.entered:
			disk.outcome <- nil
			if err := <-second; err != nil {
				t.Error(err)
			}
		default:
			t.Error("the second still waits for room that is there")
		}
	})
}

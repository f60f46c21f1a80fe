package spool

import (
	"errors"
	"fmt"
	"io"
	"slices"
	"sync"
	"testing"
)

// countingDisk counts syncs and holds them until hold is closed.
type countingDisk struct {
	osDisk
	entered, hold chan struct{}

	mu sync.Mutex
	n  int
}

type countingFile struct {
	file
	d *countingDisk
}

func (d *countingDisk) open(path string, create bool) (file, error) {
	f, err := d.osDisk.open(path, create)
	return countingFile{f, d}, err
}

func (f countingFile) Sync() error {
	f.d.mu.Lock()
	f.d.n++
	f.d.mu.Unlock()
	f.d.entered <- struct{}{}
	<-f.d.hold
	return f.file.Sync()
}

func (d *countingDisk) syncs() int {
	d.mu.Lock()
	defer d.mu.Unlock()
	return d.n
}

// faultyDisk fails on demand.
type faultyDisk struct {
	osDisk
	mu                          sync.Mutex
	free                        int64 // bytes still writable; negative means no bound
	failSync, failTrunc, failMk bool
}

type faultyFile struct {
	file
	d *faultyDisk
}

var errDisk = errors.New("no space left on device")

func (d *faultyDisk) open(path string, create bool) (file, error) {
	d.mu.Lock()
	defer d.mu.Unlock()
	if create && d.failMk {
		return nil, errDisk
	}
	f, err := d.osDisk.open(path, create)
	if err != nil {
		return nil, err
	}
	return faultyFile{f, d}, nil
}

func (f faultyFile) WriteAt(b []byte, at int64) (int, error) {
	f.d.mu.Lock()
	defer f.d.mu.Unlock()
	if f.d.free >= 0 && int64(len(b)) > f.d.free {
		n, _ := f.file.WriteAt(b[:f.d.free], at)
		f.d.free = 0
		return n, errDisk
	}
	if f.d.free >= 0 {
		f.d.free -= int64(len(b))
	}
	return f.file.WriteAt(b, at)
}

func (f faultyFile) Sync() error {
	f.d.mu.Lock()
	defer f.d.mu.Unlock()
	if f.d.failSync {
		return io.ErrUnexpectedEOF
	}
	return f.file.Sync()
}

func (f faultyFile) Truncate(n int64) error {
	f.d.mu.Lock()
	defer f.d.mu.Unlock()
	if f.d.failTrunc {
		return errDisk
	}
	return f.file.Truncate(n)
}

func (d *faultyDisk) set(change func(*faultyDisk)) {
	d.mu.Lock()
	defer d.mu.Unlock()
	change(d)
}

func TestSpool_FailedWriteLosesOnlyWhatWasRefused(t *testing.T) {
	faults := map[string]func(*faultyDisk){
		"disk full":                       func(d *faultyDisk) { d.free = 7 },
		"disk full from the first byte":   func(d *faultyDisk) { d.free = 0 },
		"disk full, truncate fails":       func(d *faultyDisk) { d.free = 7; d.failTrunc = true },
		"sync fails":                      func(d *faultyDisk) { d.failSync = true },
		"sync and truncate fail":          func(d *faultyDisk) { d.failSync = true; d.failTrunc = true },
		"no new file can be made (rolls)": func(d *faultyDisk) { d.failMk = true; d.free = 0 },
	}
	for name, fault := range faults {
		for _, segment := range []int64{1, 1 << 20} { // 1: every group begins a segment
			t.Run(fmt.Sprint(name, segment), func(t *testing.T) {
				d := &faultyDisk{free: -1}
				dir := t.TempDir()
				s := mustOpen(t, dir, Options{disk: d, SegmentBytes: segment})
				mustAppend(t, s, "before")
				d.set(fault)
				for range 3 {
					if err := s.Append(t.Context(), []byte("refused")); err == nil {
						t.Fatal("append on a failing disk succeeded")
					}
				}
				if dep := s.Depth(); dep.Records != 1 {
					t.Errorf("depth %+v, want 1 record", dep)
				}
				d.set(func(d *faultyDisk) { d.free, d.failSync, d.failTrunc, d.failMk = -1, false, false, false })
				mustAppend(t, s, "after", "more")
				crashed := mustOpen(t, copyDir(t, dir), Options{})
				want := []string{"before", "after", "more"}
				if got, _ := rest(t, s); !slices.Equal(got, want) {
					t.Errorf("got %q, want %q", got, want)
				}
				// After a crash a record whose sync failed may be there as well.
				got, _ := rest(t, crashed)
				got = slices.DeleteFunc(got, func(r string) bool { return r == "refused" })
				if !slices.Equal(got, want) {
					t.Errorf("after a crash got %q, want %q", got, want)
				}
			})
		}
	}
}

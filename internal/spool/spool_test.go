package spool

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"
	"sync"
	"testing"
	"time"
)

func mustOpen(t *testing.T, dir string, o Options) *Spool {
	t.Helper()
	s, err := Open(dir, o)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := s.Close(); err != nil {
			t.Errorf("close: %v", err)
		}
	})
	return s
}

func mustAppend(t *testing.T, s *Spool, records ...string) {
	t.Helper()
	for _, r := range records {
		if err := s.Append(t.Context(), []byte(r)); err != nil {
			t.Fatalf("append %q: %v", r, err)
		}
	}
}

// rest reads all that is unread, without waiting for more.
func rest(t *testing.T, s *Spool) (records []string, end Position) {
	t.Helper()
	var b Batch
	for {
		s.mu.Lock()
		n := s.reader.unread
		s.mu.Unlock()
		if n == 0 {
			return records, end
		}
		if err := s.read(&b, Limit{Records: 3, Bytes: 1 << 20}); err != nil {
			t.Fatal(err)
		}
		for _, r := range b.Records {
			records = append(records, string(r))
		}
		end = b.End
	}
}

func numbered(prefix string, n int) []string {
	var out []string
	for i := range n {
		out = append(out, fmt.Sprintf("%s-%03d", prefix, i))
	}
	return out
}

func TestSpool_HandsOutInOrderUntilCommitted(t *testing.T) {
	dir := t.TempDir()
	s := mustOpen(t, dir, Options{SegmentBytes: 200})
	want := numbered("r", 50)
	mustAppend(t, s, want...)
	if d := s.Depth(); d.Records != 50 || d.Oldest.IsZero() {
		t.Errorf("depth %+v, want 50 records with a time", d)
	}
	var b Batch
	if err := s.Next(t.Context(), &b, Limit{Records: 20}); err != nil {
		t.Fatal(err)
	}
	n := len(b.Records)
	if n == 0 || string(b.Records[0]) != "r-000" {
		t.Fatalf("first batch %q", b.Records)
	}
	if err := s.Commit(b.End); err != nil {
		t.Fatal(err)
	}
	if d := s.Depth(); d.Records != int64(50-n) {
		t.Errorf("depth after commit %d, want %d", d.Records, 50-n)
	}
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
	s = mustOpen(t, dir, Options{SegmentBytes: 200})
	mustAppend(t, s, "later")
	got, end := rest(t, s)
	if want := append(want[n:], "later"); !slices.Equal(got, want) {
		t.Errorf("after reopen got %q, want %q", got, want)
	}
	if err := s.Commit(end); err != nil {
		t.Fatal(err)
	}
	if d := s.Depth(); d.Records != 0 || d.Bytes != 0 || !d.Oldest.IsZero() {
		t.Errorf("depth %+v, want nothing", d)
	}
	if ids, _ := segmentIDs(dir); len(ids) != 1 {
		t.Errorf("%d segments left, want only the one being written", len(ids))
	}
}

func TestSpool_ReadButUncommittedComesAgain(t *testing.T) {
	dir := t.TempDir()
	s := mustOpen(t, dir, Options{})
	mustAppend(t, s, "a", "b")
	if got, _ := rest(t, s); len(got) != 2 {
		t.Fatalf("got %q", got)
	}
	s.Close()
	s = mustOpen(t, dir, Options{})
	if got, _ := rest(t, s); !slices.Equal(got, []string{"a", "b"}) {
		t.Errorf("got %q, want both again", got)
	}
}

func TestSpool_SecondOpenIsRefused(t *testing.T) {
	dir := t.TempDir()
	mustOpen(t, dir, Options{})
	if s, err := Open(dir, Options{}); err == nil {
		s.Close()
		t.Error("a second process could open the same spool")
	}
}

func copyDir(t *testing.T, from string) string {
	t.Helper()
	to := t.TempDir()
	entries, err := os.ReadDir(from)
	if err != nil {
		t.Fatal(err)
	}
	for _, e := range entries {
		b, err := os.ReadFile(filepath.Join(from, e.Name()))
		if err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(filepath.Join(to, e.Name()), b, 0o600); err != nil {
			t.Fatal(err)
		}
	}
	return to
}

// A crash is the directory as it is at that moment: whatever Append returned
// for must be in the copy.
func TestSpool_CrashKeepsWhatWasAcknowledged(t *testing.T) {
	dir := t.TempDir()
	s := mustOpen(t, dir, Options{SegmentBytes: 300})
	var want []string
	for i := range 30 {
		r := fmt.Sprintf("record %d", i)
		mustAppend(t, s, r)
		want = append(want, r)
		c := mustOpen(t, copyDir(t, dir), Options{})
		if got, _ := rest(t, c); !slices.Equal(got, want) {
			t.Fatalf("after %d: got %q", i, got)
		}
	}
}

func TestSpool_TornTailAtEveryByte(t *testing.T) {
	dir := t.TempDir()
	s := mustOpen(t, dir, Options{})
	want := []string{"first", "second record", "third"}
	mustAppend(t, s, want...)
	s.Close()
	ids, _ := segmentIDs(dir)
	path := s.path(ids[0])
	whole, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	ends := []int{int(headBytes)}
	for _, r := range want {
		ends = append(ends, ends[len(ends)-1]+frameBytes+len(r))
	}
	for cut := range len(whole) {
		for _, garbage := range []string{"", "\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00", "\x07\x00\x00\x00garbage"} {
			d := t.TempDir()
			name := filepath.Join(d, filepath.Base(path))
			if err := os.WriteFile(name, append(whole[:cut:cut], garbage...), 0o600); err != nil {
				t.Fatal(err)
			}
			good := 0
			for good < len(want) && ends[good+1] <= cut {
				good++
			}
			c, err := Open(d, Options{})
			if err != nil {
				t.Fatalf("cut at %d: %v", cut, err)
			}
			mustAppend(t, c, "after")
			got, _ := rest(t, c)
			if exp := append(want[:good:good], "after"); !slices.Equal(got, exp) {
				t.Errorf("cut at %d with %q: got %q, want %q", cut, garbage, got, exp)
			}
			if err := c.Close(); err != nil {
				t.Error(err)
			}
		}
	}
}

func TestSpool_DamageInTheMiddleCostsOneRecord(t *testing.T) {
	dir := t.TempDir()
	s := mustOpen(t, dir, Options{})
	want := numbered("record", 9)
	mustAppend(t, s, want...)
	s.Close()
	ids, _ := segmentIDs(dir)
	path := s.path(ids[0])
	whole, _ := os.ReadFile(path)
	frame := frameBytes + len(want[0])
	for at := int(headBytes) + 4*frame; at < int(headBytes)+5*frame; at++ {
		d := t.TempDir()
		bad := slices.Clone(whole)
		bad[at] ^= 0x55
		if err := os.WriteFile(filepath.Join(d, filepath.Base(path)), bad, 0o600); err != nil {
			t.Fatal(err)
		}
		c := mustOpen(t, d, Options{})
		got, end := rest(t, c)
		if exp := slices.Delete(slices.Clone(want), 4, 5); !slices.Equal(got, exp) {
			t.Errorf("byte %d damaged: got %q, want %q", at, got, exp)
		}
		if err := c.Commit(end); err != nil {
			t.Fatal(err)
		}
		if dep := c.Depth(); dep.Records != 0 {
			t.Errorf("byte %d damaged: %d records left after commit", at, dep.Records)
		}
	}
}

// Damage that comes after Open has counted the records must not make the reader
// wait for what is gone.
func TestSpool_DamageWhileOpen(t *testing.T) {
	dir := t.TempDir()
	s := mustOpen(t, dir, Options{})
	mustAppend(t, s, "one", "two", "three")
	ids, _ := segmentIDs(dir)
	f, err := os.OpenFile(s.path(ids[0]), os.O_WRONLY, 0)
	if err != nil {
		t.Fatal(err)
	}
	f.WriteAt([]byte{0xff}, headBytes+2*(frameBytes+3)+1)
	f.Close()
	got, end := rest(t, s)
	if !slices.Equal(got, []string{"one", "two"}) {
		t.Errorf("got %q", got)
	}
	s.Commit(end)
	if d := s.Depth(); d.Records != 0 || d.Bytes != 0 {
		t.Errorf("depth %+v, want nothing", d)
	}
}

func TestSpool_FullRefusesAndRecovers(t *testing.T) {
	s := mustOpen(t, t.TempDir(), Options{MaxBytes: 3 * (frameBytes + 4)})
	mustAppend(t, s, "aaaa", "bbbb", "cccc")
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	err := s.Append(ctx, []byte("dddd"))
	if !errors.Is(err, ErrFull) || !errors.Is(err, context.Canceled) {
		t.Fatalf("append to a full spool: %v, want ErrFull", err)
	}
	appended := make(chan error, 1)
	go func() { appended <- s.Append(t.Context(), []byte("dddd")) }()
	var b Batch
	if err := s.Next(t.Context(), &b, Limit{Records: 1}); err != nil {
		t.Fatal(err)
	}
	select {
	case err := <-appended:
		t.Fatalf("appended to a full spool: %v", err)
	default:
	}
	if err := s.Commit(b.End); err != nil {
		t.Fatal(err)
	}
	if err := <-appended; err != nil {
		t.Fatalf("append after room was made: %v", err)
	}
	if err := s.Append(t.Context(), make([]byte, 100)); !errors.Is(err, ErrRecordSize) {
		t.Errorf("a record larger than the spool: %v, want ErrRecordSize", err)
	}
}

func TestSpool_NextWaitsForTheFirstAndNoLongerThanLinger(t *testing.T) {
	s := mustOpen(t, t.TempDir(), Options{})
	got := make(chan int)
	go func() {
		var b Batch
		for range 2 {
			if err := s.Next(t.Context(), &b, Limit{Records: 2, Linger: time.Hour}); err != nil {
				t.Error(err)
			}
			got <- len(b.Records)
		}
		if err := s.Next(t.Context(), &b, Limit{Records: 1000, Linger: time.Millisecond}); err != nil {
			t.Error(err)
		}
		got <- len(b.Records)
	}()
	mustAppend(t, s, "1", "2", "3")
	if n := <-got; n != 2 {
		t.Errorf("got %d records, want 2", n)
	}
	mustAppend(t, s, "4")
	if n := <-got; n != 2 {
		t.Errorf("got %d records, want 2", n)
	}
	mustAppend(t, s, "5")
	if n := <-got; n != 1 {
		t.Errorf("got %d records, want 1", n)
	}
}

func TestSpool_NextEndsWithContextAndClose(t *testing.T) {
	s := mustOpen(t, t.TempDir(), Options{})
	ctx, cancel := context.WithCancel(t.Context())
	ended := make(chan error)
	go func() {
		var b Batch
		ended <- s.Next(ctx, &b, Limit{})
		ended <- s.Next(t.Context(), &b, Limit{})
	}()
	cancel()
	if err := <-ended; !errors.Is(err, context.Canceled) {
		t.Errorf("got %v", err)
	}
	s.Close()
	if err := <-ended; !errors.Is(err, ErrClosed) {
		t.Errorf("got %v", err)
	}
	if err := s.Append(t.Context(), []byte("x")); !errors.Is(err, ErrClosed) {
		t.Errorf("append after close: %v", err)
	}
}

func TestSpool_ManyAppendersShareSyncs(t *testing.T) {
	d := &countingDisk{entered: make(chan struct{}, 1000), hold: make(chan struct{})}
	s := mustOpen(t, t.TempDir(), Options{disk: d})
	// The first append holds the disk; the others gather meanwhile.
	var wg sync.WaitGroup
	first := make(chan error, 1)
	go func() { first <- s.Append(context.Background(), []byte("first")) }()
	<-d.entered
	const n = 200
	for i := range n {
		c, err := s.Submit(t.Context(), fmt.Appendf(nil, "%d", i))
		if err != nil {
			t.Fatal(err)
		}
		wg.Go(func() {
			if err := c.Wait(); err != nil {
				t.Error(err)
			}
		})
	}
	close(d.hold)
	wg.Wait()
	if err := <-first; err != nil {
		t.Fatal(err)
	}
	if got := d.syncs(); got != 2 {
		t.Errorf("%d syncs for %d concurrent records after the first, want 2 in all", got, n)
	}
	if got, _ := rest(t, s); len(got) != n+1 {
		t.Errorf("%d records, want %d", len(got), n+1)
	}
}

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

func TestSpool_TornCommitFallsBack(t *testing.T) {
	dir := t.TempDir()
	s := mustOpen(t, dir, Options{})
	mustAppend(t, s, "a", "b", "c")
	var b Batch
	for range 2 {
		if err := s.Next(t.Context(), &b, Limit{Records: 1}); err != nil {
			t.Fatal(err)
		}
		if err := s.Commit(b.End); err != nil {
			t.Fatal(err)
		}
	}
	s.Close()
	path := filepath.Join(dir, "committed")
	slots, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	clear(slots[:20]) // the newer of the two: turn 2 lies in slot 0
	if err := os.WriteFile(path, slots, 0o600); err != nil {
		t.Fatal(err)
	}
	s = mustOpen(t, dir, Options{})
	if got, _ := rest(t, s); !slices.Equal(got, []string{"b", "c"}) {
		t.Errorf("got %q, want the commit before the torn one", got)
	}
}

func FuzzFrameAt(f *testing.F) {
	f.Add(appendFrame(nil, 1, []byte("record")))
	f.Add([]byte{1, 0, 0, 0})
	f.Fuzz(func(t *testing.T, b []byte) {
		record, _, need, state := frameAt(b)
		if state == frameGood && (len(record) == 0 || need != frameBytes+len(record) || need > len(b)) {
			t.Errorf("record of %d, need %d of %d", len(record), need, len(b))
		}
	})
}

func BenchmarkAppend(b *testing.B) {
	s, err := Open(b.TempDir(), Options{MaxBytes: 1 << 40})
	if err != nil {
		b.Fatal(err)
	}
	defer s.Close()
	record := make([]byte, 220)
	ctx := context.Background()
	b.SetBytes(int64(len(record)))
	b.ReportAllocs()
	var last *Commit
	for b.Loop() {
		if last, err = s.Submit(ctx, record); err != nil {
			b.Fatal(err)
		}
	}
	if err := last.Wait(); err != nil {
		b.Fatal(err)
	}
}

func BenchmarkNext(b *testing.B) {
	s, err := Open(b.TempDir(), Options{MaxBytes: 1 << 40})
	if err != nil {
		b.Fatal(err)
	}
	defer s.Close()
	record := make([]byte, 220)
	ctx := context.Background()
	n := b.N
	for range n {
		if _, err := s.Submit(ctx, record); err != nil {
			b.Fatal(err)
		}
	}
	b.ReportAllocs()
	b.ResetTimer()
	var batch Batch
	for n > 0 {
		if err := s.Next(ctx, &batch, Limit{}); err != nil {
			b.Fatal(err)
		}
		n -= len(batch.Records)
		if err := s.Commit(batch.End); err != nil {
			b.Fatal(err)
		}
	}
}

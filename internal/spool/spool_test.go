package spool

import (
	"context"
	"errors"
	"fmt"
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
	_, end := rest(t, s)
	if err := s.Commit(end); err != nil {
		t.Fatal(err)
	}
	if err := s.Append(ctx, make([]byte, 100), make([]byte, 100)); err != nil {
		t.Errorf("an empty spool takes any group, got %v", err)
	}
	for _, bad := range [][]byte{nil, make([]byte, MaxRecord+1)} {
		if err := s.Append(ctx, bad); !errors.Is(err, ErrRecordSize) {
			t.Errorf("a record of %d bytes: %v, want ErrRecordSize", len(bad), err)
		}
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

package spool

import (
	"context"
	"errors"
	"slices"
	"sync/atomic"
	"testing"
	"time"
)

// While the oldest record waits for longer than MaxAge nothing more is taken, over a
// restart too. Nothing is discarded, and a commit of what is old makes room again.
func TestSpool_RefusesWhileTheOldestWaitsTooLong(t *testing.T) {
	const day = 24 * time.Hour
	var clock atomic.Int64
	clock.Store(time.Date(2026, 3, 1, 0, 0, 0, 0, time.UTC).UnixNano())
	o := Options{MaxAge: 30 * day, Now: func() time.Time { return time.Unix(0, clock.Load()) }}
	gone, cancel := context.WithCancel(t.Context())
	cancel()
	refuses := func(s *Spool) bool {
		t.Helper()
		err := s.Append(gone, []byte("refused"))
		if err != nil && !errors.Is(err, ErrFull) {
			t.Fatalf("append: %v, want ErrFull", err)
		}
		return err != nil
	}
	dir := t.TempDir()
	s := mustOpen(t, dir, o)
	mustAppend(t, s, "first")
	clock.Add(int64(20 * day))
	mustAppend(t, s, "second")
	clock.Add(int64(10 * day))
	mustAppend(t, s, "on the thirtieth day")
	clock.Add(int64(time.Second))
	if !refuses(s) {
		t.Error("appended although the oldest has waited for more than 30 days")
	}
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
	s = mustOpen(t, dir, o)
	if !refuses(s) {
		t.Error("appended after a restart although the oldest has waited for more than 30 days")
	}
	if d := s.Depth(); d.MaxAge != 30*day || d.Records != 3 {
		t.Errorf("depth %+v, want 3 records and the limit of 30 days", d)
	}

	appended := make(chan error, 1)
	go func() { appended <- s.Append(t.Context(), []byte("later")) }()
	var b Batch
	if err := s.Next(t.Context(), &b, Limit{Records: 1}); err != nil {
		t.Fatal(err)
	}
	select {
	case err := <-appended:
		t.Fatalf("appended before the old record was committed: %v", err)
	default:
	}
	if string(b.Records[0]) != "first" {
		t.Fatalf("oldest is %q", b.Records[0])
	}
	if err := s.Commit(b.End); err != nil { // the next one is 10 days old
		t.Fatal(err)
	}
	if err := <-appended; err != nil {
		t.Fatalf("append after the old record was committed: %v", err)
	}
	got, end := rest(t, s)
	if want := []string{"second", "on the thirtieth day", "later"}; !slices.Equal(got, want) {
		t.Errorf("left %q, want %q", got, want)
	}
	if err := s.Commit(end); err != nil {
		t.Fatal(err)
	}
	clock.Add(int64(400 * day))
	if refuses(s) {
		t.Error("an empty spool has nothing that waits, but refuses")
	}
}

package spool

import (
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"testing"
)

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

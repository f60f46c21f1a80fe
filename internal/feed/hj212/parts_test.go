package hj212

import (
	"fmt"
	"testing"
	"time"

	"lanbi/internal/feed"
)

// part is a part of a split hour of station W1.
func part(qn string, total, number int, content string) string {
	return frame(fmt.Sprintf("QN=%s;ST=21;CN=2061;PW=123456;MN=W1;Flag=7;PNUM=%d;PNO=%d", qn, total, number), content)
}

func TestDecode_Parts(t *testing.T) {
	const at9 = "DataTime=20261121090000;"
	type step struct {
		payload string
		later   time.Duration // since the step before
		want    string
	}
	for _, c := range []struct {
		name  string
		steps []step
	}{
		{"each with its time, as in the standard", []step{
			{part("1", 2, 1, at8+"w01001-Avg=7"), 0, "W1 2026-11-21T08:00:00 4h sent ph=7000000"},
			{part("2", 2, 2, at8+"w21003-Avg=1"), 0, "W1 2026-11-21T08:00:00 4h sent nh3n=1000000"},
		}},
		{"together in one payload", []step{
			{part("1", 2, 1, at8+"w01001-Avg=7,w01001-Flag=N") + part("2", 2, 2, at8+"w21003-Avg=1"), 0, "W1 2026-11-21T08:00:00 4h sent ph=7000000N nh3n=1000000 stated ph"},
		}},
		{"time in the first only", []step{
			{part("1", 2, 1, at8+"w01001-Avg=7"), 0, "W1 2026-11-21T08:00:00 4h sent ph=7000000"},
			{part("2", 2, 2, "w21003-Avg=1"), time.Minute, "W1 2026-11-21T08:00:00 4h sent nh3n=1000000"},
			{part("3", 2, 1, at9+"w01001-Avg=8"), time.Minute, "W1 2026-11-21T09:00:00 4h sent ph=8000000"},
			{part("4", 2, 2, "w21003-Avg=2"), 0, "W1 2026-11-21T09:00:00 4h sent nh3n=2000000"},
		}},
		{"the part without time comes first", []step{
			// What waits is recorded as rejected, so that it outlives a crash.
			{part("2", 2, 2, "w21003-Avg=1"), 0, "malformed"},
			{part("2", 2, 2, "w21003-Avg=1"), 0, "malformed"},
			{part("1", 2, 1, at8+"w01001-Avg=7"), 0, "W1 2026-11-21T08:00:00 4h sent ph=7000000 nh3n=1000000"},
			{part("4", 2, 2, "w21003-Avg=2"), 0, "malformed"}, // of the next report: not the time of the last
			{part("3", 2, 1, at9+"w01001-Avg=8"), 0, "W1 2026-11-21T09:00:00 4h sent ph=8000000 nh3n=2000000"},
		}},
		{"all sent again under new QN", []step{
			{part("1", 2, 1, at8+"w01001-Avg=7"), 0, "W1 2026-11-21T08:00:00 4h sent ph=7000000"},
			{part("2", 2, 2, "w21003-Avg=1"), 0, "W1 2026-11-21T08:00:00 4h sent nh3n=1000000"},
			{part("5", 2, 1, at8+"w01001-Avg=7"), 0, "W1 2026-11-21T08:00:00 4h sent ph=7000000"},
			{part("6", 2, 2, "w21003-Avg=1"), 0, "W1 2026-11-21T08:00:00 4h sent nh3n=1000000"},
		}},
		{"the others never come", []step{
			{part("2", 2, 2, "w21003-Avg=1"), 0, "malformed"},
			{part("3", 2, 1, at9+"w01001-Avg=8"), 20 * time.Minute, "W1 2026-11-21T09:00:00 4h sent ph=8000000; malformed"},
		}},
		{"numbers that cannot be", []step{
			{part("1", 2, 3, at8+"w01001-Avg=7"), 0, "malformed"},
			{part("1", 2, 0, at8+"w01001-Avg=7"), 0, "malformed"},
			{part("1", 9999, 1, at8+"w01001-Avg=7"), 0, "malformed"},
		}},
	} {
		t.Run(c.name, func(t *testing.T) {
			f, err := New(water)
			if err != nil {
				t.Fatal(err)
			}
			var out feed.Decoded
			at := now
			for i, s := range c.steps {
				at = at.Add(s.later)
				// Every message meets another decoder, as in a pool.
				f.Decoder().Decode(&out, feed.Message{Payload: []byte(s.payload), Station: "W1", Now: at})
				if got := show(&out); got != s.want {
					t.Errorf("step %d: got %q, want %q", i+1, got, s.want)
				}
			}
		})
	}
}

// Parts whose others never come are bounded in number and bytes.
func TestParts_Bounded(t *testing.T) {
	f, err := New(water)
	if err != nil {
		t.Fatal(err)
	}
	d := f.Decoder()
	var out feed.Decoded
	for i := range 3 * maxGroups {
		head := fmt.Sprintf("QN=1;ST=21;CN=2061;MN=M%d;Flag=7;PNUM=2;PNO=2", i)
		payload := frame(head, fmt.Sprintf("w21003-Avg=%0800d", 1))
		d.Decode(&out, feed.Message{Payload: []byte(payload), Now: now})
		if f.parts.bytes > maxWait || len(f.parts.groups) > maxGroups {
			t.Fatalf("after %d: %d bytes in %d reports", i+1, f.parts.bytes, len(f.parts.groups))
		}
	}
	d.Decode(&out, feed.Message{Payload: []byte(part("1", 2, 2, "w21003-Avg=1")), Now: now.Add(time.Hour)})
	if f.parts.bytes > 1000 || len(f.parts.groups) != 1 {
		t.Errorf("an hour later: %d bytes in %d reports, want those of one", f.parts.bytes, len(f.parts.groups))
	}
}

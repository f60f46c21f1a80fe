package notify

import (
	"strings"
	"testing"
	"time"
	"unicode/utf8"
)

func TestPace_TwentyAMinute(t *testing.T) {
	p := NewPace(20, time.Minute)
	start := time.Date(2026, 11, 21, 8, 0, 0, 0, time.UTC)
	for i := range 20 {
		if wait := p.Take(start.Add(time.Duration(i) * time.Second)); wait != 0 {
			t.Fatalf("message %d has to wait %v", i+1, wait)
		}
	}
	if wait := p.Take(start.Add(20 * time.Second)); wait != 40*time.Second {
		t.Errorf("message 21 at second 20 waits %v, want 40s", wait)
	}
	if wait := p.Take(start.Add(time.Minute)); wait != 0 {
		t.Errorf("a minute after the first: wait %v", wait)
	}
}

func TestPace_ClockSetBack(t *testing.T) {
	p := NewPace(1, time.Minute)
	now := time.Date(2026, 11, 21, 8, 0, 0, 0, time.UTC)
	p.Take(now)
	if wait := p.Take(now.Add(-24 * time.Hour)); wait != 0 {
		t.Errorf("after the clock was set back a day: wait %v", wait)
	}
}

func TestFit(t *testing.T) {
	if got := Fit("优良", 6); got != "优良" {
		t.Errorf("text that fits: %q", got)
	}
	lines := strings.Repeat("还可超标 1 天\n", 500)
	got := Fit(lines, 4096)
	if len(got) > 4096 || !strings.Contains(got, "行未显示") || !strings.HasPrefix(got, "还可超标 1 天\n还可") {
		t.Errorf("%d bytes, end %q", len(got), got[len(got)-60:])
	}
	one := Fit(strings.Repeat("天", 2000), 4096)
	if len(one) > 4096 || !utf8.ValidString(one) || !strings.HasSuffix(one, "……（全文请见页面）") {
		t.Errorf("one long line: %d bytes, valid %v", len(one), utf8.ValidString(one))
	}
}

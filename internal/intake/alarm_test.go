package intake

import (
	"fmt"
	"testing"
	"time"

	"lanbi/internal/spool"
)

func TestAlarm_BeginsAtEightyEndsBelowSixty(t *testing.T) {
	var a alarm
	for _, step := range []struct {
		bytes int64
		want  string
	}{{0, "-"}, {799, "-"}, {800, "begins"}, {1000, "-"}, {799, "-"}, {600, "-"}, {599, "ends"}, {700, "-"}, {801, "begins"}} {
		begins, ends := a.look(spool.Depth{Bytes: step.bytes, Max: 1000, MaxAge: time.Hour}, time.Unix(0, 0))
		got := "-"
		if begins {
			got = "begins"
		}
		if ends {
			got = "ends"
		}
		if got != step.want {
			t.Errorf("at %s: %s, want %s", fmt.Sprint(step.bytes), got, step.want)
		}
	}
}

// Size and age each raise the alarm; it ends when both have calmed.
func TestAlarm_ByAge(t *testing.T) {
	var a alarm
	now := time.Date(2026, 3, 31, 0, 0, 0, 0, time.UTC)
	const day = 24 * time.Hour
	for _, step := range []struct {
		days   int // 0 for nothing waits
		bytes  int64
		raised bool
	}{{0, 0, false}, {23, 1, false}, {24, 1, true}, {40, 1, true}, {18, 1, true}, {17, 1, false}, {24, 1, true},
		{1, 700, true}, {1, 599, false}, {24, 1, true}, {0, 0, false}} {
		d := spool.Depth{Bytes: step.bytes, Max: 1000, MaxAge: 30 * day}
		if step.days > 0 {
			d.Oldest = now.Add(-time.Duration(step.days) * day)
		}
		if a.look(d, now); a.raised != step.raised {
			t.Errorf("oldest %d days, %d of 1000 bytes: raised %v, want %v", step.days, step.bytes, a.raised, step.raised)
		}
	}
}

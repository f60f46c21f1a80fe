package intake

import (
	"fmt"
	"testing"

	"lanbi/internal/spool"
)

func TestAlarm_BeginsAtEightyEndsBelowSixty(t *testing.T) {
	var a alarm
	for _, step := range []struct {
		bytes int64
		want  string
	}{{0, "-"}, {799, "-"}, {800, "begins"}, {1000, "-"}, {799, "-"}, {600, "-"}, {599, "ends"}, {700, "-"}, {801, "begins"}} {
		begins, ends := a.look(spool.Depth{Bytes: step.bytes, Max: 1000})
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

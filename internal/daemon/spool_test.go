//go:build !noembed

package daemon

import (
	"testing"
	"time"
)

// The bounds of section spool are those of the queue, and are on /metrics.
func TestDaemon_SpoolIsBoundedAsConfigured(t *testing.T) {
	d := county{dir: t.TempDir(), more: "spool: {max_bytes: 5MiB, max_age: 2d}", now: newHandClock(noon).now}.start(t)
	if s := d.intake.Stats().Spool; s.Max != 5<<20 || s.MaxAge != 48*time.Hour {
		t.Errorf("bounds are %d bytes and %s, want 5 MiB and 48 h", s.Max, s.MaxAge)
	}
	if n := metric(t, d, "lanbi_intake_spool_limit_seconds"); n != 48*3600 {
		t.Errorf("lanbi_intake_spool_limit_seconds is %v", n)
	}
	if n := metric(t, d, "lanbi_intake_spool_limit_bytes"); n != 5<<20 {
		t.Errorf("lanbi_intake_spool_limit_bytes is %v", n)
	}
}

//go:build !noembed

package embedded

import (
	"log/slog"
	"strings"
	"testing"
)

// The broker's own log repeats whole packets, with the passwords of CONNECT and of
// HJ 212 frames in them.
func TestQuiet_LeavesPacketsOut(t *testing.T) {
	var text strings.Builder
	log := quiet(slog.New(slog.NewTextHandler(&text, &slog.HandlerOptions{Level: slog.LevelDebug})))
	log.Warn("error processing packet", "client", "JY001", "pk", "PW=secret")
	log.Debug("failed publishing packet", "packet", "PW=secret")
	log.Warn("", "client", "JY002")
	log.Info("attached listener")
	for _, want := range []string{"level=WARN msg=\"error processing packet\" client=JY001\n", "level=DEBUG msg=\"failed publishing packet\"\n",
		"level=DEBUG msg=\"client left\" client=JY002", "level=DEBUG msg=\"attached listener\""} {
		if !strings.Contains(text.String(), want) {
			t.Errorf("the log has no %q:\n%s", want, text.String())
		}
	}
	if strings.Contains(text.String(), "secret") {
		t.Errorf("the log has the password:\n%s", text.String())
	}
}

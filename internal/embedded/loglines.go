//go:build !noembed

package embedded

import (
	"bytes"
	"context"
	"log/slog"
)

// logLines passes the log lines of InfluxDB (logfmt) on to a slog.Logger.
type logLines struct{ log *slog.Logger }

// Write takes one line, as zap writes them.
func (l *logLines) Write(line []byte) (int, error) {
	if l.log == nil {
		return len(line), nil
	}
	level := slog.LevelDebug
	switch {
	case bytes.Contains(line, []byte(" lvl=error ")), bytes.Contains(line, []byte(" lvl=panic ")), bytes.Contains(line, []byte(" lvl=fatal ")):
		level = slog.LevelError
	case bytes.Contains(line, []byte(" lvl=warn ")):
		level = slog.LevelWarn
	}
	if l.log.Enabled(context.Background(), level) {
		text := bytes.TrimRight(line, "\n")
		if _, after, ok := bytes.Cut(text, []byte(" lvl=")); ok {
			_, text, _ = bytes.Cut(after, []byte(" "))
		}
		l.log.Log(context.Background(), level, "embedded InfluxDB", "line", string(text))
	}
	return len(line), nil
}

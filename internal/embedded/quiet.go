//go:build !noembed

package embedded

import (
	"context"
	"log/slog"
)

// quiet is log without the noise of the broker, which reports every client that
// leaves as a warning without text: such records become debug.
func quiet(log *slog.Logger) *slog.Logger {
	if log == nil {
		return slog.New(slog.DiscardHandler)
	}
	return slog.New(demoteEmpty{log.Handler()})
}

type demoteEmpty struct{ slog.Handler }

// Handle passes r on, or drops it where it has no text and debug is off.
func (h demoteEmpty) Handle(ctx context.Context, r slog.Record) error {
	if r.Message != "" {
		return h.Handler.Handle(ctx, r)
	}
	if !h.Enabled(ctx, slog.LevelDebug) {
		return nil
	}
	demoted := slog.NewRecord(r.Time, slog.LevelDebug, "client left", r.PC)
	r.Attrs(func(a slog.Attr) bool {
		demoted.AddAttrs(a)
		return true
	})
	return h.Handler.Handle(ctx, demoted)
}

// WithAttrs keeps the wrapping.
func (h demoteEmpty) WithAttrs(attrs []slog.Attr) slog.Handler {
	return demoteEmpty{h.Handler.WithAttrs(attrs)}
}

// WithGroup keeps the wrapping.
func (h demoteEmpty) WithGroup(name string) slog.Handler {
	return demoteEmpty{h.Handler.WithGroup(name)}
}

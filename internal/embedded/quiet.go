//go:build !noembed

package embedded

import (
	"context"
	"log/slog"
)

// quiet is log without the noise of the broker, which tells of every hook and
// every client, and reports one that leaves as a warning without text: such
// records become debug.
func quiet(log *slog.Logger) *slog.Logger {
	if log == nil {
		return slog.New(slog.DiscardHandler)
	}
	return slog.New(demote{log.Handler()})
}

type demote struct{ slog.Handler }

// Handle passes warnings on, and the rest as debug where that is on.
func (h demote) Handle(ctx context.Context, r slog.Record) error {
	if r.Level > slog.LevelInfo && r.Message != "" {
		return h.Handler.Handle(ctx, r)
	}
	if !h.Enabled(ctx, slog.LevelDebug) {
		return nil
	}
	text := r.Message
	if text == "" {
		text = "client left"
	}
	demoted := slog.NewRecord(r.Time, slog.LevelDebug, text, r.PC)
	r.Attrs(func(a slog.Attr) bool {
		demoted.AddAttrs(a)
		return true
	})
	return h.Handler.Handle(ctx, demoted)
}

// WithAttrs keeps the wrapping.
func (h demote) WithAttrs(attrs []slog.Attr) slog.Handler {
	return demote{h.Handler.WithAttrs(attrs)}
}

// WithGroup keeps the wrapping.
func (h demote) WithGroup(name string) slog.Handler {
	return demote{h.Handler.WithGroup(name)}
}

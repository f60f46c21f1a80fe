//go:build !noembed

package embedded

import (
	"context"
	"log/slog"
)

// quiet is log without the noise of the broker, which tells of every hook and
// every client, and reports one that leaves as a warning without text: such
// records become debug. Packets are left out of all: they hold passwords.
func quiet(log *slog.Logger) *slog.Logger {
	if log == nil {
		return slog.New(slog.DiscardHandler)
	}
	return slog.New(demote{log.Handler()})
}

type demote struct{ slog.Handler }

// Handle passes warnings on, and the rest as debug where that is on.
func (h demote) Handle(ctx context.Context, r slog.Record) error {
	level, text := slog.LevelDebug, r.Message
	if r.Level > slog.LevelInfo && text != "" {
		level = r.Level
	}
	if !h.Enabled(ctx, level) {
		return nil
	}
	if text == "" {
		text = "client left"
	}
	out := slog.NewRecord(r.Time, level, text, r.PC)
	r.Attrs(func(a slog.Attr) bool {
		if a.Key != "pk" && a.Key != "packet" {
			out.AddAttrs(a)
		}
		return true
	})
	return h.Handler.Handle(ctx, out)
}

// WithAttrs keeps the wrapping.
func (h demote) WithAttrs(attrs []slog.Attr) slog.Handler {
	return demote{h.Handler.WithAttrs(attrs)}
}

// WithGroup keeps the wrapping.
func (h demote) WithGroup(name string) slog.Handler {
	return demote{h.Handler.WithGroup(name)}
}

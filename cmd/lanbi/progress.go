package main

import (
	"fmt"
	"os"
)

// progress tells people on standard error how far something has come. On a
// terminal it rewrites one line; elsewhere, as in a log, it writes a line every
// fifth of the way.
type progress struct {
	std      streams
	terminal bool
	what     string
	percent  int
}

func newProgress(std streams) *progress {
	p := &progress{std: std}
	if f, ok := std.err.(*os.File); ok {
		info, err := f.Stat()
		p.terminal = err == nil && info.Mode()&os.ModeCharDevice != 0
	}
	return p
}

// show says that done of total steps of what are finished.
func (p *progress) show(what string, done, total int) {
	percent := 100 * done / max(total, 1)
	if !p.terminal {
		percent -= percent % 20
	}
	if what == p.what && percent == p.percent {
		return
	}
	p.what, p.percent = what, percent
	switch {
	case !p.terminal:
		fmt.Fprintf(p.std.err, "%s: %d %%\n", what, percent)
	case done >= total:
		fmt.Fprintf(p.std.err, "\r%s: %3d %%\n", what, percent)
	default:
		fmt.Fprintf(p.std.err, "\r%s: %3d %%", what, percent)
	}
}

// of is show for one thing.
func (p *progress) of(what string) func(done, total int) {
	return func(done, total int) { p.show(what, done, total) }
}

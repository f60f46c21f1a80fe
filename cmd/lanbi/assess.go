package main

import (
	"context"
	"errors"
	"fmt"
	"log/slog"

	"lanbi/internal/daemon"
	"lanbi/internal/measure"
)

// assessCommand recomputes past days.
type assessCommand struct {
	Config string `short:"c" required:"" placeholder:"FILE" help:"Configuration file."`
	From   string `required:"" placeholder:"DAY" help:"First day, such as 2026-01-01."`
	To     string `required:"" placeholder:"DAY" help:"Last day, included."`
}

// Run recomputes hours, days, periods and progress of the days.
func (c assessCommand) Run(ctx context.Context, std streams) (err error) {
	settings, err := loadConfig(c.Config)
	if err != nil {
		return err
	}
	from, errFrom := measure.ParseDay(c.From)
	to, errTo := measure.ParseDay(c.To)
	if err := errors.Join(errFrom, errTo); err != nil {
		return usageError{err}
	}
	yesterday := measure.DayOf(wallClock(), settings.Timezone).Add(-1)
	if from > to || to > yesterday {
		return usageError{fmt.Errorf("--from %s --to %s: want the first day not after the last, and the last not after yesterday (%s)", from, to, yesterday)}
	}
	store, err := daemon.OpenStore(ctx, settings, newLog(std.err, slog.LevelWarn))
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, store.Close()) }()
	return daemon.HistoryOf(settings, store).AssessRange(ctx, from, to, yesterday, newProgress(std).of("assessing"))
}

package main

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"text/tabwriter"

	"lanbi/internal/daemon"
	"lanbi/internal/measure"
	"lanbi/internal/target"
	"lanbi/internal/web"
)

// statusCommand is the targets board in the terminal.
type statusCommand struct {
	Config string `short:"c" required:"" type:"path" help:"Configuration file."`
	JSON   bool   `name:"json" help:"The same JSON as /api/v1/targets."`
}

// Run evaluates every target as of yesterday.
func (c statusCommand) Run(ctx context.Context, std streams) (err error) {
	settings, err := loadConfig(c.Config)
	if err != nil {
		return err
	}
	store, err := daemon.OpenStore(ctx, settings, newLog(std.err, slog.LevelWarn))
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, store.Close()) }()
	yesterday := measure.DayOf(wallClock(), settings.Timezone).Add(-1)
	progress, err := daemon.BoardOf(settings, store.DB).Evaluate(ctx, yesterday)
	if err != nil {
		return err
	}
	if c.JSON {
		return web.EncodeTargets(std.out, false, progress)
	}
	t := tabwriter.NewWriter(std.out, 0, 4, 2, ' ', 0)
	fmt.Fprintln(t, "目标\t状态\t目标值\t现值\t优良\t超标\t数据不足\t剩余\t还可超标\t序时进度\t说明")
	for i := range progress {
		fmt.Fprintln(t, statusLine(&progress[i]))
	}
	return t.Flush()
}

// statusLine is one target, its columns separated by tabs.
func statusLine(p *target.Progress) string {
	days := "\t\t\t\t\t"
	if d := p.Days; d != nil {
		days = fmt.Sprintf("%d\t%d\t%d\t%d\t%d\t%+.1f", d.Good, d.Exceeding, d.Undetermined, d.Remaining, d.Budget, d.Pace)
	}
	value := target.ValueText(p)
	if value == "" {
		value = "—"
	}
	return fmt.Sprintf("%s %s\t%s\t%s\t%s\t%s\t%s", p.Target.ID, p.Target.Name, p.Status.Chinese(), target.GoalText(p.Target), value, days, p.Reason)
}

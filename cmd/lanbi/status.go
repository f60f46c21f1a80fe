package main

import (
	"context"
	"fmt"
	"io"
	"strconv"
	"strings"

	"golang.org/x/text/width"

	"lanbi/internal/config"
	"lanbi/internal/daemon"
	"lanbi/internal/measure"
	"lanbi/internal/target"
	"lanbi/internal/web"
)

// statusCommand is the targets board in the terminal.
type statusCommand struct {
	Config string `short:"c" required:"" placeholder:"FILE" help:"Configuration file."`
	JSON   bool   `name:"json" help:"The same JSON as /api/v1/targets."`
}

// Run evaluates every target as of yesterday.
func (c statusCommand) Run(ctx context.Context, std streams) error {
	return withStore(ctx, c.Config, std, func(settings *config.Config, store *daemon.Store) error {
		yesterday := measure.DayOf(wallClock(), settings.Timezone).Add(-1)
		progress, err := daemon.BoardOf(settings, store.DB).Evaluate(ctx, yesterday)
		if err != nil {
			return err
		}
		if c.JSON {
			return web.EncodeTargets(std.out, store.Simulated, progress)
		}
		if err := printNotice(std.out, store.Simulated); err != nil {
			return err
		}
		rows := [][]string{statusHeadings()}
		for i := range progress {
			rows = append(rows, statusRow(&progress[i]))
		}
		return printTable(std.out, rows)
	})
}

// statusHeadings are those of statusRow.
func statusHeadings() []string {
	return []string{"目标", "名称", "状态", "目标值", "现值", "优良", "超标", "数据不足", "剩余", "还可超标", "序时进度", "说明"}
}

// statusRow is one target, a cell a column.
func statusRow(p *target.Progress) []string {
	value := target.ValueText(p)
	if value == "" {
		value = "—"
	}
	// The reading under the other edition stands beside where it is another, the worse
	// one first.
	status := p.Status.Chinese()
	if text := p.OtherStatusText(); text != "" {
		beside := target.OtherTitle(p.Other.Edition) + " " + p.Other.Status.Chinese()
		if status += "；" + beside; p.OtherFirst() {
			status = beside + "；" + p.Status.Chinese()
		}
	}
	row := []string{p.Target.ID, p.Target.Name, status, target.GoalText(p.Target), value}
	if d := p.Days; d != nil {
		row = append(row, strconv.Itoa(d.Good), strconv.Itoa(d.Exceeding), strconv.Itoa(d.Undetermined),
			strconv.Itoa(d.Remaining), strconv.Itoa(d.Budget), fmt.Sprintf("%+.1f", d.Pace))
	} else {
		row = append(row, "", "", "", "", "", "")
	}
	return append(row, p.Reason)
}

// printTable aligns columns by their width on a terminal, where a Chinese
// character takes two cells.
func printTable(out io.Writer, rows [][]string) error {
	var widths []int
	for _, row := range rows {
		for i, cell := range row {
			if i == len(widths) {
				widths = append(widths, 0)
			}
			widths[i] = max(widths[i], cells(cell))
		}
	}
	var b strings.Builder
	for _, row := range rows {
		for i, cell := range row {
			b.WriteString(cell)
			if i < len(row)-1 {
				b.WriteString(strings.Repeat(" ", widths[i]-cells(cell)+2))
			}
		}
		b.WriteByte('\n')
	}
	_, err := io.WriteString(out, b.String())
	return err
}

// cells is the width of text on a terminal.
func cells(text string) int {
	n := 0
	for _, r := range text {
		n++
		if k := width.LookupRune(r).Kind(); k == width.EastAsianWide || k == width.EastAsianFullwidth {
			n++
		}
	}
	return n
}

package main

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"os/user"
	"path/filepath"
	"strings"

	"lanbi/internal/config"
	"lanbi/internal/daemon"
	"lanbi/internal/feed"
	"lanbi/internal/feed/history"
	"lanbi/internal/influx"
	"lanbi/internal/measure"
)

// importLines is how many samples one write of an import has.
const importLines = 5_000

// importCommand loads history files into InfluxDB.
type importCommand struct {
	Config string   `short:"c" required:"" placeholder:"FILE" help:"Configuration file."`
	Format string   `placeholder:"FORMAT" help:"native, cnemc, quotsoft, water4h, manual, reported or published; found out by itself when absent, but for the last two."`
	By     string   `placeholder:"NAME" help:"Who imports, for the audit trail; the user of the system when absent."`
	Why    string   `placeholder:"TEXT" help:"Why, for the audit trail; the names of the files when absent."`
	Files  []string `arg:"" help:"Files, plain or compressed by gzip."`
}

// Run stores every row of a station of the configuration, and assesses the days
// touched. Reported figures and events, and audited readings, leave lines for the audit
// trail.
func (c importCommand) Run(ctx context.Context, std streams) (err error) {
	settings, err := loadConfig(c.Config)
	if err != nil {
		return err
	}
	format, err := history.ParseFormat(c.Format)
	if err != nil {
		return usageError{err}
	}
	files, err := openHistory(c.Files)
	if err != nil {
		return err
	}
	defer files.close()
	store, err := daemon.OpenStore(ctx, settings, newLog(std.err, slog.LevelWarn))
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, store.Close()) }()
	t := c.trail(settings)
	switch format {
	case history.Reported:
		return importReported(ctx, std, settings, store, files.files, t)
	case history.Published:
		return importPublished(ctx, std, store, files.files, t)
	}
	l := loader{ctx: ctx, store: store, settings: settings, files: files, bar: newProgress(std).of("storing"), trail: t, audited: map[string]daemon.ImportedDays{}}
	counts, err := history.Read(format, files.files, historyOptions(settings, std), l.add)
	if err == nil {
		err = l.flush()
	}
	reportCounts(std, counts)
	if err != nil {
		return err
	}
	fmt.Fprintf(std.err, "samples stored %d\n", l.stored)
	if l.outOfRange > 0 {
		fmt.Fprintf(std.err, "values outside the physical range %d: stored with mark R, they do not count\n", l.outOfRange)
	}
	if err := l.assess(std); err != nil {
		return err
	}
	if counts.Rejected > 0 {
		return fmt.Errorf("%d rows or values were not understood; the others are stored", counts.Rejected)
	}
	return nil
}

// trail names who imports and why.
func (c importCommand) trail(settings *config.Config) *daemon.ImportTrail {
	t := daemon.ImportTrail{Settings: settings, Who: c.By, Why: c.Why, Now: wallClock}
	if t.Who == "" {
		t.Who = "lanbi import"
		if u, err := user.Current(); err == nil {
			t.Who = u.Username
		}
	}
	if t.Why == "" {
		var names []string
		for _, path := range c.Files {
			names = append(names, filepath.Base(path))
		}
		t.Why = "导入 " + strings.Join(names, "、")
	}
	return &t
}

// loader stores samples in batches and remembers the span of days touched.
type loader struct {
	ctx         context.Context
	store       *daemon.Store
	settings    *config.Config
	files       *historyFiles
	bar         func(done, total int)
	lines       []byte
	count       int
	stored      int
	outOfRange  int // values marked R: stored, and never counted
	first, last measure.Day
	trail       *daemon.ImportTrail
	audited     map[string]daemon.ImportedDays // by station, of the batch in hand
}

func (l *loader) add(s *measure.Sample) error {
	// An import may correct what was stored before: every normal mark is written.
	var all measure.Set
	for i := range s.Readings {
		r := &s.Readings[i]
		all = all.With(r.Parameter)
		if r.Flag.Valid() && !feed.Possible(r.Parameter, r.Value) {
			r.Flag = measure.OutOfReality
			l.outOfRange++
		}
	}
	before := len(l.lines)
	l.lines = influx.AppendSample(l.lines, s, all)
	if len(l.lines) == before {
		return nil
	}
	l.count++
	day := measure.DayOf(s.Start, l.settings.Timezone)
	if l.first == 0 || day < l.first {
		l.first = day
	}
	l.last = max(l.last, day)
	if s.Source == measure.Audited {
		l.audited[s.Station] = l.audited[s.Station].With(day)
	}
	if l.count < importLines {
		return nil
	}
	return l.flush()
}

func (l *loader) flush() error {
	if l.count == 0 {
		return nil
	}
	if err := l.trail.Days("readings/", "审核数据", l.audited); err != nil {
		return err
	}
	clear(l.audited)
	if err := l.store.Write(l.ctx, l.store.Bucket(), l.lines); err != nil {
		return fmt.Errorf("store samples: %w", err)
	}
	l.stored += l.count
	l.lines, l.count = l.lines[:0], 0
	l.bar(l.files.percent(), 100)
	return nil
}

// assess recomputes the days the import touched, as far as they are over.
func (l *loader) assess(std streams) error {
	yesterday := measure.DayOf(wallClock(), l.settings.Timezone).Add(-1)
	last := min(l.last, yesterday)
	if l.stored == 0 || l.first > last {
		return nil
	}
	return daemon.HistoryOf(l.settings, l.store).AssessRange(l.ctx, l.first, last, yesterday, newProgress(std).of("assessing"))
}

package daemon

import (
	"context"
	"fmt"
	"path/filepath"
	"time"

	"lanbi/internal/config"
	"lanbi/internal/entry"
	"lanbi/internal/ledger"
	"lanbi/internal/measure"
	"lanbi/internal/target"
)

// inboxEvery is how often the entries that commands left for the audit trail are taken
// in.
const inboxEvery = time.Minute

// inboxDir is where commands beside the daemon leave entries for the audit trail: the
// ledger is open to one process only.
func inboxDir(c *config.Config) string { return filepath.Join(c.DataDir, "inbox") }

// startTrail brings the audit trail up to date, and keeps it so: changes of the targets
// since the last start, and what commands leave in the inbox.
func (d *Daemon) startTrail() {
	if n, err := d.ledger.CheckAudit(); err != nil {
		d.o.Log.Error("audit trail", "entries", n, "error", err)
	}
	if d.o.Config.Roles.Assess {
		if err := d.noteTargets(d.o.Config, "启动时发现配置变更"); err != nil {
			d.o.Log.Error("note changes of targets in the audit trail", "error", err)
		}
	}
	d.Beside("inbox of the audit trail", func(ctx context.Context) error {
		d.keepTrail(ctx)
		return nil
	})
}

func (d *Daemon) keepTrail(ctx context.Context) {
	tick := time.NewTicker(inboxEvery)
	defer tick.Stop()
	remembered := false
	for {
		d.takeInbox()
		if !remembered {
			err := d.rememberFigures(ctx)
			if remembered = err == nil; !remembered {
				d.o.Log.Warn("remember reported figures for the audit trail; tried again", "error", err)
			}
		}
		select {
		case <-ctx.Done():
			return
		case <-tick.C:
		}
	}
}

func (d *Daemon) takeInbox() {
	n, err := d.ledger.ReadInbox(inboxDir(d.o.Config))
	if err != nil {
		d.o.Log.Error("take entries into the audit trail", "error", err)
	}
	if n > 0 {
		d.o.Log.Info("entries of commands taken into the audit trail", "entries", n)
	}
}

// rememberFigures makes known which figures are stored, so that one that comes over
// MQTT with another value is told from a first one.
func (d *Daemon) rememberFigures(ctx context.Context) error {
	today := measure.DayOf(d.o.Now(), d.o.Config.Timezone)
	var have []ledger.Entry
	for i := range d.o.Config.Areas {
		figures, err := d.db.Indicators(ctx, d.o.Config.Areas[i].Code, measure.Date(1970, 1, 1), today)
		if err != nil {
			return fmt.Errorf("read reported figures: %w", err)
		}
		for k := range figures {
			have = append(have, figureEntry(&figures[k]))
		}
	}
	return d.ledger.Remember(have)
}

func figureEntry(i *measure.Indicator) ledger.Entry {
	return ledger.Entry{Subject: entry.FigureSubject(i), New: entry.ValueText(i.Value), Source: i.Source, By: i.By}
}

// figureCame leaves a line in the trail when a figure that came over MQTT changes an
// earlier one. Nobody can be refused any more.
func (d *Daemon) figureCame(topic string, i *measure.Indicator) {
	e := figureEntry(i)
	e.At, e.Who, e.Why = d.o.Now(), topic, "MQTT 上报，与原值不同"
	if _, err := d.ledger.AuditChange(e); err != nil {
		d.o.Log.Error("note changed figure in the audit trail", "topic", topic, "error", err)
	}
}

// noteTargets leaves a line in the trail for each target whose goal or basis is another
// than the ledger remembers, that is new, or that is no more. Of a ledger that knows no
// targets it only makes them known.
func (d *Daemon) noteTargets(c *config.Config, why string) error {
	const prefix = "target/"
	had, err := d.ledger.Latest(prefix)
	if err != nil {
		return err
	}
	var all, changed []ledger.Entry
	now := map[string]bool{}
	note := func(subject, old, text string) {
		e := ledger.Entry{At: d.o.Now(), Who: "配置文件 " + filepath.Base(c.File), Subject: subject, Old: old, New: text, Why: why}
		if all = append(all, e); old != text {
			changed = append(changed, e)
		}
	}
	for i := range c.Targets {
		t := &c.Targets[i]
		now[prefix+t.ID] = true
		note(prefix+t.ID, had[prefix+t.ID], targetText(t))
	}
	if len(had) == 0 {
		return d.ledger.Remember(all)
	}
	for subject, old := range had {
		if !now[subject] && old != "" {
			note(subject, old, "")
		}
	}
	if len(changed) == 0 {
		return nil
	}
	_, err = d.ledger.Audit(changed...)
	return err
}

// targetText is goal and basis of a target, with the keys of the configuration.
func targetText(t *target.Target) string {
	b := t.Basis
	return fmt.Sprintf("%d 年 %s；kind=%s direction=%s indicator=%s compare=%s edition=%v dust=%s data=%s missing=%s missing_2012=%s pm10_missing_2026=%s year_rounding=%s document=%s",
		t.Year, target.GoalText(t), t.Kind, t.Direction, t.Indicator, t.Compare,
		b.Edition, b.Dust, b.Data, b.Missing, b.Missing2012, b.PM10Missing, b.YearRounding, b.Document)
}

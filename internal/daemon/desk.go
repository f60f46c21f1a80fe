package daemon

import (
	"context"
	"io"
	"time"

	"lanbi/internal/config"
	"lanbi/internal/entry"
	"lanbi/internal/influx"
	"lanbi/internal/ledger"
	"lanbi/internal/measure"
	"lanbi/internal/web"
)

// renewLimit bounds the evaluation after an entry, for which somebody waits.
const renewLimit = 10 * time.Second

// newDesk is where people report. There is one, as it takes one entry at a time.
func (d *Daemon) newDesk() *entry.Desk {
	c := d.o.Config
	return &entry.Desk{
		Areas: c.Areas, Targets: c.Targets, Zone: c.Timezone, Now: d.o.Now,
		Store: d.db, Trail: d.appendTrail, Renew: d.renew,
	}
}

// renew evaluates the targets that rest on what an area has just reported, so that the
// database shows what the page shows. An error is made good by the next run of the job.
func (d *Daemon) renew(ctx context.Context, areas []string) {
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), renewLimit)
	defer cancel()
	last, err := d.AssessedThrough()
	if err == nil {
		err = d.jobs.progress.Renew(ctx, last, measure.DayOf(d.o.Now(), d.o.Config.Timezone), areas...)
	}
	if err != nil {
		d.o.Log.Warn("evaluate targets after an entry; the next run of the job does it", "error", err)
	}
}

// ImportDesk is the desk of a command beside the daemon, which leaves its lines for the
// audit trail in the inbox.
func ImportDesk(c *config.Config, db *influx.DB) *entry.Desk {
	return &entry.Desk{
		Areas: c.Areas, Targets: c.Targets, Zone: c.Timezone, Now: time.Now, Store: db,
		Trail: func(lines ...entry.Change) error { return ledger.LeaveInInbox(inboxDir(c), entriesOf(lines)) },
	}
}

func entriesOf(lines []entry.Change) []ledger.Entry {
	entries := make([]ledger.Entry, len(lines))
	for i, line := range lines {
		entries[i] = ledger.Entry(line)
	}
	return entries
}

func (d *Daemon) appendTrail(lines ...entry.Change) error {
	_, err := d.ledger.Audit(entriesOf(lines)...)
	return err
}

// webTrail lets the page, which knows no ledger, read the audit trail.
func (d *Daemon) webTrail() *web.Trail {
	return &web.Trail{
		Append: d.appendTrail,
		From: func(number uint64, yield func(entry.Change) bool) error {
			return d.ledger.AuditTrail(number, func(e ledger.Entry) bool { return yield(entry.Change(e)) })
		},
		Newest: func(limit int, match func(entry.Change) bool) ([]entry.Change, error) {
			found, err := d.ledger.NewestAudit(limit, func(e ledger.Entry) bool { return match(entry.Change(e)) })
			lines := make([]entry.Change, len(found))
			for i, e := range found {
				lines[i] = entry.Change(e)
			}
			return lines, err
		},
		Check:  d.ledger.CheckAudit,
		Export: func(w io.Writer) error { return d.ledger.ExportAudit(w) },
	}
}

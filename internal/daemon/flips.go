package daemon

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"lanbi/internal/assess"
	"lanbi/internal/ledger"
	"lanbi/internal/measure"
	"lanbi/internal/standard/hj633"
	"lanbi/internal/web"
)

// flipSubject begins the subject of a flip in the audit trail: air-day/PLACE/DAY/EDITION.
const flipSubject = "air-day/"

// system is who judged a day otherwise: no person did.
const system = "系统"

// noteFlips writes flips into the audit trail. A flip that is the newest entry of its
// day already is the same one told again, after a crash or a repeated command.
func noteFlips(l *ledger.Ledger, now func() time.Time) func(context.Context, []assess.Flip) error {
	return func(_ context.Context, flips []assess.Flip) error {
		newest := map[string]ledger.Entry{}
		if err := l.AuditTrail(0, func(e ledger.Entry) bool {
			if strings.HasPrefix(e.Subject, flipSubject) {
				newest[e.Subject] = e
			}
			return true
		}); err != nil {
			return err
		}
		for _, f := range flips {
			e := entryOf(&f, now())
			if had := newest[e.Subject]; had.Old == e.Old && had.New == e.New {
				continue
			}
			if _, err := l.Audit(e); err != nil {
				return err
			}
		}
		return nil
	}
}

func entryOf(f *assess.Flip, at time.Time) ledger.Entry {
	return ledger.Entry{At: at, Who: system, Subject: flipSubject + f.Place + "/" + f.Day.String() + "/" + f.Edition.String(),
		Old: f.Old.String(), New: f.New.String(), Why: f.Cause}
}

// flips reads the flips of places in a year from the audit trail, newest first.
func (d *Daemon) flips(_ context.Context, places []string, year int) ([]web.Flip, error) {
	wanted := map[string]bool{}
	for _, p := range places {
		wanted[p] = true
	}
	var out []web.Flip
	var bad error
	newest := map[string]ledger.Entry{}
	err := d.ledger.AuditTrail(0, func(e ledger.Entry) bool {
		if !strings.HasPrefix(e.Subject, flipSubject) {
			return true
		}
		if had := newest[e.Subject]; had.Old == e.Old && had.New == e.New {
			return true // told again
		}
		newest[e.Subject] = e
		f, err := flipOf(&e)
		if err != nil {
			bad = fmt.Errorf("read flip of audit entry %d: %w", e.Number, err)
			return false
		}
		if wanted[f.Place] && f.Day.Year() == year {
			out = append(out, f)
		}
		return true
	})
	slices.Reverse(out)
	return out, errors.Join(err, bad)
}

// flipOf reads what entryOf writes.
func flipOf(e *ledger.Entry) (web.Flip, error) {
	parts := strings.Split(strings.TrimPrefix(e.Subject, flipSubject), "/")
	if len(parts) != 3 {
		return web.Flip{}, fmt.Errorf("subject %q: want air-day/PLACE/DAY/EDITION", e.Subject)
	}
	f := web.Flip{Time: e.At, Flip: assess.Flip{Place: parts[0], Cause: e.Why}}
	var err error
	if f.Day, err = measure.ParseDay(parts[1]); err != nil {
		return f, err
	}
	if f.Edition, err = hj633.ParseEdition(parts[2]); err != nil {
		return f, err
	}
	if f.Old, err = assess.ParseStanding(e.Old); err != nil {
		return f, err
	}
	f.New, err = assess.ParseStanding(e.New)
	return f, err
}

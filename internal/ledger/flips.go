package ledger

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"lanbi/internal/assess"
	"lanbi/internal/measure"
	"lanbi/internal/standard/hj633"
)

// flipSubject begins the subject of a flip in the audit trail: air-day/PLACE/DAY/EDITION.
const flipSubject = "air-day/"

// system is who judged a day otherwise: no person did.
const system = "系统"

// Flip is a day whose judgement a later assessment changed, and when that was.
type Flip struct {
	Time time.Time
	assess.Flip
}

// FlipEntry is the line of a flip in the audit trail.
func FlipEntry(f *assess.Flip, at time.Time) Entry {
	return Entry{At: at, Who: system, Subject: flipSubject + f.Place + "/" + f.Day.String() + "/" + f.Edition.String(),
		Old: f.Old.String(), New: f.New.String(), Why: f.Cause}
}

// Flip reads what FlipEntry writes; is tells whether the entry is a flip.
func (e *Entry) Flip() (f assess.Flip, is bool, err error) {
	rest, is := strings.CutPrefix(e.Subject, flipSubject)
	if !is {
		return f, false, nil
	}
	parts := strings.Split(rest, "/")
	if len(parts) != 3 {
		return f, true, fmt.Errorf("subject %q: want air-day/PLACE/DAY/EDITION", e.Subject)
	}
	f = assess.Flip{Place: parts[0], Cause: e.Why}
	if f.Day, err = measure.ParseDay(parts[1]); err != nil {
		return f, true, err
	}
	if f.Edition, err = hj633.ParseEdition(parts[2]); err != nil {
		return f, true, err
	}
	if f.Old, err = assess.ParseStanding(e.Old); err != nil {
		return f, true, err
	}
	f.New, err = assess.ParseStanding(e.New)
	return f, true, err
}

// NoteFlips writes flips into the audit trail. A flip that is the newest entry of its
// day already is the same one told again, after a crash or a repeated command.
func (l *Ledger) NoteFlips(flips []assess.Flip, at time.Time) error {
	newest := map[string]Entry{}
	if err := l.AuditTrail(0, func(e Entry) bool {
		if strings.HasPrefix(e.Subject, flipSubject) {
			newest[e.Subject] = e
		}
		return true
	}); err != nil {
		return err
	}
	for i := range flips {
		e := FlipEntry(&flips[i], at)
		if had := newest[e.Subject]; had.Old == e.Old && had.New == e.New {
			continue
		}
		if _, err := l.Audit(e); err != nil {
			return err
		}
	}
	return nil
}

// Flips reads the flips of places in a year, newest first.
func (l *Ledger) Flips(places []string, year int) ([]Flip, error) {
	var out []Flip
	var bad error
	newest := map[string]Entry{}
	err := l.AuditTrail(0, func(e Entry) bool {
		f, is, err := e.Flip()
		if !is {
			return true
		}
		if had := newest[e.Subject]; had.Old == e.Old && had.New == e.New {
			return true // told again
		}
		newest[e.Subject] = e
		if err != nil {
			bad = fmt.Errorf("read flip of audit entry %d: %w", e.Number, err)
			return false
		}
		if f.Day.Year() == year && slices.Contains(places, f.Place) {
			out = append(out, Flip{Time: e.At, Flip: f})
		}
		return true
	})
	if err == nil {
		err = bad
	}
	slices.Reverse(out)
	return out, err
}

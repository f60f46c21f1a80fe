package daemon

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"lanbi/internal/config"
	"lanbi/internal/ledger"
	"lanbi/internal/measure"
)

// ImportTrail is what an import leaves for the audit trail: who imports, why and when.
type ImportTrail struct {
	Settings *config.Config
	Who, Why string
	Now      func() time.Time
}

// ImportedDays are how many rows of a place come, and of which days. The zero value is
// none.
type ImportedDays struct {
	rows        int
	first, last measure.Day
}

// With is a with one more row, of day d.
func (a ImportedDays) With(d measure.Day) ImportedDays {
	if a.rows == 0 || d < a.first {
		a.first = d
	}
	a.rows, a.last = a.rows+1, max(a.last, d)
	return a
}

// Days leaves a line for each place of which rows are about to take the place of
// others. prefix is that of the subject, what says for people what the rows are.
func (t *ImportTrail) Days(prefix, what string, of map[string]ImportedDays) error {
	var lines []ledger.Entry
	for place, a := range of {
		lines = append(lines, ledger.Entry{At: t.Now(), Who: t.Who, Subject: prefix + place,
			New: fmt.Sprintf("%s %d 组，%s 至 %s", what, a.rows, a.first, a.last), Why: t.Why})
	}
	slices.SortFunc(lines, func(a, b ledger.Entry) int { return strings.Compare(a.Subject, b.Subject) })
	return ledger.LeaveInInbox(inboxDir(t.Settings), lines)
}

package main

import (
	"fmt"
	"os/user"
	"path/filepath"
	"slices"
	"strings"

	"lanbi/internal/config"
	"lanbi/internal/daemon"
	"lanbi/internal/ledger"
	"lanbi/internal/measure"
)

// importTrail is what an import leaves for the audit trail of the daemon.
type importTrail struct {
	settings *config.Config
	who, why string
}

// trail names who imports and why.
func (c importCommand) trail(settings *config.Config) importTrail {
	t := importTrail{settings: settings, who: c.By, why: c.Why}
	if t.who == "" {
		t.who = "lanbi import"
		if u, err := user.Current(); err == nil {
			t.who = u.Username
		}
	}
	if t.why == "" {
		var names []string
		for _, path := range c.Files {
			names = append(names, filepath.Base(path))
		}
		t.why = "导入 " + strings.Join(names, "、")
	}
	return t
}

// importedDays are how many rows of a place come, and of which days.
type importedDays struct {
	rows        int
	first, last measure.Day
}

func (a importedDays) with(d measure.Day) importedDays {
	if a.rows == 0 || d < a.first {
		a.first = d
	}
	a.rows, a.last = a.rows+1, max(a.last, d)
	return a
}

// days leaves a line for each place of which rows are about to take the place of
// others. prefix is that of the subject, what says for people what the rows are.
func (t importTrail) days(prefix, what string, of map[string]importedDays) error {
	var lines []ledger.Entry
	for place, a := range of {
		lines = append(lines, ledger.Entry{At: wallClock(), Who: t.who, Subject: prefix + place,
			New: fmt.Sprintf("%s %d 组，%s 至 %s", what, a.rows, a.first, a.last), Why: t.why})
	}
	slices.SortFunc(lines, func(a, b ledger.Entry) int { return strings.Compare(a.Subject, b.Subject) })
	return ledger.LeaveInInbox(daemon.InboxDir(t.settings), lines)
}

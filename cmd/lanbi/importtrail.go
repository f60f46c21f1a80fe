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

// auditedDays are how many audited samples of a station come, and of which days.
type auditedDays struct {
	samples     int
	first, last measure.Day
}

func (a auditedDays) with(d measure.Day) auditedDays {
	if a.samples == 0 || d < a.first {
		a.first = d
	}
	a.samples, a.last = a.samples+1, max(a.last, d)
	return a
}

// readings leaves a line for each station whose audited readings are about to take the
// place of others.
func (t importTrail) readings(of map[string]auditedDays) error {
	var lines []ledger.Entry
	for station, a := range of {
		lines = append(lines, ledger.Entry{At: wallClock(), Who: t.who, Subject: "readings/" + station,
			New: fmt.Sprintf("审核数据 %d 组，%s 至 %s", a.samples, a.first, a.last), Why: t.why})
	}
	slices.SortFunc(lines, func(a, b ledger.Entry) int { return strings.Compare(a.Subject, b.Subject) })
	return ledger.LeaveInInbox(daemon.InboxDir(t.settings), lines)
}

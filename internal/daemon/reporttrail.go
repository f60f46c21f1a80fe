package daemon

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"slices"
	"strings"

	"lanbi/internal/ledger"
	"lanbi/internal/measure"
	"lanbi/internal/report"
)

// figureSubjects begin the subjects of reported figures in the audit trail.
const figureSubjects = "indicator/"

// readTrail takes from the audit trail the lines of the period, the flips of its days,
// and the lines on figures. A trail that cannot be read is said to be unread.
func (g *gathering) readTrail() {
	f := g.facts
	g.told = map[string][]report.Change{}
	zone := g.config.Timezone
	err := g.trail(func(e ledger.Entry) bool {
		if !g.concerns(&e) {
			return true
		}
		c := report.Change{Number: e.Number, At: e.At.In(zone), Who: e.Who, Subject: e.Subject, About: g.words.Subject(e.Subject),
			Old: g.words.Value(e.Subject, e.Old), New: g.words.Value(e.Subject, e.New), Source: e.Source, By: e.By, Why: e.Why}
		if strings.HasPrefix(e.Subject, figureSubjects) {
			g.told[e.Subject] = append(g.told[e.Subject], c)
		}
		in := func(day measure.Day) bool { return day >= f.Period.First && day <= f.Period.Last }
		within := in(measure.DayOf(e.At, zone))
		if flip, is, err := e.Flip(); is && err == nil {
			within = within || in(flip.Day)
		}
		if within {
			f.Changes = append(f.Changes, c)
		}
		return true
	})
	if err != nil {
		f.Unread = err.Error()
	}
}

// concerns tells whether a line is on the areas of the report: one that names a place or
// target of another area is not.
func (g *gathering) concerns(e *ledger.Entry) bool {
	own := func(area string) bool {
		for i := range g.facts.Areas {
			if g.facts.Areas[i].Code == area {
				return true
			}
		}
		return false
	}
	for i := range g.config.Targets {
		if t := &g.config.Targets[i]; e.Subject == "target/"+t.ID {
			return own(t.Area)
		}
	}
	for _, part := range strings.Split(e.Subject, "/") {
		for i := range g.config.Areas {
			a := &g.config.Areas[i]
			if isOf(a, part) && !own(a.Code) {
				return false
			}
		}
	}
	return true
}

// isOf tells whether a code is of the area itself or of a place in it.
func isOf(a *measure.Area, code string) bool {
	return a.Code == code ||
		slices.ContainsFunc(a.Stations, func(s measure.Station) bool { return s.Code == code }) ||
		slices.ContainsFunc(a.Sections, func(s measure.Section) bool { return s.Code == code }) ||
		slices.ContainsFunc(a.Sources, func(s measure.DrinkingSource) bool { return s.Code == code })
}

// errTrailKept is why a command cannot read the audit trail while the daemon runs.
var errTrailKept = errors.New("审计记录由运行中的服务保管，命令行读不到；要带变更记录的报表请从页面 /reports 下载")

// trail yields the audit trail where this process can read it: the daemon, while it
// runs, is the only one that may.
func (s *Store) trail(yield func(ledger.Entry) bool) error {
	l := s.ledger
	if s.taken {
		return errTrailKept
	}
	if l == nil {
		path := ledgerFile(s.config.DataDir)
		if _, err := os.Stat(path); errors.Is(err, fs.ErrNotExist) {
			return s.trailWaiting()
		}
		var err error
		if l, err = ledger.Open(path); errors.Is(err, ledger.ErrInUse) {
			return errTrailKept
		} else if err != nil {
			return fmt.Errorf("审计记录打不开：%w", err)
		}
		defer l.Close()
	}
	if err := l.AuditTrail(0, yield); err != nil {
		return fmt.Errorf("审计记录读取出错：%w", err)
	}
	return s.trailWaiting()
}

// trailWaiting says that commands left lines which no daemon has taken in yet: without
// them the trail is not whole.
func (s *Store) trailWaiting() error {
	waiting, err := ledger.InboxWaiting(inboxDir(s.config))
	switch {
	case err != nil:
		return fmt.Errorf("审计记录读取出错：%w", err)
	case waiting > 0:
		return fmt.Errorf("有 %d 批命令行操作的记录要等服务启动后才并入审计记录，此处尚未列入", waiting)
	}
	return nil
}

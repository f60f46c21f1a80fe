package daemon

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"time"

	"lanbi/internal/assess"
	"lanbi/internal/config"
	"lanbi/internal/entry"
	"lanbi/internal/influx"
	"lanbi/internal/ledger"
	"lanbi/internal/measure"
	"lanbi/internal/report"
)

// Reports gathers the facts of reports from what is stored.
type Reports struct {
	config    *config.Config
	db        *influx.DB
	jobs      jobs
	now       func() time.Time
	through   func() (measure.Day, error) // the last assessed day
	trail     trailReader
	version   string
	simulated func() bool
}

// trailReader yields the audit trail, oldest first; its error is for people.
type trailReader func(yield func(ledger.Entry) bool) error

// ReportsOf makes the reports of a configuration for a command beside the daemon.
func ReportsOf(c *config.Config, store *Store, now func() time.Time, version string) *Reports {
	return &Reports{
		config: c, db: store.DB, jobs: newJobs(c, store.DB, nil, nil), now: now, version: version, simulated: func() bool { return store.Simulated },
		through: func() (measure.Day, error) { return measure.DayOf(now(), c.Timezone).Add(-1), nil },
		trail:   store.trail,
	}
}

// Reports makes those of the daemon itself.
func (d *Daemon) Reports() *Reports {
	return &Reports{
		config: d.o.Config, db: d.db, jobs: d.jobs, now: d.o.Now, version: d.o.Version, simulated: d.simulated.Load,
		through: d.AssessedThrough,
		trail:   func(yield func(ledger.Entry) bool) error { return d.ledger.AuditTrail(0, yield) },
	}
}

// Facts gathers what a report of the period tells of an area, and of the counties that
// are part of it; of all areas where the code is empty. What cannot be reported is a
// report.Fault.
func (r *Reports) Facts(ctx context.Context, period report.Period, area string) (*report.Facts, error) {
	last, err := r.check(ctx, period, area)
	if err != nil {
		return nil, err
	}
	f := &report.Facts{Period: period, AsOf: min(period.Last, last), Made: r.now().In(r.config.Timezone), Version: r.version, Simulated: r.simulated()}
	g := &gathering{Reports: r, facts: f, years: r.jobs.water.Years(),
		words: entry.Words{Areas: r.config.Areas, Targets: r.config.Targets, Zone: r.config.Timezone}}
	targets, err := g.targets(ctx, last)
	if err != nil {
		return nil, err
	}
	for i := range r.config.Areas {
		a := &r.config.Areas[i]
		if area != "" && a.Code != area && a.Parent != area {
			continue
		}
		one := report.Area{Area: a}
		for k := range targets {
			if targets[k].Target.Area == a.Code {
				one.Targets = append(one.Targets, targets[k])
			}
		}
		// A prefecture may be there for its counties alone.
		if len(a.Stations)+len(a.Sections)+len(a.Sources)+len(one.Targets) > 0 {
			f.Areas = append(f.Areas, one)
		}
	}
	f.Name = r.nameOf(area, f.Areas)
	return f, g.gather(ctx)
}

// nameOf is who a report is about: the area asked for, or the one that all are part of,
// or else their names.
func (r *Reports) nameOf(area string, areas []report.Area) string {
	if area == "" && len(areas) > 1 && !slices.ContainsFunc(areas, func(a report.Area) bool { return a.Parent != areas[0].Parent }) {
		area = areas[0].Parent
	}
	if a := measure.AreaOf(r.config.Areas, area); a != nil {
		return a.Name
	}
	names := make([]string, len(areas))
	for i := range areas {
		names[i] = areas[i].Name
	}
	if len(names) > 3 {
		return fmt.Sprintf("%s等 %d 个区县", names[0], len(names))
	}
	return strings.Join(names, "、")
}

// Periods lists the months and years with assessed days, newest first; each year goes
// before its months.
func (r *Reports) Periods(ctx context.Context) ([]report.Period, error) {
	last, err := r.through()
	if err != nil {
		return nil, err
	}
	first, err := r.first(ctx)
	if err != nil {
		return nil, err
	}
	var all []report.Period
	for year := last.Year(); first != 0 && year >= first.Year(); year-- {
		all = append(all, report.YearOf(measure.Date(year, 1, 1)))
		for month := min(last, measure.Date(year, 12, 31)).FirstOfMonth(); month.Year() == year && month.LastOfMonth() >= first; month = month.Add(-1).FirstOfMonth() {
			all = append(all, report.MonthOf(month))
		}
	}
	return all, nil
}

// first is the first day with a result of air, or of water where it is earlier; 0
// without any.
func (r *Reports) first(ctx context.Context) (measure.Day, error) {
	first, _, err := r.db.FirstAirDay(ctx)
	if err != nil {
		return 0, fmt.Errorf("read the first assessed day: %w", err)
	}
	var sections []string
	for i := range r.config.Areas {
		for k := range r.config.Areas[i].Sections {
			sections = append(sections, r.config.Areas[i].Sections[k].Code)
		}
	}
	if len(sections) == 0 {
		return first, nil
	}
	months, err := r.db.WaterPeriods(ctx, sections, assess.Month, measure.Date(1970, 1, 1), measure.DayOf(r.now(), r.config.Timezone))
	if err != nil {
		return 0, fmt.Errorf("read the first assessed month of water: %w", err)
	}
	return earliest(first, months), nil
}

// earliest is the first day of air, 0 for none, or the month of water in which something
// was judged where that is earlier.
func earliest(first measure.Day, months []assess.WaterPeriod) measure.Day {
	for i := range months {
		if m := &months[i]; m.Items > 0 && (first == 0 || m.Start < first) {
			first = m.Start
		}
	}
	return first
}

// check refuses what cannot be reported, and returns the last assessed day.
func (r *Reports) check(ctx context.Context, period report.Period, area string) (measure.Day, error) {
	if area != "" && measure.AreaOf(r.config.Areas, area) == nil {
		have := make([]string, len(r.config.Areas))
		for i := range have {
			have[i] = r.config.Areas[i].Code
		}
		return 0, report.Fault{Parameter: "area", Detail: fmt.Sprintf("配置中没有区县 %q，可用 %s", area, strings.Join(have, "、"))}
	}
	last, err := r.through()
	if err != nil {
		return 0, err
	}
	if period.First > last {
		return 0, report.Fault{Parameter: "period", Detail: fmt.Sprintf("%s 尚未开始评价，已评价到 %s", period, last)}
	}
	first, err := r.first(ctx)
	switch {
	case err != nil:
		return 0, err
	case first == 0:
		return 0, report.Fault{Parameter: "period", Detail: "数据库中还没有任何评价结果，请先用 lanbi import 导入历史数据并用 lanbi assess 评价", NoData: true}
	case period.Last < first:
		return 0, report.Fault{Parameter: "period", Detail: fmt.Sprintf("%s 没有数据，最早的评价结果在 %s；更早的用 lanbi import 导入并用 lanbi assess 评价", period, first), NoData: true}
	}
	return last, nil
}

package daemon

import (
	"context"
	"slices"
	"strconv"
	"time"

	"lanbi/internal/config"
	"lanbi/internal/influx"
	"lanbi/internal/measure"
	"lanbi/internal/target"
)

// catalogueLimit bounds the writing of names when the daemon starts.
const catalogueLimit = 5 * time.Second

// WriteCatalogue stores how people call what has results, and the years there
// are, for Grafana.
func (d *Daemon) WriteCatalogue(ctx context.Context) error {
	c := d.o.Config
	last := measure.DayOf(d.o.Now(), c.Timezone)
	first, found, err := d.db.FirstAirDay(ctx)
	if err != nil {
		return err
	}
	if !found {
		first = last
	}
	// A bucket that held simulated data once goes on saying so, whoever writes to it.
	if err := d.learnOrigin(ctx); err != nil {
		return err
	}
	entries := append(catalogue(c), influx.Notice(d.simulated.Load()))
	for year := first.Year(); year <= last.Year(); year++ {
		text := strconv.Itoa(year)
		entries = append(entries, influx.Entry{What: "year", Code: text, Name: text + " 年"})
	}
	return d.db.WriteCatalogue(ctx, entries)
}

// catalogue is the names of a configuration.
func catalogue(c *config.Config) []influx.Entry {
	var all []influx.Entry
	names := map[string]string{}
	for _, a := range c.Areas {
		names[a.Code] = a.Name
		of := influx.Entry{Area: a.Code, AreaName: a.Name}
		add := func(what, code, name, note string) *influx.Entry {
			e := of
			e.What, e.Code, e.Name, e.Note = what, code, name, note
			all = append(all, e)
			return &all[len(all)-1]
		}
		note := "城区"
		if !holdsAnything(c, &a) { // a prefecture that is its counties alone: nothing to choose in Grafana
			note = "辖区"
		}
		add("area", a.Code, a.Name, note)
		for _, s := range a.Stations {
			e := add("station", s.Code, s.Name, string(s.Network))
			e.Lat, e.Lon = s.Lat, s.Lon
		}
		for _, s := range a.Sections {
			e := add("section", s.Code, s.Name, s.River)
			e.Goal, e.HasGoal = float64(s.Class), s.Class != 0
		}
		for _, s := range a.Sources {
			add("source", s.Code, s.Name, "饮用水水源地")
		}
	}
	for i := range c.Targets {
		t := &c.Targets[i]
		all = append(all, influx.Entry{
			What: "target", Code: t.ID, Name: t.Name, Area: t.Area, AreaName: names[t.Area],
			Note: string(t.Kind), Goal: t.Goal, HasGoal: true, Unit: t.Unit,
		})
	}
	return all
}

// holdsAnything tells whether an area has places or targets of its own.
func holdsAnything(c *config.Config, a *measure.Area) bool {
	return len(a.Stations)+len(a.Sections)+len(a.Sources) > 0 ||
		slices.ContainsFunc(c.Targets, func(t target.Target) bool { return t.Area == a.Code })
}

// progressAndCatalogue is the job progress: the catalogue is stored with it, so
// that a new InfluxDB gets its names too.
func (d *Daemon) progressAndCatalogue(ctx context.Context, due time.Time) error {
	if err := d.jobs.progress.Run(ctx, due); err != nil {
		return err
	}
	d.ahead.renew()
	return d.WriteCatalogue(ctx)
}

// nameAtStart stores the names before the first jobs run. InfluxDB may be down:
// then the job progress does it.
func (d *Daemon) nameAtStart(ctx context.Context) {
	ctx, cancel := context.WithTimeout(ctx, catalogueLimit)
	defer cancel()
	if err := d.WriteCatalogue(ctx); err != nil {
		d.o.Log.Warn("names for Grafana are not stored yet", "error", err)
	}
}

package main

import (
	"context"
	"encoding/json"
	"fmt"
	"io"
	"time"

	"lanbi/internal/assess"
	"lanbi/internal/config"
	"lanbi/internal/daemon"
	"lanbi/internal/explain"
	"lanbi/internal/measure"
	"lanbi/internal/target"
)

// explainCommand derives one number from its readings.
type explainCommand struct {
	Air   explainAirCommand   `cmd:"" help:"The AQI of a station or area on a day, under both editions."`
	Water explainWaterCommand `cmd:"" help:"The class of a section over a day, month or year."`
}

// derivation is what explain makes: text for people, JSON for programs.
type derivation interface{ Write(w io.Writer) error }

type explainAirCommand struct {
	Place  string `arg:"" help:"Code of a station or area."`
	Day    string `arg:"" help:"Day, such as 2026-11-20."`
	Config string `short:"c" required:"" placeholder:"FILE" help:"Configuration file."`
	JSON   bool   `name:"json" help:"As JSON."`
}

// Run prints the derivation of one day.
func (c explainAirCommand) Run(ctx context.Context, std streams) error {
	day, err := measure.ParseDay(c.Day)
	if err != nil {
		return usageError{err}
	}
	return explainWith(ctx, c.Config, std, c.JSON, func(settings *config.Config, store *daemon.Store) (derivation, error) {
		if today := measure.DayOf(wallClock(), settings.Timezone); day > today {
			return nil, usageError{fmt.Errorf("day %s is ahead (today is %s)", day, today)}
		}
		area := areaOfStation(settings, c.Place)
		if area == nil {
			return nil, usageError{fmt.Errorf("place %q is no station or area of %s", c.Place, c.Config)}
		}
		codes := make([]string, len(area.Stations))
		for i := range area.Stations {
			codes[i] = area.Stations[i].Code
		}
		zone := settings.Timezone
		series, err := store.AirSeries(ctx, codes, measure.HourOf(day.Start(zone)), measure.HourOf(day.Add(1).Start(zone)))
		if err != nil {
			return nil, fmt.Errorf("read air of area %s on %s: %w", area.Code, day, err)
		}
		decisions, err := store.Events(ctx, area.Code, target.Dust, time.Unix(0, 0))
		if err != nil {
			return nil, fmt.Errorf("read dust decisions of area %s: %w", area.Code, err)
		}
		dust := target.DustDays(decisions, zone, day, day)
		air := assess.Air{Area: area, Zone: zone, Dust: func(d measure.Day) bool { return dust[d] }}
		d, err := explain.AirDay(&air, c.Place, day, series)
		if err != nil {
			return nil, err
		}
		outages, err := daemon.BoardOf(settings, store.DB).Outages(ctx, area.Code, measure.DayOf(wallClock(), zone))
		if err != nil {
			return nil, err
		}
		d.Simulated = store.Simulated
		return d.WithOutages(area.Code, day, outages), nil
	})
}

type explainWaterCommand struct {
	Section string `arg:"" help:"Code of a section."`
	Period  string `arg:"" help:"Day 2026-11-05, month 2026-11 or year 2026."`
	Config  string `short:"c" required:"" placeholder:"FILE" help:"Configuration file."`
	JSON    bool   `name:"json" help:"As JSON."`
}

// Run prints the derivation of one period.
func (c explainWaterCommand) Run(ctx context.Context, std streams) error {
	return explainWith(ctx, c.Config, std, c.JSON, func(settings *config.Config, store *daemon.Store) (derivation, error) {
		zone := settings.Timezone
		asOf := measure.DayOf(wallClock(), zone).Add(-1)
		period, start, err := explain.ParseWaterPeriod(c.Period, asOf)
		if err != nil {
			return nil, usageError{err}
		}
		section := sectionOf(settings, c.Section)
		if section == nil {
			return nil, usageError{fmt.Errorf("section %q is not in %s", c.Section, c.Config)}
		}
		water := assess.Water{Section: section, Before: assess.Predecessors(areaOfSection(settings, section).Sections, section), Zone: zone}
		samples, err := store.WaterSamples(ctx, water.Codes(), start.Add(-31).Start(zone), asOf.Add(1).Start(zone))
		if err != nil {
			return nil, fmt.Errorf("read samples of section %s: %w", section.Code, err)
		}
		d, err := explain.WaterPeriod(water, period, start, asOf, samples)
		if err != nil {
			return nil, err
		}
		outages, err := daemon.BoardOf(settings, store.DB).Outages(ctx, section.Area, measure.DayOf(wallClock(), zone))
		if err != nil {
			return nil, err
		}
		d.Simulated = store.Simulated
		return d.WithOutages(&water, outages), nil
	})
}

// explainWith derives from what a configuration's database holds, and prints it.
func explainWith(ctx context.Context, path string, std streams, asJSON bool, derive func(*config.Config, *daemon.Store) (derivation, error)) error {
	return withStore(ctx, path, std, func(settings *config.Config, store *daemon.Store) error {
		d, err := derive(settings, store)
		if err != nil {
			return err
		}
		if !asJSON {
			if err := printNotice(std.out, store.Simulated); err != nil {
				return err
			}
			return d.Write(std.out)
		}
		encoder := json.NewEncoder(std.out)
		encoder.SetIndent("", "  ")
		encoder.SetEscapeHTML(false)
		return encoder.Encode(d)
	})
}

// areaOfStation is the area of a code, or the area a station of that code is of.
func areaOfStation(c *config.Config, code string) *measure.Area {
	for i := range c.Areas {
		a := &c.Areas[i]
		if a.Code == code {
			return a
		}
		for k := range a.Stations {
			if a.Stations[k].Code == code {
				return a
			}
		}
	}
	return nil
}

func sectionOf(c *config.Config, code string) *measure.Section {
	for i := range c.Areas {
		for k := range c.Areas[i].Sections {
			if c.Areas[i].Sections[k].Code == code {
				return &c.Areas[i].Sections[k]
			}
		}
	}
	return nil
}

func areaOfSection(c *config.Config, section *measure.Section) *measure.Area {
	for i := range c.Areas {
		if c.Areas[i].Code == section.Area {
			return &c.Areas[i]
		}
	}
	return &measure.Area{}
}

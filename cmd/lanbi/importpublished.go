package main

import (
	"context"
	"fmt"

	"lanbi/internal/assess"
	"lanbi/internal/config"
	"lanbi/internal/daemon"
	"lanbi/internal/feed/history"
	"lanbi/internal/measure"
	"lanbi/internal/standard/hj633"
	"lanbi/internal/target"
)

// importPublished stores the days and counts that the superior authority published,
// beside ours and never among them, and evaluates the targets with them.
func importPublished(ctx context.Context, std streams, settings *config.Config, store *daemon.Store, files []history.File, t importTrail) error {
	tables, counts, err := history.ReadPublished(files, historyOptions(settings, std), placeOf(settings), checkPublished(measure.DayOf(wallClock(), settings.Timezone)))
	fmt.Fprintf(std.err, "rows read %d, skipped (places not in the configuration) %d, rejected %d\n", counts.Rows, counts.Skipped, counts.Rejected)
	if err != nil {
		return err
	}
	days := make([]assess.AirDay, len(tables.Days))
	imported := map[string]importedDays{}
	for i := range tables.Days {
		days[i] = publishedDay(&tables.Days[i])
		imported[days[i].Place] = imported[days[i].Place].with(days[i].Day)
	}
	if err := t.days("published/", "公布日报", imported); err != nil {
		return err
	}
	if err := store.WriteAirDays(ctx, days); err != nil {
		return fmt.Errorf("store published days: %w", err)
	}
	var figures []measure.Indicator
	for i := range tables.Counts {
		figures = append(figures, figuresOf(&tables.Counts[i])...)
	}
	if _, err := daemon.ImportDesk(settings, store.DB).Import(ctx, t.who, t.why, figures, nil); err != nil {
		return fmt.Errorf("store published counts: %w", err)
	}
	fmt.Fprintf(std.err, "published days stored %d, counts stored %d\n", len(days), len(tables.Counts))
	if err := daemon.BoardOf(settings, store.DB).Run(ctx, wallClock()); err != nil {
		return err
	}
	if counts.Rejected > 0 {
		return fmt.Errorf("%d rows were not understood; the others are stored", counts.Rejected)
	}
	return nil
}

// placeOf finds an area or air station by code or name.
func placeOf(settings *config.Config) history.PlaceOf {
	places := settings.Places()
	return func(name string) (code string, area, ok bool) {
		if code, ok = areaNamed(settings, name); ok {
			return code, true, true
		}
		code, ok = places.Code(measure.Air, name)
		return code, false, ok
	}
}

// checkPublished refuses a day after today, and one whose parts contradict each other:
// such a row is a mistake of copying.
func checkPublished(today measure.Day) func(*history.PublishedDay) error {
	return func(d *history.PublishedDay) error {
		if d.Day > today {
			return fmt.Errorf("column date: %s is ahead (today is %s)", d.Day, today)
		}
		return contradiction(d)
	}
}

func contradiction(d *history.PublishedDay) error {
	switch {
	case d.Level != 0 && !d.Known:
		return fmt.Errorf("column level: %d, but aqi is missing", d.Level)
	case d.Level != 0 && d.Level != int(hj633.LevelOf(d.AQI)):
		return fmt.Errorf("column level: %d, but AQI %d is level %d", d.Level, d.AQI, hj633.LevelOf(d.AQI))
	case d.Known && d.AQI <= 50 && !d.Primary.Empty():
		return fmt.Errorf("column primary: %s, but AQI %d has none (HJ 633: above 50 only)", d.Primary, d.AQI)
	}
	return nil
}

// publishedDay is the row of measurement air_day, under the edition in force on the day,
// so that importing a day again replaces it.
func publishedDay(d *history.PublishedDay) assess.AirDay {
	row := assess.AirDay{Place: d.Place, Day: d.Day, Edition: hj633.EditionOn(d.Day), Source: assess.PublishedDay, Has: d.Has, Mean: d.Mean, Dust: d.Dust,
		Index: hj633.Index{Known: d.Known, AQI: d.AQI, Primary: d.Primary}}
	switch {
	case d.Known && d.AQI <= 100:
		row.Verdict = assess.Good
	case d.Known:
		row.Verdict = assess.Exceeding
	}
	return row
}

// figuresOf are the counts as reported figures.
func figuresOf(c *history.PublishedCount) []measure.Indicator {
	var figures []measure.Indicator
	for _, one := range []struct {
		id   string
		days int
	}{{target.PublishedGood, c.Good}, {target.PublishedExceeding, c.Exceeding}, {target.PublishedUndetermined, c.Undetermined}, {target.PublishedHeavy, c.Heavy}} {
		if one.days < 0 {
			continue
		}
		source := c.Source
		if source == "" {
			source = "省平台月统计"
		}
		figures = append(figures, measure.Indicator{Area: c.Area, ID: one.id, Period: c.Period, Value: float64(one.days), Source: source})
	}
	return figures
}

// areaNamed is the code of the area that has name as its code or name.
func areaNamed(settings *config.Config, name string) (code string, ok bool) {
	for i := range settings.Areas {
		if a := &settings.Areas[i]; a.Code == name || a.Name == name {
			return a.Code, true
		}
	}
	return "", false
}

package daemon

import (
	"context"
	"fmt"

	"lanbi/internal/assess"
	"lanbi/internal/feed/history"
	"lanbi/internal/influx"
	"lanbi/internal/measure"
	"lanbi/internal/standard/hj633"
	"lanbi/internal/target"
)

// PublishedImport is what became of files that the superior authority published.
type PublishedImport struct {
	history.Counts
	Days, Totals int // rows stored: of days, and counts of months and years
}

// ImportPublished stores the days and counts that the superior authority published,
// beside ours and never among them. A file that cannot be read at all stores nothing;
// rows that are not understood are counted, and told to o.Problem.
func ImportPublished(ctx context.Context, db *influx.DB, files []history.File, o history.Options, t *ImportTrail) (PublishedImport, error) {
	tables, counts, err := history.ReadPublished(files, o, publishedPlace(t), checkPublished(measure.DayOf(t.Now(), t.Settings.Timezone)))
	done := PublishedImport{Counts: counts}
	if err != nil {
		return done, err
	}
	days := make([]assess.AirDay, len(tables.Days))
	imported := map[string]ImportedDays{}
	for i := range tables.Days {
		days[i] = publishedDay(&tables.Days[i])
		imported[days[i].Place] = imported[days[i].Place].With(days[i].Day)
	}
	if err := t.Days("published/", "公布日报", imported); err != nil {
		return done, err
	}
	if err := db.WriteAirDays(ctx, days); err != nil {
		return done, fmt.Errorf("store published days: %w", err)
	}
	done.Days = len(days)
	var figures []measure.Indicator
	for i := range tables.Counts {
		figures = append(figures, figuresOf(&tables.Counts[i])...)
	}
	desk := ImportDesk(t.Settings, db)
	desk.Now = t.Now
	if _, err := desk.Import(ctx, t.Who, t.Why, figures, nil); err != nil {
		return done, fmt.Errorf("store published counts: %w", err)
	}
	done.Totals = len(tables.Counts)
	return done, nil
}

// publishedPlace finds an area or air station by code or name.
func publishedPlace(t *ImportTrail) history.PlaceOf {
	places := t.Settings.Places()
	return func(name string) (code string, area, ok bool) {
		if code, ok = t.Settings.AreaNamed(name); ok {
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

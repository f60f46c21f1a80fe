package main

import (
	"bufio"
	"context"
	"encoding/csv"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"slices"

	"lanbi/internal/alert"
	"lanbi/internal/assess"
	"lanbi/internal/config"
	"lanbi/internal/daemon"
	"lanbi/internal/forecast"
	"lanbi/internal/job"
	"lanbi/internal/measure"
	"lanbi/internal/target"
)

// hindcastCommand scores the forecast on years whose end is known, and with a
// configuration the forecasts that were really issued.
type hindcastCommand struct {
	Config    string `short:"c" placeholder:"FILE" help:"Configuration file: the days of its own areas, judged under their targets' basis."`
	Days      string `placeholder:"FILE|-" help:"CSV with columns place, date, good (1, 0, empty for undetermined) instead; - is standard input."`
	Target    string `placeholder:"N|pNN" help:"Good days, such as 351, or a percentile of the place's other years, such as p50. With -c it may be left out: every target is then scored by its own goal."`
	MinYears  int    `default:"3" help:"Least number of other years a place must have."`
	Forecasts string `placeholder:"FILE" help:"File to which every forecast is written as CSV."`
	JSON      bool   `name:"json" help:"The score as JSON."`
}

// Run issues and scores the forecasts.
func (c hindcastCommand) Run(ctx context.Context, std streams) error {
	if (c.Config == "") == (c.Days == "") {
		return usageError{errors.New("want one of -c FILE and --days FILE")}
	}
	if c.MinYears < 1 {
		return usageError{fmt.Errorf("--min-years %d: want at least 1", c.MinYears)}
	}
	var goal *forecast.Goal
	if c.Target != "" || c.Config == "" {
		parsed, err := forecast.ParseGoal(c.Target)
		if err != nil {
			return usageError{fmt.Errorf("--%w", err)} // the error begins with target
		}
		goal = &parsed
	}
	if c.Config != "" {
		return c.own(ctx, goal, std)
	}
	issued, err := c.ofTable(*goal, std)
	if err != nil {
		return err
	}
	return c.report(std, scored{Score: forecast.ScoreOf(issued)}, issued)
}

// ofTable hindcasts the places of --days.
func (c hindcastCommand) ofTable(goal forecast.Goal, std streams) ([]forecast.Issued, error) {
	var panel forecast.Panel
	var err error
	if c.Days == "-" {
		err = readDays(std.in, "standard input", &panel)
	} else {
		err = readDaysFile(c.Days, &panel)
	}
	if err != nil {
		return nil, err
	}
	issued := forecast.Hindcast(&panel, goal, c.MinYears)
	if len(issued) == 0 {
		return nil, c.nothing()
	}
	return issued, nil
}

func (c hindcastCommand) nothing() error {
	return fmt.Errorf("no forecast could be issued: no place has %d other years with at least %d judged days (see --min-years)", c.MinYears, forecast.MinJudged)
}

// own scores what a configuration's daemon issued, beside the hindcast of its days.
// A history too short for the hindcast fails only where its goal was asked for.
func (c hindcastCommand) own(ctx context.Context, goal *forecast.Goal, std streams) error {
	return withStore(ctx, c.Config, std, func(settings *config.Config, store *daemon.Store) error {
		board := daemon.BoardOf(settings, store.DB)
		last := measure.DayOf(wallClock(), settings.Timezone).Add(-1)
		record, err := board.TrackRecord(ctx, store.DB, last)
		if err != nil {
			return err
		}
		var issued []forecast.Issued
		if goal == nil {
			issued, err = board.Hindcast(ctx, last, c.MinYears)
		} else {
			var panel forecast.Panel
			if err = ownDays(ctx, board, last, &panel); err == nil {
				issued = forecast.Hindcast(&panel, *goal, c.MinYears)
			}
			if err == nil && len(issued) == 0 {
				err = c.nothing()
			}
		}
		if err != nil {
			return err
		}
		water, err := board.HindcastWater(ctx, last, c.MinYears)
		if err != nil {
			return err
		}
		ofWater := forecast.ScoreOf(water)
		return c.report(std, scored{forecast.ScoreOf(issued), store.Simulated, &record, &ofWater}, issued)
	})
}

// scored is the answer: the hindcast's score, and of a configuration the record of
// what was issued and the hindcast of its targets on water classes.
type scored struct {
	forecast.Score
	Simulated bool                  `json:"simulated,omitempty"`
	Issued    *forecast.TrackRecord `json:"issued,omitempty"`
	Water     *forecast.Score       `json:"hindcast_water,omitempty"`
}

// report writes the table of the hindcast's forecasts where asked for, and prints the
// scores.
func (c hindcastCommand) report(std streams, s scored, issued []forecast.Issued) error {
	if c.Forecasts != "" {
		if err := writeForecasts(c.Forecasts, issued, s.Simulated); err != nil {
			return err
		}
	}
	if c.JSON {
		return json.NewEncoder(std.out).Encode(s)
	}
	if err := printNotice(std.out, s.Simulated); err != nil {
		return err
	}
	if s.Issued == nil {
		return printScore(std.out, s.Score)
	}
	if err := printRecord(std.out, s.Issued); err != nil {
		return err
	}
	fmt.Fprint(std.out, "\nhindcast of good air days, each year from the others; nothing of it was issued\n")
	if err := printScore(std.out, s.Score); err != nil {
		return err
	}
	fmt.Fprint(std.out, "\nhindcast of water classes\n")
	return printScore(std.out, *s.Water)
}

func readDaysFile(path string, panel *forecast.Panel) error {
	f, err := os.Open(path)
	if err != nil {
		return err
	}
	defer f.Close()
	return readDays(f, path, panel)
}

// readDays reads the judged days of many places.
func readDays(in io.Reader, name string, panel *forecast.Panel) error {
	r := csv.NewReader(bufio.NewReaderSize(in, 1<<16))
	r.ReuseRecord = true
	header, err := r.Read()
	if err != nil {
		return fmt.Errorf("read header of %s: %w", name, err)
	}
	header[0] = trimBOM(header[0])
	place, date, good := slices.Index(header, "place"), slices.Index(header, "date"), slices.Index(header, "good")
	if place < 0 || date < 0 || good < 0 {
		return fmt.Errorf("read %s: header %q lacks one of place, date, good", name, header)
	}
	for {
		row, err := r.Read()
		if err == io.EOF {
			return nil
		}
		if err != nil {
			return fmt.Errorf("read %s: %w", name, err)
		}
		line, _ := r.FieldPos(0)
		day, err := measure.ParseDay(row[date])
		if err != nil {
			return fmt.Errorf("%s:%d: date: %w", name, line, err)
		}
		verdict, err := verdictOf(row[good])
		if err != nil {
			return fmt.Errorf("%s:%d: good: %w", name, line, err)
		}
		if err := panel.Add(row[place], day, verdict); err != nil {
			return fmt.Errorf("%s:%d: %w", name, line, err)
		}
	}
}

func trimBOM(text string) string {
	if len(text) >= 3 && text[:3] == "\uFEFF" {
		return text[3:]
	}
	return text
}

func verdictOf(text string) (assess.Verdict, error) {
	switch text {
	case "1":
		return assess.Good, nil
	case "0":
		return assess.Exceeding, nil
	case "":
		return assess.Undetermined, nil
	}
	return assess.Undetermined, fmt.Errorf("%q: want 1, 0 or nothing", text)
}

// ownDays enters the days of the areas that have a target of good air days, judged
// under its basis.
func ownDays(ctx context.Context, board *job.Progress, last measure.Day, panel *forecast.Panel) error {
	done := map[string]bool{}
	for i := range board.Targets {
		t := &board.Targets[i]
		if t.Kind != target.GoodAirDays || done[t.Area] {
			continue
		}
		done[t.Area] = true
		rows, err := board.Days(ctx, t, measure.Date(2000, 1, 1), last)
		if err != nil {
			return err
		}
		if err := job.AddDays(panel, t, rows); err != nil {
			return err
		}
	}
	return nil
}

// writeForecasts writes every forecast to a file; those made of the data of a demo say so
// in a last column.
func writeForecasts(path string, issued []forecast.Issued, simulated bool) (err error) {
	f, err := os.Create(path)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, f.Close()) }()
	w := csv.NewWriter(f)
	head, notice := forecast.ForecastColumns[:], []string(nil)
	if simulated {
		head, notice = append(slices.Clone(head), "notice"), []string{alert.SimulatedNotice}
	}
	if err := w.Write(head); err != nil {
		return err
	}
	for i := range issued {
		if err := w.Write(append(issued[i].Row(), notice...)); err != nil {
			return err
		}
	}
	w.Flush()
	return w.Error()
}

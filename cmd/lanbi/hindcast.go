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

	"lanbi/internal/assess"
	"lanbi/internal/config"
	"lanbi/internal/daemon"
	"lanbi/internal/forecast"
	"lanbi/internal/measure"
	"lanbi/internal/target"
)

// hindcastCommand scores the forecast on years whose end is known.
type hindcastCommand struct {
	Config    string `short:"c" help:"Configuration file: the days of its own areas, judged under their targets' basis."`
	Days      string `help:"CSV with columns place, date, good (1, 0, empty for undetermined) instead; - is standard input."`
	Target    string `required:"" help:"Good days, such as 351, or a percentile of the place's other years, such as p50."`
	MinYears  int    `default:"3" help:"Least number of other years a place must have."`
	Forecasts string `help:"File to which every forecast is written as CSV."`
	JSON      bool   `name:"json" help:"The score as JSON."`
}

// Run issues and scores the forecasts.
func (c hindcastCommand) Run(ctx context.Context, std streams) error {
	if (c.Config == "") == (c.Days == "") {
		return usageError{errors.New("want one of -c FILE and --days FILE")}
	}
	goal, err := forecast.ParseGoal(c.Target)
	if err != nil {
		return usageError{err}
	}
	if c.MinYears < 1 {
		return usageError{fmt.Errorf("--min-years %d: want at least 1", c.MinYears)}
	}
	var panel forecast.Panel
	switch c.Days {
	case "":
		err = ownDays(ctx, c.Config, std, &panel)
	case "-":
		err = readDays(std.in, "standard input", &panel)
	default:
		err = readDaysFile(c.Days, &panel)
	}
	if err != nil {
		return err
	}
	issued := forecast.Hindcast(&panel, goal, c.MinYears)
	if len(issued) == 0 {
		return fmt.Errorf("no forecast could be issued: no place has %d other years with at least %d judged days (see --min-years)", c.MinYears, forecast.MinJudged)
	}
	if c.Forecasts != "" {
		if err := writeForecasts(c.Forecasts, issued); err != nil {
			return err
		}
	}
	return printScore(std.out, forecast.ScoreOf(issued), c.JSON)
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

// ownDays enters the days of the configuration's areas that have a target of good
// air days, judged under its basis.
func ownDays(ctx context.Context, path string, std streams, panel *forecast.Panel) error {
	return withStore(ctx, path, std, func(settings *config.Config, store *daemon.Store) error {
		board := daemon.BoardOf(settings, store.DB)
		last := measure.DayOf(wallClock(), settings.Timezone).Add(-1)
		done := map[string]bool{}
		for i := range settings.Targets {
			t := &settings.Targets[i]
			if t.Kind != target.GoodAirDays || done[t.Area] {
				continue
			}
			done[t.Area] = true
			rows, err := board.Days(ctx, t, measure.Date(2000, 1, 1), last)
			if err != nil {
				return err
			}
			if err := addRows(panel, t, rows); err != nil {
				return err
			}
		}
		return nil
	})
}

func addRows(panel *forecast.Panel, t *target.Target, rows []assess.AirDay) error {
	if len(rows) == 0 {
		return nil
	}
	for year := rows[0].Day.Year(); year <= rows[len(rows)-1].Day.Year(); year++ {
		first := measure.Date(year, 1, 1)
		for n, verdict := range t.Verdicts(year, rows) {
			if err := panel.Add(t.Area, first.Add(n), verdict); err != nil {
				return err
			}
		}
	}
	return nil
}

// writeForecasts writes every forecast to a file.
func writeForecasts(path string, issued []forecast.Issued) (err error) {
	f, err := os.Create(path)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, f.Close()) }()
	w := csv.NewWriter(f)
	if err := w.Write(forecast.ForecastColumns[:]); err != nil {
		return err
	}
	for i := range issued {
		if err := w.Write(issued[i].Row()); err != nil {
			return err
		}
	}
	w.Flush()
	return w.Error()
}

// printScore prints the score for people, or as JSON.
func printScore(out io.Writer, s forecast.Score, asJSON bool) error {
	if asJSON {
		return json.NewEncoder(out).Encode(s)
	}
	fmt.Fprintf(out, "forecasts %d\nBrier score %.4f, climatology %.4f, skill %+.3f\nreliability error %.3f\n\n",
		s.N, s.Brier, s.BrierClimatology, s.Skill, s.ReliabilityError())
	rows := [][]string{{"probability", "frequency", "forecasts"}}
	for _, b := range s.Reliability {
		rows = append(rows, []string{fmt.Sprintf("%.3f", b.P), fmt.Sprintf("%.3f", b.Freq), fmt.Sprint(b.N)})
	}
	if err := printTable(out, rows); err != nil {
		return err
	}
	fmt.Fprintln(out)
	rows = [][]string{{"issued in month", "forecasts", "Brier", "climatology", "skill"}}
	for _, m := range s.ByMonth {
		rows = append(rows, []string{fmt.Sprint(m.Month), fmt.Sprint(m.N), fmt.Sprintf("%.4f", m.Brier), fmt.Sprintf("%.4f", m.BrierClimatology), fmt.Sprintf("%+.3f", m.Skill)})
	}
	return printTable(out, rows)
}

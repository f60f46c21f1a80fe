package main

import (
	"fmt"
	"io"
	"time"

	"lanbi/internal/forecast"
)

// printRecord prints what was issued and what became of it.
func printRecord(out io.Writer, r *forecast.TrackRecord) error {
	fmt.Fprintf(out, "issued %d forecasts on %d days of a target (the first of a day counts): %d decided, %d open\n", r.Issued, r.Days, r.N, r.Open)
	rows := [][]string{{"target", "year", "goal", "days", "first", "last", "probability", "outcome"}}
	for _, a := range r.Aims {
		rows = append(rows, []string{a.Target, fmt.Sprint(a.Year), fmt.Sprint(a.Goal), fmt.Sprint(a.Days),
			a.First.Format(time.DateOnly), a.Last.Format(time.DateOnly), fmt.Sprintf("%.2f", a.P), a.Outcome})
	}
	if len(r.Aims) > 0 {
		if err := printTable(out, rows); err != nil {
			return err
		}
	}
	if r.N == 0 {
		fmt.Fprintln(out, "样本不足: no year that was forecast is over yet")
		return nil
	}
	return printScore(out, r.Score)
}

// printScore prints the score for people.
func printScore(out io.Writer, s forecast.Score) error {
	if s.N == 0 {
		_, err := fmt.Fprintln(out, "no forecast to score")
		return err
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

package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"

	"lanbi/internal/config"
	"lanbi/internal/daemon"
	"lanbi/internal/report"
)

// reportCommand writes the bureau's workbook of a month or a year.
type reportCommand struct {
	Config string `short:"c" required:"" placeholder:"FILE" help:"Configuration file."`
	Period string `required:"" placeholder:"2026-10|2026" help:"The month or year."`
	Area   string `placeholder:"CODE" help:"Code of one area; all areas of the file without it."`
	Out    string `short:"o" required:"" type:"path" placeholder:"FILE" help:"File to write: .xlsx is the workbook, .zip its tables as CSV. An existing one is replaced once the new one is complete."`
}

// Run writes the report as of the end of the period, or as of yesterday while it runs.
func (c reportCommand) Run(ctx context.Context, std streams) error {
	period, err := report.ParsePeriod(c.Period)
	if err != nil {
		return usageError{fmt.Errorf("--period: %w", err)}
	}
	format, err := formatOf(c.Out)
	if err != nil {
		return usageError{err}
	}
	return withStore(ctx, c.Config, std, func(settings *config.Config, store *daemon.Store) error {
		facts, err := daemon.ReportsOf(settings, store, wallClock, version()).Facts(ctx, period, c.Area)
		var fault report.Fault
		switch {
		case errors.As(err, &fault) && !fault.NoData:
			return usageError{fmt.Errorf("--%w", fault)}
		case err != nil:
			return err
		}
		if err := writeReport(c.Out, facts, format); err != nil {
			return err
		}
		if err := printNotice(std.err, store.Simulated); err != nil {
			return err
		}
		fmt.Fprintf(std.err, "wrote %s: %s as of %s\n", c.Out, period, facts.AsOf)
		return nil
	})
}

// formatOf is the format that the ending of a file asks for.
func formatOf(path string) (report.Format, error) {
	for _, format := range [...]report.Format{report.XLSX, report.CSV} {
		if strings.EqualFold(filepath.Ext(path), format.Suffix()) {
			return format, nil
		}
	}
	return "", fmt.Errorf("-o %s: want a file that ends in .xlsx (workbook) or .zip (tables as CSV)", path)
}

// writeReport writes beside the file and renames, so that there is a whole one at every
// moment.
func writeReport(path string, facts *report.Facts, format report.Format) (err error) {
	file, err := os.CreateTemp(filepath.Dir(path), ".lanbi-report-*")
	if err != nil {
		return fmt.Errorf("write report %s: %w", path, err)
	}
	defer func() {
		if err != nil {
			file.Close() // closed already where the renaming failed
			err = errors.Join(fmt.Errorf("write report %s: %w", path, err), os.Remove(file.Name()))
		}
	}()
	if err = report.Write(file, facts, format); err != nil {
		return err
	}
	if err = file.Chmod(0o644); err != nil {
		return err
	}
	if err = file.Sync(); err != nil {
		return err
	}
	if err = file.Close(); err != nil {
		return err
	}
	return os.Rename(file.Name(), path)
}

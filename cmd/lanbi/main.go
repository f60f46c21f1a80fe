// Command lanbi (蓝碧) collects air and water readings over MQTT, assesses them
// by the Chinese standards and tells how far each yearly target is.
//
// Exit codes: 0 done, 1 failed, 2 wrong usage or configuration. Human text goes
// to standard error, data to standard output.
package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"os"
	"os/signal"
	"strings"
	"syscall"
	"time"
	_ "time/tzdata" // Asia/Shanghai on machines without a zone database

	"github.com/alecthomas/kong"
)

// exit codes of the contract.
const (
	exitDone   = 0
	exitFailed = 1
	exitUsage  = 2
)

// commands is the command line: one field a subcommand, in the order of --help.
type commands struct {
	Run        runCommand        `cmd:"" help:"The daemon: intake, assessment, page and API."`
	Demo       demoCommand       `cmd:"" help:"Everything on embedded parts with five simulated years of two counties."`
	Calc       calcCommand       `cmd:"" help:"Apply the standards to a CSV file (standard input to standard output)."`
	Explain    explainCommand    `cmd:"" help:"The whole derivation of a number, clause by clause."`
	Import     importCommand     `cmd:"" help:"Load history files into InfluxDB."`
	Assess     assessCommand     `cmd:"" help:"Recompute the assessments of past days."`
	Status     statusCommand     `cmd:"" help:"The targets board in the terminal."`
	Report     reportCommand     `cmd:"" help:"The workbook of a month or year, as .xlsx or CSV."`
	WhatIf     whatIfCommand     `cmd:"" name:"what-if" help:"What a target of air comes to under an assumption."`
	Hindcast   hindcastCommand   `cmd:"" help:"The forecast's track record on years whose end is known."`
	Publish    publishCommand    `cmd:"" help:"Replay history files to the broker as stations would send them."`
	Drain      drainCommand      `cmd:"" help:"Empty session and spool of a replica before it is taken away."`
	Dashboards dashboardsCommand `cmd:"" help:"Write the Grafana dashboards and their provisioning."`
	Audit      auditCommand      `cmd:"" help:"Check a downloaded audit trail."`
	Health     healthCommand     `cmd:"" help:"Ask a running daemon whether it is alive (exit code 0)."`
	Version    versionCommand    `cmd:"" help:"Version, commit and the editions of the standards."`
}

// streams are what a command reads and writes; tests put buffers there.
type streams struct {
	in  io.Reader
	out io.Writer
	err io.Writer
}

// usageError is an error of usage or configuration: exit code 2.
type usageError struct{ error }

func (e usageError) Unwrap() error { return e.error }

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	code := execute(ctx, os.Args[1:], streams{os.Stdin, os.Stdout, os.Stderr})
	stop()
	os.Exit(code)
}

// execute runs one command line and returns its exit code.
func execute(ctx context.Context, args []string, std streams) int {
	exited := -1
	parser, err := kong.New(&commands{},
		kong.Name("lanbi"),
		kong.Description("蓝碧 Lanbi: air and water targets, from the stations' readings to days left, bad-day budget and alert."),
		kong.Writers(std.out, std.err),
		kong.Exit(func(code int) { exited = code }),
		kong.ConfigureHelp(kong.HelpOptions{Compact: true}),
		kong.BindTo(ctx, (*context.Context)(nil)),
		kong.Bind(std),
	)
	if err != nil {
		fmt.Fprintln(std.err, "lanbi:", err)
		return exitFailed
	}
	if len(args) == 0 {
		args = []string{"--help"}
	}
	parsed, err := parser.Parse(args)
	if exited >= 0 { // --help has been printed
		return exited
	}
	if err != nil {
		fmt.Fprintf(std.err, "lanbi: %v\nSee 'lanbi --help'.\n", err)
		return exitUsage
	}
	return exitCode(parsed.Run(), std.err)
}

// exitCode prints err for people, one line a fault, and chooses the exit code.
func exitCode(err error, out io.Writer) int {
	if err == nil {
		return exitDone
	}
	fmt.Fprintln(out, "lanbi: "+strings.TrimRight(err.Error(), "\n"))
	var usage usageError
	if errors.As(err, &usage) {
		return exitUsage
	}
	return exitFailed
}

// newLog is the log of a running command: text on standard error.
func newLog(out io.Writer, level slog.Level) *slog.Logger {
	return slog.New(slog.NewTextHandler(out, &slog.HandlerOptions{Level: level}))
}

// wallClock is the clock of every command but a demo with --now or --speed.
func wallClock() time.Time { return time.Now() }

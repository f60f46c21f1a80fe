package main

import (
	"context"
	"errors"
	"fmt"

	"lanbi/internal/assess"
	"lanbi/internal/config"
	"lanbi/internal/daemon"
	"lanbi/internal/measure"
	"lanbi/internal/web"
	"lanbi/internal/whatif"
)

// whatIfCommand judges one target under an assumption.
type whatIfCommand struct {
	Config  string   `short:"c" required:"" placeholder:"FILE" help:"Configuration file."`
	Target  string   `required:"" placeholder:"ID" help:"Id of the target, of a kind that is judged from days of air."`
	Like    int      `placeholder:"YEAR" help:"The rest of the year goes like this one."`
	Bad     []string `sep:"none" placeholder:"MM:+K" help:"K more (or fewer) bad days in a month, such as 12:+3; several times."`
	Dust    string   `placeholder:"accepted|refused" help:"Every open suspicion of dust is accepted, or all are refused."`
	Edition string   `placeholder:"EDITION" help:"Edition of the standard: by-date, 2012 or 2026."`
	JSON    bool     `name:"json" help:"The same JSON as /api/v1/what-if."`
}

// Run answers as of yesterday.
func (c whatIfCommand) Run(ctx context.Context, std streams) error {
	assumption, err := c.assumption()
	if err != nil {
		return usageError{err}
	}
	return withStore(ctx, c.Config, std, func(settings *config.Config, store *daemon.Store) error {
		now := wallClock()
		answer, err := daemon.WhatIfOf(settings, store.DB, wallClock).Answer(ctx, c.Target, measure.DayOf(now, settings.Timezone).Add(-1), assumption)
		var fault whatif.Fault
		switch {
		case errors.As(err, &fault):
			return usageError{fault}
		case err != nil:
			return err
		case c.JSON:
			return web.EncodeWhatIf(std.out, store.Simulated, &answer)
		}
		if err := printNotice(std.out, store.Simulated); err != nil {
			return err
		}
		fmt.Fprintf(std.out, "%s  %s\n", whatif.Note, answer.Base.Target.Name)
		for _, line := range answer.Changes {
			fmt.Fprintln(std.out, "- "+line)
		}
		return printTable(std.out, [][]string{append([]string{""}, statusHeadings()...),
			append([]string{"现状"}, statusRow(&answer.Base)...), append([]string{"推演"}, statusRow(&answer.WhatIf)...)})
	})
}

// assumption reads the options; at least one must assume something.
func (c *whatIfCommand) assumption() (whatif.Assumption, error) {
	a := whatif.Assumption{Like: c.Like}
	errs := make([]error, 0, 3)
	for _, text := range c.Bad {
		errs = append(errs, a.ParseBad(text))
	}
	dust, err := whatif.ParseDust(c.Dust)
	a.Dust = dust
	errs = append(errs, err)
	if c.Edition != "" {
		rule, err := assess.ParseEditionRule(c.Edition)
		if err != nil {
			err = fmt.Errorf("--edition: %w", err)
		}
		a.Edition = &rule
		errs = append(errs, err)
	}
	if err := errors.Join(errs...); err != nil {
		return a, err
	}
	if a.Empty() {
		return a, errors.New("nothing is assumed: give --like, --bad, --dust or --edition")
	}
	return a, nil
}

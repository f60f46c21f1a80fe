package main

import (
	"lanbi/internal/calc"
	"lanbi/internal/measure"
)

// calcCommand applies a standard to CSV rows.
type calcCommand struct {
	Air   calcAirCommand   `cmd:"" help:"Append aqi, level, category and primary (HJ 633)."`
	Water calcWaterCommand `cmd:"" help:"Append class and deciding items (GB 3838)."`
}

type calcAirCommand struct {
	Period      string `required:"" enum:"hour,day" placeholder:"hour|day" help:"What a row stands for: hour or day."`
	Edition     string `default:"auto" enum:"auto,2012,2026" help:"Edition of HJ 633: auto, 2012 or 2026; auto is the one in force on the row's natural day (column time)."`
	Missing2012 string `name:"missing-2012" default:"max-of-rest" enum:"max-of-rest,strict" help:"A pollutant missing under 2012: max-of-rest takes the maximum of the rest, strict treats it as 2026 does."`
}

// Run reads standard input and writes standard output.
func (c calcAirCommand) Run(std streams) error {
	period, err := calc.ParseAirPeriod(c.Period)
	if err != nil {
		return usageError{err}
	}
	edition, err := calc.ParseEdition(c.Edition)
	if err != nil {
		return usageError{err}
	}
	missing, err := calc.ParseMissing2012(c.Missing2012)
	if err != nil {
		return usageError{err}
	}
	_, err = calc.Air(std.in, std.out, std.err, calc.AirOptions{Period: period, Edition: edition, Missing2012: missing})
	return err
}

type calcWaterCommand struct {
	Body string `default:"river" enum:"river,lake" help:"Water body of rows without column body; lake changes total phosphorus."`
}

// Run reads standard input and writes standard output.
func (c calcWaterCommand) Run(std streams) error {
	body, err := measure.ParseBody(c.Body)
	if err != nil {
		return usageError{err}
	}
	_, err = calc.Water(std.in, std.out, std.err, body)
	return err
}

package main

import (
	"fmt"

	"lanbi/internal/embedded"
	"lanbi/internal/standard/gb3095"
	"lanbi/internal/standard/hj633"
)

// versionCommand prints what is installed and which editions it knows.
type versionCommand struct{}

// Run prints version, commit and the editions of the standards with the days
// from which they apply.
func (versionCommand) Run(std streams) error {
	fmt.Fprintf(std.out, "lanbi %s\ncommit %s\nembedded broker and InfluxDB: %v\n", version(), commit(), embedded.Built)
	for _, e := range hj633.Editions {
		fmt.Fprintf(std.out, "%s %s\n", e.Document(), since(e.First().String(), e.First() == 0))
	}
	for _, e := range gb3095.Editions {
		fmt.Fprintf(std.out, "GB 3095 %s %s\n", e, since(e.First().String(), e.First() == 0))
	}
	fmt.Fprintln(std.out, "GB 3838-2002 since 2002-06-01")
	return nil
}

func since(day string, always bool) string {
	if always {
		return "for every earlier day"
	}
	return "since " + day
}

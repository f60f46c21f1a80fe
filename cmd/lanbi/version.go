package main

import (
	"fmt"
	"runtime/debug"

	"lanbi/internal/daemon"
)

// versionCommand prints what is installed and which editions it knows.
type versionCommand struct{}

// Run prints version, commit and the editions of the standards with the days
// from which they apply.
func (versionCommand) Run(std streams) error {
	version, commit := "(devel)", "unknown"
	if info, ok := debug.ReadBuildInfo(); ok {
		if info.Main.Version != "" {
			version = info.Main.Version
		}
		for _, s := range info.Settings {
			if s.Key == "vcs.revision" {
				commit = s.Value
			}
		}
	}
	fmt.Fprintf(std.out, "lanbi %s\ncommit %s\nembedded broker and InfluxDB: %v\n\n", version, commit, daemon.Embedded)
	for _, line := range editionLines() {
		fmt.Fprintln(std.out, line)
	}
	return nil
}

package main

import (
	"fmt"
	"io"
	"os"

	"lanbi/internal/ledger"
)

// auditCommand checks an audit trail that was downloaded.
type auditCommand struct {
	File string `arg:"" help:"The trail as /api/v1/audit.ndjson gives it; - for standard input."`
}

// Run follows the trail from entry to entry, and fails where one was changed, removed or
// put in. It prints the number of entries and the digest of the last: who keeps that
// can tell later whether the whole trail was written anew.
func (c auditCommand) Run(std streams) error {
	in := std.in
	if c.File != "-" {
		f, err := os.Open(c.File)
		if err != nil {
			return err
		}
		defer f.Close()
		in = io.Reader(f)
	}
	chain, err := ledger.CheckExport(in)
	if err != nil {
		return err
	}
	_, err = fmt.Fprintf(std.out, "%d entries, intact, last %s\n", chain.Entries, chain.Head())
	return err
}

package main

import (
	"fmt"
	"io"
	"os"
	"sync/atomic"

	"lanbi/internal/config"
	"lanbi/internal/feed/history"
)

// historyFiles are opened history files that count the bytes read from them.
type historyFiles struct {
	files []history.File
	open  []*os.File
	read  atomic.Int64
	size  int64
}

func openHistory(paths []string) (*historyFiles, error) {
	h := &historyFiles{}
	for _, path := range paths {
		f, err := os.Open(path)
		if err != nil {
			h.close()
			return nil, err
		}
		h.open = append(h.open, f)
		if info, err := f.Stat(); err == nil {
			h.size += info.Size()
		}
		h.files = append(h.files, history.File{Name: path, Reader: &countingReader{f, &h.read}})
	}
	return h, nil
}

func (h *historyFiles) close() {
	for _, f := range h.open {
		f.Close()
	}
}

// percent is how much of the files has been read.
func (h *historyFiles) percent() int {
	return int(100 * h.read.Load() / max(h.size, 1))
}

type countingReader struct {
	r    io.Reader
	read *atomic.Int64
}

func (c *countingReader) Read(p []byte) (int, error) {
	n, err := c.r.Read(p)
	c.read.Add(int64(n))
	return n, err
}

// historyOptions reads files for the stations of a configuration, and reports
// what is not understood on the error stream, the first fifty of them.
func historyOptions(c *config.Config, std streams) history.Options {
	const reported = 50
	problems := 0
	return history.Options{
		Zone: c.Timezone, Now: wallClock(), Station: c.Places().Code,
		Problem: func(p history.Problem) {
			if problems++; problems <= reported {
				fmt.Fprintf(std.err, "\r%v\n", p)
			} else if problems == reported+1 {
				fmt.Fprintf(std.err, "\rmore than %d problems; the others are only counted\n", reported)
			}
		},
	}
}

// reportCounts tells what became of the rows.
func reportCounts(std streams, n history.Counts) {
	fmt.Fprintf(std.err, "\rrows read %d, samples %d with %d values, skipped (stations not in the configuration) %d, rejected %d\n",
		n.Rows, n.Samples, n.Readings, n.Skipped, n.Rejected)
	for reason, count := range n.Reasons {
		fmt.Fprintf(std.err, "  rejected for %s: %d\n", reason, count)
	}
}

package main

import (
	"errors"
	"fmt"
	"os"
	"runtime/pprof"
)

// profileCPU measures where the process spends its time until end is called, which
// completes the file at path. An empty path measures nothing. There is no such
// address on the page: a profile is asked for by who starts the process.
func profileCPU(path string) (end func() error, err error) {
	if path == "" {
		return func() error { return nil }, nil
	}
	f, err := os.Create(path)
	if err != nil {
		return nil, fmt.Errorf("create CPU profile: %w", err)
	}
	if err := pprof.StartCPUProfile(f); err != nil {
		return nil, errors.Join(fmt.Errorf("start CPU profile: %w", err), f.Close())
	}
	return func() error {
		pprof.StopCPUProfile()
		if err := f.Close(); err != nil {
			return fmt.Errorf("write CPU profile: %w", err)
		}
		return nil
	}, nil
}

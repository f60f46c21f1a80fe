//go:build !unix

package main

import "os"

// reloadSignals delivers nothing: this system has no SIGHUP.
func reloadSignals() (c <-chan os.Signal, stop func()) { return nil, func() {} }

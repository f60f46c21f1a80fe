//go:build unix

package intake

import (
	ossignal "os/signal"
	"syscall"
)

// confine puts the child under its limits. The function it returns lifts that on
// the size of files: a write over it fails as one on a full disk does, after
// part of it was written.
func (c *childConfig) confine() (room func() error, err error) {
	room = func() error { return nil }
	if c.FileLimit > 0 {
		ossignal.Ignore(syscall.SIGXFSZ)
		var before syscall.Rlimit
		if err := syscall.Getrlimit(syscall.RLIMIT_FSIZE, &before); err != nil {
			return nil, err
		}
		if err := syscall.Setrlimit(syscall.RLIMIT_FSIZE, &syscall.Rlimit{Cur: c.FileLimit, Max: before.Max}); err != nil {
			return nil, err
		}
		room = func() error { return syscall.Setrlimit(syscall.RLIMIT_FSIZE, &before) }
	}
	if c.UID != 0 {
		err = syscall.Setuid(c.UID)
	}
	return room, err
}

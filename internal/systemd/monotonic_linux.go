package systemd

import (
	"syscall"
	"unsafe"
)

// clockMonotonic is CLOCK_MONOTONIC of <time.h>.
const clockMonotonic = 1

// monotonic reads the clock that systemd compares RELOADING=1 with, in µs. The
// monotonic part of time.Time counts from the start of the process.
func monotonic() (microseconds int64, err error) {
	var t syscall.Timespec
	if _, _, errno := syscall.Syscall(syscall.SYS_CLOCK_GETTIME, clockMonotonic, uintptr(unsafe.Pointer(&t)), 0); errno != 0 {
		return 0, errno
	}
	return t.Nano() / 1000, nil
}

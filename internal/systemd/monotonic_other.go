//go:build !linux

package systemd

import "errors"

// monotonic is for systemd, which only Linux has.
func monotonic() (microseconds int64, err error) {
	return 0, errors.ErrUnsupported
}

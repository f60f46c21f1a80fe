//go:build unix

package ledger

import (
	"os"
	"syscall"
)

// giveTo gives a file to the owner of a directory, where this process may: what the
// superuser leaves must be readable to the user that the daemon runs as.
func giveTo(dir, path string) error {
	if os.Geteuid() != 0 {
		return nil
	}
	info, err := os.Stat(dir)
	if err != nil {
		return err
	}
	owner, ok := info.Sys().(*syscall.Stat_t)
	if !ok {
		return nil
	}
	return os.Chown(path, int(owner.Uid), int(owner.Gid))
}

//go:build unix

package ledger

import (
	"os"
	"path/filepath"
	"syscall"
	"testing"
	"time"
)

// What the superuser leaves in the inbox belongs to the daemon's user.
func TestLeaveInInbox_BySuperuser(t *testing.T) {
	if os.Geteuid() != 0 {
		t.Skip("only the superuser can give files away")
	}
	const daemon = 4711
	dir := t.TempDir()
	must(t, os.Chown(dir, daemon, daemon))
	inbox := filepath.Join(dir, "inbox")
	must(t, LeaveInInbox(inbox, []Entry{{At: time.Unix(1, 0), Who: "root", Subject: "s", New: "1", Why: "import"}}))
	files, err := filepath.Glob(filepath.Join(inbox, "*"))
	if must(t, err); len(files) != 1 {
		t.Fatalf("files in the inbox: %v, want one", files)
	}
	for _, path := range []string{inbox, files[0]} {
		info, err := os.Stat(path)
		must(t, err)
		if owner := info.Sys().(*syscall.Stat_t).Uid; owner != daemon {
			t.Errorf("%s belongs to user %d, want %d", path, owner, daemon)
		}
	}
}

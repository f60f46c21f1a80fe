package gate

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
)

// top is the top level of the repository, seen from this package.
const top = "../.."

func repository(t *testing.T) []source {
	t.Helper()
	sources, err := parse(os.DirFS(top))
	if err != nil {
		t.Fatal(err)
	}
	if len(sources) == 0 {
		t.Fatal("no Go files found")
	}
	return sources
}

func report(t *testing.T, faults []string) {
	t.Helper()
	for _, fault := range faults {
		t.Error(fault)
	}
}

func TestImports_FollowTheTable(t *testing.T) { report(t, importFaults(repository(t))) }

func TestCore_ReadsNoClock(t *testing.T) { report(t, clockFaults(repository(t))) }

func TestFunctions_NoneIsInit(t *testing.T) { report(t, initFaults(repository(t))) }

func TestNames_SaySomething(t *testing.T) { report(t, nameFaults(repository(t))) }

func TestPackages_HaveOneComment(t *testing.T) { report(t, commentFaults(repository(t))) }

func TestFiles_AreFormatted(t *testing.T) { report(t, formatFaults(repository(t))) }

func TestReadme_TreeIsTheRealOne(t *testing.T) {
	readme, err := os.ReadFile(filepath.Join(top, "README.md"))
	if err != nil {
		t.Fatal(err)
	}
	report(t, treeFaults(string(readme), repository(t)))
}

func TestTopLevel_IsClosed(t *testing.T) {
	entries, err := topEntries()
	if err != nil {
		t.Fatal(err)
	}
	report(t, topFaults(entries))
}

func topFaults(entries []string) []string {
	var faults []string
	for _, entry := range entries {
		if !topLevel[entry] && !strings.HasPrefix(entry, ".") {
			faults = append(faults, fmt.Sprintf("top level has %s; it is closed", entry))
		}
	}
	return faults
}

// topEntries are the entries that git tracks, so that built files do not matter,
// or all entries of an unpacked archive.
func topEntries() ([]string, error) {
	if _, err := os.Stat(filepath.Join(top, ".git")); errors.Is(err, fs.ErrNotExist) {
		return directoryEntries()
	}
	git, err := exec.LookPath("git")
	if err != nil {
		return directoryEntries()
	}
	output, err := exec.Command(git, "-C", top, "ls-files", "-z").Output()
	if err != nil {
		return nil, fmt.Errorf("list tracked files: %w", err)
	}
	seen := make(map[string]bool)
	var entries []string
	for file := range strings.SplitSeq(strings.TrimRight(string(output), "\x00"), "\x00") {
		if entry, _, _ := strings.Cut(file, "/"); !seen[entry] {
			seen[entry] = true
			entries = append(entries, entry)
		}
	}
	return entries, nil
}

func directoryEntries() ([]string, error) {
	found, err := os.ReadDir(top)
	if err != nil {
		return nil, err
	}
	entries := make([]string, len(found))
	for i, entry := range found {
		entries[i] = entry.Name()
	}
	return entries, nil
}

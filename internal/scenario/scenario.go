// Package scenario plays the scripts that hold the core to the standards. They are text
// files in testdata, written for people who know the standards and not the code: every
// line is an act or an expectation in words of the package under test, and "# " begins
// a remark.
package scenario

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"lanbi/internal/measure"
)

// Script is a script that is played. What it reports names file and line.
type Script struct {
	*testing.T
	file   string
	line   int
	checks int
}

// Play plays every testdata/*.txt as a test of its own. begin makes what a script acts
// on and returns what to do with the words of a line; a line without words is passed
// over. A script without a check fails.
func Play(t *testing.T, begin func(*Script) (do func(words []string))) {
	files, err := filepath.Glob("testdata/*.txt")
	if err != nil || len(files) == 0 {
		t.Fatalf("no scenario scripts in testdata: %v", err)
	}
	for _, file := range files {
		t.Run(strings.TrimSuffix(filepath.Base(file), ".txt"), func(t *testing.T) {
			text, err := os.ReadFile(file)
			if err != nil {
				t.Fatal(err)
			}
			s := &Script{T: t, file: filepath.Base(file)}
			do := begin(s)
			for line := range strings.Lines(string(text)) {
				s.line++
				line, _, _ = strings.Cut(line, "# ")
				if words := strings.Fields(line); len(words) > 0 {
					do(words)
				}
			}
			if s.checks == 0 {
				t.Error("script checks nothing")
			}
		})
	}
}

// Checks notes that the line expects something.
func (s *Script) Checks() { s.checks++ }

// Fatalf ends the script.
func (s *Script) Fatalf(format string, args ...any) {
	s.Helper()
	s.T.Fatalf("%s line %d: %s", s.file, s.line, fmt.Sprintf(format, args...))
}

// Errorf reports what is not as expected.
func (s *Script) Errorf(format string, args ...any) {
	s.Helper()
	s.T.Errorf("%s line %d: %s", s.file, s.line, fmt.Sprintf(format, args...))
}

// Day reads a day as in 2026-03-01.
func (s *Script) Day(text string) measure.Day {
	s.Helper()
	d, err := measure.ParseDay(text)
	if err != nil {
		s.Fatalf("%v", err)
	}
	return d
}

package gate

import (
	"fmt"
	"regexp"
	"slices"
	"strings"
)

// treeLine is a line of README's tree: a directory and what it is for.
var treeLine = regexp.MustCompile(`^\s*((?:internal|cmd|configs)/[^\s]*)(\s+\S.*)?$`)

// treeFaults compares README's tree with the directories that hold Go files.
func treeFaults(readme string, sources []source) []string {
	var faults []string
	listed := make(map[string]bool)
	for _, line := range tree(readme) {
		parts := treeLine.FindStringSubmatch(line)
		if parts == nil {
			continue
		}
		dir, ok := strings.CutSuffix(parts[1], "/")
		switch {
		case !ok:
			faults = append(faults, fmt.Sprintf("README.md: %s does not end with a slash", parts[1]))
		case parts[2] == "":
			faults = append(faults, fmt.Sprintf("README.md: %s does not say what it is for", parts[1]))
		case listed[dir]:
			faults = append(faults, fmt.Sprintf("README.md: %s is listed twice", parts[1]))
		}
		listed[dir] = true
	}
	if len(listed) == 0 {
		return []string{"README.md: no fenced block lists the packages"}
	}
	real := make(map[string]bool)
	for _, s := range sources {
		real[s.dir()] = true
	}
	for dir := range real {
		if !listed[dir] {
			faults = append(faults, fmt.Sprintf("README.md: the tree lacks %s/", dir))
		}
	}
	for dir := range listed {
		if !real[dir] {
			faults = append(faults, fmt.Sprintf("README.md: the tree lists %s/, which is no package", dir))
		}
	}
	slices.Sort(faults)
	return faults
}

// tree is the lines of the first fenced block that lists a package.
func tree(readme string) []string {
	var block []string
	fenced, found := false, false
	for line := range strings.Lines(readme) {
		line = strings.TrimRight(line, "\r\n")
		if strings.HasPrefix(strings.TrimSpace(line), "```") {
			if fenced && found {
				return block
			}
			fenced, found, block = !fenced, false, nil
			continue
		}
		if fenced {
			block = append(block, line)
			found = found || treeLine.MatchString(line) && strings.HasPrefix(strings.TrimSpace(line), "internal/")
		}
	}
	return nil
}

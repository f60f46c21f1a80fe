package config

import (
	"errors"
	"fmt"
	"io"
	"os"
	"slices"
	"strings"

	"github.com/goccy/go-yaml"
	"github.com/goccy/go-yaml/ast"
	"github.com/goccy/go-yaml/parser"
)

// Bounds of a file. The parser is recursive, so nesting is bounded before it
// sees the file.
const (
	maxFile    = 4 << 20 // bytes
	maxLine    = 64 << 10
	maxNesting = 64
)

// Options are what Load asks of its surroundings. The zero value is the real
// world without a check of cron lines.
type Options struct {
	// CheckCron says what is wrong with a cron line. It is passed in because the
	// parser of cron lines belongs to the scheduler. Nil accepts every line.
	CheckCron func(spec string) error
	// CheckTemplate says what is wrong with a template of a gateway, which only its
	// package knows. Nil accepts every template.
	CheckTemplate func(text string) error
	// Env looks up an environment variable; nil is os.LookupEnv.
	Env func(name string) (string, bool)
	// ReadFile reads a secret; nil reads files of at most 64 KiB.
	ReadFile func(path string) ([]byte, error)
}

// Load reads the file at path. The error is Faults when the file could be read.
func Load(path string, o Options) (*Config, error) {
	data, err := readFile(path, maxFile)
	if err != nil {
		return nil, fmt.Errorf("read configuration: %w", err)
	}
	return Parse(path, data, o)
}

// Parse reads a configuration from data; file is its name in faults.
func Parse(file string, data []byte, o Options) (*Config, error) {
	l := newLoader(file, o)
	if body := l.parse(data); body != nil {
		l.config(node{l: l, n: body})
	}
	if len(l.faults) > 0 {
		sortFaults(l.faults)
		return nil, Faults(l.faults)
	}
	sortFaults(l.cfg.Warnings)
	return &l.cfg, nil
}

// loader collects faults while the readers of the single sections fill cfg.
type loader struct {
	file   string
	o      Options
	cfg    Config
	faults []Fault
	// known collects the pattern of every key that was asked for, such as
	// areas[].stations[].code, for the test of the reference file.
	known map[string]bool
	codes codes
}

func newLoader(file string, o Options) *loader {
	if o.Env == nil {
		o.Env = os.LookupEnv
	}
	if o.ReadFile == nil {
		o.ReadFile = func(path string) ([]byte, error) { return readFile(path, 64<<10) }
	}
	return &loader{file: file, o: o, known: map[string]bool{}, cfg: Config{File: file}, codes: codes{}}
}

// readFile reads a file of at most limit bytes. What is not an ordinary file,
// such as a pipe that never ends, is read up to the limit only.
func readFile(path string, limit int64) ([]byte, error) {
	f, err := os.Open(path)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	data, err := io.ReadAll(io.LimitReader(f, limit+1))
	if err != nil {
		return nil, err
	}
	if int64(len(data)) > limit {
		return nil, fmt.Errorf("%s: larger than %d bytes", path, limit)
	}
	return data, nil
}

// parse turns bytes into the one document's body; nil after a fault.
func (l *loader) parse(data []byte) (body ast.Node) {
	if f, ok := tooDeep(data); ok {
		f.File = l.file
		l.faults = append(l.faults, f)
		return nil
	}
	// The library has panicked on malformed input before; a broken file must not
	// take down --check.
	defer func() {
		if r := recover(); r != nil {
			l.faults = append(l.faults, Fault{File: l.file, Text: fmt.Sprintf("cannot be parsed as YAML: %v", r)})
			body = nil
		}
	}()
	file, err := parser.ParseBytes(data, 0, parser.AllowDuplicateMapKey())
	var syntax *yaml.SyntaxError
	switch {
	case errors.As(err, &syntax) && syntax.Token != nil && syntax.Token.Position != nil:
		p := syntax.Token.Position
		l.faults = append(l.faults, Fault{File: l.file, Line: p.Line, Column: p.Column, Text: "YAML: " + syntax.Message})
		return nil
	case err != nil:
		l.faults = append(l.faults, Fault{File: l.file, Text: "YAML: " + err.Error()})
		return nil
	}
	docs := slices.DeleteFunc(file.Docs, func(d *ast.DocumentNode) bool { return d.Body == nil })
	switch {
	case len(docs) == 0:
		l.faults = append(l.faults, Fault{File: l.file, Line: 1, Column: 1, Text: "the file is empty"})
		return nil
	case len(docs) > 1:
		at := node{l: l, n: docs[1].Body}
		at.fault("a second document (want one)")
	}
	return docs[0].Body
}

// tooDeep finds the place where data nests deeper than any configuration, by
// brackets or by a line of markers.
func tooDeep(data []byte) (Fault, bool) {
	if !strings.Contains(string(data), "\n") && len(data) > maxLine {
		return Fault{Line: 1, Column: 1, Text: fmt.Sprintf("line of more than %d bytes", maxLine)}, true
	}
	line, depth := 0, 0
	for text := range strings.Lines(string(data)) {
		line++
		if len(text) > maxLine {
			return Fault{Line: line, Column: 1, Text: fmt.Sprintf("line of more than %d bytes", maxLine)}, true
		}
		markers := 0
		for i, c := range []byte(text) {
			switch c {
			case '[', '{':
				depth++
			case ']', '}':
				depth = max(0, depth-1)
			case '-', '?', ':', '!', '&', '*':
				if markers >= 0 {
					markers++
				}
			case ' ', '\t':
			default:
				if markers <= maxNesting {
					markers = -1
				}
			}
			if depth > maxNesting || markers > maxNesting && !isRule(text) {
				return Fault{Line: line, Column: i + 1, Text: fmt.Sprintf("nested more than %d deep", maxNesting)}, true
			}
		}
		if indent := len(text) - len(strings.TrimLeft(text, " ")); indent > 16*maxNesting {
			return Fault{Line: line, Column: indent, Text: fmt.Sprintf("indented by more than %d", 16*maxNesting)}, true
		}
	}
	return Fault{}, false
}

// isRule tells whether a line consists of one repeated character without
// blanks, as in a ruled comment or a folded text.
func isRule(text string) bool { return !strings.Contains(strings.TrimSpace(text), " ") }

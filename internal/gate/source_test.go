package gate

import (
	"bytes"
	"fmt"
	"go/ast"
	"go/format"
	"go/parser"
	"go/token"
	"io/fs"
	"path"
	"slices"
	"strconv"
	"strings"
)

// modulePath is the name of this module in imports.
const modulePath = "lanbi"

// source is one Go file.
type source struct {
	path string // from the top level, with slashes
	text []byte
	file *ast.File
}

func (s source) dir() string  { return path.Dir(s.path) }
func (s source) test() bool   { return strings.HasSuffix(s.path, "_test.go") }
func (s source) name() string { return packageName(s.dir()) }

// packageName is the name of a directory in the import table.
func packageName(dir string) string {
	if below, ok := strings.CutPrefix(dir, "internal/"); ok {
		return below
	}
	return "../" + dir
}

// parse reads every Go file below the root, whatever its build tags, but for
// testdata and directories with a dot in front.
func parse(root fs.FS) ([]source, error) {
	var sources []source
	err := fs.WalkDir(root, ".", func(name string, entry fs.DirEntry, err error) error {
		switch {
		case err != nil:
			return err
		case entry.IsDir() && name != "." && (strings.HasPrefix(entry.Name(), ".") || entry.Name() == "testdata"):
			return fs.SkipDir
		case entry.IsDir() || path.Ext(name) != ".go":
			return nil
		}
		text, err := fs.ReadFile(root, name)
		if err != nil {
			return err
		}
		file, err := parser.ParseFile(token.NewFileSet(), name, text, parser.ParseComments)
		if err != nil {
			return fmt.Errorf("parse %s: %w", name, err)
		}
		sources = append(sources, source{name, text, file})
		return nil
	})
	return sources, err
}

// importFaults holds every file that is no test against the import table.
func importFaults(sources []source) []string {
	var faults []string
	for _, s := range sources {
		row, ok := ruleOf(s.name())
		if !ok {
			faults = append(faults, fmt.Sprintf("%s: package %s has no row in the import table", s.path, s.dir()))
			continue
		}
		if s.test() {
			continue
		}
		for _, spec := range s.file.Imports {
			imported, err := strconv.Unquote(spec.Path.Value)
			if err != nil || !importAllowed(row, imported) {
				faults = append(faults, fmt.Sprintf("%s: imports %s, which the table does not allow", s.path, imported))
			}
		}
	}
	return faults
}

func importAllowed(row rule, imported string) bool {
	first, rest, _ := strings.Cut(imported, "/")
	switch {
	case first == modulePath:
		return row.allows(packageName(rest))
	case strings.Contains(first, "."):
		return row.allowsModule(imported)
	}
	return !row.pure || !isImpure(imported)
}

// isImpure tells whether the core must not import the standard package.
// Of math/rand/v2 the uses are looked at instead.
func isImpure(imported string) bool {
	return imported != randV2 && slices.ContainsFunc(impure, func(entry string) bool {
		return imported == entry || strings.HasPrefix(imported, entry+"/")
	})
}

// clockFaults finds what in the core reads a clock, a zone, a global source of
// chance or a standard stream.
func clockFaults(sources []source) []string {
	var faults []string
	for _, s := range sources {
		if row, _ := ruleOf(s.name()); !row.pure || s.test() {
			continue
		}
		watched, dotted := watchedImports(s.file)
		for _, imported := range dotted {
			faults = append(faults, fmt.Sprintf("%s: dot import of %s", s.path, imported))
		}
		ast.Inspect(s.file, func(n ast.Node) bool {
			selector, ok := n.(*ast.SelectorExpr)
			if !ok {
				return true
			}
			if x, ok := selector.X.(*ast.Ident); ok && isBanned(watched[x.Name], selector.Sel.Name) {
				faults = append(faults, fmt.Sprintf("%s: uses %s.%s in the pure core", s.path, x.Name, selector.Sel.Name))
			}
			return true
		})
	}
	return faults
}

// watchedImports are the packages of which the core may use only a part, by their
// name in the file, and those whose names came in without one.
func watchedImports(file *ast.File) (watched map[string]string, dotted []string) {
	watched = make(map[string]string)
	for _, spec := range file.Imports {
		imported, err := strconv.Unquote(spec.Path.Value)
		if err != nil || banned[imported] == nil && imported != randV2 {
			continue
		}
		switch {
		case spec.Name != nil && spec.Name.Name == ".":
			dotted = append(dotted, imported)
		case spec.Name != nil:
			watched[spec.Name.Name] = imported
		case imported == randV2:
			watched["rand"] = imported
		default:
			watched[imported] = imported
		}
	}
	return watched, dotted
}

func isBanned(imported, name string) bool {
	if imported == randV2 {
		return !allowedRand[name]
	}
	return banned[imported][name]
}

// initFaults finds functions that run before anybody calls them.
func initFaults(sources []source) []string {
	var faults []string
	for _, s := range sources {
		for _, declared := range s.file.Decls {
			if f, ok := declared.(*ast.FuncDecl); ok && f.Recv == nil && f.Name.Name == "init" {
				faults = append(faults, s.path+": has a function init")
			}
		}
	}
	return faults
}

// nameFaults finds packages and files whose name says nothing, and packages that
// are not called as their directory.
func nameFaults(sources []source) []string {
	var faults []string
	for _, s := range sources {
		base := strings.TrimSuffix(strings.TrimSuffix(path.Base(s.path), ".go"), "_test")
		declared := strings.TrimSuffix(s.file.Name.Name, "_test")
		if emptyWords[base] {
			faults = append(faults, s.path+": the file's name says nothing")
		}
		for word := range strings.SplitSeq(s.dir(), "/") {
			if emptyWords[word] {
				faults = append(faults, s.path+": the directory's name says nothing")
			}
		}
		if declared != path.Base(s.dir()) && !(declared == "main" && strings.HasPrefix(s.dir(), "cmd/")) {
			faults = append(faults, fmt.Sprintf("%s: package %s in directory %s", s.path, declared, s.dir()))
		}
	}
	return faults
}

// commentFaults finds packages without a package comment, or with several.
func commentFaults(sources []source) []string {
	comments := make(map[string][]string)
	for _, s := range sources {
		if _, seen := comments[s.dir()]; !seen {
			comments[s.dir()] = nil
		}
		if s.file.Doc == nil || s.test() {
			continue
		}
		comments[s.dir()] = append(comments[s.dir()], s.path)
		if want := "Package " + s.file.Name.Name + " "; s.file.Name.Name != "main" && !strings.HasPrefix(s.file.Doc.Text(), want) {
			comments[s.dir()] = append(comments[s.dir()], s.path+" not beginning with “"+want+"”")
		}
	}
	var faults []string
	for dir, in := range comments {
		if len(in) != 1 {
			faults = append(faults, fmt.Sprintf("%s: want one package comment, have %d %v", dir, len(in), in))
		}
	}
	slices.Sort(faults)
	return faults
}

// formatFaults finds files that gofmt would change.
func formatFaults(sources []source) []string {
	var faults []string
	for _, s := range sources {
		formatted, err := format.Source(s.text)
		if err != nil || !bytes.Equal(formatted, s.text) {
			faults = append(faults, s.path+": not formatted by gofmt")
		}
	}
	return faults
}

// Package gate holds tests only: they fail the build when the shape of the
// program is broken.
//
// Checked are the import table of the packages (in rules_test.go, as data); that
// the pure core reads no clock, does no input or output and looks up no zone;
// that the top level of the repository is closed; that no function is called
// init, no package or file has a name that says nothing, every package has one
// package comment and every file is formatted; and that the tree in README.md is
// the real one.
//
// README.md must have one fenced block with a line for every package, its
// directory from the top level with a slash at the end, at least one space, and
// what it is for:
//
//	cmd/lanbi/           flags, signals, exit code
//	internal/measure/    what was measured, where and when
//	internal/notify/webhook/  posts a message as JSON
//
// Lines of other forms in the block (configs/, deploy/, headings) are left
// alone. All files count, whatever their build tags. Tests may import anything.
package gate

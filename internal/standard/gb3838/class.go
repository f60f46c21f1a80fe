// Package gb3838 holds the limits of GB 3838-2002, 《地表水环境质量标准》, in force
// since 2002-06-01, and the class of one item by them.
//
// Limits come from Tables 1 and 2 in the order of print. Table 3 (80 specific
// items of drinking-water sources) is left out: its items are chosen by the
// authority source by source. How items make the class of a section is not here
// but in package surface.
package gb3838

// Class is a water quality class (水质类别): 1 to 5 for Ⅰ to Ⅴ, 6 for 劣Ⅴ. The
// zero value is "not known".
type Class int

const (
	ClassI Class = iota + 1
	ClassII
	ClassIII
	ClassIV
	ClassV
	InferiorV
)

var classNames = [...]string{"", "Ⅰ", "Ⅱ", "Ⅲ", "Ⅳ", "Ⅴ", "劣Ⅴ"}

// String is Ⅰ Ⅱ Ⅲ Ⅳ Ⅴ 劣Ⅴ, or empty when not known.
func (c Class) String() string {
	if c < 0 || int(c) >= len(classNames) {
		return ""
	}
	return classNames[c]
}

// Known tells whether c is a class at all.
func (c Class) Known() bool { return c >= ClassI && c <= InferiorV }

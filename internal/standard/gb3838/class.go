// Package gb3838 holds the limits of GB 3838-2002, 《地表水环境质量标准》.
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

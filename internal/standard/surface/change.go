package surface

import "lanbi/internal/standard/gb3838"

// Change is how the condition of water differs between two periods. The zero
// value is "not known".
type Change uint8

const (
	MuchBetter Change = iota + 1 // 明显好转
	Better                       // 有所好转
	Unchanged                    // 无明显变化
	Worse                        // 有所变差
	MuchWorse                    // 明显变差
)

var changes = [...]string{"", "明显好转", "有所好转", "无明显变化", "有所变差", "明显变差"}

// String is 明显好转 有所好转 无明显变化 有所变差 明显变差, empty when not known.
func (c Change) String() string {
	if int(c) >= len(changes) {
		return ""
	}
	return changes[c]
}

// SectionChange compares the class of a section in two periods: the same grade is
// 无明显变化, one grade 有所…, two or more 明显… (22 号, recalled and not confirmed). Ⅰ and
// Ⅱ are one grade. It is 0 when either class is not known.
func SectionChange(before, after gb3838.Class) Change {
	a, b := GradeOf(before), GradeOf(after)
	if a == 0 || b == 0 {
		return 0
	}
	switch step := int(b) - int(a); {
	case step == 0:
		return Unchanged
	case step == -1:
		return Better
	case step < -1:
		return MuchBetter
	case step == 1:
		return Worse
	}
	return MuchWorse
}

// Shares are the counts by which a basin is compared: sections at Ⅰ–Ⅲ, at 劣Ⅴ,
// and all with a class.
type Shares struct{ Good, Inferior, Sections int }

// Shares are b's counts.
func (b Basin) Shares() Shares { return Shares{b.GoodCount, b.InferiorCount, b.Sections} }

// BasinChange compares a basin in two periods by ΔG − ΔD, the change of the Ⅰ–Ⅲ
// share less the change of the 劣Ⅴ share in percentage points: at most 10 either way
// 无明显变化, up to 20 有所…, more than 20 明显… (22 号; the bound of 10 is recalled, that of
// 20 has one source). It is 0 when either period has no section.
func BasinChange(before, after Shares) Change {
	if before.Sections <= 0 || after.Sections <= 0 {
		return 0
	}
	// Over the common denominator, so that 10 and 20 points are met exactly.
	points := 100 * ((after.Good-after.Inferior)*before.Sections - (before.Good-before.Inferior)*after.Sections)
	whole := before.Sections * after.Sections
	switch {
	case points > 20*whole:
		return MuchBetter
	case points > 10*whole:
		return Better
	case points < -20*whole:
		return MuchWorse
	case points < -10*whole:
		return Worse
	}
	return Unchanged
}

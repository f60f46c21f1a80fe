package surface

import "lanbi/internal/standard/gb3838"

// Grade is the condition (水质状况) of a section, river or basin. The zero value is
// "not known".
type Grade uint8

const (
	Excellent Grade = iota + 1 // 优
	Good                       // 良好
	Light                      // 轻度污染
	Moderate                   // 中度污染
	Heavy                      // 重度污染
)

// GradeOf is the condition of a section: Ⅰ–Ⅱ 优, Ⅲ 良好, Ⅳ 轻度污染, Ⅴ 中度污染,
// 劣Ⅴ 重度污染 (22 号).
func GradeOf(class gb3838.Class) Grade {
	switch class {
	case gb3838.ClassI, gb3838.ClassII:
		return Excellent
	case gb3838.ClassIII:
		return Good
	case gb3838.ClassIV:
		return Light
	case gb3838.ClassV:
		return Moderate
	case gb3838.InferiorV:
		return Heavy
	}
	return 0
}

// grades are the words and colours. The order of hues is confirmed; the RGB
// values are a choice of ours, the document names colours only.
var grades = [...]struct{ word, colour, hex string }{
	{},
	{"优", "蓝色", "#0070FF"},
	{"良好", "绿色", "#00B050"},
	{"轻度污染", "黄色", "#FFD800"},
	{"中度污染", "橙色", "#FF7E00"},
	{"重度污染", "红色", "#E60000"},
}

func (g Grade) row() int {
	if int(g) >= len(grades) {
		return 0
	}
	return int(g)
}

// String is 优 良好 轻度污染 中度污染 重度污染, empty when not known.
func (g Grade) String() string { return grades[g.row()].word }

// ColourName is 蓝色 绿色 黄色 橙色 红色 (22 号), empty when not known.
func (g Grade) ColourName() string { return grades[g.row()].colour }

// Colour is the colour as "#0070FF", empty when not known.
func (g Grade) Colour() string { return grades[g.row()].hex }

// Wording says which class a section meets (22 号): 符合Ⅱ类, 劣于Ⅴ类; 未评价 when the
// class is not known.
func Wording(class gb3838.Class) string {
	switch {
	case class == gb3838.InferiorV:
		return "劣于Ⅴ类"
	case class.Known():
		return "符合" + class.String() + "类"
	}
	return "未评价"
}

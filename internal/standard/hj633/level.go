package hj633

// Level is the level (空气质量指数级别), 1 best to 6 worst. The zero value is "not
// known".
type Level int

// LevelOf is the level of a known aqi (2012 Table 2, 2026 Table 1).
func LevelOf(aqi int) Level {
	switch {
	case aqi <= 50:
		return 1
	case aqi <= 100:
		return 2
	case aqi <= 150:
		return 3
	case aqi <= 200:
		return 4
	case aqi <= 300:
		return 5
	}
	return 6
}

// Level is the level of x, 0 when its AQI is not known.
func (x Index) Level() Level {
	if !x.Known {
		return 0
	}
	return LevelOf(x.AQI)
}

// levels are the rows of 2012 Table 2 and A.1, 2026 Tables 1 and A.1: unchanged.
var levels = [7]struct {
	ordinal, category, colour, hex string
	rgb                            [3]uint8
	cmyk                           [4]uint8
}{
	{},
	{"一级", "优", "绿色", "#00E400", [3]uint8{0, 228, 0}, [4]uint8{40, 0, 100, 0}},
	{"二级", "良", "黄色", "#FFFF00", [3]uint8{255, 255, 0}, [4]uint8{0, 0, 100, 0}},
	{"三级", "轻度污染", "橙色", "#FF7E00", [3]uint8{255, 126, 0}, [4]uint8{0, 52, 100, 0}},
	{"四级", "中度污染", "红色", "#FF0000", [3]uint8{255, 0, 0}, [4]uint8{0, 100, 100, 0}},
	{"五级", "重度污染", "紫色", "#99004C", [3]uint8{153, 0, 76}, [4]uint8{10, 100, 40, 30}},
	{"六级", "严重污染", "褐红色", "#7E0023", [3]uint8{126, 0, 35}, [4]uint8{30, 100, 100, 30}},
}

func (l Level) row() int {
	if l < 1 || int(l) >= len(levels) {
		return 0
	}
	return int(l)
}

// String is 一级 to 六级, empty when not known.
func (l Level) String() string { return levels[l.row()].ordinal }

// Chinese is the category (类别): 优 良 轻度污染 中度污染 重度污染 严重污染, empty when
// not known.
func (l Level) Chinese() string { return levels[l.row()].category }

// ColourName is the name of the official colour (表示颜色), such as 绿色.
func (l Level) ColourName() string { return levels[l.row()].colour }

// Colour is the official colour as "#00E400", empty when not known.
func (l Level) Colour() string { return levels[l.row()].hex }

// RGB is the official colour for screens, 0 to 255 each (Table A.1).
func (l Level) RGB() (red, green, blue uint8) {
	c := levels[l.row()].rgb
	return c[0], c[1], c[2]
}

// CMYK is the official colour for print, in percent (Table A.1).
func (l Level) CMYK() (cyan, magenta, yellow, black uint8) {
	c := levels[l.row()].cmyk
	return c[0], c[1], c[2], c[3]
}

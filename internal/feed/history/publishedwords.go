package history

import (
	"fmt"
	"strings"

	"lanbi/internal/measure"
)

// levelOf reads a level in any of its words; 0 for a missing one.
func levelOf(text string) (int, error) {
	if missing(text) {
		return 0, nil
	}
	for i, words := range [...]string{"1 一级 优", "2 二级 良", "3 三级 轻度污染", "4 四级 中度污染", "5 五级 重度污染", "6 六级 严重污染"} {
		for word := range strings.FieldsSeq(words) {
			if text == word {
				return i + 1, nil
			}
		}
	}
	return 0, fmt.Errorf("column level: %q is no level (want 1 to 6, 一级 to 六级, or 优 to 严重污染)", text)
}

// primaryOf reads primary pollutants by key or by the names in use; empty for none.
func primaryOf(text string) (measure.Set, error) {
	var set measure.Set
	if missing(text) || text == "无" {
		return set, nil
	}
	for _, name := range strings.FieldsFunc(text, func(c rune) bool { return strings.ContainsRune("+,，、;； ", c) }) {
		p, ok := measure.ParameterByKey(primaryKey(name))
		if !ok || p.Medium() != measure.Air {
			return set, fmt.Errorf("column primary: %q is no pollutant (want keys such as pm2_5, o3_8h, joined by +)", name)
		}
		set = set.With(p)
	}
	return set, nil
}

// primaryKey is the key for a name in use; of a day ozone is its 8 h mean.
func primaryKey(name string) string {
	key := strings.ToLower(name)
	for _, digit := range [...][2]string{{"₂", "2"}, {"₃", "3"}, {"₁", "1"}, {"₀", "0"}, {"₅", "5"}, {"pm2.5", "pm2_5"}, {"-", "_"}} {
		key = strings.ReplaceAll(key, digit[0], digit[1])
	}
	switch key {
	case "pm25", "细颗粒物":
		return "pm2_5"
	case "可吸入颗粒物":
		return "pm10"
	case "二氧化硫":
		return "so2"
	case "二氧化氮":
		return "no2"
	case "一氧化碳":
		return "co"
	case "o3", "臭氧", "臭氧8小时", "o3_8小时", "o3_8":
		return "o3_8h"
	}
	return key
}

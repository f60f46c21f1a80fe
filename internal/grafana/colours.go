package grafana

import "strconv"

// word is a stored value with what people read and the colour they see.
type word struct{ value, text, colour string }

// airLevels are the levels of HJ 633 table 1 with the official colours.
var airLevels = []word{
	{"1", "优", "#00E400"}, {"2", "良", "#FFFF00"}, {"3", "轻度污染", "#FF7E00"},
	{"4", "中度污染", "#FF0000"}, {"5", "重度污染", "#99004C"}, {"6", "严重污染", "#7E0023"},
}

// aqiFrom is where each level begins.
var aqiFrom = []float64{0, 51, 101, 151, 201, 301}

// waterClasses are the classes of GB 3838 with the hues of 环办〔2011〕22 号, in
// which Ⅰ and Ⅱ share one.
var waterClasses = []word{
	{"1", "Ⅰ类", "#0070FF"}, {"2", "Ⅱ类", "#0070FF"}, {"3", "Ⅲ类", "#00B050"},
	{"4", "Ⅳ类", "#FFD800"}, {"5", "Ⅴ类", "#FF7E00"}, {"6", "劣Ⅴ类", "#E60000"},
}

// statuses are the states of a target.
var statuses = []word{
	{"achieved", "已达目标", "#1e6b43"}, {"on_track", "可望完成", "#2e8b57"}, {"watch", "需关注", "#b58900"},
	{"at_risk", "有风险", "#c86a10"}, {"unlikely", "难度大", "#c0392b"}, {"lost", "已无法完成", "#8e2318"},
	{"unknown", "数据不足，暂不研判", "#8a94a0"},
}

// verdicts are the judgements of a day.
var verdicts = []word{
	{"good", "优良", "#2e8b57"}, {"exceeding", "超标", "#c0392b"}, {"undetermined", "数据不足（无效）", "#8a94a0"},
}

// pollutants are the six with O₃ as the daily maximum 8 h mean, as stored.
var pollutants = []word{
	{"pm2_5", "PM2.5", "#8e2318"}, {"pm10", "PM10", "#c86a10"}, {"so2", "SO₂", "#b58900"},
	{"no2", "NO₂", "#7d3f98"}, {"co", "CO", "#46525e"}, {"o3_8h", "O₃-8h", "#0b7468"},
}

const (
	green, amber, red, grey, blue = "#2e8b57", "#b58900", "#c0392b", "#8a94a0", "#0b4f7d"
)

// words maps stored values to words and colours; what is not there reads 数据不足.
func words(all []word) []mapping {
	options := map[string]any{}
	for i, w := range all {
		options[w.value] = map[string]any{"text": w.text, "color": w.colour, "index": i}
	}
	return []mapping{
		{Type: "value", Options: options},
		{Type: "special", Options: map[string]any{
			"match": "null+nan", "result": map[string]any{"text": "—", "color": "transparent", "index": len(all)},
		}},
	}
}

// renamed maps the values of a text without changing its colour.
func renamed(all []word) []mapping {
	options := map[string]any{}
	for i, w := range all {
		options[w.value] = map[string]any{"text": w.text, "index": i}
	}
	return []mapping{{Type: "value", Options: options}}
}

// combinations are the words of sets of pollutants of up to three members, as
// stored: keys joined by +, in order.
func combinations(all []word) []word {
	var out []word
	var grow func(from int, value, text string, size int)
	grow = func(from int, value, text string, size int) {
		for i := from; i < len(all) && size < 3; i++ {
			v, t := all[i].value, all[i].text
			if value != "" {
				v, t = value+"+"+v, text+"、"+t
			}
			out = append(out, word{value: v, text: t})
			grow(i+1, v, t, size+1)
		}
	}
	grow(0, "", "", 0)
	return out
}

// levelSteps colours a whole number by the words' order: 1 the first.
func levelSteps(all []word) *thresholds {
	t := &thresholds{Mode: "absolute", Steps: []step{{Color: grey}}}
	for _, w := range all {
		v, err := strconv.ParseFloat(w.value, 64)
		if err != nil {
			continue
		}
		t.Steps = append(t.Steps, step{w.colour, &v})
	}
	return t
}

// aqiSteps colours an AQI.
func aqiSteps() *thresholds {
	t := &thresholds{Mode: "absolute", Steps: []step{{Color: airLevels[0].colour}}}
	for i := 1; i < len(airLevels); i++ {
		t.Steps = append(t.Steps, step{airLevels[i].colour, &aqiFrom[i]})
	}
	return t
}

// steps colours a number: below is the colour before the first limit.
func steps(below string, pairs ...any) *thresholds {
	t := &thresholds{Mode: "absolute", Steps: []step{{Color: below}}}
	for i := 0; i+1 < len(pairs); i += 2 {
		v := pairs[i].(float64)
		t.Steps = append(t.Steps, step{pairs[i+1].(string), &v})
	}
	return t
}

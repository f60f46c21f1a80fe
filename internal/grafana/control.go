package grafana

// controlStates are what can still be done about a pollutant today.
var controlStates = []word{
	{"open", "可控", "#2e8b57"}, {"lost", "已超标", "#c0392b"}, {"safe", "已保住", "#1e6b43"}, {"void", "数据不足", "#8a94a0"},
}

// controlTable is the newest control value of every pollutant at the chosen place.
func controlTable() *panel {
	columns := []string{"Time", "日期", "parameter", "污染物", "state", "状态", "so_far", "至今均值", "highest", "其余小时控制值", "hours_left", "剩余小时"}
	index, rename := map[string]any{}, map[string]any{}
	for i := 0; i < len(columns); i += 2 {
		index[columns[i]], rename[columns[i]] = i/2, columns[i+1]
	}
	return tablePanel("今日控制浓度", "Highest mean of the remaining hours that keeps today at AQI 100; O₃ by the 8 h mean; CO in mg/m³, else µg/m³", 24, 8, rows(
		`SELECT "state", "so_far", "highest", "hours_left" FROM "air_control" WHERE "place" = '$place' AND `+thisYear+` GROUP BY "parameter" ORDER BY time DESC LIMIT 1`,
	)).transform(transformation{"organize", map[string]any{"excludeByName": map[string]any{}, "indexByName": index, "renameByName": rename}}).
		noValue("—").
		column("日期", unitIs("time:YYYY-MM-DD"), widthIs(110)).
		column("污染物", wordsAre(renamed(pollutants))).
		column("状态", statesColoured(controlStates)...).
		column("至今均值", decimalsAre(1)).
		column("其余小时控制值", decimalsAre(1)).
		column("剩余小时", unitIs("suffix: 小时"), decimalsAre(0))
}

// statesColoured are the properties of a cell whose words are stored as text.
func statesColoured(all []word) []property { return []property{wordsAre(words(all)), coloured()} }

package grafana

import "strings"

// air is 空气质量: index, levels and concentrations of an area or a station.
func air(o Options) dashboard {
	ofDay := ` FROM "air_day" WHERE "place" = '$place' AND "edition" = '$edition' AND "source" = 'computed' AND `
	newest := ` ORDER BY time DESC LIMIT 1`
	ofYear := ` FROM "air_period" WHERE "place" = '$place' AND "edition" = '$edition' AND "dust" = 'keep' AND "period" = 'ytd' AND ` + thisYear
	ofMonths := ` FROM "air_period" WHERE "place" = '$place' AND "edition" = '$edition' AND "dust" = 'keep' AND "period" = 'month' AND ` + thisYear
	count := func(title, english, field string, t *thresholds) *panel {
		return statPanel(title, english, 3, series("$col", `SELECT "`+field+`" AS "`+title+`"`+ofYear)).unit("suffix: 天", 0).colour(t)
	}
	return board(o, airUID, "蓝碧 · 空气质量", "Air quality by HJ 633 and GB 3095, of 2012 or of 2026",
		[]variable{areaVariable(), placeVariable(), editionVariable(), yearVariable()},
		notice(),
		gaugePanel("最近一日 AQI", "Air quality index of the last assessed day", 6, 8, series("$col", `SELECT "aqi" AS "AQI"`+ofDay+thisYear+newest)).
			unit("none", 0).between(0, 500).colour(aqiSteps()),
		wordPanel("最近一日类别", "Category of the last assessed day", 3, words(airLevels), `SELECT "level" AS "类别"`+ofDay+thisYear+newest).
			colour(levelSteps(airLevels)),
		wordPanel("首要污染物", "Primary pollutant of the last assessed day", 3, renamed(combinations(pollutants)), `SELECT "primary" AS "首要污染物"`+ofDay+thisYear+newest).
			noValue("无").set(map[string]any{"colorMode": "none"}),
		count("优良天数", "Good days of the year so far", "good", steps(green)),
		count("超标天数", "Days above AQI 100", "exceeding", steps(green, 1.0, red)),
		count("无效天数", "Undetermined days", "undetermined", steps(green, 1.0, amber)),
		count("重污染天数", "Days above AQI 200", "heavy", steps(green, 1.0, airLevels[4].colour)),
		statPanel("综合指数", "Composite index of the year so far", 6, series("$col", `SELECT "composite_index" AS "综合指数"`+ofYear)).unit("none", 2),
		statPanel("PM2.5 累计均值", "PM2.5 mean of the year so far", 6, series("$col", `SELECT "pm2_5" AS "PM2.5"`+ofYear)).unit("suffix: µg/m³", 1),
		statPanel("O₃ 第 90 百分位", "The 90th percentile of daily maximum 8 h means, year so far", 6, series("$col", `SELECT "o3_8h_percentile" AS "O₃-8h"`+ofYear)).unit("suffix: µg/m³", 0),
		controlTable(),
		calendarPanel(ofDay),
		statesPanel("日类别（两版标准）", "Category of each day under both editions", 24, 6, words(airLevels), both(`SELECT "level" FROM "air_day" WHERE "place" = '$place' AND "edition" = '%' AND "source" = 'computed' AND $timeFilter`)).
			colour(levelSteps(airLevels)),
		statesPanel("日判定", "Verdict of each day: good, exceeding, undetermined", 24, 5, words(verdicts),
			series("判定", `SELECT "verdict"`+ofDay+`$timeFilter`)),
		barsPanel("各月天数", "Days of each month by verdict", 12, 9, rows(`SELECT "good" AS "优良", "exceeding" AS "超标", "undetermined" AS "无效"`+ofMonths)).
			transform(formatted("Time", "MM月")).unit("suffix: 天", 0).
			column("优良", fixed(green)).column("超标", fixed(red)).column("无效", fixed(grey)),
		linePanel("日 AQI", "Daily index; dashed lines where levels begin", 12, 9, series("$col", `SELECT "aqi" AS "AQI"`+ofDay+`$timeFilter`)).
			unit("none", 0).limitLines(aqiSteps()).column("AQI", fixed(blue)),
		linePanel("日均浓度", "Daily means; O₃ as the daily maximum 8 h mean", 12, 9,
			series("$col", `SELECT "pm2_5" AS "PM2.5", "pm10" AS "PM10", "so2" AS "SO₂", "no2" AS "NO₂", "o3_8h" AS "O₃-8h"`+ofDay+`$timeFilter`)).
			unit("suffix: µg/m³", 0).palette(pollutants),
		linePanel("近七日小时 AQI", "Hourly index of the last seven days", 12, 9,
			series("$col", `SELECT "aqi" AS "AQI" FROM "air_hour" WHERE "place" = '$place' AND "edition" = '$edition' AND $timeFilter`)).
			unit("none", 0).limitLines(aqiSteps()).column("AQI", fixed(blue)).lately("7d"),
		publishedDays(), publishedMonths(), placesTable(), yearsTable(),
	).marks("")
}

// both asks the same under the two editions; % stands for the edition.
func both(query string) []target {
	all := series("", strings.ReplaceAll(query, "%", "2012"), strings.ReplaceAll(query, "%", "2026"))
	all[0].Alias, all[1].Alias = "2012 版", "2026 版"
	return all
}

// palette gives pollutants their fixed colours.
func (p *panel) palette(all []word) *panel {
	for _, w := range all {
		p.column(w.text, fixed(w.colour))
	}
	return p
}

// lately fixes the time of a panel to the newest d.
func (p *panel) lately(d string) *panel {
	p.TimeFrom = d
	return p
}

// calendarPanel is a sheet of the year with a cell a day in the official colour.
func calendarPanel(ofDay string) *panel {
	p := tablePanel("${year} 年 AQI 日历", "Calendar of the year: daily index on the colour of its level; empty is undetermined or not yet assessed", 24, 13,
		rows(`SELECT "aqi" AS "AQI"`+ofDay+thisYear)).
		transform(sheet("MM月", "DD", "AQI", numbered(31, ""))...).
		unit("none", 0).colour(aqiSteps()).noValue("").
		defaults(func(f *field) {
			f.Custom = map[string]any{"align": "center", "cellOptions": map[string]any{"type": "color-background", "mode": "basic"}, "minWidth": 30}
			f.Mappings = []mapping{{Type: "special", Options: map[string]any{
				"match": "null+nan", "result": map[string]any{"text": " ", "color": "transparent", "index": 0},
			}}}
		})
	return p.column("期间", widthIs(64), property{"custom.cellOptions", map[string]any{"type": "auto"}})
}

// placesTable is the last assessed day of the area and all its stations.
func placesTable() *panel {
	p := tablePanel("各站点最近一日", "Last assessed day of the area and its stations", 24, 10, rows(
		`SELECT "aqi", "level", "primary", "pm2_5", "pm10", "so2", "no2", "co", "o3_8h" FROM "air_day" WHERE "edition" = '$edition' AND "source" = 'computed' AND `+thisYear+` GROUP BY "place" ORDER BY time DESC LIMIT 1`,
		`SELECT "name", "note" FROM "catalogue" WHERE "what" =~ /^(area|station)$/ AND "area" = '$area' GROUP BY "place"`,
	)).sorted("编码").transform(named("place", []string{"Time 2"},
		"name", "名称", "note", "网络", "Time 1", "日期", "aqi", "AQI", "level", "类别", "primary", "首要污染物",
		"pm2_5", "PM2.5", "pm10", "PM10", "so2", "SO₂", "no2", "NO₂", "co", "CO", "o3_8h", "O₃-8h", "place", "编码")...).
		noValue("—").
		column("名称", widthIs(180), leadsTo("看此站点", "/d/"+airUID+"?${area:queryparam}&${edition:queryparam}&${year:queryparam}&var-place=${__data.fields[\"编码\"]}")).
		column("日期", unitIs("time:YYYY-MM-DD"), widthIs(110)).
		column("AQI", decimalsAre(0), stepsAre(aqiSteps()), coloured()).
		column("类别", colouredBy(airLevels)...).
		column("首要污染物", wordsAre(renamed(combinations(pollutants)))).
		column("CO", unitIs("suffix: mg/m³"), decimalsAre(1))
	for _, name := range []string{"PM2.5", "PM10", "SO₂", "NO₂", "O₃-8h"} {
		p.column(name, unitIs("suffix: µg/m³"), decimalsAre(0))
	}
	return p
}

// yearsTable compares years under one edition.
func yearsTable() *panel {
	p := tablePanel("历年对比（所选标准版本）", "Years compared under the chosen edition; the current year so far", 24, 8, rows(
		`SELECT "good" AS "优良", "exceeding" AS "超标", "undetermined" AS "无效", "heavy" AS "重污染", "composite_index" AS "综合指数", "pm2_5" AS "PM2.5", "pm10" AS "PM10", "so2" AS "SO₂", "no2" AS "NO₂", "co_percentile" AS "CO 第 95 百分位", "o3_8h_percentile" AS "O₃ 第 90 百分位" FROM "air_period" WHERE "place" = '$place' AND "edition" = '$edition' AND "dust" = 'keep' AND "period" = 'ytd' ORDER BY time DESC`,
	)).transform(formatted("Time", "YYYY年")).
		noValue("—").
		column("Time", property{"displayName", "年度"}, widthIs(90)).
		column("优良", bar(), fixed(green), property{"min", 0}, property{"max", 366}).
		column("综合指数", decimalsAre(2))
	for _, name := range []string{"PM2.5", "PM10", "SO₂", "NO₂"} {
		p.column(name, unitIs("suffix: µg/m³"), decimalsAre(1))
	}
	return p.column("O₃ 第 90 百分位", unitIs("suffix: µg/m³"), decimalsAre(0)).
		column("CO 第 95 百分位", unitIs("suffix: mg/m³"), decimalsAre(1))
}

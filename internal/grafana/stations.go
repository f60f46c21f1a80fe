package grafana

// hourly are the parameters of an air station as stored by the hour.
var hourly = []word{
	{"pm2_5", "PM2.5", "#8e2318"}, {"pm10", "PM10", "#c86a10"}, {"so2", "SO₂", "#b58900"},
	{"no2", "NO₂", "#7d3f98"}, {"co", "CO", "#46525e"}, {"o3", "O₃", "#0b7468"},
}

// stations is 站点与数据质量: what stations sent, when, and how much of it counts.
func stations(o Options) dashboard {
	return board(o, stationsUID, "蓝碧 · 站点与数据质量", "What stations sent, when, and how much of it counts",
		[]variable{areaVariable(), stationVariable(), sectionVariable(), yearVariable()},
		notice(),
		airNow(), waterNow(), validity(), invalidDays(), flagged(),
		linePanel("每日收到的小时数", "Hours received on each day by pollutant; 24 is complete", 12, 9,
			series("$col", `SELECT `+columns(hourly, `count("`, `")`)+` FROM "air" WHERE "interval" = '1h' AND "station" = '$station' AND $timeFilter GROUP BY time(1d, -8h)`)).
			unit("suffix: 小时", 0).between(0, 24).palette(hourly),
		linePanel("小时浓度（近七日）", "Hourly values of the last seven days as received", 12, 9,
			series("$col", `SELECT "pm2_5" AS "PM2.5", "pm10" AS "PM10", "so2" AS "SO₂", "no2" AS "NO₂", "o3" AS "O₃" FROM "air" WHERE "interval" = '1h' AND "station" = '$station' AND $timeFilter`)).
			unit("suffix: µg/m³", 0).palette(hourly).lately("7d"),
		linePanel("水质自动站（近三十日）", "Automatic water station: values of the last thirty days as received", 12, 9,
			series("$col", `SELECT "codmn" AS "高锰酸盐指数", "nh3n" AS "氨氮", "tp" AS "总磷", "do" AS "溶解氧" FROM "water" WHERE "station" = '$section' AND "interval" = '4h' AND $timeFilter`)).
			unit("suffix: mg/L", 2).palette(waterItems).lately("30d"),
		statesPanel("站点日判定", "Verdict of each day of the station; grey days had too few valid hours", 12, 9, words(verdicts),
			series("判定", `SELECT "verdict" FROM "air_day" WHERE "place" = '$station' AND "edition" = '2026' AND "source" = 'computed' AND $timeFilter`)),
	).marks("")
}

// columns lists the fields of all with what stands before and after each.
func columns(all []word, before, after string) string {
	text := ""
	for i, w := range all {
		if i > 0 {
			text += ", "
		}
		text += before + w.value + after + ` AS "` + w.text + `"`
	}
	return text
}

// airNow is the newest hour of every air station.
func airNow() *panel {
	p := tablePanel("空气站最近一小时", "Newest hour of every air station and its age", 24, 9, rows(
		`SELECT "pm2_5", "pm10", "so2", "no2", "co", "o3" FROM "air" WHERE "interval" = '1h' AND `+thisYear+` GROUP BY "station" ORDER BY time DESC LIMIT 1`,
		`SELECT "name", "note" FROM "catalogue" WHERE "what" = 'station' AND "area" = '$area' GROUP BY "station"`,
	)).sorted("编码").transform(named("station", []string{"Time 2"},
		"name", "站点", "note", "网络", "Time 1", "最近数据", "pm2_5", "PM2.5", "pm10", "PM10", "so2", "SO₂", "no2", "NO₂", "co", "CO", "o3", "O₃", "station", "编码")...).
		noValue("—").
		column("站点", widthIs(200), leadsTo("看此站点", "/d/"+stationsUID+"?${area:queryparam}&${section:queryparam}&${year:queryparam}&var-station=${__data.fields[\"编码\"]}")).
		column("最近数据", unitIs("dateTimeFromNow"), widthIs(140)).
		column("CO", unitIs("suffix: mg/m³"), decimalsAre(1))
	for _, name := range []string{"PM2.5", "PM10", "SO₂", "NO₂", "O₃"} {
		p.column(name, unitIs("suffix: µg/m³"), decimalsAre(0))
	}
	return p
}

// waterNow is the newest value of every automatic water station.
func waterNow() *panel {
	return tablePanel("水质站最近数据", "Newest values of every automatic water station and their age", 24, 7, rows(
		`SELECT "temp", "ph", "do", "codmn", "nh3n", "tp", "tn", "ec", "turb" FROM "water" WHERE "interval" = '4h' AND `+thisYear+` GROUP BY "station" ORDER BY time DESC LIMIT 1`,
		`SELECT "name", "note" FROM "catalogue" WHERE "what" = 'section' AND "area" = '$area' GROUP BY "station"`,
	)).sorted("编码").transform(named("station", []string{"Time 2"},
		"name", "断面", "note", "河流", "Time 1", "最近数据", "temp", "水温", "ph", "pH", "do", "溶解氧", "codmn", "高锰酸盐指数",
		"nh3n", "氨氮", "tp", "总磷", "tn", "总氮", "ec", "电导率", "turb", "浊度", "station", "编码")...).
		noValue("—").unit("none", 3).
		column("断面", widthIs(200), leadsTo("看此断面", "/d/"+waterUID+"?${area:queryparam}&${year:queryparam}&var-section=${__data.fields[\"编码\"]}")).
		column("最近数据", unitIs("dateTimeFromNow"), widthIs(140)).
		column("水温", unitIs("celsius"), decimalsAre(1)).
		column("pH", decimalsAre(2)).
		column("电导率", unitIs("suffix: µS/cm"), decimalsAre(0)).
		column("浊度", unitIs("suffix: NTU"), decimalsAre(1))
}

// validity is the share of valid hours of every place.
func validity() *panel {
	p := tablePanel("小时有效率", "Share of valid hours in the time range, by pollutant; a day needs 20 of 24", 12, 9, rows(
		`SELECT `+columns(pollutants[:5], `mean("hours_`, `") / 24 * 100`)+` FROM "air_day" WHERE "edition" = '2026' AND "source" = 'computed' AND $timeFilter GROUP BY "place"`,
		`SELECT "name" FROM "catalogue" WHERE "what" = 'station' AND "area" = '$area' GROUP BY "place"`,
	)).transform(named("place", []string{"Time 1", "Time 2", "place"}, "name", "站点")...).
		noValue("—").column("站点", widthIs(160))
	for _, w := range pollutants[:5] {
		p.column(w.text, unitIs("percent"), decimalsAre(1), property{"min", 0}, property{"max", 100}, stepsAre(steps(red, 75.0, amber, 83.4, green)), coloured())
	}
	return p
}

// invalidDays is how many days of the year could not be judged.
func invalidDays() *panel {
	return tablePanel("无效天数（${year} 年）", "Days of the year that could not be judged; every one may cost the target", 12, 9, rows(
		`SELECT "undetermined", "valid", "good", "exceeding" FROM "air_period" WHERE "period" = 'ytd' AND "edition" = '2026' AND "dust" = 'keep' AND `+thisYear+` GROUP BY "place"`,
		`SELECT "name", "note" FROM "catalogue" WHERE "what" =~ /^(area|station)$/ AND "area" = '$area' GROUP BY "place"`,
	)).transform(named("place", []string{"Time 1", "Time 2", "place"},
		"name", "名称", "note", "网络", "valid", "有效", "undetermined", "无效", "good", "优良", "exceeding", "超标")...).
		noValue("—").unit("suffix: 天", 0).
		column("名称", widthIs(180)).
		column("无效", stepsAre(steps(green, 1.0, amber, 10.0, red)), coloured())
}

// flagged counts the values that carried a flag of the instrument.
func flagged() *panel {
	return tablePanel("带标记的小时值", "Hourly values with a flag of the instrument (fault, maintenance, calibration …) in the time range, by station", 12, 9, rows(
		`SELECT `+columns(hourly, `count("`, `_flag")`)+` FROM "air" WHERE "interval" = '1h' AND $timeFilter GROUP BY "station"`,
		`SELECT "name" FROM "catalogue" WHERE "what" = 'station' AND "area" = '$area' GROUP BY "station"`,
	)).transform(named("station", []string{"Time 1", "Time 2", "station"}, "name", "站点")...).
		noValue("—").unit("suffix: 个", 0).column("站点", widthIs(160))
}

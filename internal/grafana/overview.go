package grafana

// overview is 目标总览: where every target of an area stands.
func overview(o Options) dashboard {
	ofTarget := ` FROM "target" WHERE "target" = '$target' AND `
	count := func(title, english, field string, t *thresholds) *panel {
		return statPanel(title, english, 3, series("$col", `SELECT last("`+field+`") AS "`+title+`"`+ofTarget+thisYear)).unit("suffix: 天", 0).colour(t)
	}
	return board(o, overviewUID, "蓝碧 · 目标总览", "Yearly targets: status, days so far, budget, pace",
		[]variable{areaVariable(), targetVariable(), yearVariable()},
		notice(),
		wordPanel("状态", "Status of the chosen target as of the last assessed day", 6, words(statuses),
			`SELECT last("status") AS "状态"`+ofTarget+thisYear),
		count("优良天数", "Good days so far", "good", steps(green)),
		count("超标天数", "Days above AQI 100", "exceeding", steps(red)),
		count("无效天数", "Undetermined days: too few data", "undetermined", steps(grey, 1.0, amber)),
		count("剩余天数", "Days not yet assessed", "remaining", steps(blue)),
		count("还可超标", "Bad-day budget: good + remaining − goal; below 0 the goal is out of reach unless undetermined days are recovered", "budget", steps(red, 0.0, amber, 5.0, green)),
		count("序时进度", "Pace: good − goal × elapsed share of the year; positive is ahead", "pace", steps(red, 0.0, green)),
		gaugePanel("目标完成度", "Good days so far in percent of the goal", 6, 8,
			series("$col", `SELECT last("good") / last("goal") * 100 AS "完成度"`+ofTarget+thisYear)).
			unit("percent", 1).between(0, 100).colour(steps(blue, 90.0, amber, 100.0, green)),
		barGaugePanel("全年天数构成", "The days of the year: good, exceeding, undetermined, remaining", 9, 8,
			series("$col", `SELECT last("good") AS "优良", last("exceeding") AS "超标", last("undetermined") AS "无效", last("remaining") AS "剩余"`+ofTarget+thisYear)).
			unit("suffix: 天", 0).between(0, 366).colour(steps(blue)).
			column("优良", fixed(green)).column("超标", fixed(red)).column("无效", fixed(grey)).column("剩余", fixed(blue)),
		barGaugePanel("余量：还可超标天数", "Headroom in days: today, and with undetermined days recovered", 9, 8,
			series("$col", `SELECT last("budget") AS "还可超标", last("budget_if_recovered") AS "补齐无效天后", last("pace_3y") AS "比近三年同期多"`+ofTarget+thisYear)).
			unit("suffix: 天", 1).between(-20, 40).colour(steps(red, 0.0, amber, 5.0, green)),
		targetTable(),
		linePanel("优良天数与序时目标", "Good days so far against the target line and the mean of the last three years; expected final count where a forecast is given", 12, 9,
			series("$col", `SELECT "good" AS "优良天数", "good" - "pace" AS "序时目标线", "good" - "pace_3y" AS "近三年同期", "expected" AS "预计全年"`+ofTarget+`$timeFilter`)).
			unit("suffix: 天", 0).
			column("优良天数", fixed(green)).column("近三年同期", fixed(grey)).column("预计全年", fixed(amber)).
			column("序时目标线", fixed(blue), property{"custom.lineStyle", map[string]any{"fill": "dash", "dash": []int{8, 6}}}),
		linePanel("还可超标天数的变化", "How the bad-day budget went", 12, 9,
			series("$col", `SELECT "budget" AS "还可超标", "budget_if_recovered" AS "补齐无效天后"`+ofTarget+`$timeFilter`)).
			unit("suffix: 天", 0).limitLines(steps("transparent", 0.0, red)).
			column("还可超标", fixed(blue)).column("补齐无效天后", fixed(grey)),
		linePanel("完成可能性", "Probability that the goal is reached, as computed for each day with its range, and as really issued on the day", 24, 8,
			series("$col", `SELECT "probability" AS "可能性", "probability_low" AS "低", "probability_high" AS "高"`+ofTarget+`$timeFilter`,
				`SELECT "probability" AS "实际发布" FROM "forecast" WHERE "target" = '$target' AND $timeFilter`)).
			unit("percentunit", 0).between(0, 1).
			column("可能性", fixed(blue)).column("低", fixed(grey)).column("高", fixed(grey)).column("实际发布", fixed(amber)),
		statesPanel("状态变化", "Status of the chosen target over time", 24, 4, words(statuses),
			series("状态", `SELECT "status"`+ofTarget+`$timeFilter`)),
	).marks(`"target" = '$target' AND `)
}

// targetTable is every target of the area with its numbers.
func targetTable() *panel {
	days := []string{"优良", "超标", "无效", "剩余", "还可超标"}
	p := tablePanel("目标一览", "All targets of the area; a status is unknown until its figures are there", 24, 12, rows(
		`SELECT "status", "value", "goal", "good", "exceeding", "undetermined", "remaining", "budget", "pace", "probability" FROM "target" WHERE `+thisYear+` GROUP BY "target" ORDER BY time DESC LIMIT 1`,
		`SELECT "name", "unit" FROM "catalogue" WHERE "what" = 'target' AND "area" = '$area' GROUP BY "target"`,
	)).transform(named("target", []string{"Time 2", "target"},
		"name", "目标", "status", "状态", "value", "当前值", "goal", "目标值", "unit", "单位",
		"good", days[0], "exceeding", days[1], "undetermined", days[2], "remaining", days[3], "budget", days[4],
		"pace", "序时进度", "probability", "完成可能性", "Time 1", "截至")...).
		noValue("—").
		column("目标", widthIs(320)).
		column("状态", wordsAre(words(statuses)), coloured(), widthIs(170)).
		column("当前值", decimalsAre(1)).
		column("序时进度", decimalsAre(1), stepsAre(steps(red, 0.0, green)), property{"custom.cellOptions", map[string]any{"type": "color-text"}}).
		column("还可超标", decimalsAre(0), stepsAre(steps(red, 0.0, amber, 5.0, green)), property{"custom.cellOptions", map[string]any{"type": "color-text"}}).
		column("完成可能性", unitIs("percentunit"), decimalsAre(0)).
		column("截至", unitIs("time:YYYY-MM-DD"), widthIs(110))
	return p.set(map[string]any{"sortBy": []map[string]any{{"displayName": "当前值", "desc": true}}})
}

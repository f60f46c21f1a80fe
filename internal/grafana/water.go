package grafana

// waterItems are items that decide classes in practice, in the order in which
// sets of them are stored.
var waterItems = []word{
	{"do", "溶解氧", "#0070FF"}, {"codmn", "高锰酸盐指数", "#7d3f98"}, {"cod", "化学需氧量", "#46525e"}, {"bod5", "五日生化需氧量", "#0b7468"},
	{"nh3n", "氨氮", "#c86a10"}, {"tp", "总磷", "#2e8b57"}, {"fluoride", "氟化物", "#b58900"}, {"petroleum", "石油类", "#8e2318"},
}

// water is 水质: classes by GB 3838, deciding items and headroom of sections.
func water(o Options) dashboard {
	of := func(period string) string {
		return ` FROM "water_period" WHERE "station" = '$section' AND "period" = '` + period + `' AND `
	}
	room := func(field, name string) string {
		return `last("headroom_` + field + `") / last("` + field + `") AS "` + name + `"`
	}
	return board(o, waterUID, "蓝碧 · 水质", "Surface water by GB 3838: classes of sections, deciding items, headroom to the end of the year",
		[]variable{areaVariable(), sectionVariable(), yearVariable()},
		notice(),
		sectionsTable(),
		wordPanel("今年累计类别", "Class of the year so far, by means of months", 6, words(waterClasses), `SELECT "class" AS "类别"`+of("ytd")+thisYear).colour(levelSteps(waterClasses)),
		wordPanel("目标类别", "Target class of the section", 6, words(waterClasses), `SELECT last("goal") AS "目标" FROM "catalogue" WHERE "what" = 'section' AND "station" = '$section'`).colour(levelSteps(waterClasses)),
		wordPanel("定类指标", "Items at the class of the year so far", 6, renamed(combinations(waterItems)), `SELECT "deciding" AS "定类指标"`+of("ytd")+thisYear).
			noValue("无").set(map[string]any{"colorMode": "none"}),
		statPanel("参评指标数", "Items judged in the year so far", 6, series("$col", `SELECT "items" AS "参评指标"`+of("ytd")+thisYear)).unit("suffix: 项", 0),
		barGaugePanel("余量：剩余月份允许均值 ÷ 今年均值", "Headroom: highest mean allowed for the remaining months over the mean so far; below 1 the rest of the year must be better", 12, 9,
			series("$col", "SELECT "+room("codmn", "高锰酸盐指数")+", "+room("nh3n", "氨氮")+", "+room("tp", "总磷")+", "+room("cod", "化学需氧量")+", "+room("bod5", "五日生化需氧量")+of("ytd")+thisYear)).
			unit("suffix: 倍", 2).between(0, 5).colour(steps(red, 1.0, amber, 1.2, green)).noValue("全年已结束或数据不足"),
		sheetOfClasses(),
		statesPanel("日类别", "Class of each day's mean (indicative: classes of a year are judged on months)", 24, 5, words(waterClasses),
			series("类别", `SELECT "class"`+of("day")+`$timeFilter`)).colour(levelSteps(waterClasses)),
		itemLines("高锰酸盐指数（日均）", "Permanganate index, daily means; dashed at the limits of Ⅱ and Ⅲ", "codmn", of("day"), 4, 6),
		itemLines("氨氮（日均）", "Ammonia nitrogen, daily means; dashed at the limits of Ⅱ and Ⅲ", "nh3n", of("day"), 0.5, 1),
		itemLines("总磷（日均，河流限值）", "Total phosphorus, daily means; dashed at the river limits of Ⅱ and Ⅲ", "tp", of("day"), 0.1, 0.2),
		oxygenLines(of("day")),
	).marks("")
}

// sectionsTable is every section of the area: class of the last month and of the
// year so far.
func sectionsTable() *panel {
	latest := func(columns, period string) string {
		return `SELECT ` + columns + ` FROM "water_period" WHERE "period" = '` + period + `' AND ` + thisYear + ` GROUP BY "station" ORDER BY time DESC LIMIT 1`
	}
	items := renamed(combinations(waterItems))
	return tablePanel("断面一览（${year} 年）", "All sections of the area: class of the last month and of the year so far, against the target class", 24, 8, rows(
		latest(`"class" AS "month_class", "deciding" AS "month_deciding"`, "month"),
		latest(`"class" AS "year_class", "deciding" AS "year_deciding", "items"`, "ytd"),
		`SELECT "name", "note", "goal" FROM "catalogue" WHERE "what" = 'section' AND "area" = '$area' GROUP BY "station"`,
	)).sorted("编码").transform(named("station", []string{"Time 2", "Time 3"},
		"name", "断面", "note", "河流", "goal", "目标", "year_class", "今年累计", "year_deciding", "定类指标（累计）", "items", "参评指标",
		"Time 1", "最近月份", "month_class", "该月类别", "month_deciding", "定类指标（月）", "station", "编码")...).
		noValue("—").
		column("断面", widthIs(220), leadsTo("看此断面", "/d/"+waterUID+"?${area:queryparam}&${year:queryparam}&var-section=${__data.fields[\"编码\"]}")).
		column("目标", wordsAre(words(waterClasses))).
		column("今年累计", colouredBy(waterClasses)...).
		column("该月类别", colouredBy(waterClasses)...).
		column("定类指标（累计）", wordsAre(items)).
		column("定类指标（月）", wordsAre(items)).
		column("最近月份", unitIs("time:YYYY-MM"), widthIs(100))
}

// sheetOfClasses has a row a year and a column a month.
func sheetOfClasses() *panel {
	return tablePanel("历年各月类别", "Class of every month: a row a year, a column a month", 12, 9,
		rows(`SELECT "class" AS "类别" FROM "water_period" WHERE "station" = '$section' AND "period" = 'month'`)).
		transform(sheet("YYYY年", "MM月", "类别", numbered(12, "月"))...).
		words(words(waterClasses)).colour(levelSteps(waterClasses)).noValue("").
		defaults(func(f *field) {
			f.Custom = map[string]any{"align": "center", "cellOptions": map[string]any{"type": "color-background", "mode": "basic"}, "minWidth": 44}
		}).
		column("期间", widthIs(76), property{"custom.cellOptions", map[string]any{"type": "auto"}})
}

// itemLines is one item with its limits of classes Ⅱ and Ⅲ.
func itemLines(title, english, field, from string, second, third float64) *panel {
	return linePanel(title, english, 12, 8, series("$col", `SELECT "`+field+`" AS "`+title+`"`+from+`$timeFilter`)).
		unit("suffix: mg/L", 2).limitLines(steps("transparent", second, waterClasses[2].colour, third, waterClasses[3].colour)).
		column(title, fixed(blue))
}

// oxygenLines is dissolved oxygen, of which more is better.
func oxygenLines(from string) *panel {
	const title = "溶解氧（日均）"
	return linePanel(title, "Dissolved oxygen, daily means; dashed at the limits of Ⅲ (5) and Ⅱ (6)", 12, 8,
		series("$col", `SELECT "do" AS "`+title+`"`+from+`$timeFilter`)).
		unit("suffix: mg/L", 2).limitLines(steps("transparent", 5.0, waterClasses[2].colour, 6.0, waterClasses[1].colour)).
		column(title, fixed(blue))
}

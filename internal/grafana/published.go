package grafana

// publishedDays holds the daily index that the superior authority published against
// ours (对账). The reasons of differences are on Lanbi's own page.
func publishedDays() *panel {
	const change = `'2026-03-01T00:00:00+08:00'` // HJ 633-2026 is in force from here on
	days := series("",
		`SELECT "aqi" FROM "air_day" WHERE "place" = '$place' AND "source" = 'published' AND $timeFilter`,
		`SELECT "aqi" FROM "air_day" WHERE "place" = '$place' AND "edition" = '2012' AND "source" = 'computed' AND time < `+change+` AND $timeFilter`,
		`SELECT "aqi" FROM "air_day" WHERE "place" = '$place' AND "edition" = '2026' AND "source" = 'computed' AND time >= `+change+` AND $timeFilter`)
	days[0].Alias, days[1].Alias, days[2].Alias = "省平台", "本系统（2012 版）", "本系统（2026 版）"
	return linePanel("对账：日 AQI", "Published daily index and ours under the edition in force on the day", 12, 9, days).
		unit("none", 0).column("省平台", fixed(red)).column("本系统（2012 版）", fixed(blue)).column("本系统（2026 版）", fixed(blue))
}

// publishedMonths holds the published good days of each month against ours.
func publishedMonths() *panel {
	months := series("",
		`SELECT "value" FROM "indicator" WHERE "area" = '$area' AND "indicator" = 'published-good-days' AND "period" =~ /-/ AND `+thisYear,
		`SELECT "good" FROM "air_period" WHERE "place" = '$area' AND "edition" = 'by-date' AND "dust" = 'keep' AND "period" = 'month' AND `+thisYear)
	months[0].Alias, months[1].Alias = "省平台", "本系统"
	return linePanel("对账：各月优良天数", "Published good days of each month and ours, of the area; the time range at the top should be the year", 12, 9, months).
		unit("suffix: 天", 0).column("省平台", fixed(red)).column("本系统", fixed(blue)).
		defaults(func(f *field) {
			f.Custom["drawStyle"], f.Custom["showPoints"], f.Custom["pointSize"] = "points", "always", 9
		})
}

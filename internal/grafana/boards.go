package grafana

// uids of the dashboards.
const (
	overviewUID = "lanbi-targets"
	airUID      = "lanbi-air"
	waterUID    = "lanbi-water"
	stationsUID = "lanbi-stations"
	daemonUID   = "lanbi-daemon"
)

// tag finds the dashboards for the links between them.
const tag = "lanbi"

// splitLabel takes a label "code|name" apart: people choose the name, queries get
// the code.
const splitLabel = `/^(?<value>[^|]+)\|(?<text>.+)$/`

// thisYear is the year chosen at the top, in Chinese days.
const thisYear = `time >= '${year}-01-01T00:00:00+08:00' AND time <= '${year}-12-31T23:59:59+08:00'`

// board is a dashboard with what all have.
func board(o Options, uid, title, description string, variables []variable, panels ...*panel) dashboard {
	return dashboard{
		UID: uid, Title: title, Description: description, Tags: []string{tag}, Panels: layout(panels...),
		Annotations: annotations{List: []annotation{}},
		Templating:  templating{List: variables},
		Links: []link{
			{Title: "蓝碧", Type: "dashboards", Tags: []string{tag}, IncludeVars: true, KeepTime: true, Icon: "external link", Tooltip: "other dashboards of Lanbi"},
			{Title: "蓝碧页面", Type: "link", Tags: []string{}, URL: o.PageURL, TargetBlank: true, Icon: "dashboard", Tooltip: "Lanbi's own page: targets, calendars, alerts"},
		},
		Time: timeRange{"now/y", "now"}, Timezone: zone, Refresh: "5m", SchemaVersion: 39, GraphTooltip: 1, Version: 1, WeekStart: "monday",
	}
}

// marks adds alerts, those that meet the condition, and events of the area to the
// diagrams of a dashboard. Grafana's own
// published schema types the target of an annotation as that of its built-in data
// source only, with a note that it should be any query; the target here is what
// Grafana itself saves for an InfluxQL annotation.
func (d dashboard) marks(condition string) dashboard {
	mark := func(id, name, colour, query, tags string) annotation {
		return annotation{
			Name: name, Datasource: influxSource, Enable: true, IconColor: colour,
			Target: &annotationTarget{
				FromAnnotations: true, TextEditor: true, RawQuery: true, RefID: id, ResultFormat: asTable,
				Query: query, TextColumn: "text", TagsColumn: tags, Tags: []string{}, Limit: 100, Type: "tags",
			},
		}
	}
	d.Annotations.List = []annotation{
		mark("Alerts", "提醒 alerts", red, `SELECT "text", "state", "severity" FROM "alert" WHERE `+condition+`$timeFilter ORDER BY time DESC LIMIT 100`, "severity,state"),
		mark("Events", "事件 events", blue, `SELECT "text", "state", "kind" FROM "event" WHERE "area" = '$area' AND $timeFilter ORDER BY time DESC LIMIT 100`, "kind,state"),
	}
	return d
}

// chosen is a variable whose choices a query of the catalogue gives.
func chosen(name, label, description, query string) variable {
	return variable{
		Name: name, Label: label, Description: description, Type: "query", Datasource: &influxSource,
		Query: query, Regex: splitLabel, Refresh: 1, Sort: 1,
	}
}

func areaVariable() variable {
	return chosen("area", "区县", "area", `SELECT last("label") FROM "catalogue" WHERE "what" = 'area' AND "note" = '城区' GROUP BY "code"`)
}

func targetVariable() variable {
	return chosen("target", "天数目标", "target that counts days",
		`SELECT last("label") FROM "catalogue" WHERE "what" = 'target' AND "area" = '$area' AND "note" = 'good-air-days' GROUP BY "code"`)
}

func placeVariable() variable {
	v := chosen("place", "城区或站点", "area or station",
		`SELECT last("label") FROM "catalogue" WHERE "what" =~ /^(area|station)$/ AND "area" = '$area' GROUP BY "code"`)
	v.Sort = 0 // by code: the area itself comes first
	return v
}

func stationVariable() variable {
	return chosen("station", "站点", "air station",
		`SELECT last("label") FROM "catalogue" WHERE "what" = 'station' AND "area" = '$area' GROUP BY "code"`)
}

func sectionVariable() variable {
	return chosen("section", "断面", "section of a river",
		`SELECT last("label") FROM "catalogue" WHERE "what" = 'section' AND "area" = '$area' GROUP BY "code"`)
}

// yearVariable offers the newest year first.
func yearVariable() variable {
	v := chosen("year", "年度", "year of counts and tables; diagrams follow the time range",
		`SELECT last("label") FROM "catalogue" WHERE "what" = 'year' GROUP BY "code"`)
	v.Sort = 4
	return v
}

func editionVariable() variable {
	return variable{
		Name: "edition", Label: "标准版本", Description: "edition of HJ 633 and GB 3095", Type: "custom", Query: "2026 版 : 2026,2012 版 : 2012",
		Current: &option{true, "2026 版", "2026"},
		Options: []option{{true, "2026 版", "2026"}, {false, "2012 版", "2012"}},
	}
}

// notice says whether the data are measured or simulated.
func notice() *panel {
	p := wordPanel("数据说明", "Whether data are measured or simulated", 24, nil, `SELECT last("name") AS "说明" FROM "catalogue" WHERE "what" = 'notice'`)
	p.GridPos.H = 2
	p.words([]mapping{{Type: "regex", Options: map[string]any{
		"pattern": "^.*模拟数据.*$", "result": map[string]any{"color": red, "index": 0},
	}}})
	return p.set(map[string]any{"text": map[string]any{"valueSize": 18}})
}

// boards are all dashboards by file name.
func boards(o Options) map[string]dashboard {
	return map[string]dashboard{
		"lanbi-targets.json":  overview(o),
		"lanbi-air.json":      air(o),
		"lanbi-water.json":    water(o),
		"lanbi-stations.json": stations(o),
		"lanbi-daemon.json":   daemonBoard(o),
	}
}

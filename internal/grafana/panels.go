package grafana

import (
	"maps"
	"slices"
)

// The data sources, by fixed uid.
var (
	influxSource     = source{"influxdb", "lanbi-influxdb"}
	prometheusSource = source{"prometheus", "lanbi-prometheus"}
)

// timeSeries and table are the two forms of an answer.
const (
	timeSeries = "time_series"
	asTable    = "table"
)

// series are queries whose fields become lines; alias names them, $col is the
// name of the column.
func series(alias string, queries ...string) []target {
	return influxQL(timeSeries, alias, queries...)
}

// rows are queries whose answers are tables, tags among the columns.
func rows(queries ...string) []target { return influxQL(asTable, "", queries...) }

func influxQL(format, alias string, queries ...string) []target {
	var all []target
	for i, q := range queries {
		all = append(all, target{
			Alias: alias, Datasource: influxSource, Query: q, RawQuery: true, RefID: string(rune('A' + i)), ResultFormat: format,
		})
	}
	return all
}

// promQL is one query of metrics over time.
func promQL(legend, expr string) []target {
	return []target{{Datasource: prometheusSource, Expr: expr, Range: true, LegendFormat: legend, RefID: "A"}}
}

// newPanel is a panel of w columns and h rows; layout places it.
func newPanel(kind, title, description string, w, h int, targets []target) *panel {
	p := &panel{
		Type: kind, Title: title, Description: description, GridPos: grid{W: w, H: h},
		Datasource: influxSource, Targets: targets, Options: map[string]any{},
		FieldConfig: fieldConfig{Overrides: []override{}},
	}
	if len(targets) > 0 {
		p.Datasource = targets[0].Datasource
	}
	p.FieldConfig.Defaults.NoValue = "无数据"
	return p
}

func (p *panel) defaults(change func(*field)) *panel {
	change(&p.FieldConfig.Defaults)
	return p
}

func (p *panel) unit(unit string, decimals int) *panel {
	p.FieldConfig.Defaults.Unit, p.FieldConfig.Defaults.Decimals = unit, &decimals
	return p
}

func (p *panel) colour(t *thresholds) *panel {
	p.FieldConfig.Defaults.Thresholds = t
	p.FieldConfig.Defaults.Color = map[string]any{"mode": "thresholds"}
	return p
}

func (p *panel) words(m []mapping) *panel {
	p.FieldConfig.Defaults.Mappings = m
	return p
}

func (p *panel) between(low, high float64) *panel {
	p.FieldConfig.Defaults.Min, p.FieldConfig.Defaults.Max = &low, &high
	return p
}

func (p *panel) noValue(text string) *panel {
	p.FieldConfig.Defaults.NoValue = text
	return p
}

// column changes one field, by the name people see.
func (p *panel) column(name string, properties ...property) *panel {
	p.FieldConfig.Overrides = append(p.FieldConfig.Overrides, override{matcher{"byName", name}, properties})
	return p
}

func (p *panel) transform(t ...transformation) *panel {
	p.Transformations = append(p.Transformations, t...)
	return p
}

func (p *panel) set(options map[string]any) *panel {
	maps.Copy(p.Options, options)
	return p
}

// reduced are the options of panels that show one value a field: the last one of
// the field named, or of every number when fields is empty.
func reduced(fields string) map[string]any {
	return map[string]any{"calcs": []string{"lastNotNull"}, "fields": fields, "values": false}
}

// statPanel shows one large value.
func statPanel(title, description string, w int, targets []target) *panel {
	return newPanel("stat", title, description, w, 4, targets).set(map[string]any{
		"colorMode": "value", "graphMode": "none", "justifyMode": "center", "textMode": "value",
		"orientation": "auto", "reduceOptions": reduced(""),
	}).colour(steps(blue))
}

// wordPanel shows one large word on its colour: a text field that words maps.
func wordPanel(title, description string, w int, mappings []mapping, query string) *panel {
	p := statPanel(title, description, w, rows(query)).words(mappings)
	return p.set(map[string]any{"colorMode": "background_solid", "reduceOptions": reduced("/^(?!Time$).*/")})
}

func gaugePanel(title, description string, w, h int, targets []target) *panel {
	return newPanel("gauge", title, description, w, h, targets).set(map[string]any{
		"reduceOptions": reduced(""), "showThresholdLabels": false, "showThresholdMarkers": true,
	})
}

func barGaugePanel(title, description string, w, h int, targets []target) *panel {
	return newPanel("bargauge", title, description, w, h, targets).set(map[string]any{
		"displayMode": "basic", "orientation": "horizontal", "reduceOptions": reduced(""),
		"showUnfilled": true, "valueMode": "color", "namePlacement": "left", "sizing": "auto",
	})
}

// linePanel is a diagram over the time chosen at the top.
func linePanel(title, description string, w, h int, targets []target) *panel {
	return newPanel("timeseries", title, description, w, h, targets).set(map[string]any{
		"legend":  map[string]any{"calcs": []string{"lastNotNull"}, "displayMode": "list", "placement": "bottom", "showLegend": true},
		"tooltip": map[string]any{"mode": "multi", "sort": "none"},
	}).defaults(func(f *field) {
		f.Color = map[string]any{"mode": "palette-classic"}
		f.Custom = map[string]any{
			"drawStyle": "line", "lineInterpolation": "linear", "lineWidth": 2, "fillOpacity": 0,
			"showPoints": "never", "spanNulls": false,
		}
	})
}

// limitLines draws the thresholds across the diagram.
func (p *panel) limitLines(t *thresholds) *panel {
	p.FieldConfig.Defaults.Thresholds = t
	p.FieldConfig.Defaults.Custom["thresholdsStyle"] = map[string]any{"mode": "dashed"}
	return p
}

// statesPanel is a band of coloured states over time.
func statesPanel(title, description string, w, h int, mappings []mapping, targets []target) *panel {
	return newPanel("state-timeline", title, description, w, h, targets).set(map[string]any{
		"alignValue": "center", "mergeValues": true, "rowHeight": 0.85, "showValue": "auto",
		"legend":  map[string]any{"calcs": []string{}, "displayMode": "list", "placement": "bottom", "showLegend": true},
		"tooltip": map[string]any{"mode": "single", "sort": "none"},
	}).words(mappings).defaults(func(f *field) {
		f.Custom = map[string]any{"fillOpacity": 85, "lineWidth": 0}
		f.Color = map[string]any{"mode": "thresholds"}
	})
}

func tablePanel(title, description string, w, h int, targets []target) *panel {
	return newPanel("table", title, description, w, h, targets).set(map[string]any{
		"cellHeight": "sm", "showHeader": true,
	}).defaults(func(f *field) {
		f.Custom = map[string]any{"align": "auto", "cellOptions": map[string]any{"type": "auto"}, "filterable": false}
	})
}

// sorted orders the rows of a table by a column.
func (p *panel) sorted(column string) *panel {
	return p.set(map[string]any{"sortBy": []map[string]any{{"displayName": column, "desc": false}}})
}

// barsPanel is a stacked bar for every row of a table, named by its first column.
func barsPanel(title, description string, w, h int, targets []target) *panel {
	return newPanel("barchart", title, description, w, h, targets).set(map[string]any{
		"orientation": "auto", "stacking": "normal", "showValue": "auto", "barWidth": 0.8, "groupWidth": 0.7,
		"xTickLabelRotation": 0, "legend": map[string]any{"calcs": []string{}, "displayMode": "list", "placement": "bottom", "showLegend": true},
		"tooltip": map[string]any{"mode": "multi", "sort": "none"},
	}).defaults(func(f *field) {
		f.Custom = map[string]any{"fillOpacity": 85, "lineWidth": 0}
	})
}

// Properties of columns.
func unitIs(unit string) property     { return property{"unit", unit} }
func decimalsAre(n int) property      { return property{"decimals", n} }
func widthIs(n int) property          { return property{"custom.width", n} }
func wordsAre(m []mapping) property   { return property{"mappings", m} }
func stepsAre(t *thresholds) property { return property{"thresholds", t} }
func fixed(colour string) property {
	return property{"color", map[string]any{"mode": "fixed", "fixedColor": colour}}
}
func coloured() property {
	return property{"custom.cellOptions", map[string]any{"type": "color-background", "mode": "basic"}}
}
func bar() property {
	return property{"custom.cellOptions", map[string]any{"type": "gauge", "mode": "basic", "valueDisplayMode": "text"}}
}
func leadsTo(title, url string) property {
	return property{"links", []map[string]any{{"title": title, "url": url, "targetBlank": false}}}
}

// colouredBy are the properties of a cell whose words carry the colour.
func colouredBy(all []word) []property {
	return []property{wordsAre(words(all)), stepsAre(levelSteps(all)), coloured()}
}

// zone is where days begin.
const zone = "Asia/Shanghai"

// columnsWide is the width of a dashboard.
const columnsWide = 24

// layout numbers panels and places each in its order as high as it fits, then as
// far left: small panels fill the room beside a tall one.
func layout(panels ...*panel) []*panel {
	var floor [columnsWide]int // the first free row of each column
	for i, p := range panels {
		bestX, bestY := 0, -1
		for x := 0; x+p.GridPos.W <= columnsWide; x++ {
			if y := slices.Max(floor[x : x+p.GridPos.W]); bestY < 0 || y < bestY {
				bestX, bestY = x, y
			}
		}
		p.ID, p.GridPos.X, p.GridPos.Y = i+1, bestX, bestY
		for x := bestX; x < bestX+p.GridPos.W; x++ {
			floor[x] = bestY + p.GridPos.H
		}
	}
	return panels
}

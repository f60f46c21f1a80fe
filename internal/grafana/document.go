// Package grafana builds Lanbi's Grafana dashboards and their provisioning from
// Go values: `lanbi dashboards` writes them, deploy/grafana holds them.
//
// Queries are InfluxQL, which InfluxDB 1.8 and 2.x both answer; Flux is frozen.
// The uids of data source and dashboards are fixed, so that bookmarks and links
// survive a new installation. Results hold codes only: names come from measurement
// catalogue, so that the files need not be generated anew when a station is added.
//
// A dashboard generated from configuration was the alternative: every change of a
// station's name would then have meant new files on the Grafana server.
package grafana

// dashboard is the classic JSON schema that Grafana 10 to 13 read.
type dashboard struct {
	Annotations   annotations `json:"annotations"`
	Description   string      `json:"description"`
	Editable      bool        `json:"editable"`
	GraphTooltip  int         `json:"graphTooltip"`
	Links         []link      `json:"links"`
	Panels        []*panel    `json:"panels"`
	Refresh       string      `json:"refresh"`
	SchemaVersion int         `json:"schemaVersion"`
	Tags          []string    `json:"tags"`
	Templating    templating  `json:"templating"`
	Time          timeRange   `json:"time"`
	Timezone      string      `json:"timezone"`
	Title         string      `json:"title"`
	UID           string      `json:"uid"`
	Version       int         `json:"version"`
	WeekStart     string      `json:"weekStart"`
}

type timeRange struct {
	From string `json:"from"`
	To   string `json:"to"`
}

// source names a data source.
type source struct {
	Type string `json:"type"`
	UID  string `json:"uid"`
}

type link struct {
	AsDropdown  bool     `json:"asDropdown"`
	Icon        string   `json:"icon"`
	IncludeVars bool     `json:"includeVars"`
	KeepTime    bool     `json:"keepTime"`
	Tags        []string `json:"tags"`
	TargetBlank bool     `json:"targetBlank"`
	Title       string   `json:"title"`
	Tooltip     string   `json:"tooltip"`
	Type        string   `json:"type"`
	URL         string   `json:"url,omitempty"`
}

type annotations struct {
	List []annotation `json:"list"`
}

type annotation struct {
	BuiltIn    int               `json:"builtIn,omitempty"`
	Datasource source            `json:"datasource"`
	Enable     bool              `json:"enable"`
	Hide       bool              `json:"hide"`
	IconColor  string            `json:"iconColor"`
	Name       string            `json:"name"`
	Target     *annotationTarget `json:"target,omitempty"`
	Type       string            `json:"type,omitempty"`
}

// annotationTarget is an InfluxQL query whose rows become marks.
type annotationTarget struct {
	FromAnnotations bool     `json:"fromAnnotations"`
	Limit           int      `json:"limit"`
	MatchAny        bool     `json:"matchAny"`
	Query           string   `json:"query"`
	RawQuery        bool     `json:"rawQuery"`
	RefID           string   `json:"refId"`
	ResultFormat    string   `json:"resultFormat"`
	Tags            []string `json:"tags"`
	TagsColumn      string   `json:"tagsColumn"`
	TextColumn      string   `json:"textColumn"`
	TextEditor      bool     `json:"textEditor"`
	Type            string   `json:"type"`
}

type templating struct {
	List []variable `json:"list"`
}

// variable is a choice at the top of a dashboard.
type variable struct {
	AllValue    string   `json:"allValue,omitempty"`
	Current     *option  `json:"current,omitempty"`
	Datasource  *source  `json:"datasource,omitempty"`
	Description string   `json:"description,omitempty"`
	Hide        int      `json:"hide"`
	IncludeAll  bool     `json:"includeAll"`
	Label       string   `json:"label"`
	Multi       bool     `json:"multi"`
	Name        string   `json:"name"`
	Options     []option `json:"options,omitempty"`
	Query       any      `json:"query"`
	Refresh     int      `json:"refresh,omitempty"`
	Regex       string   `json:"regex,omitempty"`
	Sort        int      `json:"sort"`
	Type        string   `json:"type"`
}

type option struct {
	Selected bool   `json:"selected"`
	Text     string `json:"text"`
	Value    string `json:"value"`
}

type panel struct {
	Datasource      source           `json:"datasource"`
	Description     string           `json:"description"`
	FieldConfig     fieldConfig      `json:"fieldConfig"`
	GridPos         grid             `json:"gridPos"`
	ID              int              `json:"id"`
	Links           []link           `json:"links,omitempty"`
	Options         map[string]any   `json:"options"`
	Targets         []target         `json:"targets"`
	TimeFrom        string           `json:"timeFrom,omitempty"`
	Title           string           `json:"title"`
	Transformations []transformation `json:"transformations,omitempty"`
	Type            string           `json:"type"`
}

// grid is a place on the 24 columns of a dashboard.
type grid struct {
	H int `json:"h"`
	W int `json:"w"`
	X int `json:"x"`
	Y int `json:"y"`
}

// target is a query of a panel: InfluxQL in Query, or PromQL in Expr.
type target struct {
	Alias        string `json:"alias,omitempty"`
	Datasource   source `json:"datasource"`
	Expr         string `json:"expr,omitempty"`
	Instant      bool   `json:"instant,omitempty"`
	Range        bool   `json:"range,omitempty"`
	LegendFormat string `json:"legendFormat,omitempty"`
	Query        string `json:"query,omitempty"`
	RawQuery     bool   `json:"rawQuery,omitempty"`
	RefID        string `json:"refId"`
	ResultFormat string `json:"resultFormat,omitempty"`
}

type transformation struct {
	ID      string         `json:"id"`
	Options map[string]any `json:"options"`
}

type fieldConfig struct {
	Defaults  field      `json:"defaults"`
	Overrides []override `json:"overrides"`
}

type field struct {
	Color      map[string]any `json:"color,omitempty"`
	Custom     map[string]any `json:"custom,omitempty"`
	Decimals   *int           `json:"decimals,omitempty"`
	Mappings   []mapping      `json:"mappings,omitempty"`
	Max        *float64       `json:"max,omitempty"`
	Min        *float64       `json:"min,omitempty"`
	NoValue    string         `json:"noValue,omitempty"`
	Thresholds *thresholds    `json:"thresholds,omitempty"`
	Unit       string         `json:"unit,omitempty"`
}

type override struct {
	Matcher    matcher    `json:"matcher"`
	Properties []property `json:"properties"`
}

type matcher struct {
	ID      string `json:"id"`
	Options string `json:"options"`
}

type property struct {
	ID    string `json:"id"`
	Value any    `json:"value"`
}

// mapping gives values their words and colours.
type mapping struct {
	Options map[string]any `json:"options"`
	Type    string         `json:"type"`
}

type thresholds struct {
	Mode  string `json:"mode"`
	Steps []step `json:"steps"`
}

// step is a colour from Value on; the first has no Value.
type step struct {
	Color string   `json:"color"`
	Value *float64 `json:"value"`
}

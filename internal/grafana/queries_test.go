package grafana

import (
	"regexp"
	"strings"
	"testing"

	"github.com/influxdata/influxql"
)

// placeholder is a template variable, with a format or without.
var placeholder = regexp.MustCompile(`\$\{(\w+)(?::\w+)?\}|\$(\w+)`)

// filled puts values in the place of variables and macros.
func filled(t *testing.T, query string, values map[string]string) string {
	t.Helper()
	return placeholder.ReplaceAllStringFunc(query, func(found string) string {
		parts := placeholder.FindStringSubmatch(found)
		v, ok := values[parts[1]+parts[2]]
		if !ok {
			t.Errorf("%s: nothing for %s", query, found)
		}
		return v
	})
}

// queries yields every InfluxQL query with where it stands.
func queries(yield func(where, query string, b dashboard)) {
	for name, b := range boards(Defaults()) {
		for _, p := range b.Panels {
			for _, q := range p.Targets {
				if q.Query != "" {
					yield(name+" "+p.Title+" "+q.RefID, q.Query, b)
				}
			}
		}
		for _, v := range b.Templating.List {
			if query, ok := v.Query.(string); ok && v.Type == "query" {
				yield(name+" variable "+v.Name, query, b)
			}
		}
	}
}

func TestQueries_Parse(t *testing.T) {
	n := 0
	queries(func(where, query string, b dashboard) {
		n++
		values := map[string]string{"timeFilter": "time > now() - 1h", "year": "2026"}
		for _, v := range b.Templating.List {
			if v.Name != "year" {
				values[v.Name] = "x"
			}
		}
		if _, err := influxql.ParseQuery(filled(t, query, values)); err != nil {
			t.Errorf("%s: %v\n%s", where, err, query)
		}
	})
	if n < 60 {
		t.Errorf("only %d queries", n)
	}
}

func TestQueries_Complete(t *testing.T) {
	for name, b := range boards(Defaults()) {
		for _, p := range b.Panels {
			if len(p.Targets) == 0 {
				t.Errorf("%s: panel %q asks nothing", name, p.Title)
			}
			for _, q := range p.Targets {
				influx := q.Datasource == influxSource && q.Query != "" && q.RawQuery && q.ResultFormat != ""
				prometheus := q.Datasource == prometheusSource && q.Expr != ""
				if influx == prometheus {
					t.Errorf("%s: panel %q: query %s is neither InfluxQL nor PromQL", name, p.Title, q.RefID)
				}
			}
		}
	}
}

// Published days stand beside the computed ones in air_day: a query that does not
// choose would mix them, and only reconciliation asks for published ones.
func TestQueries_ComputedDays(t *testing.T) {
	found := 0
	for name, b := range boards(Defaults()) {
		for _, p := range b.Panels {
			for _, q := range p.Targets {
				if !strings.Contains(q.Query, `"air_day"`) {
					continue
				}
				found++
				published := strings.HasPrefix(p.Title, "对账：") && strings.Contains(q.Query, `"source" = 'published'`)
				if !published && !strings.Contains(q.Query, `"source" = 'computed'`) {
					t.Errorf("%s: panel %q, query %s does not choose the source of days: %s", name, p.Title, q.RefID, q.Query)
				}
			}
		}
	}
	if found == 0 {
		t.Error("no query of air_day")
	}
}

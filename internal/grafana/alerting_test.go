package grafana

import (
	"strings"
	"testing"

	"github.com/goccy/go-yaml"
	"github.com/influxdata/influxql"
)

// The file is what Grafana reads: every rule has a query that InfluxDB understands,
// and a condition on its last value.
func TestAlerting_IsWhatGrafanaReads(t *testing.T) {
	var file struct {
		Version int `yaml:"apiVersion"`
		Groups  []struct {
			Folder, Interval string
			Rules            []struct {
				UID, Title, Condition, NoDataState string
				Labels, Annotations                map[string]string
				Data                               []struct {
					RefID  string `yaml:"refId"`
					Source string `yaml:"datasourceUid"`
					Model  struct {
						Query, Type, Expression, Reducer string
						Conditions                       []struct {
							Evaluator struct {
								Type   string
								Params []float64
							}
						}
					}
				}
			}
		}
	}
	if err := yaml.Unmarshal(alerting(Defaults()), &file); err != nil {
		t.Fatal(err)
	}
	if file.Version != 1 || len(file.Groups) != 1 || len(file.Groups[0].Rules) != 4 {
		t.Fatalf("file %+v", file)
	}
	seen := map[string]bool{}
	for _, r := range file.Groups[0].Rules {
		if seen[r.UID] || len(r.UID) > 40 || r.Title == "" || r.Condition != "C" || r.Labels["severity"] == "" || r.Annotations["summary"] == "" || len(r.Data) != 3 {
			t.Errorf("rule %+v", r)
			continue
		}
		seen[r.UID] = true
		query, reduce, threshold := r.Data[0], r.Data[1], r.Data[2]
		if _, err := influxql.ParseQuery(strings.ReplaceAll(query.Model.Query, "$timeFilter", "time > now() - 1h")); err != nil || query.Source != "lanbi-influxdb" {
			t.Errorf("%s: query %s on %s: %v", r.UID, query.Model.Query, query.Source, err)
		}
		if reduce.Model.Type != "reduce" || reduce.Model.Expression != query.RefID || reduce.Model.Reducer != "last" || reduce.Source != "__expr__" {
			t.Errorf("%s: %+v", r.UID, reduce)
		}
		if m := threshold.Model; m.Type != "threshold" || m.Expression != reduce.RefID || len(m.Conditions) != 1 || len(m.Conditions[0].Evaluator.Params) != 1 || threshold.RefID != r.Condition {
			t.Errorf("%s: %+v", r.UID, threshold)
		}
	}
}

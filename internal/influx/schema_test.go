//go:build !noembed

package influx_test

import (
	"encoding/json"
	"io"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"testing"

	"lanbi/internal/assess"
	"lanbi/internal/influx"
	"lanbi/internal/measure"
	"lanbi/internal/standard/gb3838"
	"lanbi/internal/standard/hj633"
	"lanbi/internal/target"
)

// ask sends InfluxQL past the package under test and returns, for every series,
// its first column's values, and of SELECT the whole rows as text.
func ask(t *testing.T, base, q string) map[string][][]any {
	t.Helper()
	request, err := http.NewRequestWithContext(t.Context(), http.MethodPost, base+"/query", strings.NewReader(url.Values{"db": {"lanbi"}, "q": {q}}.Encode()))
	if err != nil {
		t.Fatal(err)
	}
	request.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	if onReal2() {
		request.Header.Set("Authorization", "Token "+real2Token)
	}
	response, err := http.DefaultClient.Do(request)
	if err != nil {
		t.Fatal(err)
	}
	defer response.Body.Close()
	text, err := io.ReadAll(response.Body)
	if err != nil {
		t.Fatal(err)
	}
	var answer struct {
		Results []struct {
			Error  string
			Series []struct {
				Name   string
				Values [][]any
			}
		}
	}
	if err := json.Unmarshal(text, &answer); err != nil || len(answer.Results) != 1 || answer.Results[0].Error != "" {
		t.Fatalf("%s: %s", q, text)
	}
	all := map[string][][]any{}
	for _, s := range answer.Results[0].Series {
		all[s.Name] = append(all[s.Name], s.Values...)
	}
	return all
}

// TestSchema_AsContracted looks at what is stored with the server's own words:
// names of tags and fields, their types and the timestamps of the contract.
func TestSchema_AsContracted(t *testing.T) {
	var base string
	db := openDB(t, func(o *influx.Options) { base = o.URL })
	ctx := t.Context()
	must := func(err error) {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
	}
	air := airSample("A", "2026-02-28T08:00", measure.Sent, measure.Reading{Parameter: measure.PM25, Value: 1, Flag: 'D'})
	water := waterSample("S", "2026-02-28T08:00", measure.FourHours, measure.Lab, measure.Reading{Parameter: measure.TP, Value: 1, Below: true})
	writeSamples(t, db, air, water)
	d := airDay("A", "2026-02-28", hj633.E2012)
	must(db.WriteAirDays(ctx, []assess.AirDay{d}))
	index := hj633.Index{Known: true, AQI: 151, Has: measure.SetOf(measure.CO)}
	must(db.WriteAirHours(ctx, []assess.AirHour{{Place: "A", Hour: hour("2026-02-28T23:00"), Edition: hj633.E2012, Index: index}}))
	must(db.WriteAirPeriods(ctx, []assess.AirPeriod{{Place: "A", Start: day("2026-01-01"), Period: assess.Year, Has: measure.SetOf(measure.NO2), CompositeIndex: 1}}))
	must(db.WriteWaterPeriods(ctx, []assess.WaterPeriod{{Section: "S", Start: day("2026-02-01"), Period: assess.Month, Class: gb3838.InferiorV, Headroom: []assess.ItemValue{{Parameter: measure.TP, Value: 1}}}}))
	must(db.WriteTargets(ctx, []target.Progress{{Target: &target.Target{ID: "x", Goal: 1}, AsOf: day("2026-02-28"), Days: &target.DayCount{HasPace3y: true}, HasValue: true}}))
	must(db.WriteAlerts(ctx, []influx.AlertRow{{Time: at("2026-02-28T08:00"), Target: "x", Kind: "k", Severity: "s"}}))
	must(db.WriteEvents(ctx, []influx.Event{{Time: at("2026-02-28T08:00"), Area: "a", Kind: "k"}}))
	lines := influx.AppendRejection(nil, &influx.Rejection{Time: at("2026-02-28T08:00"), Reason: "malformed"})
	lines, err := influx.AppendIndicator(lines, &measure.Indicator{Area: "a", ID: "i", Period: "2026"}, shanghai)
	must(err)
	must(db.Write(ctx, "", lines))

	// Below the millisecond an event's time sets steps of one moment apart.
	tags, fields := ask(t, base, "SHOW TAG KEYS"), ask(t, base, "SHOW FIELD KEYS")
	for measurement, c := range map[string]struct{ tags, fields, at string }{
		"air":          {"interval source station", "pm2_5:float pm2_5_flag:string", "2026-02-28T00:00:00Z"},
		"water":        {"interval source station", "tp:float tp_below:boolean", "2026-02-28T00:00:00Z"},
		"air_hour":     {"edition place", "aqi:integer iaqi_co:integer level:integer primary:string", "2026-02-28T15:00:00Z"},
		"air_day":      {"edition place source", "aqi:integer co:float dust:boolean hours_co:integer hours_no2:integer hours_o3:integer hours_o3_8h:integer hours_pm10:integer hours_pm2_5:integer hours_so2:integer level:integer o3_8h:float pm10:float pm2_5:float primary:string provisional:boolean verdict:string", "2026-02-27T16:00:00Z"},
		"air_period":   {"dust edition period place", "composite_index:float exceeding:integer good:integer heavy:integer no2:float no2_percentile:float undetermined:integer valid:integer", "2025-12-31T16:00:00Z"},
		"water_period": {"period station", "class:integer deciding:string headroom_tp:float items:integer", "2026-01-31T16:00:00Z"},
		"target":       {"target", "budget:integer budget_if_recovered:integer exceeding:integer goal:float good:integer pace:float pace_3y:float remaining:integer status:string undetermined:integer value:float", "2026-02-27T16:00:00Z"},
		"alert":        {"kind severity target", "id:string state:string text:string", "2026-02-28T00:00:00Z"},
		"event":        {"area kind", "by:string document:string end:string id:string start:string state:string text:string", "2026-02-28T00:00:00.000"},
		"rejection":    {"reason", "error:string payload:string topic:string", "2026-02-28T00:00:00Z"},
		"indicator":    {"area indicator", "by:string period:string source:string value:float", "2025-12-31T16:00:00Z"},
	} {
		if got := joined(tags[measurement], " "); got != c.tags {
			t.Errorf("%s: tags %q, want %q", measurement, got, c.tags)
		}
		if got := joined(fields[measurement], ":"); got != c.fields {
			t.Errorf("%s: fields %q, want %q", measurement, got, c.fields)
		}
		rows := ask(t, base, "SELECT * FROM "+measurement)[measurement]
		if len(rows) != 1 || !strings.HasPrefix(rows[0][0].(string), c.at) {
			t.Errorf("%s: stored %v, want one point at %s", measurement, rows, c.at)
		}
	}
}

func joined(rows [][]any, between string) string {
	var words []string
	for _, row := range rows {
		var cells []string
		for _, c := range row {
			cells = append(cells, c.(string))
		}
		words = append(words, strings.Join(cells, between))
	}
	slices.Sort(words)
	return strings.Join(words, " ")
}

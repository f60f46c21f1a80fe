package grafana

import (
	"context"
	"encoding/json"
	"errors"
	"io"
	"log/slog"
	"net/http"
	"net/url"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"lanbi/configs"
	"lanbi/internal/assess"
	"lanbi/internal/config"
	"lanbi/internal/daemon"
	"lanbi/internal/embedded"
	"lanbi/internal/forecast"
	"lanbi/internal/influx"
	"lanbi/internal/job"
	"lanbi/internal/measure"
	"lanbi/internal/simulate"
	"lanbi/internal/standard/hj633"
	goals "lanbi/internal/target"
)

// filledDaemon is a whole daemon on an embedded InfluxDB with a simulated winter:
// two years, both editions of the standards.
func filledDaemon(t *testing.T) *daemon.Daemon {
	t.Helper()
	if !embedded.Built {
		t.Skip("built without the embedded InfluxDB (-tags noembed)")
	}
	const file = "jiangyuan.yaml"
	text, err := configs.Files.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	c, err := config.Parse(filepath.Join("configs", file), text, config.Options{})
	if err != nil {
		t.Fatal(err)
	}
	dir := t.TempDir()
	c.DataDir = filepath.Join(dir, "lanbi")
	c.Web.Listen = "127.0.0.1:0"
	c.MQTT = config.MQTT{Embedded: &config.EmbeddedMQTT{Listen: "127.0.0.1:0"}, ClientID: "lanbi-test"}
	c.Influx.Embedded = &config.EmbeddedInflux{Dir: filepath.Join(dir, "influxdb"), Listen: "127.0.0.1:0"}
	now := time.Date(2026, 3, 20, 12, 30, 0, 0, c.Timezone)
	ctx := t.Context()
	d, err := daemon.Open(ctx, daemon.Options{
		Config: c, Log: slog.New(slog.DiscardHandler), Now: func() time.Time { return now }, Simulated: true,
	})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := d.Stop(); err != nil {
			t.Error(err)
		}
	})
	db, err := influx.Open(influx.Options{URL: d.InfluxURL(), Bucket: c.Influx.Bucket, Zone: c.Timezone})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(db.Close)
	first, last := measure.Date(2025, 12, 1), measure.DayOf(now, c.Timezone).Add(-1)
	simulated(t, ctx, db, c, first, last)
	if err := d.History().AssessRange(ctx, first, last, last, func(int, int) {}); err != nil {
		t.Fatal(err)
	}
	control := job.Control{Areas: c.Areas, Zone: c.Timezone, Readings: db, Results: db}
	if err := control.Run(ctx, now.AddDate(0, 0, -1)); err != nil {
		t.Fatal(err)
	}
	withForecasts(t, db, c, last)
	withPublished(t, db, c, last)
	if err := d.Start(ctx); err != nil { // stores the names
		t.Fatal(err)
	}
	return d
}

// withPublished is what a superior authority published of the area's last days.
func withPublished(t *testing.T, db *influx.DB, c *config.Config, last measure.Day) {
	t.Helper()
	var days []assess.AirDay
	for n := range 3 {
		days = append(days, assess.AirDay{Place: c.Areas[0].Code, Day: last.Add(-n), Edition: hj633.E2026, Source: assess.PublishedDay,
			Index: hj633.Index{Known: true, AQI: 60 + n}, Verdict: assess.Good})
	}
	count := measure.Indicator{Area: c.Areas[0].Code, ID: goals.PublishedGood, Period: "2026-02", Value: 27, Source: "省平台"}
	if err := errors.Join(db.WriteAirDays(t.Context(), days), db.WriteIndicators(t.Context(), []measure.Indicator{count})); err != nil {
		t.Fatal(err)
	}
}

// withForecasts gives every target a probability, for which one winter is no history.
func withForecasts(t *testing.T, db *influx.DB, c *config.Config, day measure.Day) {
	t.Helper()
	var progress []goals.Progress
	var kept []forecast.Kept
	for i := range c.Targets {
		progress = append(progress, goals.Progress{Target: &c.Targets[i], AsOf: day.Add(-1), Days: &goals.DayCount{},
			Forecast: &goals.Forecast{Probability: 0.8, Low: 0.7, High: 0.9, HasExpected: true}})
		kept = append(kept, forecast.Kept{Target: c.Targets[i].ID, Issued: day.Start(c.Timezone), AsOf: day.Add(-1), P: 0.8})
	}
	if err := errors.Join(db.WriteTargets(t.Context(), progress), db.WriteForecasts(t.Context(), kept)); err != nil {
		t.Fatal(err)
	}
}

// simulated writes what the stations of c send from first to last.
func simulated(t *testing.T, ctx context.Context, db *influx.DB, c *config.Config, first, last measure.Day) {
	t.Helper()
	counties := simulate.New(1, c.Areas, c.Timezone)
	var lines []byte
	add := func(s measure.Sample, ok bool) {
		if ok {
			lines = influx.AppendSample(lines, &s, measure.Set{})
		}
	}
	for h := measure.HourOf(first.Start(c.Timezone)); h < measure.HourOf(last.Add(1).Start(c.Timezone)); h++ {
		day := measure.DayOf(h.Start(), c.Timezone)
		for i := range c.Areas {
			for _, s := range c.Areas[i].Stations {
				add(counties.AirHour(s.Code, h))
			}
			for _, s := range c.Areas[i].Sections {
				add(counties.WaterSample(s.Code, h))
				if day.Date() == 1 && h.Label(c.Timezone) == 1 {
					add(counties.LabSample(s.Code, day))
				}
			}
		}
		if len(lines) > 1<<20 {
			if err := db.Write(ctx, db.Bucket(), lines); err != nil {
				t.Fatal(err)
			}
			lines = lines[:0]
		}
	}
	if err := db.Write(ctx, db.Bucket(), lines); err != nil {
		t.Fatal(err)
	}
}

// answer is what /query gives.
type answer struct {
	Results []struct {
		Series []struct {
			Values [][]any `json:"values"`
		} `json:"series"`
		Error string `json:"error"`
	} `json:"results"`
}

func ask(t *testing.T, base, query string) answer {
	t.Helper()
	response, err := http.Get(base + "/query?" + url.Values{"db": {"lanbi"}, "q": {query}}.Encode())
	if err != nil {
		t.Fatal(err)
	}
	defer response.Body.Close()
	var a answer
	if err := json.NewDecoder(response.Body).Decode(&a); err != nil || len(a.Results) != 1 {
		t.Fatalf("%s: %v %+v", query, err, a)
	}
	return a
}

// Every query of every panel and variable finds something: an error of InfluxQL
// comes with status 200 and no series, and is told from one here.
func TestQueries_ReturnRows(t *testing.T) {
	d := filledDaemon(t)
	base := d.InfluxURL()
	label := regexp.MustCompile(`^([^|]+)\|(.+)$`)
	for name, b := range boards(Defaults()) {
		values := map[string]string{
			"timeFilter": "time >= '2025-12-01T00:00:00+08:00' AND time <= '2026-03-20T12:30:00+08:00'",
		}
		for _, v := range b.Templating.List { // in order: later ones use the earlier
			if v.Type == "custom" {
				values[v.Name] = v.Current.Value
				continue
			}
			query, ok := v.Query.(string)
			if !ok {
				continue
			}
			a := ask(t, base, filled(t, query, values))
			var labels []string
			for _, s := range a.Results[0].Series {
				labels = append(labels, s.Values[0][1].(string))
			}
			if len(labels) == 0 {
				t.Fatalf("%s: variable %s has no choice: %s", name, v.Name, a.Results[0].Error)
			}
			if v.Sort == 4 {
				slices.Sort(labels)
				slices.Reverse(labels)
			}
			parts := label.FindStringSubmatch(labels[0])
			if parts == nil {
				t.Fatalf("%s: variable %s offers %q, which is no code|name", name, v.Name, labels[0])
			}
			values[v.Name] = parts[1]
		}
		for _, p := range b.Panels {
			for _, q := range p.Targets {
				if q.Query == "" {
					continue
				}
				query := filled(t, q.Query, values)
				a := ask(t, base, query)
				if len(a.Results[0].Series) == 0 {
					t.Errorf("%s: panel %q: no rows (%s)\n%s", name, p.Title, a.Results[0].Error, query)
				}
			}
		}
	}
	if names := ask(t, base, `SELECT "name" FROM "catalogue" WHERE "code" = 'data'`); names.Results[0].Series[0].Values[0][1] != "模拟数据，非实测，不得引用" {
		t.Errorf("simulated data are not called so: %v", names)
	}
	// A station is known to the metrics once it has sent something.
	message := `{"station":"JY001","time":"2026-03-20T12:00:00+08:00","values":{"pm2_5":35.0}}`
	if err := d.Intake().Accept(t.Context(), "env/air/220605/JY001", []byte(message), false); err != nil {
		t.Fatal(err)
	}
	metricsExist(t, d.PageURL()+"metrics")
}

// metricsExist holds the names in PromQL against what the daemon offers.
func metricsExist(t *testing.T, address string) {
	t.Helper()
	response, err := http.Get(address)
	if err != nil {
		t.Fatal(err)
	}
	defer response.Body.Close()
	text, err := io.ReadAll(response.Body)
	if err != nil {
		t.Fatal(err)
	}
	metric := regexp.MustCompile(`\b(?:lanbi|process)_\w+`)
	check := func(where, expr string) {
		found := metric.FindAllString(expr, -1)
		if len(found) == 0 && !strings.HasPrefix(expr, "up{") {
			t.Errorf("%s asks for no metric of ours: %s", where, expr)
		}
		for _, name := range found {
			if strings.HasPrefix(name, "lanbi_config_reload_") {
				continue // of lanbi run alone: a demo has no file to reload
			}
			if !strings.Contains(string(text), "\n"+name+" ") && !strings.Contains(string(text), "\n"+name+"{") {
				t.Errorf("%s: the daemon has no metric %s", where, name)
			}
		}
	}
	for _, p := range daemonBoard(Defaults()).Panels {
		for _, q := range p.Targets {
			check("panel "+p.Title, q.Expr)
		}
	}
	rules, err := os.ReadFile("../../deploy/prometheus/lanbi.rules.yml")
	if err != nil {
		t.Fatal(err)
	}
	expr := regexp.MustCompile(`(?m)^ +expr: (.+)$`)
	for _, found := range expr.FindAllStringSubmatch(string(rules), -1) {
		check("rule", found[1])
	}
}

//go:build !noembed

package demo_test

import (
	"bytes"
	"encoding/json"
	"io"
	"log/slog"
	"math/big"
	"net/http"
	"net/url"
	"testing"
	"time"

	"lanbi/internal/demo"
	"lanbi/internal/web"
)

// The demo's numbers, reckoned again from its raw readings: slowly, in exact fractions,
// from tables typed here from the standards, and with nothing of the packages that
// assess and evaluate. The demo's year begins on 1 January 2026, with 1 March, on which
// HJ 633-2026 came into force, inside.

var china = time.FixedZone("+08", 8*3600)

const (
	yearBegin = "2026-01-01"
	lastDay   = "2026-06-19"
	elapsed   = 170 // days from yearBegin to lastDay
	daysAhead = 195 // from then to 31 December
	daysAll   = 365
)

// published is a target as the API shows it.
type published struct {
	ID, Kind, Status     string
	Goal                 float64
	Good, Exceeding      int
	Undetermined         int
	Remaining, Budget    int
	BudgetIfRecovered    int `json:"budget_if_recovered"`
	Pace, Value, Against *float64
	AsOf                 string `json:"as_of"`
	Official             int
	OfficialOurs         int    `json:"official_ours"`
	OfficialThrough      string `json:"official_through"`
	Other                *struct {
		published
		Edition string
		Flips   []string
	}
}

func TestDemo_Recounted(t *testing.T) {
	d, err := demo.Open(t.Context(), demo.Options{
		Dir: t.TempDir(), Web: "127.0.0.1:0", MQTT: "127.0.0.1:0", Influx: "127.0.0.1:0",
		Now:  func() time.Time { return time.Date(2026, 6, 20, 12, 10, 0, 0, china) },
		Seed: 7, Days: elapsed, Speed: 1, Version: "test",
		Log: slog.New(slog.DiscardHandler), Progress: func(string, int, int) {},
	})
	if err != nil {
		t.Fatal(err)
	}
	defer func() {
		if err := d.Stop(); err != nil {
			t.Error(err)
		}
	}()
	progress, err := d.Progress(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	var body bytes.Buffer
	if err := web.EncodeTargets(&body, true, progress); err != nil {
		t.Fatal(err)
	}
	var answer struct{ Targets []published }
	if err := json.Unmarshal(body.Bytes(), &answer); err != nil {
		t.Fatal(err)
	}
	raw := &database{t, d.InfluxURL()}
	counties := map[string]*countyAir{}
	for _, c := range []struct {
		target, area string
		stations     []string // those whose mean is the county's
	}{
		{"jiangyuan/good-air-days", "220605", []string{"JY001", "JY002", "JY003"}},
		{"changbai/good-air-days", "220623", []string{"CB001", "CB002"}},
	} {
		counties[c.target] = recountAir(raw, c.stations)
		counties[c.target].expectStored(raw, c.area)
	}
	classes := recountWater(raw)
	classes.expectStored(raw)
	figures := reportedFigures(raw)
	year, april := reportOf(t, d, "2026"), reportOf(t, d, "2026-04")
	seen := 0
	for _, p := range answer.Targets {
		if p.AsOf != lastDay {
			t.Errorf("%s as of %s, want %s", p.ID, p.AsOf, lastDay)
		}
		seen++
		switch p.Kind {
		case "good-air-days":
			counties[p.ID].expectTarget(t, &p)
			counties[p.ID].expectOfficial(t, raw, map[string]string{"jiangyuan/good-air-days": "220605", "changbai/good-air-days": "220623"}[p.ID], &p)
			counties[p.ID].expectReports(t, year, april, map[string]string{"jiangyuan/good-air-days": "白山市江源区", "changbai/good-air-days": "长白朝鲜族自治县"}[p.ID], &p)
		case "water-class":
			p.expectValue(t, classes.worst("HJ-JY-01", "HJ-JY-02", "TH-JY-01", "XN-JY-01"))
		case "source-compliance":
			p.expectValue(t, recountSources(raw, "SY-JY-01", "SY-JY-02"))
		default:
			figures.expectTarget(t, raw, &p)
		}
	}
	if seen != 28 {
		t.Errorf("%d targets, want the 16 of 江源 and the 12 of 长白", seen)
	}
}

// expectValue compares the value, nil for none.
func (p *published) expectValue(t *testing.T, want *big.Rat) {
	t.Helper()
	switch {
	case want == nil && p.Value == nil:
	case want == nil:
		t.Errorf("%s has the value %v, want none", p.ID, *p.Value)
	case p.Value == nil:
		t.Errorf("%s has no value, want %s", p.ID, want.FloatString(6))
	default:
		if f, _ := want.Float64(); f-*p.Value > 1e-9 || *p.Value-f > 1e-9 {
			t.Errorf("%s has the value %v, want %s", p.ID, *p.Value, want.FloatString(6))
		}
	}
}

// database asks the demo's InfluxDB, as any other program may.
type database struct {
	t   *testing.T
	url string
}

// point is one stored point: its tags and fields by name, absent fields left out.
type point struct {
	time   time.Time
	tags   map[string]string
	fields map[string]any
}

func (p *point) day() string { return p.time.Format(time.DateOnly) }

// number is the exact value of a field; ok is false where it is absent.
func (p *point) number(field string) (value *big.Rat, ok bool) {
	n, ok := p.fields[field].(json.Number)
	if !ok {
		return nil, false
	}
	return new(big.Rat).SetString(n.String())
}

func (p *point) text(field string) string {
	s, _ := p.fields[field].(string)
	return s
}

// ask sends an InfluxQL statement and calls each for every point of the answer.
func (db *database) ask(statement string, each func(*point)) {
	db.t.Helper()
	response, err := http.Get(db.url + "/query?" + url.Values{"db": {"lanbi"}, "epoch": {"s"}, "q": {statement}}.Encode())
	if err != nil {
		db.t.Fatal(err)
	}
	defer response.Body.Close()
	decoder := json.NewDecoder(response.Body)
	decoder.UseNumber()
	var answer struct {
		Results []struct {
			Error  string
			Series []struct {
				Tags    map[string]string
				Columns []string
				Values  [][]any
			}
		}
	}
	if err := decoder.Decode(&answer); err != nil && err != io.EOF || response.StatusCode != http.StatusOK {
		db.t.Fatalf("%s: %s, %v", statement, response.Status, err)
	}
	for _, result := range answer.Results {
		if result.Error != "" {
			db.t.Fatalf("%s: %s", statement, result.Error)
		}
		for _, series := range result.Series {
			for _, row := range series.Values {
				seconds, _ := row[0].(json.Number).Int64()
				p := point{time.Unix(seconds, 0).In(china), series.Tags, map[string]any{}}
				for i, value := range row[1:] {
					if value != nil {
						p.fields[series.Columns[i+1]] = value
					}
				}
				each(&p)
			}
		}
	}
}

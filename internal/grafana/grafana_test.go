package grafana

import (
	"bytes"
	"encoding/json"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
	"unicode"

	"lanbi/internal/assess"
	"lanbi/internal/forecast"
	"lanbi/internal/measure"
	"lanbi/internal/standard/gb3838"
	"lanbi/internal/standard/hj633"
	"lanbi/internal/standard/surface"
	goals "lanbi/internal/target"
)

const deployed = "../../deploy/grafana"

func TestFiles_DeployedAreCurrent(t *testing.T) {
	files, err := Files(Defaults())
	if err != nil {
		t.Fatal(err)
	}
	for name, want := range files {
		have, err := os.ReadFile(filepath.Join(deployed, filepath.FromSlash(name)))
		if err != nil {
			t.Error(err)
			continue
		}
		if !bytes.Equal(have, want) {
			t.Errorf("deploy/grafana/%s is stale: go run ./cmd/lanbi dashboards -o deploy/grafana", name)
		}
	}
	err = filepath.WalkDir(deployed, func(path string, d os.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		name, err := filepath.Rel(deployed, path)
		if _, ok := files[filepath.ToSlash(name)]; err == nil && !ok {
			t.Errorf("deploy/grafana/%s is written by nobody", filepath.ToSlash(name))
		}
		return err
	})
	if err != nil {
		t.Error(err)
	}
}

func TestFiles_Same(t *testing.T) {
	dir := t.TempDir()
	if err := Write(dir, Defaults()); err != nil {
		t.Fatal(err)
	}
	files, err := Files(Defaults())
	if err != nil {
		t.Fatal(err)
	}
	for name, want := range files {
		have, err := os.ReadFile(filepath.Join(dir, filepath.FromSlash(name)))
		if err != nil || !bytes.Equal(have, want) {
			t.Errorf("%s differs from one call to the next: %v", name, err)
		}
	}
}

func TestOptions_Faults(t *testing.T) {
	o := Options{InfluxURL: "ftp://x", Bucket: "", TokenVariable: "a$b", PrometheusURL: "nothing", PageURL: "", Folder: "here"}
	err := o.Validate()
	if err == nil {
		t.Fatal("no fault found")
	}
	for _, want := range []string{"influx", "bucket", "token variable", "prometheus", "page", "folder"} {
		if !strings.Contains(err.Error(), want) {
			t.Errorf("%v: nothing about %s", err, want)
		}
	}
	if err := Defaults().Validate(); err != nil {
		t.Error(err)
	}
}

func TestDataSource_Token(t *testing.T) {
	o := Defaults()
	if text := string(dataSources(o)); strings.Contains(text, "Authorization") || !strings.Contains(text, "    database: \"lanbi\"") || !strings.Contains(text, "      dbName: \"lanbi\"") {
		t.Errorf("without a token:\n%s", text)
	}
	o.TokenVariable = "LANBI_GRAFANA_TOKEN"
	if text := string(dataSources(o)); !strings.Contains(text, `httpHeaderValue1: "Token ${LANBI_GRAFANA_TOKEN}"`) || !strings.Contains(text, "httpHeaderName1: Authorization") {
		t.Errorf("with a token:\n%s", text)
	}
}

func TestBoards_Fixed(t *testing.T) {
	want := map[string]string{
		"lanbi-targets.json": "lanbi-targets", "lanbi-air.json": "lanbi-air", "lanbi-water.json": "lanbi-water",
		"lanbi-stations.json": "lanbi-stations", "lanbi-daemon.json": "lanbi-daemon",
	}
	all := boards(Defaults())
	if len(all) != len(want) {
		t.Errorf("%d dashboards, want %d", len(all), len(want))
	}
	for name, uid := range want {
		b := all[name]
		if b.UID != uid {
			t.Errorf("%s has uid %q, want %q: bookmarks break", name, b.UID, uid)
		}
		if !slices.ContainsFunc(b.Links, func(l link) bool { return l.Type == "dashboards" && l.IncludeVars }) ||
			!slices.ContainsFunc(b.Links, func(l link) bool { return l.Type == "link" && l.URL == Defaults().PageURL }) {
			t.Errorf("%s lacks a link to the other dashboards or to the page", name)
		}
		if b.Timezone != "Asia/Shanghai" {
			t.Errorf("%s: zone %q", name, b.Timezone)
		}
	}
}

func TestBoards_GridHasNoOverlap(t *testing.T) {
	for name, b := range boards(Defaults()) {
		taken := map[[2]int]int{}
		ids := map[int]bool{}
		for _, p := range b.Panels {
			if ids[p.ID] || p.ID == 0 {
				t.Errorf("%s: panel %q has id %d twice", name, p.Title, p.ID)
			}
			ids[p.ID] = true
			g := p.GridPos
			if g.W < 1 || g.H < 1 || g.X < 0 || g.Y < 0 || g.X+g.W > 24 {
				t.Errorf("%s: panel %q lies at %+v", name, p.Title, g)
			}
			for x := g.X; x < g.X+g.W; x++ {
				for y := g.Y; y < g.Y+g.H; y++ {
					if other := taken[[2]int{x, y}]; other != 0 {
						t.Fatalf("%s: panels %d and %d overlap", name, other, p.ID)
					}
					taken[[2]int{x, y}] = p.ID
				}
			}
		}
	}
}

// known are the ids of Grafana's units that the dashboards use; anything else has
// to say that it is a suffix or a time format.
var known = []string{"", "none", "percent", "percentunit", "s", "bytes", "celsius", "dateTimeFromNow"}

func TestBoards_Units(t *testing.T) {
	check := func(where, unit string) {
		if !slices.Contains(known, unit) && !strings.HasPrefix(unit, "suffix:") && !strings.HasPrefix(unit, "time:") {
			t.Errorf("%s: unit %q", where, unit)
		}
	}
	for name, b := range boards(Defaults()) {
		for _, p := range b.Panels {
			check(name+" "+p.Title, p.FieldConfig.Defaults.Unit)
			for _, o := range p.FieldConfig.Overrides {
				for _, property := range o.Properties {
					if property.ID == "unit" {
						check(name+" "+p.Title+" "+o.Matcher.Options, property.Value.(string))
					}
				}
			}
		}
	}
}

func TestBoards_ChineseTitleEnglishDescription(t *testing.T) {
	latin := regexp.MustCompile(`^[A-Z]`)
	han := func(text string) bool {
		return strings.ContainsFunc(text, func(r rune) bool { return unicode.Is(unicode.Han, r) })
	}
	for name, b := range boards(Defaults()) {
		if !han(b.Title) || !latin.MatchString(b.Description) {
			t.Errorf("%s: %q, %q", name, b.Title, b.Description)
		}
		for _, p := range b.Panels {
			if !han(p.Title) && p.Title != "日 AQI" || !latin.MatchString(p.Description) {
				t.Errorf("%s: panel %q, %q", name, p.Title, p.Description)
			}
		}
	}
}

// The official colours are typed a second time in this package, which imports no
// other: here they are held against the standards.
func TestColours_Official(t *testing.T) {
	for i, w := range airLevels {
		level := hj633.Level(i + 1)
		if w.text != level.Chinese() || w.colour != level.Colour() || hj633.LevelOf(int(aqiFrom[i])) != level || (i > 0 && hj633.LevelOf(int(aqiFrom[i])-1) != level-1) {
			t.Errorf("level %d: %+v from %v", level, w, aqiFrom[i])
		}
	}
	for i, w := range waterClasses {
		grade := surface.GradeOf(gb3838.Class(i + 1))
		if w.colour != grade.Colour() || w.text != gb3838.Class(i+1).String()+"类" && w.text != gb3838.Class(i+1).String() {
			t.Errorf("class %d: %+v, want %s", i+1, w, grade.Colour())
		}
	}
}

func TestWords_OfTheProgram(t *testing.T) {
	for _, w := range statuses {
		s, err := goals.ParseStatus(w.value)
		if err != nil || s.Chinese() != w.text {
			t.Errorf("status %+v: %v %v", w, s.Chinese(), err)
		}
	}
	for _, w := range verdicts {
		if _, err := assess.ParseVerdict(w.value); err != nil {
			t.Error(err)
		}
	}
	for i, state := range []forecast.ControlState{forecast.Open, forecast.Lost, forecast.Safe, forecast.Void} {
		if w := controlStates[i]; w.value != state.String() || w.text != state.Chinese() {
			t.Errorf("state %+v, want %s %s", w, state, state.Chinese())
		}
	}
	for _, list := range [][]word{pollutants, waterItems, hourly} {
		for i, w := range list {
			p, ok := measure.ParameterByKey(w.value)
			if !ok || i > 0 && w.value <= "" {
				t.Errorf("no parameter %q", w.value)
			}
			if i > 0 {
				if before, _ := measure.ParameterByKey(list[i-1].value); before >= p {
					t.Errorf("%s stands before %s, sets are stored the other way", before, p)
				}
			}
		}
	}
	if all := combinations(pollutants); !slices.ContainsFunc(all, func(w word) bool { return w.value == "pm2_5+pm10" && w.text == "PM2.5、PM10" }) || len(all) != 41 {
		t.Errorf("%d combinations", len(all))
	}
}

// Limits of GB 3838 drawn as lines, typed from table 1.
func TestWater_LimitsAreTheStandards(t *testing.T) {
	for _, test := range []struct {
		p             measure.Parameter
		second, third float64
	}{{measure.CODMn, 4, 6}, {measure.NH3N, 0.5, 1}, {measure.TP, 0.1, 0.2}, {measure.DO, 6, 5}} {
		for class, want := range map[gb3838.Class]float64{gb3838.ClassII: test.second, gb3838.ClassIII: test.third} {
			have, ok := gb3838.LimitOf(test.p, measure.River, class)
			if !ok || float64(have)/1e6 != want {
				t.Errorf("%s %s: %v, want %v mg/L", test.p, class, have, want)
			}
		}
	}
}

func TestJSON_Reads(t *testing.T) {
	files, err := Files(Defaults())
	if err != nil {
		t.Fatal(err)
	}
	for name, data := range files {
		if strings.HasSuffix(name, ".json") && !json.Valid(data) {
			t.Errorf("%s is no JSON", name)
		}
	}
}

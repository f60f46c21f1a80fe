package explain_test

import (
	"encoding/json"
	"errors"
	"strings"
	"testing"
	"time"

	"lanbi/internal/assess"
	"lanbi/internal/explain"
	"lanbi/internal/measure"
	"lanbi/internal/standard/hj633"
)

var beijing = time.FixedZone("CST", 8*3600)

var county = &measure.Area{Code: "jy", Name: "江源区", Stations: []measure.Station{
	{Code: "a", Name: "甲站", Assess: true}, {Code: "b", Name: "乙站", Assess: true}, {Code: "m", Name: "微站"},
}}

var changeover = measure.Date(2026, 3, 1)

// series is a day of PM2.5 70 µg/m³ and low values of the rest; label 3 of PM2.5 is
// flagged and label 5 missing.
func series(station string) assess.Series {
	s := assess.NewSeries(station, measure.HourOf(changeover.Start(beijing)), 24)
	values := map[measure.Parameter]measure.Concentration{
		measure.PM25: 70_000, measure.PM10: 100_000, measure.SO2: 8_000, measure.NO2: 20_000, measure.CO: 600_000, measure.O3: 60_000,
	}
	for h := s.First; h < s.End(); h++ {
		for p, v := range values {
			s.Set(h, p, assess.Cell{Value: v, Source: measure.Sent})
		}
	}
	s.Set(s.First+2, measure.PM25, assess.Cell{Value: 900_000, Flag: measure.Fault, Source: measure.Sent})
	s.Set(s.First+4, measure.PM25, assess.Cell{})
	return s
}

func derive(t *testing.T, place string, all ...assess.Series) *explain.Air {
	t.Helper()
	d, err := explain.AirDay(&assess.Air{Area: county, Zone: beijing}, place, changeover, all)
	if err != nil {
		t.Fatal(err)
	}
	return d
}

func TestAirDay_Station(t *testing.T) {
	d := derive(t, "a", series("a"))
	if len(d.Stations) != 1 || d.Stations[0].Name != "甲站" || len(d.Editions) != 2 {
		t.Fatalf("stations %+v, %d editions", d.Stations, len(d.Editions))
	}
	pm25 := d.Stations[0].Pollutants[0]
	if pm25.Valid != 22 || len(pm25.Readings) != 23 || len(pm25.Missing) != 1 || pm25.Missing[0] != 5 {
		t.Errorf("PM2.5: %d valid of %d readings, missing %v; want 22 of 23, label 5", pm25.Valid, len(pm25.Readings), pm25.Missing)
	}
	if r := pm25.Readings[2]; r.When != "03" || r.Used || r.Refused != "标记 D 仪器故障" || r.Value != "900" {
		t.Errorf("label 3: %+v", r)
	}
	old, current := d.Editions[0], d.Editions[1]
	if old.InForce || !current.InForce {
		t.Errorf("in force: 2012 %v, 2026 %v", old.InForce, current.InForce)
	}
	if *old.AQI != 94 || old.Verdict != "good" || old.Primary != "pm2_5" || *current.AQI != 110 || current.Verdict != "exceeding" {
		t.Errorf("2012: %d %s; 2026: %d %s; want 94 good, 110 exceeding", *old.AQI, old.Verdict, *current.AQI, current.Verdict)
	}
	x := current.Indices[0]
	if x.Measured != "70" || x.Rounded != "70" || x.Low != [2]json.Number{"60", "100"} || *x.High != [2]json.Number{"115", "150"} || *x.IAQI != 110 {
		t.Errorf("PM2.5 under 2026: %+v", x)
	}
	if want := "100 + (150−100)/(115−60)×(70−60) 进位为 110"; x.Formula != want {
		t.Errorf("formula %q, want %q", x.Formula, want)
	}
}

func TestAirDay_Area(t *testing.T) {
	d := derive(t, "jy", series("a"), series("b"), series("m"))
	if d.Name != "江源区" || len(d.Stations) != 2 {
		t.Fatalf("%s with %d stations, want 江源区 with the two assessed", d.Name, len(d.Stations))
	}
	if got := strings.Join(d.Means[0].Stations, "+"); got != "a+b" || d.Means[0].Value != "70" {
		t.Errorf("PM2.5 %s of %s, want 70 of a+b", d.Means[0].Value, got)
	}
}

// TestAirDay_Undetermined says why there is no AQI, and that JSON then has null.
func TestAirDay_Undetermined(t *testing.T) {
	s := series("a")
	for h := s.First; h < s.End(); h++ {
		s.Set(h, measure.PM25, assess.Cell{})
	}
	d := derive(t, "a", s)
	current := d.Editions[1]
	if current.AQI != nil || current.Missing != "pm2_5" || current.Verdict != "undetermined" || !strings.Contains(current.Reason, "PM2.5") {
		t.Errorf("2026: %+v", current)
	}
	encoded, err := json.Marshal(d)
	if err != nil {
		t.Fatal(err)
	}
	if !strings.Contains(string(encoded), `"aqi":null`) || !strings.Contains(string(encoded), `"measured":100,`) {
		t.Errorf("JSON %s, want a null aqi and plain numbers", encoded)
	}
}

func TestAirDay_Text(t *testing.T) {
	var b strings.Builder
	if err := derive(t, "a", series("a")).Write(&b); err != nil {
		t.Fatal(err)
	}
	for _, want := range []string{
		"甲站（a） 2026-03-01 日评价的推导", "含未审核数据",
		"PM2.5（µg/m³）采用 22 个小时值：01时 70，02时 70，04时 70", "不采用：03时 900（标记 D 仪器故障）", "缺测：05时",
		"GB 3095 表 4", "【HJ 633-2012】非当日执行标准，供对照", "【HJ 633-2026】当日执行标准",
		"AQI = 110，轻度污染，首要污染物 PM2.5；判定：超标", "AQI = 94，良，首要污染物 PM2.5；判定：优良",
	} {
		if !strings.Contains(b.String(), want) {
			t.Errorf("text lacks %q:\n%s", want, b.String())
		}
	}
}

// TestAirDay_OzoneAbove800 uses the highest hour under 2012.
func TestAirDay_OzoneAbove800(t *testing.T) {
	s := series("a")
	for h := s.First; h < s.End(); h++ {
		s.Set(h, measure.O3, assess.Cell{Value: 820_000, Source: measure.Sent})
	}
	s.Set(s.First+12, measure.O3, assess.Cell{Value: 1_100_000, Source: measure.Sent})
	old := derive(t, "a", s).Editions[0]
	last := old.Indices[len(old.Indices)-1]
	if *old.AQI != 450 || last.Parameter != "o3" || *last.IAQI != 450 || last.Column != "O₃ 1h" {
		t.Errorf("AQI %d by %+v, want 450 by the hour", *old.AQI, last)
	}
	if before := old.Indices[len(old.Indices)-2]; before.IAQI != nil || before.High != nil {
		t.Errorf("O3 8h above 800 under 2012: %+v, want no index", before)
	}
}

func TestAirDay_UnknownPlace(t *testing.T) {
	_, err := explain.AirDay(&assess.Air{Area: county, Zone: beijing}, "z", changeover, nil)
	if err == nil || !strings.Contains(err.Error(), "z") || !strings.Contains(err.Error(), "jy") {
		t.Errorf("error %v, want one that names z and jy", err)
	}
}

type brokenPipe struct{ left int }

var errPipe = errors.New("broken pipe")

func (b *brokenPipe) Write(p []byte) (int, error) {
	if b.left--; b.left < 0 {
		return 0, errPipe
	}
	return len(p), nil
}

func TestWrite_ReportsTheError(t *testing.T) {
	if err := derive(t, "a", series("a")).Write(&brokenPipe{left: 3}); !errors.Is(err, errPipe) {
		t.Errorf("error %v, want the writer's", err)
	}
}

// TestAirDay_Reasons names why an AQI is or is not given with a pollutant missing.
func TestAirDay_Reasons(t *testing.T) {
	without := func(p measure.Parameter, pm25 measure.Concentration) assess.Series {
		s := series("a")
		for h := s.First; h < s.End(); h++ {
			s.Set(h, measure.PM25, assess.Cell{Value: pm25, Source: measure.Sent})
			s.Set(h, p, assess.Cell{})
		}
		return s
	}
	for _, c := range []struct {
		name    string
		series  assess.Series
		options hj633.Options
		reasons [2]string // 2012, 2026
	}{
		{"CO, rest low", without(measure.CO, 30_000), hj633.Options{}, [2]string{"按发布惯例取其余项目最大值", "不得评为优良（NA）"}},
		{"CO, rest above 100", without(measure.CO, 90_000), hj633.Options{}, [2]string{"照常评价", "照常评价"}},
		{"CO, strict", without(measure.CO, 30_000), hj633.Options{Missing2012: hj633.Strict2012}, [2]string{"不得评为优良（NA）", "不得评为优良（NA）"}},
		{"PM10, as published", without(measure.PM10, 30_000), hj633.Options{PM10Missing2026: hj633.AsPublishedPM10},
			[2]string{"按发布惯例", "按所见发布做法"}},
	} {
		t.Run(c.name, func(t *testing.T) {
			d, err := explain.AirDay(&assess.Air{Area: county, Zone: beijing, Options: c.options}, "a", changeover, []assess.Series{c.series})
			if err != nil {
				t.Fatal(err)
			}
			for i, want := range c.reasons {
				if !strings.Contains(d.Editions[i].Reason, want) {
					t.Errorf("%s: reason %q, want %q in it", d.Editions[i].Edition, d.Editions[i].Reason, want)
				}
			}
		})
	}
}

// A day of which only some values are audited says so, until all are.
func TestAirDay_PartlyAudited(t *testing.T) {
	for _, c := range []struct {
		audited []measure.Parameter
		want    string
	}{
		{nil, "含未审核数据，结果待审核确认。"},
		{[]measure.Parameter{measure.PM25}, "部分审核：部分数据已审核，其余未审核，结果待审核确认。"},
		{[]measure.Parameter{measure.PM25, measure.PM10, measure.SO2, measure.NO2, measure.CO, measure.O3}, ""},
	} {
		s := series("a")
		for h := s.First; h < s.End(); h++ {
			for _, p := range c.audited {
				cell := s.At(h, p)
				if cell.Source != 0 {
					cell.Source = measure.Audited
					s.Set(h, p, cell)
				}
			}
		}
		var b strings.Builder
		if err := derive(t, "jy", s).Write(&b); err != nil {
			t.Fatal(err)
		}
		if text := b.String(); !strings.Contains(text, c.want) || c.want == "" && strings.Contains(text, "未审核") {
			t.Errorf("audited %v: no %q in\n%s", c.audited, c.want, text[:min(400, len(text))])
		}
	}
}

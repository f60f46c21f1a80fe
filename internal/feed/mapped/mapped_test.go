package mapped

import (
	"bufio"
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"lanbi/internal/feed"
	"lanbi/internal/feed/feedtest"
	"lanbi/internal/measure"
)

var (
	beijing = time.FixedZone("+08", 8*3600)
	now     = time.Date(2026, 11, 21, 8, 5, 30, 0, beijing)
	hours   = feed.Settings{Medium: measure.Air, Interval: measure.OneHour, Stamp: feed.StampEnd, Zone: beijing}
	minutes = feed.Settings{Medium: measure.Air, Interval: measure.OneMinute, Zone: beijing}
	water   = feed.Settings{Medium: measure.Water, Interval: measure.FourHours, Zone: beijing}

	vendor = Settings{Settings: hours, Paths: Paths{
		Station: "device.id", Time: "ts",
		Values: map[measure.Parameter]string{measure.PM25: "data.pm25", measure.SO2: "data.so2.v"},
		Flags:  map[measure.Parameter]string{measure.SO2: "data.so2.q"},
	}}
	// citizen reads what airRohr sensors send.
	citizen = Settings{Settings: minutes, Paths: Paths{
		Station: "esp8266id",
		Values: map[measure.Parameter]string{
			measure.PM25: "sensordatavalues[value_type=SDS_P2].value",
			measure.PM10: "sensordatavalues[value_type=SDS_P1].value",
		},
	}}
)

func decode(t testing.TB, s Settings, station, payload string) *feed.Decoded {
	t.Helper()
	f, err := New(s)
	if err != nil {
		t.Fatal(err)
	}
	var out feed.Decoded
	f.Decoder().Decode(&out, feed.Message{Payload: []byte(payload), Station: station, Now: now})
	return &out
}

// show writes what was decoded in one line, for tables.
func show(d *feed.Decoded) string {
	return feedtest.Show(d, func(s *measure.Sample) string {
		return fmt.Sprintf("%s %s %s", s.Station, s.Start.In(beijing).Format("01-02T15:04:05"), s.Interval)
	})
}

// with is the vendor's feed with a change.
func with(change func(*Settings)) Settings {
	s := vendor
	change(&s)
	return s
}

func TestDecode(t *testing.T) {
	layout := func(l string) Settings { return with(func(s *Settings) { s.Paths.Layout = l }) }
	const data = `"device":{"id":"a"},"data":{"pm25":35.5}`
	const a = "a 11-21T07:00:00 1h pm2_5=35500"
	for _, c := range []struct {
		name     string
		settings Settings
		station  string
		payload  string
		want     string
	}{
		{"all parts", vendor, "a", `{"device":{"id":"a"},"ts":"2026-11-21T08:00:00+08:00","data":{"pm25":35.4999999999999999999,"so2":{"v":"8.2","q":"D"}}}`,
			"a 11-21T07:00:00 1h pm2_5=35499 so2=8200D stated so2"},
		{"escaped names and texts", vendor, "a", `{"d\u0065vice":{"id":"\u0061"},"ts":"2026-11-21 08:00","data":{"pm25":"35.5"}}`, a},
		{"seconds", vendor, "a", `{"ts":1795219200,` + data + `}`, a},
		{"seconds as text with a fraction", vendor, "a", `{"ts":"1795219200.75",` + data + `}`, a},
		{"milliseconds", vendor, "a", `{"ts":1795219200123,` + data + `}`, a},
		{"milliseconds as a float spells them", vendor, "a", `{"ts":1.795219200123e12,` + data + `}`, a},
		{"seconds by layout", layout("unix"), "a", `{"ts":1795219200,` + data + `}`, a},
		{"milliseconds by layout", layout("unix_ms"), "a", `{"ts":1795219200000,` + data + `}`, a},
		{"fourteen digits", vendor, "a", `{"ts":20261121080000,` + data + `}`, a},
		{"pattern of Go", layout("02.01.2006 15:04"), "a", `{"ts":"21.11.2026 08:00",` + data + `}`, a},
		{"pattern of Java", layout("yyyy/MM/dd HH:mm:ss"), "a", `{"ts":"2026/11/21 08:00:00",` + data + `}`, a},
		{"pattern of Java with offset", layout("yyyy-MM-dd'T'HH:mm:ssXXX"), "a", `{"ts":"2026-11-21T00:00:00Z",` + data + `}`, a},
		{"list of messages", vendor, "", `[{"ts":1795219200,` + data + `},{"ts":1795215600,"device":{"id":"b"},"data":{"pm25":1}},7]`, a + "; b 11-21T06:00:00 1h pm2_5=1000; malformed"},
		{"list within, station and time outside", with(func(s *Settings) {
			s.Paths = Paths{Items: "payload.rows", Station: "$.dev", Time: "t", Values: map[measure.Parameter]string{measure.NO2: "v[1]"}}
		}), "", `{"dev":17,"payload":{"rows":[{"t":1795219200,"v":[0,2.5]},{"t":1795215600,"v":[0]},{"t":1795212000,"v":[0,"--"]}]}}`, "17 11-21T07:00:00 1h no2=2500; empty; empty"},
		{"paths into a list that is the message", with(func(s *Settings) {
			s.Paths = Paths{Time: "[0].t", Values: map[measure.Parameter]string{measure.NO2: "[k=NO2.x].v"}}
		}), "a", `[{"t":1795219200},{"k":"NO2.x","v":3}]`, "a 11-21T07:00:00 1h no2=3000"},
		{"a bare value of a topic", Settings{Settings: minutes, Paths: Paths{Values: map[measure.Parameter]string{measure.PM10: "$"}}}, "911386", "2.63", "911386 11-21T08:05:00 1m pm10=2630"},
		{"station by configuration", with(func(s *Settings) { s.Station, s.Paths.Station = "c", "" }), "", `{"ts":1795219200,` + data + `}`, "c 11-21T07:00:00 1h pm2_5=35500"},
		{"units", with(func(s *Settings) { s.Scales = map[measure.Parameter]int64{measure.PM25: 1_000_000} }), "a", `{"ts":1795219200,"device":{"id":"a"},"data":{"pm25":0.0355}}`, a},
		{"water", Settings{Settings: water, Paths: Paths{Time: "t", Values: map[measure.Parameter]string{measure.TP: "tp", measure.PH: "ph"}}}, "s", `{"t":"2026-11-21T08:00:00","tp":"<0.01","ph":14.5}`, "s 11-21T08:00:00 4h ph=14500000R tp=10000L stated ph"},
		{"value of another kind", vendor, "a", `{"ts":1795219200,"device":{"id":"a"},"data":{"pm25":[1],"so2":{"v":1}}}`, "a 11-21T07:00:00 1h so2=1000; not_a_number"},
		{"null and true", vendor, "a", `{"ts":1795219200,"device":{"id":"a"},"data":{"pm25":null,"so2":{"v":true}}}`, "not_a_number"},
		{"repeated member, the last counts", vendor, "a", `{"ts":1795219200,"device":{"id":"a"},"data":{"pm25":1,"pm25":35.5}}`, a},

		{"no bytes", vendor, "a", " ", "empty"},
		{"empty list", vendor, "a", "[]", "empty"},
		{"no JSON", vendor, "a", `{"ts":1795219200,` + data, "malformed"},
		{"NaN", vendor, "a", `{"ts":1795219200,"device":{"id":"a"},"data":{"pm25":NaN}}`, "malformed"},
		{"nothing at the paths", vendor, "a", `{"ts":1795219200,"device":{"id":"a"},"data":7}`, "empty"},
		{"impostor", vendor, "b", `{"ts":1795219200,` + data + `}`, "impostor"},
		{"no station", vendor, "", `{"ts":1795219200,"data":{"pm25":1}}`, "malformed"},
		{"no time", vendor, "a", `{` + data + `}`, "malformed"},
		{"time of another layout", layout("unix"), "a", `{"ts":"2026-11-21T08:00:00",` + data + `}`, "malformed"},
		{"time before 1970", vendor, "a", `{"ts":-5,` + data + `}`, "malformed"},
		{"unaligned", vendor, "a", `{"ts":1795217400,` + data + `}`, "unaligned"},
		{"ahead", vendor, "a", `{"ts":1795222800,` + data + `}`, "future"},
	} {
		t.Run(c.name, func(t *testing.T) {
			if got := show(decode(t, c.settings, c.station, c.payload)); got != c.want {
				t.Errorf("got  %s\nwant %s", got, c.want)
			}
		})
	}
}

func TestNew_RefusesPaths(t *testing.T) {
	for _, text := range []string{"a..b", ".a", "a.", "a[", "a[]", "a[-1]", "a[x]", "a]b[1]c", "a.[0]"} {
		_, err := New(with(func(s *Settings) { s.Paths.Time = text }))
		if err == nil || !strings.Contains(err.Error(), "time") {
			t.Errorf("%q: error %v, want one that names the path of time", text, err)
		}
	}
	if _, err := New(with(func(s *Settings) { s.Paths.Values = nil })); err == nil {
		t.Error("a feed without values was taken")
	}
	if _, err := New(with(func(s *Settings) { s.Paths.Values = map[measure.Parameter]string{measure.PH: "ph"} })); err == nil {
		t.Error("a value of water in an air feed was taken")
	}
}

// The payloads are those of real citizen sensors.
func TestDecode_CitizenSensors(t *testing.T) {
	dir, err := os.Getwd()
	if err != nil {
		t.Fatal(err)
	}
	path := ""
	for path == "" {
		if p := filepath.Join(dir, "shared", "data", "mqtt-payloads.jsonl"); exists(p) {
			path = p
		} else if parent := filepath.Dir(dir); parent != dir {
			dir = parent
		} else {
			t.Skip("no shared/data/mqtt-payloads.jsonl above the package")
		}
	}
	f, err := os.Open(path)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	want := []string{
		"123456789 11-21T08:05:00 1m pm2_5=4150 pm10=7350",
		"12041741 11-21T08:05:00 1m pm2_5=17000 pm10=35670",
		"2392534 11-21T08:05:00 1m pm2_5=10170 pm10=15230",
		"911386 11-21T08:05:00 1m pm10=2630",
		"malformed",
	}
	lines := bufio.NewScanner(f)
	for i := 0; lines.Scan(); i++ {
		var line struct {
			Payload json.RawMessage
			Topics  map[string]string
			Raw     string
		}
		if err := json.Unmarshal(lines.Bytes(), &line); err != nil {
			t.Fatal(err)
		}
		got := ""
		switch {
		case line.Raw != "":
			got = show(decode(t, citizen, "", line.Raw))
		case line.Topics != nil:
			bare := Settings{Settings: minutes, Paths: Paths{Values: map[measure.Parameter]string{measure.PM10: "$"}}}
			got = show(decode(t, bare, "911386", line.Topics["ibg10/feinstaub/911386/SDS_P1"]))
		default:
			got = show(decode(t, citizen, "", string(line.Payload)))
		}
		if i >= len(want) || got != want[i] {
			t.Errorf("payload %d: got %s, want %s", i+1, got, want[min(i, len(want)-1)])
		}
	}
}

func exists(path string) bool {
	_, err := os.Stat(path)
	return err == nil
}

func FuzzDecode(f *testing.F) {
	for _, p := range []string{
		`{"device":{"id":"a"},"ts":1795219200,"data":{"pm25":35.5,"so2":{"v":"8.2","q":"D"}}}`,
		`[{"device":{"id":"a"},"ts":"2026-11-21 08:00","data":{"pm25":1e1}},{}]`,
		`{"esp8266id":1,"sensordatavalues":[{"value_type":"SDS_P1","value":"7.35"},[],{"value_type":"SDS_P2","value":4}]}`,
		`{"rows":[{"t":1795219200123,"v":[0,"\u0031.5"]}],"dev":"\"\\"}`,
		` 2.63 `, `"x"`, `[[],[[]],{"":{}}]`,
	} {
		f.Add([]byte(p))
	}
	var formats []*Format
	for _, s := range []Settings{vendor, citizen,
		with(func(s *Settings) {
			s.Paths = Paths{Items: "rows", Station: "$.dev", Time: "t", Values: map[measure.Parameter]string{measure.NO2: "v[1]"}}
		}),
		{Settings: water, Station: "s", Paths: Paths{Values: map[measure.Parameter]string{measure.PH: "$", measure.TP: "[0]"}}},
	} {
		format, err := New(s)
		if err != nil {
			f.Fatal(err)
		}
		formats = append(formats, format)
	}
	f.Fuzz(func(t *testing.T, payload []byte) {
		for _, format := range formats {
			var out feed.Decoded
			format.Decoder().Decode(&out, feed.Message{Payload: payload, Now: now})
			if len(out.Samples)+len(out.Rejections) == 0 {
				t.Fatal("the message left no trace")
			}
			if len(out.Samples) > len(payload) || len(out.Rejections) > maxRefused+2 {
				t.Fatalf("%d bytes gave %d samples and %d rejections", len(payload), len(out.Samples), len(out.Rejections))
			}
			for _, s := range out.Samples {
				if s.Station == "" || len(s.Readings) == 0 || s.Medium != format.settings.Medium {
					t.Fatalf("incomplete sample %+v", s)
				}
				for _, r := range s.Readings {
					if r.Flag.Valid() && !feed.Possible(r.Parameter, r.Value) {
						t.Fatalf("impossible reading %+v", r)
					}
				}
			}
		}
	})
}

func BenchmarkDecode(b *testing.B) {
	f, err := New(citizen)
	if err != nil {
		b.Fatal(err)
	}
	d := f.Decoder()
	var out feed.Decoded
	m := feed.Message{Now: now, Station: "123456789", Payload: []byte(`{"esp8266id":"123456789","software_version":"NRZ-2020-133","sensordatavalues":[{"value_type":"SDS_P1","value":"7.35"},{"value_type":"SDS_P2","value":"4.15"},{"value_type":"BME280_temperature","value":"9.28"},{"value_type":"samples","value":"5094690"}]}`)}
	b.SetBytes(int64(len(m.Payload)))
	b.ReportAllocs()
	for b.Loop() {
		d.Decode(&out, m)
	}
	if len(out.Samples) != 1 {
		b.Fatal(show(&out))
	}
}

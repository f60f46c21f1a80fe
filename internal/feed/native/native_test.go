package native

import (
	"bytes"
	"encoding/json"
	"fmt"
	"strings"
	"testing"
	"time"

	"lanbi/internal/feed"
	"lanbi/internal/feed/feedtest"
	"lanbi/internal/measure"
)

var (
	beijing = time.FixedZone("+08", 8*3600)
	now     = time.Date(2026, 11, 21, 8, 5, 0, 0, beijing)
	air     = feed.Settings{Medium: measure.Air, Interval: measure.OneHour, Stamp: feed.StampEnd, Zone: beijing}
	water   = feed.Settings{Medium: measure.Water, Interval: measure.FourHours, Zone: beijing}
	figures = feed.Settings{Zone: beijing}
)

func decode(s feed.Settings, station, payload string) *feed.Decoded {
	var out feed.Decoded
	New(s).Decode(&out, feed.Message{Payload: []byte(payload), Station: station, Area: "jiangyuan", Now: now})
	return &out
}

// show writes what was decoded in one line, for tables.
func show(d *feed.Decoded) string {
	return feedtest.Show(d, func(s *measure.Sample) string {
		return fmt.Sprintf("%s %s %s %s %s", s.Medium, s.Station, s.Start.In(beijing).Format("01-02T15:04"), s.Interval, s.Source)
	})
}

const at8 = `"time":"2026-11-21T08:00:00+08:00"`

func TestDecode(t *testing.T) {
	for _, c := range []struct {
		name     string
		settings feed.Settings
		station  string
		payload  string
		want     string
	}{
		{"contract, air", air, "JY001",
			`{"station":"JY001",` + at8 + `,"values":{"pm2_5":35.0,"pm10":52.1,"so2":8.2,"no2":21.0,"co":0.6,"o3":88.0},"flags":{"so2":"M"}}`,
			"air JY001 11-21T07:00 1h sent pm2_5=35000 pm10=52100 so2=8200M no2=21000 co=600000 o3=88000 stated so2"},
		{"contract, water", water, "HJ-JY-01",
			`{"station":"HJ-JY-01",` + at8 + `,"values":{"ph":7.61,"do":9.12,"nh3n":0.12,"tp":0.031,"temp":6.4,"ec":210,"turb":5.1}}`,
			"water HJ-JY-01 11-21T08:00 4h sent ph=7610000 do=9120000 nh3n=120000 tp=31000 temp=6400000 ec=210000000 turb=5100000"},
		{"contract, laboratory", water, "HJ-JY-01",
			`{"station":"HJ-JY-01","time":"2026-11-05T10:20:00+08:00","method":"manual","values":{"cod":8,"bod5":"0.5L","mercury":"0.00002L"}}`,
			"water HJ-JY-01 11-05T10:20 sample lab cod=8000000 bod5=500000L mercury=20L"},
		{"contract, indicator", figures, "forest-coverage",
			`{"indicator":"forest-coverage","period":"2026","value":73.4,"source":"林草局 2026 年报"}`,
			"jiangyuan forest-coverage 2026 73.4 林草局 2026 年报|"},

		{"keys in any order, unknown ones ignored", air, "a", `{"values":{"pm10":1},"x":[{"y":null}],` + at8 + `,"station":"a"}`, "air a 11-21T07:00 1h sent pm10=1000"},
		{"no offset is the zone", air, "a", `{"station":"a","time":"2026-11-21T08:00:00","values":{"pm10":1}}`, "air a 11-21T07:00 1h sent pm10=1000"},
		{"escaped key and station", air, "a", `{"st\u0061tion":"\u0061",` + at8 + `,"values":{"pm\u00310":1}}`, "air a 11-21T07:00 1h sent pm10=1000"},
		{"repeated keys, the last counts", air, "a", `{"station":"b","station":"a",` + at8 + `,"values":{"co":1},"values":{"pm10":1,"pm10":2}}`, "air a 11-21T07:00 1h sent pm10=2000"},
		{"number as text", air, "a", `{"station":"a",` + at8 + `,"values":{"pm10":" 12.5 "}}`, "air a 11-21T07:00 1h sent pm10=12500"},
		{"exact beyond a float", air, "a", `{"station":"a",` + at8 + `,"values":{"pm10":35.4999999999999999999}}`, "air a 11-21T07:00 1h sent pm10=35499"},
		{"missing values", air, "a", `{"station":"a",` + at8 + `,"values":{"pm10":null,"so2":"","no2":"--","o3":"—","co":0.1}}`, "air a 11-21T07:00 1h sent co=100000"},
		{"explicit N is stated", air, "a", `{"station":"a",` + at8 + `,"values":{"pm10":1},"flags":{"pm10":"N","co":"D"}}`, "air a 11-21T07:00 1h sent pm10=1000N stated pm10"},
		{"numeric flag of 2005", air, "a", `{"station":"a",` + at8 + `,"values":{"pm10":1,"so2":2},"flags":{"pm10":3,"so2":5}}`, "air a 11-21T07:00 1h sent pm10=1000N so2=2000X stated pm10+so2"},
		{"out of range is kept with R", air, "a", `{"station":"a",` + at8 + `,"values":{"pm10":15001,"pm2_5":-11,"so2":3}}`, "air a 11-21T07:00 1h sent pm10=15001000R pm2_5=-11000R so2=3000 stated pm2_5+pm10"},
		{"pH outside 0 to 14", water, "a", `{"station":"a",` + at8 + `,"values":{"ph":14.5,"do":9}}`, "water a 11-21T08:00 4h sent ph=14500000R do=9000000 stated ph"},
		{"array", air, "a", `[{"station":"a",` + at8 + `,"values":{"pm10":1}}, {"station":"b",` + at8 + `,"values":{"pm10":1}}, 7,
			{"station":"a","time":"2026-11-21T07:00:00+08:00","values":{"pm10":2}}]`,
			"air a 11-21T07:00 1h sent pm10=1000; air a 11-21T06:00 1h sent pm10=2000; impostor; malformed"},
		{"station without a topic", air, "", `{"station":"new",` + at8 + `,"values":{"pm10":1}}`, "air new 11-21T07:00 1h sent pm10=1000"},
		{"less-than sign", water, "a", `{"station":"a",` + at8 + `,"values":{"cod":"<4","tp":"0.01l"}}`, "water a 11-21T08:00 4h sent cod=4000000L tp=10000L"},

		{"NaN text, neighbours kept", air, "a", `{"station":"a",` + at8 + `,"values":{"pm10":"NaN","so2":3}}`, "air a 11-21T07:00 1h sent so2=3000; not_a_number"},
		{"bare NaN and Infinity", air, "a", `{"station":"a",` + at8 + `,"values":{"pm10":NaN,"co":-Infinity,"no2":Infinity,"so2":3}}`, "air a 11-21T07:00 1h sent so2=3000; not_a_number"},
		{"wrong types, neighbours kept", air, "a", `{"station":"a",` + at8 + `,"values":{"pm10":true,"co":[1],"o3":{"v":1},"so2":3}}`, "air a 11-21T07:00 1h sent so2=3000; not_a_number"},
		{"a number beyond all bounds", air, "a", `{"station":"a",` + at8 + `,"values":{"pm10":1e300,"so2":3}}`, "air a 11-21T07:00 1h sent so2=3000; not_a_number"},
		{"below limit in air", air, "a", `{"station":"a",` + at8 + `,"values":{"so2":"3L"}}`, "not_a_number"},
		{"only faulty values", air, "a", `{"station":"a",` + at8 + `,"values":{"pm10":"x"}}`, "not_a_number"},

		{"no bytes", air, "a", "", "empty"},
		{"white space", air, "a", " \n", "empty"},
		{"empty array", air, "a", "[]", "empty"},
		{"no values", air, "a", `{"station":"a",` + at8 + `,"values":{}}`, "empty"},
		{"only values of water", air, "a", `{"station":"a",` + at8 + `,"values":{"ph":7}}`, "empty"},
		{"daily ozone is computed here", air, "a", `{"station":"a",` + at8 + `,"values":{"o3_8h":7}}`, "empty"},
		{"impostor", air, "a", `{"station":"b",` + at8 + `,"values":{"pm10":1}}`, "impostor"},
		{"future", air, "a", `{"station":"a","time":"2026-11-21T09:00:00+08:00","values":{"pm10":1}}`, "future"},
		{"too old", air, "a", `{"station":"a","time":"2026-01-21T09:00:00+08:00","values":{"pm10":1}}`, "too_old"},
		{"unaligned", air, "a", `{"station":"a","time":"2026-11-21T07:30:00+08:00","values":{"pm10":1}}`, "unaligned"},
		{"time as a number", air, "a", `{"station":"a","time":1795219200,"values":{"pm10":1}}`, "malformed"},
		{"no time", air, "a", `{"station":"a","values":{"pm10":1}}`, "malformed"},
		{"no station", air, "a", `{` + at8 + `,"values":{"pm10":1}}`, "malformed"},
		{"station as a number", air, "1", `{"station":1,` + at8 + `,"values":{"pm10":1}}`, "malformed"},
		{"values as an array", air, "a", `{"station":"a",` + at8 + `,"values":[1]}`, "malformed"},
		{"flags as a text", air, "a", `{"station":"a",` + at8 + `,"values":{"pm10":1},"flags":"N"}`, "malformed"},
		{"unknown method", air, "a", `{"station":"a",` + at8 + `,"method":"guess","values":{"pm10":1}}`, "malformed"},
		{"cut short", air, "a", `{"station":"a",` + at8 + `,"values":{"pm10":1`, "malformed"},
		{"trailing bytes", air, "a", `{"station":"a",` + at8 + `,"values":{"pm10":1}} x`, "malformed"},
		{"a fault behind a good item refuses both", air, "a", `[{"station":"a",` + at8 + `,"values":{"pm10":1}},}`, "malformed"},
		{"not an object", air, "a", `"text"`, "malformed"},
		{"not JSON", air, "a", "\x00\xff\xfe", "malformed"},
		{"leading zero", air, "a", `{"station":"a",` + at8 + `,"values":{"pm10":01}}`, "malformed"},

		{"indicator by month", figures, "x", `{"indicator":"x","period":"2026-10","value":"12.5","by":"王"}`, "jiangyuan x 2026-10 12.5 |王"},
		{"indicator on another's topic", figures, "y", `{"indicator":"x","period":"2026","value":1}`, "impostor"},
		{"indicator without period", figures, "x", `{"indicator":"x","value":1}`, "malformed"},
		{"indicator of month 13", figures, "x", `{"indicator":"x","period":"2026-13","value":1}`, "malformed"},
		{"indicator of a day", figures, "x", `{"indicator":"x","period":"2026-10-05","value":1}`, "jiangyuan x 2026-10-05 1 |"},
		{"indicator of the year 9999", figures, "x", `{"indicator":"x","period":"9999","value":1}`, "malformed"},
		{"indicator NaN", figures, "x", `{"indicator":"x","period":"2026","value":"NaN"}`, "not_a_number"},
		{"reading on a feed of indicators", figures, "a", `{"station":"a",` + at8 + `,"values":{"pm10":1}}`, "malformed"},
	} {
		d := decode(c.settings, c.station, c.payload)
		if got := show(d); got != c.want {
			t.Errorf("%s:\n got %s %q\nwant %s", c.name, got, d.Rejections, c.want)
		}
	}
}

func TestDecode_Scales(t *testing.T) {
	s := air
	s.Scales = map[measure.Parameter]int64{measure.SO2: 1_000_000} // SO₂ in mg/m³
	d := decode(s, "a", `{"station":"a",`+at8+`,"values":{"so2":0.0123}}`)
	if got, want := show(d), "air a 11-21T07:00 1h sent so2=12300"; got != want {
		t.Errorf("got %s, want %s", got, want)
	}
}

func TestDecode_CountsIgnoredAndOutOfRange(t *testing.T) {
	d := decode(air, "a", `{"station":"a",`+at8+`,"values":{"noise":55,"ph":7,"pm10":99999,"so2":1}}`)
	if d.Ignored != 2 || d.OutOfRange != 1 {
		t.Errorf("ignored %d, out of range %d; want 2 and 1", d.Ignored, d.OutOfRange)
	}
}

// A decoder that has seen anything decodes the next message as a fresh one does.
func TestDecode_KeepsNothingBetweenMessages(t *testing.T) {
	good := `{"station":"a",` + at8 + `,"values":{"so2":1}}`
	want := show(decode(air, "a", good))
	dec := New(air)
	var out feed.Decoded
	for _, before := range []string{good, `{"station":"a",` + at8 + `,"method":"manual","values":{"pm10":NaN,"o3":2},"flags":{"so2":"D","o3":"C"}}`, `{"values":{"pm10":NaN`, "[]"} {
		dec.Decode(&out, feed.Message{Payload: []byte(before), Station: "a", Now: now})
		dec.Decode(&out, feed.Message{Payload: []byte(good), Station: "a", Now: now})
		if got := show(&out); got != want {
			t.Errorf("after %s: got %s, want %s", before, got, want)
		}
	}
}

func TestDecode_AllocatesNothing(t *testing.T) {
	dec := New(air)
	var out feed.Decoded
	m := feed.Message{Station: "JY001", Now: now, Payload: []byte(`{"station":"JY001",` + at8 + `,"values":{"pm2_5":35.0,"pm10":52.1,"so2":8.2,"no2":21.0,"co":0.6,"o3":88.0},"flags":{"so2":"M"}}`)}
	if n := testing.AllocsPerRun(100, func() { dec.Decode(&out, m) }); n != 0 {
		t.Errorf("%g allocations a message, want none", n)
	}
}

func FuzzDecode(f *testing.F) {
	for _, p := range []string{
		`{"station":"a",` + at8 + `,"values":{"pm2_5":35.0,"co":"0.6"},"flags":{"pm2_5":"N"}}`,
		`[{"station":"a",` + at8 + `,"values":{"pm2_5":1e1}},{}]`,
		`{"station":"a","time":"2026-11-21 08:00","method":"manual","values":{"cod":8,"bod5":"0.5L"}}`,
		`{"indicator":"a","period":"2026","value":73.4,"source":"\u6797"}`,
		`{"station":"a",` + at8 + `,"values":{"pm10":NaN}}`,
		`{"a":[1,{"b":"\"\\\/\b\f\n\r\t\u00e9"}],"c":-0.5e-3}`,
	} {
		f.Add([]byte(p))
	}
	decoders := []*Decoder{New(air), New(water), New(figures)}
	var out feed.Decoded
	f.Fuzz(func(t *testing.T, payload []byte) {
		for _, dec := range decoders {
			dec.Decode(&out, feed.Message{Payload: payload, Station: "a", Now: now})
			if len(out.Samples)+len(out.Indicators)+len(out.Rejections) == 0 {
				t.Fatal("the message left no trace")
			}
			if len(out.Samples)+len(out.Rejections) > 2*len(payload)+1 {
				t.Fatal("more came out than went in")
			}
			for i, s := range out.Samples {
				if s.Station != "a" || s.Start.IsZero() || s.Medium == 0 || s.Interval == 0 || s.Source == 0 || len(s.Readings) == 0 || len(out.Stated) <= i {
					t.Fatalf("incomplete sample %+v", s)
				}
				for _, r := range s.Readings {
					if r.Parameter.Medium() != s.Medium || r.Flag.Valid() && !feed.Possible(r.Parameter, r.Value) {
						t.Fatalf("impossible reading %+v", r)
					}
				}
			}
			syntax := len(out.Rejections) == 1 && strings.HasPrefix(out.Rejections[0].Text, "not valid JSON")
			if bytes.Contains(payload, []byte("NaN")) || bytes.Contains(payload, []byte("Infinity")) || len(bytes.TrimSpace(payload)) == 0 {
				continue
			}
			if bytes.Count(payload, []byte("["))+bytes.Count(payload, []byte("{")) < maxDepth && json.Valid(payload) == syntax {
				t.Fatalf("encoding/json says valid=%v, the scanner %v", json.Valid(payload), out.Rejections)
			}
		}
	})
}

func BenchmarkDecode(b *testing.B) {
	dec := New(air)
	var out feed.Decoded
	m := feed.Message{Station: "JY00001", Now: now, Payload: []byte(`{"station":"JY00001",` + at8 + `,"values":{"pm2_5":35.0,"pm10":52.1,"so2":8.2,"no2":21.0,"co":0.6,"o3":88.0}}`)}
	b.SetBytes(int64(len(m.Payload)))
	b.ReportAllocs()
	for b.Loop() {
		dec.Decode(&out, m)
	}
}

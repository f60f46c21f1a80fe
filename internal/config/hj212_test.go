package config

import (
	"strings"
	"testing"
	"time"

	"lanbi/internal/measure"
)

const waterFeed = `{kind: water, topic: env/water/+/+, stamp: start, accept_since: 2016-01-01}`

func TestParse_HJ212(t *testing.T) {
	c := mustParse(t, strings.Replace(base, waterFeed, `{kind: water, listen: "tcp://127.0.0.1:9212", format: hj212, stamp: start, hj212: {crc: modbus, idle: 10m, codes: {w99999: tp},
      stations: [{mn: M1, station: S1, password_file: password, units: {lead: µg/L}}, {mn: M2}]}}`, 1))
	f := c.Feeds[1]
	if f.Listen != "127.0.0.1:9212" || !f.HJ212.ModbusCRC || f.HJ212.Idle != 10*time.Minute || f.HJ212.MaxConnections != 2000 || f.HJ212.Codes["w99999"] != measure.TP {
		t.Errorf("feed %+v", f)
	}
	if len(f.HJ212.Stations) != 2 {
		t.Fatalf("stations %+v, want two", f.HJ212.Stations)
	}
	first, second := f.HJ212.Stations[0], f.HJ212.Stations[1]
	if first.Code != "S1" || first.Password.Reveal() != "hunter2" || first.Scales[measure.Lead] != 1000 || second.Code != "M2" {
		t.Errorf("stations %+v", f.HJ212.Stations)
	}
}

func TestParse_HJ212Faults(t *testing.T) {
	for _, c := range []struct{ hj212, want string }{
		{`crc: lenient`, `unknown "lenient" (have strict, modbus)`},
		{`codes: {x: pm10}`, `unknown parameter "pm10" of kind water`},
		{`stations: [{mn: A}, {mn: A}]`, `"A" is listed twice`},
		{`stations: [{station: A}]`, `mn: is missing`},
		{`stations: [{mn: A, key_file: password}]`, "the key has 7 characters (want 16, or 32 hexadecimal digits)"},
		{`tls: {cert: password}`, "cert and key belong together"},
	} {
		_, err := Parse("x.yaml", []byte(strings.Replace(base, waterFeed, `{kind: water, topic: env/water/+/+, format: hj212, stamp: start, hj212: {`+c.hj212+`}}`, 1)), surroundings)
		if err == nil || !strings.Contains(err.Error(), c.want) {
			t.Errorf("%s: %v, want %s", c.hj212, err, c.want)
		}
	}
}

func TestParse_MappedExtras(t *testing.T) {
	c := mustParse(t, strings.Replace(base, waterFeed, `{kind: air, topic: vendor/state, format: mapped, stamp: end, station: JY001,
      paths: {items: rows, time: $.ts, layout: unix_ms, values: {pm2_5: "v[k=PM2.5].x"}}}`, 1))
	f := c.Feeds[1]
	if f.Station != "JY001" || f.Paths.Items != "rows" || f.Paths.Time != "$.ts" || f.Paths.Layout != "unix_ms" || f.Paths.Values[measure.PM25] != "v[k=PM2.5].x" {
		t.Errorf("feed %+v", f)
	}
}

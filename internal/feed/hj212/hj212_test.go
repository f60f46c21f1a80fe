package hj212

import (
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
	now     = time.Date(2026, 11, 21, 9, 5, 0, 0, beijing)
	long    = time.Date(2000, 1, 1, 0, 0, 0, 0, beijing)
	air     = Settings{Settings: feed.Settings{Medium: measure.Air, Interval: measure.OneHour, Zone: beijing, AcceptSince: long}}
	minutes = Settings{Settings: feed.Settings{Medium: measure.Air, Interval: measure.OneMinute, Zone: beijing, AcceptSince: long}}
	water   = Settings{Settings: feed.Settings{Medium: measure.Water, Interval: measure.FourHours, Zone: beijing, AcceptSince: long}}
)

func decoder(t testing.TB, s Settings) *Decoder {
	t.Helper()
	f, err := New(s)
	if err != nil {
		t.Fatal(err)
	}
	return f.Decoder()
}

func decode(t testing.TB, s Settings, station string, payload []byte) *feed.Decoded {
	t.Helper()
	var out feed.Decoded
	decoder(t, s).Decode(&out, feed.Message{Payload: payload, Station: station, Now: now})
	return &out
}

// frame is the packet of a head and a content.
func frame(head, content string) string {
	return string(AppendFrame(nil, []byte(head+";CP=&&"+content+"&&")))
}

// show writes what was decoded in one line, for tables.
func show(d *feed.Decoded) string {
	line := feedtest.Show(d, func(s *measure.Sample) string {
		return fmt.Sprintf("%s %s %s %s", s.Station, s.Start.In(beijing).Format("2006-01-02T15:04:05"), s.Interval, s.Source)
	})
	if d.Ignored > 0 {
		line += fmt.Sprintf("; ignored %d", d.Ignored)
	}
	if d.Tolerated > 0 {
		line += fmt.Sprintf("; tolerated %d", d.Tolerated)
	}
	return strings.TrimPrefix(line, "; ")
}

const (
	headAir   = "QN=20261121090000000;ST=22;CN=2061;PW=123456;MN=A1;Flag=5"
	headWater = "QN=20261121090000000;ST=21;CN=2061;PW=123456;MN=W1;Flag=5"
	dayAir    = "QN=20261121000001000;ST=22;CN=2031;PW=123456;MN=A1;Flag=5"
	dayWater  = "QN=20261121000001000;ST=21;CN=2031;PW=123456;MN=W1;Flag=5"
	at8       = "DataTime=20261121080000;"
)

func TestDecode(t *testing.T) {
	modbus, units, vendor, ends := air, air, air, air
	modbus.AcceptModbusCRC = true
	units.Scales = map[measure.Parameter]int64{measure.SO2: 1_000_000}
	units.Stations = map[string]Station{"A2": {Scales: map[measure.Parameter]int64{measure.O3: 1_000_000}}}
	vendor.Codes = map[string]measure.Parameter{"PM": measure.PM10}
	ends.Stamp = feed.StampEnd
	endsMinute := minutes
	endsMinute.Stamp = feed.StampEnd
	five := minutes
	five.Interval = measure.FiveMinutes
	segment := headAir + ";CP=&&" + at8 + "a34004-Avg=1&&"
	for _, c := range []struct {
		name     string
		settings Settings
		station  string
		payload  string
		want     string
	}{
		{"hour of air, start of the interval", air, "A1", frame(headAir, at8+"a34004-Avg=35.0,a34004-Flag=N;a21005-Avg=0.6,a21005-Flag=N"),
			"A1 2026-11-21T08:00:00 1h sent pm2_5=35000N co=600000N stated pm2_5+co"},
		{"stamp of the feed overrides", ends, "A1", frame(headAir, at8+"a34004-Avg=35"), "A1 2026-11-21T07:00:00 1h sent pm2_5=35000"},
		{"2005, no QN, no Flag, names, 3 is normal", air, "A1", frame("ST=22;CN=2061;PW=123456;MN=A1", at8+"PM25-Avg=75,PM25-Flag=3;SO2-Avg=19.0,SO2-Flag=D"),
			"A1 2026-11-21T08:00:00 1h sent pm2_5=75000N so2=19000D stated pm2_5+so2"},
		{"2005, numbers of water", water, "W1", frame("ST=21;CN=2061;PW=123456;MN=W1", at8+"001-Avg=7.6;060-Avg=0.16,060-Flag=N;101-Avg=0.042;003-Avg=5"),
			"W1 2026-11-21T08:00:00 4h sent ph=7600000 nh3n=160000N tp=42000 stated nh3n; ignored 1"},
		{"2025, resent", air, "A1", frame(strings.Replace(headAir, "Flag=5", "Flag=9;RF=1", 1), at8+"a34004-Avg=1"), "A1 2026-11-21T08:00:00 1h sent pm2_5=1000"},
		{"flag before value, lower-case flag and mark", air, "A1", frame(headAir, at8+"a34004-Flag=N,a34004-Avg=4;a05024-Avg=8.82,a05024-flag=d"),
			"A1 2026-11-21T08:00:00 1h sent pm2_5=4000N o3=8820D stated pm2_5+o3"},
		{"unknown mark does not count", air, "A1", frame(headAir, at8+"a34004-Avg=4,a34004-Flag=Q"), "A1 2026-11-21T08:00:00 1h sent pm2_5=4000X stated pm2_5"},
		{"Avg, not Max, Min or Cou", water, "W1", frame(headWater, at8+"w21003-Cou=9,w21003-Min=0.1,w21003-Avg=0.2,w21003-Max=0.3"), "W1 2026-11-21T08:00:00 4h sent nh3n=200000"},
		{"Rtd where there is no Avg", air, "A1", frame(headAir, at8+"a34004-Rtd=4"), "A1 2026-11-21T08:00:00 1h sent pm2_5=4000"},
		{"total before dissolved, either order", water, "W1", frame(headWater, at8+"w20138-Avg=0.1;w20122-Avg=0.2,w20122-Flag=N;w20120-Avg=0.3;w20144-Avg=0.4"),
			"W1 2026-11-21T08:00:00 4h sent copper=200000N lead=300000 stated copper"},
		{"dissolved alone", water, "W1", frame(headWater, at8+"w20142-Avg=0.00002"), "W1 2026-11-21T08:00:00 4h sent mercury=20"},
		{"below the detection limit", water, "W1", frame(headWater, at8+"w20117-Avg=0.004L;w21016-Avg=<0.001"), "W1 2026-11-21T08:00:00 4h sent chromium_vi=4000L cyanide=1000L"},
		{"units of the feed", units, "A1", frame(headAir, at8+"a21026-Avg=0.0111;a05024-Avg=94"), "A1 2026-11-21T08:00:00 1h sent so2=11100 o3=94000"},
		{"units of the station", units, "A2", frame(strings.Replace(headAir, "A1", "A2", 1), at8+"a21026-Avg=0.0111;a05024-Avg=0.0944"), "A2 2026-11-21T08:00:00 1h sent so2=11100 o3=94400"},
		{"a vendor's code", vendor, "A1", frame(headAir, at8+"PM-Avg=5;NMHC-Avg=1,NMHC-Flag=N"), "A1 2026-11-21T08:00:00 1h sent pm10=5000; ignored 1"},
		{"exact beyond a float", air, "A1", frame(headAir, at8+"a34002-Avg=35.4999999999999999999"), "A1 2026-11-21T08:00:00 1h sent pm10=35499"},
		{"out of range", air, "A1", frame(headAir, at8+"a34002-Avg=15001,a34002-Flag=N;a34004-Avg=1"), "A1 2026-11-21T08:00:00 1h sent pm10=15001000R pm2_5=1000 stated pm10"},
		{"missing values", air, "A1", frame(headAir, at8+"a34002-Avg=,a34002-Flag=D;a34004-Avg=--;a21026-Avg=2"), "A1 2026-11-21T08:00:00 1h sent so2=2000"},
		{"a value that is no number", air, "A1", frame(headAir, at8+"a34002-Avg=abc;a34004-Avg=2"), "A1 2026-11-21T08:00:00 1h sent pm2_5=2000; not_a_number"},
		{"a missing separator", water, "W1", frame(headWater, at8+"w01009-Avg=8,w01009-Flag=Nw21003-Avg=1,w21003-Flag=N;w01001-Avg=7"),
			"W1 2026-11-21T08:00:00 4h sent do=8000000X ph=7000000 stated do; malformed"},

		{"minute in a feed of hours", air, "A1", frame(strings.Replace(headAir, "2061", "2051", 1), "DataTime=20261121085900;a34004-Avg=2"), "A1 2026-11-21T08:59:00 1m sent pm2_5=2000"},
		{"minute in a feed of five", five, "A1", frame(strings.Replace(headAir, "2061", "2051", 1), "DataTime=20261121085500;a34004-Avg=2"), "A1 2026-11-21T08:55:00 5m sent pm2_5=2000"},
		{"hour in a feed of minutes", minutes, "A1", frame(headAir, at8+"a34004-Avg=2"), "A1 2026-11-21T08:00:00 1h sent pm2_5=2000"},
		{"moment in a feed of minutes", minutes, "A1", frame(strings.Replace(headAir, "2061", "2011", 1), "DataTime=20261121085917;a34004-Rtd=2,a34004-Avg=3"), "A1 2026-11-21T08:59:00 1m sent pm2_5=2000"},
		{"moment on the boundary, stamp end", endsMinute, "A1", frame(strings.Replace(headAir, "2061", "2011", 1), "DataTime=20261121085900;a34004-Rtd=2"), "A1 2026-11-21T08:58:00 1m sent pm2_5=2000"},
		{"moment is no mean of an hour", air, "A1", frame(strings.Replace(headAir, "2061", "2011", 1), at8+"a34004-Rtd=2"), "A1 2026-11-21T08:00:00 sample sent pm2_5=2000"},
		{"moment of water keeps its time", water, "W1", frame(strings.Replace(headWater, "2061", "2011", 1), "DataTime=20261121085917;w01001-Rtd=7"), "W1 2026-11-21T08:59:17 4h sent ph=7000000"},
		{"day", air, "A1", frame(dayAir, "DataTime=20261120000000;a34004-Cou=9,a34004-Min=1,a34004-Avg=2,a34004-Max=3,a34004-Flag=N;a21005-Avg=0.6,a21005-Flag=D"),
			"A1 2026-11-20T00:00:00 1d sent pm2_5=2000N co=600000D stated pm2_5+co"},
		{"day in a feed of minutes", minutes, "A1", frame(dayAir, "DataTime=20261120000000;a34004-Avg=2"), "A1 2026-11-20T00:00:00 1d sent pm2_5=2000"},
		{"day of water, stamped some minutes late", water, "W1", frame(dayWater, "DataTime=20261120000500;w21003-Avg=0.12;w21011-Avg=0.01L"), "W1 2026-11-20T00:00:00 1d sent nh3n=120000 tp=10000L"},
		{"day of 2005, no QN", water, "W1", frame("ST=21;CN=2031;PW=123456;MN=W1", "DataTime=20261120000000;060-Cou=1,060-Min=0.1,060-Avg=0.2,060-Max=0.3"), "W1 2026-11-20T00:00:00 1d sent nh3n=200000"},
		{"day of 2005, names, 3 is normal", air, "A1", frame("ST=22;CN=2031;PW=123456;MN=A1", "DataTime=20261120000000;PM25-Min=1,PM25-Avg=2,PM25-Max=3,PM25-Flag=3"),
			"A1 2026-11-20T00:00:00 1d sent pm2_5=2000N stated pm2_5"},
		{"day of 2025, resent", air, "A1", frame(strings.Replace(dayAir, "Flag=5", "Flag=9;RF=1", 1), "DataTime=20261120000000;a34004-Avg=2"), "A1 2026-11-20T00:00:00 1d sent pm2_5=2000"},
		{"day in two packets", air, "A1", frame(dayAir+";PNUM=2;PNO=1", "DataTime=20261120000000;a34004-Avg=2") + frame(dayAir+";PNUM=2;PNO=2", "DataTime=20261120000000;a34002-Avg=3"),
			"A1 2026-11-20T00:00:00 1d sent pm2_5=2000 pm10=3000"},
		{"day, stamp end", ends, "A1", frame(dayAir, "DataTime=20261121000000;a34004-Avg=2"), "A1 2026-11-20T00:00:00 1d sent pm2_5=2000"},
		{"day, stamp end, a second before", ends, "A1", frame(dayAir, "DataTime=20261120235959;a34004-Avg=2"), "A1 2026-11-20T00:00:00 1d sent pm2_5=2000"},
		{"day stamped at noon", air, "A1", frame(dayAir, "DataTime=20261120120000;a34004-Avg=2"), "unaligned"},
		{"day stamped with its last second, stamp start", air, "A1", frame(dayAir, "DataTime=20261120235959;a34004-Avg=2"), "unaligned"},
		{"day stamped at noon, stamp end", ends, "A1", frame(dayAir, "DataTime=20261120120000;a34004-Avg=2"), "unaligned"},
		{"day ahead of the clock", air, "A1", frame(dayAir, "DataTime=20261122000000;a34004-Avg=2"), "future"},
		{"day before accept_since", air, "A1", frame(dayAir, "DataTime=19991231000000;a34004-Avg=2"), "too_old"},
		{"heartbeat", air, "A1", frame(strings.Replace(headAir, "2061", "9015", 1), ""), "ignored 1"},
		{"no command of the standard", air, "A1", frame(strings.Replace(headAir, "2061", "7", 1), at8), "malformed"},

		{"two frames, without line ends", air, "", strings.ReplaceAll(frame(headAir, at8+"a34004-Avg=1")+frame(strings.Replace(headAir, "A1", "A2", 1), at8+"a34004-Avg=2"), "\r\n", ""),
			"A1 2026-11-21T08:00:00 1h sent pm2_5=1000; A2 2026-11-21T08:00:00 1h sent pm2_5=2000"},
		{"garbage between frames", air, "A1", "x\x00#" + frame(headAir, at8+"a34004-Avg=1") + "##12" + frame(headAir, at8+"a34002-Avg=1"),
			"A1 2026-11-21T08:00:00 1h sent pm2_5=1000 pm10=1000; malformed; malformed"},
		{"lower-case checksum", air, "A1", fmt.Sprintf("##%04d%s%04x", len(segment), segment, CRC([]byte(segment))), "A1 2026-11-21T08:00:00 1h sent pm2_5=1000"},
		{"wrong checksum", air, "A1", fmt.Sprintf("##%04d%s%04X", len(segment), segment, CRC([]byte(segment))^1), "crc"},
		{"checksum of Modbus", air, "A1", fmt.Sprintf("##%04d%s%04X", len(segment), segment, ModbusCRC([]byte(segment))), "crc"},
		{"checksum of Modbus, tolerated", modbus, "A1", fmt.Sprintf("##%04d%s%04X", len(segment), segment, ModbusCRC([]byte(segment))), "A1 2026-11-21T08:00:00 1h sent pm2_5=1000; tolerated 1"},
		{"length counts the ends, next frame kept", air, "A1", fmt.Sprintf("##%04d%s%04X\r\n", len(segment)+6, segment, CRC([]byte(segment))) + frame(headAir, at8+"a34002-Avg=1"),
			"A1 2026-11-21T08:00:00 1h sent pm2_5=1000 pm10=1000; tolerated 1"},
		{"length too small", air, "A1", fmt.Sprintf("##%04d%s%04X\r\n", len(segment)-10, segment, CRC([]byte(segment))), "malformed"},
		{"length too large, next frame kept", air, "A1", fmt.Sprintf("##%04d%s%04X\r\n", len(segment)+31, segment, CRC([]byte(segment))) + frame(headAir, at8+"a34002-Avg=1"),
			"A1 2026-11-21T08:00:00 1h sent pm10=1000; malformed"},
		{"wrong length and checksum", air, "A1", fmt.Sprintf("##%04d%s%04X\r\n", len(segment)+31, segment, 0x1234) + frame(headAir, at8+"a34002-Avg=1"),
			"A1 2026-11-21T08:00:00 1h sent pm10=1000; malformed"},
		{"wrong length and checksum of Modbus", modbus, "A1", fmt.Sprintf("##%04d%s%04X", len(segment)+6, segment, ModbusCRC([]byte(segment))), "malformed"},
		{"cut off", air, "A1", frame(headAir, at8+"a34004-Avg=1")[:60], "malformed"},
		{"no content", air, "A1", string(AppendFrame(nil, []byte(headAir+";CP=&&"))), "malformed"},
		{"impostor", air, "A9", frame(headAir, at8+"a34004-Avg=1"), "impostor"},
		{"no MN", air, "A1", frame("ST=22;CN=2061;Flag=4", at8+"a34004-Avg=1"), "malformed"},
		{"no time", air, "A1", frame(headAir, "a34004-Avg=1"), "malformed"},
		{"no such time", air, "A1", frame(headAir, "DataTime=20261131080000;a34004-Avg=1"), "malformed"},
		{"half an hour off", air, "A1", frame(headAir, "DataTime=20261121083000;a34004-Avg=1"), "unaligned"},
		{"ahead of the clock", air, "A1", frame(headAir, "DataTime=20261121100000;a34004-Avg=1"), "future"},
		{"before accept_since", air, "A1", frame(headAir, "DataTime=19991231080000;a34004-Avg=1"), "too_old"},
		{"values of the other medium", air, "A1", frame(headAir, at8+"w01001-Avg=7"), "empty; ignored 1"},
		{"no bytes", air, "A1", " \r\n", "empty"},
	} {
		t.Run(c.name, func(t *testing.T) {
			if got := show(decode(t, c.settings, c.station, []byte(c.payload))); got != c.want {
				t.Errorf("got  %s\nwant %s", got, c.want)
			}
		})
	}
}

func TestDecode_Password(t *testing.T) {
	s := air
	s.Password = "feed00"
	s.Stations = map[string]Station{"A1": {Code: "JY001", Password: "own000"}, "A3": {Code: "JY003"}}
	for _, c := range []struct{ mn, pw, station, want string }{
		{"A1", "own000", "JY001", "JY001 2026-11-21T08:00:00 1h sent pm2_5=1000"},
		{"A1", "feed00", "JY001", "impostor"},
		{"A1", "own000", "A1", "impostor"},
		{"A3", "feed00", "JY003", "JY003 2026-11-21T08:00:00 1h sent pm2_5=1000"},
		{"A2", "feed00", "A2", "A2 2026-11-21T08:00:00 1h sent pm2_5=1000"},
		{"A2", "", "A2", "impostor"},
	} {
		d := decode(t, s, c.station, []byte(frame("ST=22;CN=2061;PW="+c.pw+";MN="+c.mn+";Flag=4", at8+"a34004-Avg=1")))
		if got := show(d); got != c.want {
			t.Errorf("MN %s with %q on %s: got %s, want %s", c.mn, c.pw, c.station, got, c.want)
		}
		for _, r := range d.Rejections {
			if strings.Contains(r.Text, "00") {
				t.Errorf("the reason repeats a password: %s", r.Text)
			}
		}
	}
}

func TestNew_KeyLength(t *testing.T) {
	s := air
	s.Stations = map[string]Station{"A1": {Key: []byte("short")}}
	if _, err := New(s); err == nil || !strings.Contains(err.Error(), "A1") {
		t.Errorf("error %v, want one that names MN A1", err)
	}
}

// encrypted is the packet of HJ 212-2025 with the given length field: checksum
// over the plain text, blocks of the content encrypted, the tail plain.
func encryptedFrame(head, content string, length int, notation bool) []byte {
	s := newSM4([block]byte([]byte("0000000000000000")))
	plain := head + ";CP=&&" + content + "&&"
	blocks := []byte(content)[:len(content)/block*block]
	for i := 0; i < len(blocks); i += block {
		s.encrypt(blocks[i:], blocks[i:])
	}
	cipher := string(blocks)
	if notation {
		var parts []string
		for _, c := range blocks {
			parts = append(parts, fmt.Sprintf("0x%02X", c))
		}
		cipher = "{" + strings.Join(parts, ",") + "}"
	}
	wire := head + ";CP=&&" + cipher + content[len(blocks):] + "&&"
	if length < 0 {
		length = len(wire)
	}
	return fmt.Appendf(nil, "##%04d%s%04X\r\n", length, wire, CRC([]byte(plain)))
}

func TestDecode_Encrypted(t *testing.T) {
	s := air
	s.Stations = map[string]Station{"A1": {Key: []byte("0000000000000000")}} // sixteen 0x30: Annex A.2
	head := strings.Replace(headAir, "Flag=5", "Flag=9", 1)
	content := at8 + "a34004-Avg=35.0,a34004-Flag=N;a21026-Avg=2"
	plain := len(head + ";CP=&&" + content + "&&")
	want := "A1 2026-11-21T08:00:00 1h sent pm2_5=35000N so2=2000 stated pm2_5"
	for name, b := range map[string][]byte{
		"as printed, length of the plain text": encryptedFrame(head, content, plain, true),
		"as printed, length of what is sent":   encryptedFrame(head, content, -1, true),
		"bare bytes":                           encryptedFrame(head, content, plain, false),
		"plain text with a key configured":     []byte(frame(head, content)),
	} {
		if got := show(decode(t, s, "A1", b)); got != want {
			t.Errorf("%s: got %s, want %s", name, got, want)
		}
	}
	both := append(encryptedFrame(head, content, plain, true), frame(head, at8+"a34002-Avg=1")...)
	if got, want := show(decode(t, s, "A1", both)), "A1 2026-11-21T08:00:00 1h sent pm2_5=35000N so2=2000 pm10=1000 stated pm2_5"; got != want {
		t.Errorf("followed by a plain frame: got %s, want %s", got, want)
	}
	other := air
	other.Stations = map[string]Station{"A1": {Key: []byte("1000000000000000")}}
	for name, s := range map[string]Settings{"no key": air, "another key": other} {
		for _, notation := range []bool{true, false} {
			if got := show(decode(t, s, "A1", encryptedFrame(head, content, plain, notation))); got != "crc" {
				t.Errorf("%s: got %s, want crc", name, got)
			}
		}
	}
}

package intake

import (
	"strings"
	"testing"
	"time"

	"lanbi/internal/feed"
	"lanbi/internal/feed/hj212"
	"lanbi/internal/feed/mapped"
	"lanbi/internal/measure"
)

var sinceLong = feed.Settings{Medium: measure.Air, Interval: measure.OneHour, Zone: beijing, AcceptSince: time.Date(2020, 1, 1, 0, 0, 0, 0, time.UTC)}

// A message that carries no reading by design leaves no record, and is
// acknowledged like any other.
func TestAccept_FramesWithoutReadings(t *testing.T) {
	influx := newFakeInflux(t)
	format, err := hj212.New(hj212.Settings{Settings: sinceLong})
	if err != nil {
		t.Fatal(err)
	}
	in := start(t, t.TempDir(), influx.addr, func(o *Options) {
		o.Feeds = []Feed{{Topic: "hj/+", Medium: measure.Air, Decoder: func() Decode { return format.Decoder().Decode }}}
	})
	frame := func(cn, content string) string {
		return string(hj212.AppendFrame(nil, []byte("ST=22;CN="+cn+";PW=1;MN=JY001;CP=&&"+content+"&&")))
	}
	accept(t, in, "hj/JY001", frame("9015", ""))
	accept(t, in, "hj/JY001", frame("2061", "DataTime=20260301080000;a34004-Avg=35")+frame("2021", "DataTime=20260228000000"))
	eventually(t, "the hour stored", func() bool { return influx.count("air") == 1 })
	if s := in.Stats(); s.Received != 2 || s.Ignored != 2 || len(s.Rejected) != 0 {
		t.Errorf("%+v, want 2 received, 2 ignored, none rejected", s)
	}
}

// A day that a station computed itself is stored with every flag, also the normal
// ones, and neither makes the station heard of nor says how new its readings are.
func TestAccept_DaysOfStations(t *testing.T) {
	influx := newFakeInflux(t)
	format, err := hj212.New(hj212.Settings{Settings: sinceLong})
	if err != nil {
		t.Fatal(err)
	}
	in := start(t, t.TempDir(), influx.addr, func(o *Options) {
		o.Feeds = []Feed{{Topic: "hj/+", Medium: measure.Air, Interval: measure.OneHour, Decoder: func() Decode { return format.Decoder().Decode }}}
	})
	frame := func(cn, content string) string {
		return string(hj212.AppendFrame(nil, []byte("ST=22;CN="+cn+";PW=1;MN=JY001;CP=&&"+content+"&&")))
	}
	accept(t, in, "hj/JY001", frame("2031", "DataTime=20260302000000;a34004-Avg=35"))
	eventually(t, "the day stored", func() bool { return influx.count("air") == 1 })
	if seen := in.Stations(); len(seen) != 0 {
		t.Errorf("heard of %+v after a day only, want nothing", seen)
	}
	accept(t, in, "hj/JY001", frame("2061", "DataTime=20260301080000;a34004-Avg=36"))
	eventually(t, "the hour stored", func() bool { return influx.count("air") == 2 })
	seen := in.Stations()
	if want := time.Date(2026, 3, 1, 8, 0, 0, 0, beijing); len(seen) != 1 || !seen[0].Newest.Equal(want) || seen[0].Messages != 1 {
		t.Errorf("heard of %+v, want one message whose hour is %s", seen, want)
	}
}

// Where the topic names no station, each sample is judged by the one it names.
func TestAccept_StationsNamedByTheMessage(t *testing.T) {
	influx := newFakeInflux(t)
	format, err := mapped.New(mapped.Settings{Settings: sinceLong, Paths: mapped.Paths{
		Station: "id", Time: "t", Values: map[measure.Parameter]string{measure.PM25: "v"},
	}})
	if err != nil {
		t.Fatal(err)
	}
	in := start(t, t.TempDir(), influx.addr, func(o *Options) {
		o.Feeds = []Feed{
			{Topic: "vendor/all", Medium: measure.Air, Name: func(string) (string, string) { return "", "" }, Decoder: func() Decode { return format.Decoder().Decode }},
			{Topic: "vendor/+/state", Medium: measure.Air, Name: func(topic string) (string, string) { return strings.Split(topic, "/")[1], "" }, Decoder: func() Decode { return format.Decoder().Decode }},
		}
	})
	accept(t, in, "vendor/all", `[{"id":"JY001","t":"2026-03-01T08:00:00","v":1},{"id":"XX","t":"2026-03-01T08:00:00","v":1},{"id":"JY002","t":"2026-03-01T08:00:00","v":1}]`)
	accept(t, in, "vendor/JY003/state", `{"id":"JY003","t":"2026-03-01T08:00:00","v":1}`)
	accept(t, in, "vendor/JY003/state", `{"id":"JY004","t":"2026-03-01T08:00:00","v":1}`)
	eventually(t, "three stations stored", func() bool { return influx.count("air") == 3 })
	if s := in.Stats(); s.Rejected[feed.UnknownStation] != 1 || s.Rejected[feed.Impostor] != 1 {
		t.Errorf("rejected %v, want one unknown station and one impostor", s.Rejected)
	}
	if n := len(in.Stations()); n != 3 {
		t.Errorf("%d stations seen, want 3", n)
	}
}

package replay

import (
	"testing"
	"time"

	"lanbi/internal/measure"
)

func TestEncode(t *testing.T) {
	at := time.Date(2026, 11, 5, 2, 20, 0, 0, time.UTC)
	for name, c := range map[string]struct {
		s    measure.Sample
		want string
	}{
		"air with a flag": {measure.Sample{Medium: measure.Air, Station: "JY001", Source: measure.Sent, Readings: []measure.Reading{
			{Parameter: measure.PM25, Value: 35_500}, {Parameter: measure.CO, Value: 600_000, Flag: measure.Maintenance},
			{Parameter: measure.O3, Value: 88_000, Flag: measure.Normal}}},
			`{"station":"JY001","time":"2026-11-05T10:20:00+08:00","values":{"pm2_5":35.5,"co":0.6,"o3":88},"flags":{"co":"M"}}`},
		"laboratory": {measure.Sample{Medium: measure.Water, Station: `汤"河`, Source: measure.Lab, Readings: []measure.Reading{
			{Parameter: measure.COD, Value: 8_000_000}, {Parameter: measure.Mercury, Value: 20, Below: true}}},
			`{"station":"汤\"河","time":"2026-11-05T10:20:00+08:00","method":"manual","values":{"cod":8,"mercury":"0.00002L"}}`},
	} {
		t.Run(name, func(t *testing.T) {
			got, err := Encode(nil, &c.s, at, beijing)
			if err != nil || string(got) != c.want {
				t.Errorf("\n got %s, %v\nwant %s", got, err, c.want)
			}
		})
	}
}

func TestEncode_FlagsOnlyTheReceiverSets(t *testing.T) {
	s := measure.Sample{Station: "a", Source: measure.Sent, Readings: []measure.Reading{{Parameter: measure.CO, Flag: measure.OutOfReality}}}
	if _, err := Encode(nil, &s, time.Now(), beijing); err == nil {
		t.Error("flag R was sent")
	}
}

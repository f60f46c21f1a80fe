//go:build !noembed

package influx_test

import (
	"testing"

	"lanbi/internal/influx"
	"lanbi/internal/measure"
)

func TestAppendSample_Lines(t *testing.T) {
	for name, c := range map[string]struct {
		sample measure.Sample
		withN  measure.Set
		want   string
	}{
		"plain": {
			airSample("JY001", "2026-11-21T08:00", measure.Sent, measure.Reading{Parameter: measure.PM25, Value: 35_000}, measure.Reading{Parameter: measure.CO, Value: 600_000}),
			measure.Set{}, "air,interval=1h,source=sent,station=JY001 pm2_5=35,co=0.6 1795219200000000000\n",
		},
		"flag and N": {
			airSample("JY001", "2026-11-21T08:00", measure.Sent, measure.Reading{Parameter: measure.SO2, Value: 8_200, Flag: 'M'}, measure.Reading{Parameter: measure.O3, Value: 1}),
			measure.SetOf(measure.O3), "air,interval=1h,source=sent,station=JY001 so2=8.2,so2_flag=\"M\",o3=0.001,o3_flag=\"N\" 1795219200000000000\n",
		},
		"below": {
			waterSample("S", "1970-01-01T08:00", measure.Single, measure.Lab, measure.Reading{Parameter: measure.Mercury, Value: 20, Below: true}, measure.Reading{Parameter: measure.COD, Value: 8_000_000}),
			measure.SetOf(measure.COD), "water,interval=sample,source=lab,station=S mercury=0.00002,mercury_below=true,cod=8,cod_flag=\"N\",cod_below=false 0\n",
		},
		"nothing":      {airSample("A", "2026-11-21T08:00", measure.Sent), measure.Set{}, ""},
		"hostile code": {airSample("a\nb\\", "1970-01-01T08:00", measure.Sent, measure.Reading{Parameter: measure.O3, Flag: '"'}), measure.Set{}, "air,interval=1h,source=sent,station=a_b_ o3=0,o3_flag=\"X\" 0\n"},
	} {
		t.Run(name, func(t *testing.T) {
			if got := string(influx.AppendSample(nil, &c.sample, c.withN)); got != c.want {
				t.Errorf("got  %q\nwant %q", got, c.want)
			}
		})
	}
}

func TestAppendSample_NoAllocation(t *testing.T) {
	s := airSample("JY 001", "2026-11-21T08:00", measure.Sent,
		measure.Reading{Parameter: measure.PM25, Value: 35_123}, measure.Reading{Parameter: measure.CO, Value: 612_345, Flag: 'M'})
	dst := make([]byte, 0, 1024)
	if n := testing.AllocsPerRun(100, func() { dst = influx.AppendSample(dst[:0], &s, measure.Set{}) }); n != 0 {
		t.Errorf("got %v allocations for each sample, want none", n)
	}
}

func TestCheckTag(t *testing.T) {
	for _, good := range oddCodes {
		if err := influx.CheckTag(good); err != nil {
			t.Error(err)
		}
	}
	for _, bad := range []string{"", "a\nb", "a\x00", "end\\", "\xff"} {
		if influx.CheckTag(bad) == nil {
			t.Errorf("%q passes, want an error", bad)
		}
	}
}

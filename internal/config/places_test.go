package config

import (
	"strings"
	"testing"

	"lanbi/internal/measure"
)

func TestPlaces_CodesAndTopics(t *testing.T) {
	p := mustParse(t, strings.NewReplacer("stamp: start,", "stamp: start, unknown: accept,", "code: JY002, lat", "code: JY002, name: 区政府, lat",
		"code: HJ01, river", "code: HJ01, name: 三岔子, river").Replace(base)).Places()
	for _, c := range []struct {
		medium measure.Medium
		names  string
		want   string
	}{
		{measure.Air, "JY001", "JY001"},
		{measure.Air, "区政府", ""}, // two stations have the name
		{measure.Air, "外地", ""},
		{measure.Air, "外地 JY002", "JY002"},
		{measure.Air, "HJ01", ""}, // a section is no station
		{measure.Water, "三岔子", "HJ01"},
		{measure.Water, "白沙滩 吉林省白沙滩", "白沙滩"}, // the water feed accepts unknown sections
		{measure.Water, "a/b", ""},
		{measure.Water, "SY01", "SY01"},
	} {
		code, ok := p.Code(c.medium, strings.Fields(c.names)...)
		if code != c.want || ok != (c.want != "") {
			t.Errorf("code of %s %q is %q, %t, want %q", c.medium, c.names, code, ok, c.want)
		}
	}
	for _, c := range []struct {
		s    measure.Sample
		want string
	}{
		{measure.Sample{Medium: measure.Air, Station: "JY001", Interval: measure.OneHour}, "env/air/220605/JY001"},
		{measure.Sample{Medium: measure.Water, Station: "HJ01", Interval: measure.FourHours}, "env/water/220605/HJ01"},
		{measure.Sample{Medium: measure.Water, Station: "HJ01", Interval: measure.Single}, "env/water/220605/HJ01"},
		{measure.Sample{Medium: measure.Water, Station: "白沙滩", Interval: measure.FourHours}, "env/water/unknown/白沙滩"},
	} {
		if got, ok := p.Topic(&c.s); got != c.want || !ok {
			t.Errorf("topic of %s is %q, %t, want %q", c.s.Station, got, ok, c.want)
		}
	}
	if _, ok := p.Topic(&measure.Sample{Station: "x"}); ok {
		t.Error("a sample of no medium has a topic")
	}
}

func TestPlaces_Beijing2016MapsTheColumnsOfTheFiles(t *testing.T) {
	c, err := Load("../../configs/beijing-2016.yaml", Options{})
	if err != nil {
		t.Fatal(err)
	}
	p := c.Places()
	for name, code := range map[string]string{"万寿西宫": "1001A", "定陵": "1002A", "东四": "1003A", "天坛": "1004A", "农展馆": "1005A", "官园": "1006A",
		"万柳": "1007A", "顺义": "1008A", "怀柔": "1009A", "昌平": "1010A", "奥体中心": "1011A", "古城": "1012A"} {
		if got, ok := p.Code(measure.Air, name); got != code || !ok {
			t.Errorf("%s is %q, want %q", name, got, code)
		}
	}
	if got, ok := p.Code(measure.Air, "前门"); ok {
		t.Errorf("前门 is no national station and got code %q", got)
	}
	if got, _ := p.Code(measure.Water, "白沙滩", "吉林省白沙滩"); got != "白沙滩" {
		t.Errorf("白沙滩 got code %q", got)
	}
}

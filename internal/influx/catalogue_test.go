package influx

import "testing"

func TestAppendEntry_TagsOfEachKind(t *testing.T) {
	for _, test := range []struct {
		name string
		e    Entry
		want string
	}{
		{"area", Entry{What: "area", Code: "220605", Name: "江源区", Area: "220605", AreaName: "江源区", Note: "城区"},
			`catalogue,area=220605,code=220605,place=220605,what=area label="220605|江源区",name="江源区",area_name="江源区",note="城区",unit="" 1577836800000000000` + "\n"},
		{"station", Entry{What: "station", Code: "JY 1", Name: "甲\"站", Area: "220605", Lat: 42.05, Lon: 126.5},
			`catalogue,area=220605,code=JY\ 1,place=JY\ 1,station=JY\ 1,what=station label="JY 1|甲\"站",name="甲\"站",area_name="",note="",unit="",lat=42.05,lon=126.5 1577836800000000000` + "\n"},
		{"section", Entry{What: "section", Code: "HJ-1", Name: "口", Area: "a", Note: "浑江", Goal: 2, HasGoal: true},
			`catalogue,area=a,code=HJ-1,station=HJ-1,what=section label="HJ-1|口",name="口",area_name="",note="浑江",unit="",goal=2 1577836800000000000` + "\n"},
		{"target", Entry{What: "target", Code: "a/b", Name: "天数", Area: "a", Goal: 351, HasGoal: true, Unit: "天"},
			`catalogue,area=a,code=a/b,target=a/b,what=target label="a/b|天数",name="天数",area_name="",note="",unit="天",goal=351 1577836800000000000` + "\n"},
		{"year", Entry{What: "year", Code: "2026", Name: "2026 年"},
			`catalogue,code=2026,what=year label="2026|2026 年",name="2026 年",area_name="",note="",unit="" 1577836800000000000` + "\n"},
	} {
		t.Run(test.name, func(t *testing.T) {
			if have := string(AppendEntry(nil, &test.e)); have != test.want {
				t.Errorf("have %swant %s", have, test.want)
			}
		})
	}
}

func TestWriteCatalogue_CodeThatIsNoTag(t *testing.T) {
	db := &DB{}
	if err := db.WriteCatalogue(t.Context(), []Entry{{What: "area", Code: ""}}); err == nil {
		t.Error("a catalogue entry without code was written")
	}
	if err := db.WriteCatalogue(t.Context(), nil); err != nil {
		t.Errorf("nothing to write: %v", err)
	}
}

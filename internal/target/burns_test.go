package target_test

import (
	"errors"
	"slices"
	"testing"
	"time"

	"lanbi/internal/measure"
	"lanbi/internal/target"
)

func TestBurnText_ReadBack(t *testing.T) {
	for text, burn := range map[string]measure.Burn{
		"41.5000,127.2000 半径 5 km":        {Lat: 41.5, Lon: 127.2, Radius: 5},
		"41.4000,128.0000 半径 0.5 km":      {Lat: 41.4, Lon: 128, Radius: 0.5},
		"-1.2345678,-180.0000 半径 100 km":  {Lat: -1.2345678, Lon: -180, Radius: 100},
		"0.0000,0.1000000001 半径 1.125 km": {Lon: 0.1000000001, Radius: 1.125},
	} {
		if got := target.BurnText(&burn); got != text {
			t.Errorf("%+v is %q, want %q", burn, got, text)
		}
		burn.Area, burn.Document, burn.From, burn.Until = "a", "准烧7", measure.Date(2026, 4, 1), measure.Date(2026, 4, 3)
		e := measure.Event{Area: "a", ID: "准烧7", Start: burn.From, End: burn.Until, Text: text + "；村东 地块；二"}
		if got, remark, err := target.ParseBurn(&e); err != nil || got != burn || remark != "村东 地块；二" {
			t.Errorf("%q read as %+v, %q, %v", e.Text, got, remark, err)
		}
	}
}

func TestCheckStep_Burn(t *testing.T) {
	const place = "41.5000,127.2000 半径 5 km"
	burn := func(hour int, state, text string) measure.Event {
		return measure.Event{Time: time.Date(2026, 4, 1, hour, 0, 0, 0, time.UTC), Area: "a", ID: "准烧7", State: state,
			Start: measure.Date(2026, 4, 8), End: measure.Date(2026, 4, 9), Text: text}
	}
	undated := burn(9, "有效", place)
	undated.End = 0
	steps := func(s ...measure.Event) []measure.Event { return s }
	for name, c := range map[string]struct {
		previous []measure.Event
		next     measure.Event
		field    string // of the fault, empty for none
	}{
		"begins":                        {nil, burn(9, "有效", place), ""},
		"begins with a remark":          {nil, burn(9, "有效", place+"；村东"), ""},
		"begins withdrawn":              {nil, burn(9, "撤销", "x"), "state"},
		"a state of fires":              {nil, burn(9, "已核实", place), "state"},
		"without days":                  {nil, undated, "end"},
		"withdrawn":                     {steps(burn(8, "有效", place)), burn(9, "撤销", "火险升级"), ""},
		"withdrawn without reason":      {steps(burn(8, "有效", place)), burn(9, "撤销", " "), "text"},
		"moved without reason":          {steps(burn(8, "有效", place)), burn(9, "有效", "41.6000,127.2000 半径 5 km"), "text"},
		"moved":                         {steps(burn(8, "有效", place)), burn(9, "有效", "41.6000,127.2000 半径 5 km；坐标有误"), ""},
		"in force again without reason": {steps(burn(7, "有效", place), burn(8, "撤销", "x")), burn(9, "有效", place), "text"},
	} {
		expectStepFault(t, name, target.CheckStep(target.KindBurn, c.previous, &c.next), c.field)
	}
	for _, text := range []string{"", "村东", "41.5,127.2", "41.5，127.2 半径 5 km", "41.5,127.2 半径 5", "41.5,127.2 半径 0 km", "41.5,127.2 半径 101 km", "91,127.2 半径 5 km",
		"41.5,181 半径 5 km", "NaN,127.2 半径 5 km", "1e1,127.2 半径 5 km", "0x1,127.2 半径 5 km", "41.5,127.2 半径 -5 km", "41.5,127.2 半径 5 km，村东", "41.5 ,127.2 半径 5 km"} {
		e := burn(9, "有效", text)
		expectStepFault(t, text, target.CheckAlone(target.KindBurn, &e), "text")
	}
	if got, want := target.States(target.KindBurn), []string{"有效", "撤销"}; !slices.Equal(got, want) {
		t.Errorf("states %v, want %v", got, want)
	}
}

func expectStepFault(t *testing.T, name string, err error, field string) {
	t.Helper()
	var fault *target.StepError
	if field == "" && err != nil || field != "" && (!errors.As(err, &fault) || fault.Field != field || fault.Detail == "") {
		t.Errorf("%s: %v, want a fault of %q", name, err, field)
	}
}

// A permit and a fire meet whichever comes first and by whatever door, as long as the
// fire's text says where it is; what a person has decided is left alone.
func TestProposals(t *testing.T) {
	at := func(hour int) time.Time { return time.Date(2026, 4, 8, hour, 0, 0, 0, beijing) }
	day := measure.Date(2026, 4, 8)
	permit := measure.Event{Time: at(20), Area: "a", Kind: target.KindBurn, ID: "准烧7", State: "有效", Start: day, End: day, Text: "41.0000,128.0000 半径 2 km；村东"}
	fire := measure.Event{Time: at(13), Area: "a", Kind: target.KindStraw, ID: "F", State: "待核实", Start: day, Text: "村东；火点 41.0100°N 128.0000°E"} // 1.1 km
	seen := target.FireStep(&measure.FirePoint{Time: at(13), Area: "a", Kind: target.KindStraw, ID: "F", Lat: 41.01, Lon: 128, Source: "NPP"}, nil, beijing, nil)
	later := func(e measure.Event, state, text string) measure.Event {
		e.Time, e.State, e.Text = e.Time.Add(time.Hour), state, text
		return e
	}
	changed := func(e measure.Event, change func(*measure.Event)) measure.Event {
		change(&e)
		return e
	}
	nearer := changed(permit, func(e *measure.Event) {
		e.ID, e.Document, e.Text = "准烧8/2", "准烧8", "41.0100,128.0010 半径 1 km"
	})
	broken := changed(permit, func(e *measure.Event) { e.Text = "村东" })
	for name, c := range map[string]struct {
		fires, permits []measure.Event
		want           string // the document proposed, empty for none
	}{
		"typed":                       {[]measure.Event{fire}, []measure.Event{permit}, "准烧7"},
		"from a list of fire points":  {[]measure.Event{seen}, []measure.Event{permit}, "准烧7"},
		"looked into, still waiting":  {[]measure.Event{later(fire, "待核实", "已派人"), fire}, []measure.Event{permit}, "准烧7"},
		"the nearer of two":           {[]measure.Event{fire}, []measure.Event{permit, nearer}, "准烧8"},
		"no permit":                   {[]measure.Event{fire}, nil, ""},
		"decided":                     {[]measure.Event{fire, later(fire, "已核实", "")}, []measure.Event{permit}, ""},
		"withdrawn":                   {[]measure.Event{fire}, []measure.Event{later(permit, "撤销", "火险升级"), permit}, ""},
		"withdrawn, another in force": {[]measure.Event{fire}, []measure.Event{permit, nearer, later(nearer, "撤销", "误批")}, "准烧7"},
		"moved away":                  {[]measure.Event{fire}, []measure.Event{permit, later(permit, "有效", "41.5000,128.0000 半径 2 km；坐标有误")}, ""},
		"unreadable permit":           {[]measure.Event{fire}, []measure.Event{broken}, ""},
		"without a place":             {[]measure.Event{changed(fire, func(e *measure.Event) { e.Text = "村东" })}, []measure.Event{permit}, ""},
		"too far":                     {[]measure.Event{changed(fire, func(e *measure.Event) { e.Text = "火点 41.0200°N 128.0000°E" })}, []measure.Event{permit}, ""},
		"not on the map":              {[]measure.Event{changed(fire, func(e *measure.Event) { e.Text = "火点 141.0100°N 128.0000°E" })}, []measure.Event{permit}, ""},
		"the day before":              {[]measure.Event{changed(fire, func(e *measure.Event) { e.Start-- })}, []measure.Event{permit}, ""},
		"another area":                {[]measure.Event{changed(fire, func(e *measure.Event) { e.Area = "b" })}, []measure.Event{permit}, ""},
		"no straw":                    {[]measure.Event{changed(fire, func(e *measure.Event) { e.Kind = "major-forest-fire" })}, []measure.Event{permit}, ""},
	} {
		got := target.Proposals(c.fires, c.permits, beijing)
		if p, proposed := got["F"]; proposed != (c.want != "") || p.Burn.Document != c.want {
			t.Errorf("%s: %+v, want %q", name, got, c.want)
		}
	}
	p := target.Proposals([]measure.Event{fire}, []measure.Event{permit}, beijing)["F"]
	if got, want := p.Text(), "建议豁免：在批准焚烧范围内（准烧7，2026-04-08 至 2026-04-08，距中心 1.1 km），待人工确认"; got != want {
		t.Errorf("text %q, want %q", got, want)
	}
}

package forecast

import (
	"testing"

	"lanbi/internal/assess"
	"lanbi/internal/measure"
)

// ozoneDay is an area of one station with 40 µg/m³ in every hour so far, but 120 in the
// hours of labels 9 and 10.
func ozoneDay(over int) PlaceControl {
	station := assess.RunningStation{Code: "S1", Plan: measure.SetOf(measure.O3)}
	for h := range over {
		station.Value[measure.O3][h] = 40 * ug
		if h == 8 || h == 9 {
			station.Value[measure.O3][h] = 120 * ug
		}
		station.Valid[measure.O3] |= 1 << h
	}
	station.Arrived = over
	today := Today{Area: &measure.Area{Code: "A", Name: "甲县"}, Day: measure.Date(2026, 6, 1), Over: over, Stations: []assess.RunningStation{station}}
	return today.Controls()[0]
}

// The first window of 8 hours is over at 08:00. At 10:00 the highest is that of labels 3
// to 10: (6 × 40 + 2 × 120) / 8 = 60.
func TestToday_OzoneSoFar(t *testing.T) {
	for over, want := range map[int]string{
		0:  "O₃-8h：已过 0 小时；其余 24 小时各小时不高于 160 微克/立方米，今日仍可达标",
		7:  "O₃-8h：已过 7 小时；其余 17 小时各小时不高于 160 微克/立方米，今日仍可达标",
		8:  "O₃-8h：已过 8 小时，最大 8 小时均值 40；其余 16 小时各小时不高于 160 微克/立方米，今日仍可达标",
		10: "O₃-8h：已过 10 小时，最大 8 小时均值 60；其余 14 小时各小时不高于 160 微克/立方米，今日仍可达标",
	} {
		c := ozoneDay(over)
		if got := c.Sentence(); got != want {
			t.Errorf("%d hours over:\ngot  %s\nwant %s", over, got, want)
		}
	}
	if c := ozoneDay(10); c.Recent != 93_333 { // (40 + 120 + 120) / 3, rounded to odd
		t.Errorf("the last three hours had %d, want 93333", c.Recent)
	}
}

func TestPlaceControl_Words(t *testing.T) {
	c := PlaceControl{Control: Control{Parameter: measure.CO, State: Open, Highest: 5_399_999, Left: 10}, SoFar: 1_250_000, HasSoFar: true}
	for state, want := range map[ControlState]string{
		// A value is cut off, so that who keeps to it keeps to the exact one; a mean is
		// rounded, the tie to even.
		Open: "CO：已过 14 小时，均值 1.2；其余 10 小时均值不高于 5.3 毫克/立方米，今日仍可达标",
		Lost: "CO：已过 14 小时，均值 1.2；其余小时即使为零，今日仍超标",
		Safe: "CO：已过 14 小时，均值 1.2；今日不会因此项超标",
		Void: "CO：已过 14 小时，均值 1.2；有效小时已不足，今日此项将无效，除非补传数据",
	} {
		c.State = state
		if got := c.Sentence(); got != want {
			t.Errorf("%s:\ngot  %s\nwant %s", state, got, want)
		}
	}
	for _, n := range []struct {
		need Need
		want string
	}{
		{Need{Hours: 0, Spare: 10}, ""},
		{Need{Hours: 6, Spare: 4, From: 19}, "24 时前还须 6 个有效小时，最迟自 19 时起逐时有效"},
		{Need{Hours: 10, Spare: 0, From: 15}, "其余 10 小时须逐时有效，否则今日数据不足（无效）"},
		{Need{Hours: -1, Spare: -1}, "其余小时全部有效也不足，须补传缺失数据，否则今日数据不足（无效）"},
	} {
		if got := n.need.Sentence(10); got != n.want {
			t.Errorf("%+v: got %s, want %s", n.need, got, n.want)
		}
	}
}

// A fifth of the control value 50 must be left: 40 is kept, 41 is not.
func TestPlaceControl_Kept(t *testing.T) {
	for _, c := range []struct {
		p      measure.Parameter
		state  ControlState
		over   int
		recent measure.Concentration
		want   bool
	}{
		{measure.PM25, Open, 12, 40 * ug, true},
		{measure.PM25, Open, 23, 0, true},
		{measure.PM25, Open, 12, 40*ug + 1, false},
		{measure.PM25, Open, 11, 10 * ug, false}, // the morning says nothing
		{measure.O38h, Open, 16, 10 * ug, false}, // nor does it of ozone before its peak is over
		{measure.O38h, Open, 17, 10 * ug, true},
		{measure.PM25, Safe, 20, 10 * ug, false}, // is certain
		{measure.PM25, Lost, 20, 10 * ug, false},
		{measure.PM25, Void, 20, 10 * ug, false},
	} {
		control := PlaceControl{Control: Control{Parameter: c.p, State: c.state, Highest: 50 * ug, Left: 24 - c.over}, Recent: c.recent, HasRecent: true}
		text := map[bool]string{true: "按近 3 小时水平，今日可保"}[c.want]
		if got := control.OutlookText(); got != text || control.Kept() != c.want {
			t.Errorf("%s %s, %d hours over, %d ng/m³: %q, want %q", c.p.Key(), c.state, c.over, c.recent, got, text)
		}
	}
	if unknown := (PlaceControl{Control: Control{Parameter: measure.PM25, State: Open, Highest: 50 * ug, Left: 5}}); unknown.Kept() {
		t.Error("kept without a recent hour")
	}
}

// One area of four stations, six pollutants, at noon.
func BenchmarkToday(b *testing.B) {
	today := Today{Area: &measure.Area{Code: "A"}, Day: measure.Date(2026, 6, 1), Over: 12}
	for range 4 {
		s := assess.RunningStation{Plan: measure.AirPollutants}
		for p := measure.PM25; p <= measure.O3; p++ {
			s.Valid[p] = 1<<12 - 1
			for h := range 12 {
				s.Value[p][h] = 50 * ug
			}
		}
		today.Stations = append(today.Stations, s)
	}
	for b.Loop() {
		today.Controls()
	}
}

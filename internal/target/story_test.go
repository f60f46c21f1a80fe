package target_test

import (
	"maps"
	"slices"
	"testing"
	"time"

	"lanbi/internal/measure"
	"lanbi/internal/target"
)

func TestDustDays(t *testing.T) {
	zone := time.FixedZone("CST", 8*3600)
	day := func(d int) measure.Day { return measure.Date(2026, 4, d) }
	step := func(id, state string, hour int, start, end measure.Day) measure.Event {
		return measure.Event{Time: day(10).Start(zone).Add(time.Duration(hour) * time.Hour), Kind: target.Dust, ID: id, State: state, Start: start, End: end}
	}
	steps := []measure.Event{
		// Out of order: the decision is the later step, and names no days.
		step("1", target.DustRecognised, 30, 0, 0), step("1", target.DustSuspected, 3, day(10), day(11)),
		step("2", target.DustSuspected, 4, day(14), day(14)), step("2", target.DustReported, 5, 0, 0),
		step("3", target.DustRecognised, 6, day(20), day(22)), step("3", target.DustWithdrawn, 7, 0, 0),
		step("4", target.DustRecognised, 8, day(24), 0), // one day
		step("5", target.DustRecognised, 9, day(26), day(27)), step("5", target.DustRecognised, 10, 0, day(26)),
		step("6", target.DustNotRecognised, 11, day(1), day(30)),
	}
	got := target.DustDays(steps, zone, day(1), day(30))
	want := map[measure.Day]bool{day(10): true, day(11): true, day(24): true, day(26): true}
	if !maps.Equal(got, want) {
		t.Errorf("got %v, want %v", slices.Sorted(maps.Keys(got)), slices.Sorted(maps.Keys(want)))
	}
	if got := target.DustDays(steps, zone, day(11), day(24)); len(got) != 2 {
		t.Errorf("within 11 to 24 April: %v, want the 11th and the 24th", got)
	}
}

func TestStories(t *testing.T) {
	zone := time.FixedZone("CST", 8*3600)
	at := time.Date(2026, 4, 9, 23, 30, 0, 0, zone)
	stories := target.Stories([]measure.Event{
		{Time: at.Add(time.Hour), ID: "b", State: "已上报", By: "张三", Document: "7号"},
		{Time: at, ID: "b", State: "疑似", By: target.Automatic},
		{Time: at.Add(2 * time.Hour), ID: "b", State: "未认定", By: "张三"},
		{Time: at.Add(3 * time.Hour), ID: "a", State: "疑似", By: target.Automatic, Start: measure.Date(2026, 4, 8)},
	}, zone)
	if len(stories) != 2 || stories[0].ID != "a" || stories[1].ID != "b" {
		t.Fatalf("%+v, want a, which began first, and b", stories)
	}
	b := &stories[1]
	if b.State != "未认定" || b.Document != "7号" || len(b.Steps) != 3 || b.Start != measure.Date(2026, 4, 9) || b.End != b.Start {
		t.Errorf("%+v", b)
	}
	if b.Untouched() || !stories[0].Untouched() {
		t.Error("b was touched by a person, a was not")
	}
}

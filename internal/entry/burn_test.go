package entry_test

import (
	"testing"
	"time"

	"lanbi/internal/entry"
	"lanbi/internal/measure"
)

func permit(id, document, state, text string) entry.Step {
	return entry.Step{Event: measure.Event{Area: "220623", Kind: "approved-burn", ID: id, Document: document, State: state, Text: text,
		Start: measure.Date(2026, 12, 1), End: measure.Date(2026, 12, 3)}}
}

// A permit is entered ahead of its days, named by its document, corrected and withdrawn
// with a reason; every step stands in the trail.
func TestSteps_ApprovedBurn(t *testing.T) {
	r := newRig()
	first := permit("", "准烧2026-7", "有效", "41.5,127.2 半径 5.0 km")
	if got := r.steps(t, first)[0]; !got.Changed || got.ID != "准烧2026-7" {
		t.Fatalf("first: %+v", got)
	}
	r.now = noon.Add(time.Hour)
	if got := r.steps(t, first)[0]; got.Changed || len(got.Faults) > 0 {
		t.Errorf("the same again: %+v", got)
	}
	moved := permit("准烧2026-7", "", "有效", "41.6,127.2 半径 5 km")
	if got := r.steps(t, moved)[0]; fields(got) != "text" {
		t.Errorf("moved without reason: %+v", got)
	}
	moved.Why = "坐标有误"
	if got := r.steps(t, moved)[0]; !got.Changed || got.Old != "有效" {
		t.Errorf("moved: %+v", got)
	}
	r.now = noon.Add(2 * time.Hour)
	withdrawn := entry.Step{Event: measure.Event{Area: "长白县", Kind: "approved-burn", ID: "准烧2026-7", State: "撤销"}}
	if got := r.steps(t, withdrawn)[0]; fields(got) != "text" {
		t.Errorf("withdrawn without reason: %+v", got)
	}
	withdrawn.Why = "火险升级"
	if got := r.steps(t, withdrawn)[0]; !got.Changed {
		t.Errorf("withdrawn: %+v", got)
	}
	want := "bureau event/220623/approved-burn/准烧2026-7 →有效 准烧2026-7/bureau 41.5000,127.2000 半径 5 km\n" +
		"bureau event/220623/approved-burn/准烧2026-7 有效→有效 准烧2026-7/bureau 41.6000,127.2000 半径 5 km；坐标有误\n" +
		"bureau event/220623/approved-burn/准烧2026-7 有效→撤销 准烧2026-7/bureau 火险升级"
	if got := r.lines(); got != want {
		t.Errorf("trail\n%s\nwant\n%s", got, want)
	}
	again := withdrawn
	again.State, again.Text, again.Why = "有效", "41.6,127.2 半径 4 km", "恢复"
	if got := r.steps(t, again)[0]; !got.Changed || got.Old != "撤销" {
		t.Errorf("in force again, with the days it had: %+v", got)
	}
	if got := r.steps(t, again)[0]; got.Changed || len(got.Faults) > 0 {
		t.Errorf("the same again: %+v", got)
	}
	for name, c := range map[string]struct {
		step entry.Step
		want string
	}{
		"no number":            {permit("", "", "有效", "41.5,127.2 半径 5 km"), "document"},
		"no place":             {permit("", "准烧8", "有效", "村东"), "text"},
		"no state":             {permit("", "准烧8", "", "41.5,127.2 半径 5 km"), "state"},
		"withdrawn unheard of": {permit("准烧9", "", "撤销", "误批"), "state"},
		"area that asks not": {func() entry.Step {
			s := permit("", "准烧8", "有效", "41.5,127.2 半径 5 km")
			s.Area = "220605"
			return s
		}(), "kind"},
		"second place of a permit": {permit("准烧2026-7/2", "准烧2026-7", "有效", "41.7,127.2 半径 1 km"), ""},
	} {
		if got := r.steps(t, c.step)[0]; fields(got) != c.want || got.Changed != (c.want == "") {
			t.Errorf("%s: %+v, want a fault of %q", name, got, c.want)
		}
	}
}

// The list of permits comes again: what the record has held is left as people have put it
// since.
func TestBurnSteps(t *testing.T) {
	r := newRig()
	burn := measure.Burn{Area: "220623", From: measure.Date(2026, 4, 1), Until: measure.Date(2026, 4, 3), Lat: 41.5, Lon: 127.2, Radius: 5, Document: "准烧7"}
	ahead := burn
	ahead.From, ahead.Until, ahead.Document = measure.Date(2026, 12, 1), measure.Date(2026, 12, 3), "准烧9"
	second := burn
	second.Lat = 41.7
	take := func(want int, burns ...measure.Burn) []measure.Event {
		t.Helper()
		steps, err := r.BurnSteps(t.Context(), burns)
		if err != nil || len(steps) != want {
			t.Fatalf("%+v, %v; want %d steps", steps, err, want)
		}
		if changed, err := r.Import(t.Context(), "root", "导入 burns.csv", nil, steps); err != nil || changed != want {
			t.Fatalf("imported %d, %v", changed, err)
		}
		return steps
	}
	steps := take(2, burn, second, burn)
	for i, want := range []measure.Event{
		{ID: "准烧7", Text: "41.5000,127.2000 半径 5 km"}, {ID: "准烧7/2", Text: "41.7000,127.2000 半径 5 km"},
	} {
		want.Time, want.Area, want.Kind, want.State, want.Document = time.Date(2026, 4, 1, 0, 0, 0, 0, beijing), "220623", "approved-burn", "有效", "准烧7"
		want.Start, want.End = burn.From, burn.Until
		if steps[i] != want {
			t.Errorf("step %d: %+v, want %+v", i, steps[i], want)
		}
	}
	r.now = noon.Add(time.Hour)
	take(0, burn, second)
	gone := entry.Step{Event: measure.Event{Area: "220623", Kind: "approved-burn", ID: "准烧7", State: "撤销", Text: "误批"}}
	moved := entry.Step{Event: measure.Event{Area: "220623", Kind: "approved-burn", ID: "准烧7/2", State: "有效", Text: "41.8,127.2 半径 5 km；坐标有误"}}
	for _, o := range r.steps(t, gone, moved) {
		if !o.Changed {
			t.Errorf("%+v", o)
		}
	}
	take(0, second, burn)
	if got := take(1, ahead)[0].Time; !got.Equal(time.Date(2026, 11, 21, 0, 0, 0, 0, beijing)) {
		t.Errorf("a permit of days ahead is of %s, want this morning", got)
	}
	if n := len(r.trail); n != 5 {
		t.Errorf("%d lines in the trail, want one for each step that was taken:\n%s", n, r.lines())
	}
}

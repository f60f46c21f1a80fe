package entry_test

import (
	"context"
	"errors"
	"fmt"
	"math"
	"slices"
	"strings"
	"testing"
	"time"

	"lanbi/internal/entry"
	"lanbi/internal/measure"
	"lanbi/internal/target"
)

var (
	beijing = time.FixedZone("CST", 8*3600)
	noon    = time.Date(2026, 11, 21, 12, 0, 0, 0, beijing)
	errDown = errors.New("store is down")
)

// store is a database in memory, with a figure for each area, id and period and a step
// for each area, kind, moment, id and state.
type store struct {
	figures map[string]measure.Indicator
	events  map[string]measure.Event
	fail    string
}

func (s *store) Indicators(_ context.Context, area string, from, to measure.Day) ([]measure.Indicator, error) {
	var all []measure.Indicator
	for _, f := range s.figures {
		if first, _, err := measure.ParsePeriod(f.Period); err == nil && f.Area == area && first >= from && first <= to {
			all = append(all, f)
		}
	}
	if s.fail == "read" {
		return nil, errDown
	}
	return all, nil
}

func (s *store) Events(_ context.Context, area, kind string, _ time.Time) ([]measure.Event, error) {
	var all []measure.Event
	for _, e := range s.events {
		if e.Area == area && e.Kind == kind {
			all = append(all, e)
		}
	}
	return all, nil
}

func (s *store) WriteIndicators(_ context.Context, figures []measure.Indicator) error {
	if s.fail == "write" {
		return errDown
	}
	for _, f := range figures {
		s.figures[f.Area+" "+f.ID+" "+f.Period] = f
	}
	return nil
}

func (s *store) WriteEvents(_ context.Context, events []measure.Event) error {
	if s.fail == "write" {
		return errDown
	}
	for _, e := range events {
		e.Time = e.Time.UTC()
		s.events[e.Area+" "+e.Kind+" "+e.Time.String()+" "+e.ID+" "+e.State] = e
	}
	return nil
}

// rig is a desk on a store in memory.
type rig struct {
	*entry.Desk
	store   *store
	now     time.Time
	trail   []entry.Change
	renewed []string
}

func newRig() *rig {
	r := &rig{store: &store{figures: map[string]measure.Indicator{}, events: map[string]measure.Event{}}, now: noon}
	r.Desk = &entry.Desk{
		Areas: []measure.Area{{Code: "220605", Name: "江源区"}, {Code: "220623", Name: "长白县"}},
		Targets: []target.Target{
			{ID: "forest", Area: "220605", Name: "森林覆盖率", Kind: target.Indicator, Indicator: "forest"},
			{ID: "rank", Area: "220605", Name: "排名", Kind: target.RankAtMost, Indicator: "air-rank"},
			{ID: "good", Area: "220605", Name: "优良天数", Kind: target.GoodAirDays},
			{ID: "straw", Area: "220623", Name: "火点", Kind: target.Events, Indicator: "straw-burning"},
		},
		Zone: beijing, Now: func() time.Time { return r.now }, Store: r.store,
		Trail: func(lines ...entry.Change) error { r.trail = append(r.trail, lines...); return nil },
		Renew: func(_ context.Context, areas []string) { r.renewed = append(r.renewed, areas...) },
	}
	return r
}

// lines is the trail in short.
func (r *rig) lines() string {
	var out []string
	for _, c := range r.trail {
		out = append(out, fmt.Sprintf("%s %s %s→%s %s/%s %s", c.Who, c.Subject, c.Old, c.New, c.Source, c.By, c.Why))
	}
	return strings.Join(out, "\n")
}

func figure(period string, value float64, source, why string) entry.Figure {
	return entry.Figure{Indicator: measure.Indicator{Area: "220605", ID: "forest", Period: period, Value: value, Source: source}, Why: why}
}

func (r *rig) figures(t *testing.T, figures ...entry.Figure) []entry.Outcome {
	t.Helper()
	got, err := r.Figures(t.Context(), "bureau", figures)
	if err != nil {
		t.Fatal(err)
	}
	return got
}

func (r *rig) steps(t *testing.T, steps ...entry.Step) []entry.Outcome {
	t.Helper()
	got, err := r.Steps(t.Context(), "bureau", steps)
	if err != nil {
		t.Fatal(err)
	}
	return got
}

func fields(o entry.Outcome) string {
	var names []string
	for _, f := range o.Faults {
		if f.Detail == "" {
			names = append(names, "NO DETAIL")
		}
		names = append(names, f.Field)
	}
	slices.Sort(names)
	return strings.Join(names, " ")
}

func TestFigures_FirstRepeatedCorrected(t *testing.T) {
	r := newRig()
	first := figure("2026-10", 73.4, "林草局", "")
	first.By = "张三"
	if got := r.figures(t, first); !got[0].Changed || got[0].Old != "" {
		t.Errorf("first: %+v", got)
	}
	if got := r.figures(t, first); got[0].Changed || fields(got[0]) != "" {
		t.Errorf("repeated: %+v, want nothing new", got)
	}
	if got := r.figures(t, figure("2026-10", 73.5, "林草局", "")); fields(got[0]) != "why" || !strings.Contains(got[0].Faults[0].Detail, "73.4") {
		t.Errorf("correction without reason: %+v", got)
	}
	if got := r.figures(t, figure("2026-10", 73.5, "林草局", "年报更正")); !got[0].Changed || got[0].Old != "73.4" {
		t.Errorf("correction: %+v", got)
	}
	if got := r.store.figures["220605 forest 2026-10"]; got.Value != 73.5 || got.By != "bureau" {
		t.Errorf("stored %+v", got)
	}
	want := "bureau indicator/220605/forest/2026-10 →73.4 林草局/张三 填报\n" +
		"bureau indicator/220605/forest/2026-10 73.4→73.5 林草局/bureau 年报更正"
	if got := r.lines(); got != want {
		t.Errorf("trail\n%s\nwant\n%s", got, want)
	}
	if !slices.Equal(r.renewed, []string{"220605", "220605"}) {
		t.Errorf("evaluated anew: %v, want the area once a change", r.renewed)
	}
}

func TestFigures_EachIsJudgedOnItsOwn(t *testing.T) {
	r := newRig()
	spoiled := func(spoil func(*entry.Figure)) entry.Figure {
		f := figure("2026", 1, "s", "")
		spoil(&f)
		return f
	}
	got := r.figures(t,
		spoiled(func(f *entry.Figure) { f.Area = "江源区" }), // a name will do
		spoiled(func(f *entry.Figure) { f.Area = "nowhere" }),
		spoiled(func(f *entry.Figure) { f.ID = "forrest" }),
		spoiled(func(f *entry.Figure) { f.Period = "2026-13" }),
		spoiled(func(f *entry.Figure) { f.Period = "2026-12" }), // has not begun
		spoiled(func(f *entry.Figure) { f.Period = "0001" }),
		spoiled(func(f *entry.Figure) { f.Value = math.NaN() }),
		spoiled(func(f *entry.Figure) { f.Source = " \n" }),
		spoiled(func(f *entry.Figure) { f.By = strings.Repeat("长", 401) }),
		spoiled(func(f *entry.Figure) { f.Area, f.Source = "", "" }),
		spoiled(func(f *entry.Figure) { f.ID = "air-rank-places" }),
		spoiled(func(f *entry.Figure) { f.Value = 2 }), // of the first one's period, in the same batch
	)
	want := []string{"", "area", "indicator", "period", "period", "period", "value", "source", "by", "area source", "", "why"}
	for i, w := range want {
		if fields(got[i]) != w || got[i].Changed != (w == "") {
			t.Errorf("figure %d: %+v, want faults of %q", i, got[i], w)
		}
	}
	if d := got[2].Faults[0].Detail; !strings.Contains(d, "forest（森林覆盖率）") || !strings.Contains(d, "air-rank") {
		t.Errorf("unknown indicator: %s, want what exists", d)
	}
	if d := got[1].Faults[0].Detail; !strings.Contains(d, "220605（江源区）") {
		t.Errorf("unknown area: %s, want what exists", d)
	}
	if len(r.store.figures) != 2 || len(r.trail) != 2 {
		t.Errorf("%d figures stored with %d lines, want 2 of both", len(r.store.figures), len(r.trail))
	}
}

func TestFigures_TrailAndDatabaseFail(t *testing.T) {
	r := newRig()
	r.store.fail = "read"
	if _, err := r.Figures(t.Context(), "bureau", []entry.Figure{figure("2026", 1, "s", "")}); !errors.Is(err, errDown) || len(r.trail) != 0 {
		t.Errorf("database cannot be read: %v, trail %v", err, r.trail)
	}
	r.store.fail = "write"
	if _, err := r.Figures(t.Context(), "bureau", []entry.Figure{figure("2026", 1, "s", "")}); !errors.Is(err, errDown) {
		t.Errorf("database cannot be written: %v", err)
	}
	if len(r.trail) != 2 || r.trail[1].Old != "1" || r.trail[1].New != "" || !strings.Contains(r.trail[1].Why, "未生效") || r.renewed != nil {
		t.Errorf("trail %v, want the change and that it did not come to pass", r.lines())
	}
	r.store.fail = ""
	r.Trail = func(...entry.Change) error { return errDown }
	if _, err := r.Figures(t.Context(), "bureau", []entry.Figure{figure("2026", 1, "s", "")}); !errors.Is(err, errDown) || len(r.store.figures) != 0 {
		t.Errorf("trail cannot be written: %v, stored %v, want nothing", err, r.store.figures)
	}
}

func TestImport_LeavesLinesOnce(t *testing.T) {
	r := newRig()
	figures := []measure.Indicator{{Area: "220605", ID: "history", Period: "2019", Value: 1, Source: "年报"}, {Area: "220605", ID: "history", Period: "2020", Value: 2}}
	at := noon.AddDate(-3, 0, 0)
	events := []measure.Event{
		{Area: "220623", Kind: "straw-burning", ID: "A", State: "待核实", Time: at},
		{Area: "220623", Kind: "straw-burning", ID: "A", State: "已核实", Time: at},
		{Area: "220623", Kind: "straw-burning", ID: "B", State: "已核实", Time: at},
	}
	for round, want := range []int{5, 0} {
		changed, err := r.Import(t.Context(), "root", "导入 a.csv", figures, events)
		if err != nil || changed != want {
			t.Fatalf("round %d: %d changes, %v, want %d", round, changed, err, want)
		}
	}
	if len(r.store.events) != 3 || len(r.store.figures) != 2 {
		t.Errorf("%d steps and %d figures stored, want 3 and 2", len(r.store.events), len(r.store.figures))
	}
	figures[1].Value = 3
	if changed, err := r.Import(t.Context(), "root", "更正", figures, events); err != nil || changed != 1 {
		t.Errorf("corrected file: %d changes, %v", changed, err)
	}
	want := "root indicator/220605/history/2020 2→3 /root 更正"
	if got := r.lines(); !strings.HasSuffix(got, want) || !strings.Contains(got, "root event/220623/straw-burning/A 待核实→已核实 /root 导入 a.csv") {
		t.Errorf("trail\n%s\nwant at the end\n%s", got, want)
	}
}

func TestFigures_BeyondBelief(t *testing.T) {
	r := newRig()
	r.Targets[0].Unit = "%"
	share := func(v float64) entry.Figure { return figure("2026-09", v, "年报", "") }
	rank := share(-4)
	rank.ID = "air-rank"
	got := r.figures(t, share(734), rank, share(1e300), figure("9999", 1, "年报", ""), figure("0000", 1, "年报", ""), share(73.4))
	for i, want := range []string{"value", "value", "value", "period", "period", ""} {
		if fields(got[i]) != want {
			t.Errorf("figure %d: %+v, want a fault of %q", i, got[i], want)
		}
	}
	if len(r.store.figures) != 1 || !got[5].Changed {
		t.Errorf("stored %+v", r.store.figures)
	}
}

func TestPlain(t *testing.T) {
	for given, want := range map[string]string{
		" 林草局\n年报\x00 ": "林草局 年报", "a\u202egpj.exe": "agpj.exe", "\u200b王\ufeff": "王", "\xff": "�", "😀": "😀",
	} {
		if got := entry.Plain(given); got != want {
			t.Errorf("%q is %q, want %q", given, got, want)
		}
	}
}

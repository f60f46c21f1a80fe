package target_test

import (
	"testing"

	"lanbi/internal/assess"
	"lanbi/internal/measure"
	"lanbi/internal/target"
)

// heavyYear is the computed 2025 of year with heavy days at AQI 201, and published days
// of February of which one is heavy and one at 200 exactly, which is not.
func heavyYear(ours ...measure.Day) []assess.AirDay {
	bad := map[measure.Day]bool{}
	for _, day := range ours {
		bad[day] = true
	}
	feb := measure.Date(2025, 2, 1)
	rows := year(bad, feb, feb.LastOfMonth(), map[measure.Day]bool{feb: true, feb.Add(1): true})
	for i := range rows {
		switch d := &rows[i]; {
		case d.Verdict != assess.Exceeding:
		case d.Source == assess.PublishedDay && d.Day == feb.Add(1):
			d.Index.AQI = 200
		default:
			d.Index.AQI = 201
		}
	}
	return rows
}

func count(id, period string, value float64) measure.Indicator {
	return measure.Indicator{Area: "jy", ID: id, Period: period, Value: value, Source: "省厅月报"}
}

// Ours are 3 January, 1 and 2 February; published are a count of January, and the days
// of February, of which one is heavy.
func TestReconcile_HeavyDays(t *testing.T) {
	feb := measure.Date(2025, 2, 1)
	f := &target.ReconcileFacts{Area: twoStations(), Year: 2025, AsOf: measure.Date(2025, 12, 31),
		Days:    heavyYear(measure.Date(2025, 1, 3), feb, feb.Add(1)),
		Figures: []measure.Indicator{count(target.PublishedGood, "2025-01", 30), count(target.PublishedHeavy, "2025-01", 2)}}
	o := target.Reconcile(f).Official
	if want := (target.HeavyCount{Published: 3, Ours: 3, Known: true}); o.Heavy != want || o.Heavy.Text() != "重污染天数：省平台 3 天，本系统 3 天，一致" {
		t.Errorf("the year so far: %+v %q, want %+v", o.Heavy, o.Heavy.Text(), want)
	}
	for i, want := range []target.HeavyCount{{Published: 2, Ours: 1, Known: true}, {Published: 1, Ours: 2, Known: true}} {
		if got := o.Months[i].Heavy; got != want {
			t.Errorf("month %d: %+v, want %+v", i+1, got, want)
		}
	}

	// A count without heavy days: what the days say holds where all of them are there.
	f.Figures = []measure.Indicator{count(target.PublishedGood, "2025-01", 30), count(target.PublishedGood, "2025-02", 26)}
	o = target.Reconcile(f).Official
	if o.Months[0].Heavy.Known || !o.Months[1].Heavy.Known || o.Months[1].Heavy.Published != 1 || o.Heavy.Known || o.Heavy.Text() != "" {
		t.Errorf("without heavy days of January: %+v, %+v; sum %+v", o.Months[0].Heavy, o.Months[1].Heavy, o.Heavy)
	}

	// A count of the year goes before the months.
	f.Figures = append(f.Figures, count(target.PublishedGood, "2025", 360), count(target.PublishedHeavy, "2025", 5))
	if o = target.Reconcile(f).Official; o.Heavy != (target.HeavyCount{Published: 5, Ours: 3, Known: true}) {
		t.Errorf("with a count of the year: %+v", o.Heavy)
	}
	f.Figures = f.Figures[:len(f.Figures)-1]
	if o = target.Reconcile(f).Official; o.Heavy.Known {
		t.Errorf("with a count of the year without heavy days: %+v", o.Heavy)
	}
}

// What is published stands beside a target of heavy days as beside one of good days, and
// decides nothing.
func TestEvaluate_HeavyDaysBesideOurs(t *testing.T) {
	rows := heavyYear(measure.Date(2025, 2, 1))
	p := target.Evaluate(&target.Target{Kind: target.HeavyDays, Year: 2025, Goal: 3}, &target.Facts{AsOf: measure.Date(2025, 12, 31),
		AirDays: rows, Published: rows, Figures: []measure.Indicator{count(target.PublishedGood, "2025", 360), count(target.PublishedHeavy, "2025", 7)}})
	if p.Value != 1 || p.Status != target.Achieved || p.Official == nil {
		t.Fatalf("%v, %s, official %+v; want ours, 1 heavy day", p.Value, p.Status, p.Official)
	}
	if published, ours, known := p.Official.Compared(target.HeavyDays); published != 7 || ours != 1 || !known {
		t.Errorf("beside it %d, %d, %v; want 7 published and 1", published, ours, known)
	}
	if published, ours, known := p.Official.Compared(target.GoodAirDays); published != 360 || ours != 364 || !known {
		t.Errorf("good days %d, %d, %v; want 360 and 364", published, ours, known)
	}
}

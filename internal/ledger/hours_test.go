package ledger

import (
	"reflect"
	"testing"

	"lanbi/internal/measure"
)

func marked(hours []DirtyHour) []DirtyHour {
	var out []DirtyHour
	for _, h := range hours {
		out = append(out, DirtyHour{Station: h.Station, Hour: h.Hour})
	}
	return out
}

func TestDirtyHours_ListedByHourUpToOne(t *testing.T) {
	l, path := newLedger(t)
	must(t, l.MarkHours([]DirtyHour{{Station: "b", Hour: 100}, {Station: "a", Hour: 101}, {Station: "a", Hour: -1}, {Station: "a", Hour: 100}, {Station: "a", Hour: 100}}))
	must(t, l.Close())
	got, err := mustOpen(t, path).DirtyHours(101)
	must(t, err)
	want := []DirtyHour{{Station: "a", Hour: -1}, {Station: "a", Hour: 100}, {Station: "b", Hour: 100}}
	if !reflect.DeepEqual(marked(got), want) {
		t.Errorf("dirty hours %v, want %v", marked(got), want)
	}
}

func TestDirtyHours_MarkedWhileBeingProcessedStays(t *testing.T) {
	l, _ := newLedger(t)
	must(t, l.MarkHours([]DirtyHour{{Station: "a", Hour: 7}, {Station: "b", Hour: 7}}))
	work, err := l.DirtyHours(8)
	must(t, err)
	must(t, l.MarkHours([]DirtyHour{{Station: "a", Hour: 7}})) // a late minute
	must(t, l.ClearHours(work))
	again, err := l.DirtyHours(8)
	must(t, err)
	if want := []DirtyHour{{Station: "a", Hour: 7}}; !reflect.DeepEqual(marked(again), want) {
		t.Fatalf("dirty hours %v, want %v", marked(again), want)
	}
	must(t, l.ClearHours(again))
	if left, err := l.DirtyHours(8); err != nil || len(left) != 0 {
		t.Errorf("dirty hours %v %v after all was cleared", left, err)
	}
}

// Sixty minutes of the hour that lasts cost one write, whoever lists meanwhile.
func TestMarkHours_TheHourThatLastsCostsOneWrite(t *testing.T) {
	l, _ := newLedger(t)
	minute := []DirtyHour{{Station: "a", Hour: 7}}
	must(t, l.MarkHours(minute))
	written := func() int64 { s := l.db.Stats(); return s.TxStats.GetWrite() }
	writes := written()
	for range 3 {
		if list, err := l.DirtyHours(7); err != nil || len(list) != 0 {
			t.Fatalf("hours before 7: %v %v", list, err)
		}
		must(t, l.MarkHours(minute))
	}
	if now := written(); now != writes {
		t.Errorf("%d pages written for an hour that is marked", now-writes)
	}
	if list, err := l.DirtyHours(measure.Hour(8)); err != nil || len(list) != 1 {
		t.Errorf("dirty hours %v %v, want the one", list, err)
	}
	must(t, l.MarkHours(minute))
	if now := written(); now == writes {
		t.Error("marking an hour that was read since wrote nothing")
	}
}

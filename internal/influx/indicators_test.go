//go:build !noembed

package influx_test

import (
	"fmt"
	"testing"

	"lanbi/internal/influx"
	"lanbi/internal/measure"
)

func TestIndicators_RoundTrip(t *testing.T) {
	db := openDB(t)
	want := []measure.Indicator{
		{Area: "220605", ID: "forest-coverage", Period: "2025", Value: 73.1, Source: "林草局 2025 年报", By: "李四"},
		{Area: "220605", ID: "forest-coverage", Period: "2026", Value: 73.4, Source: "林草局 2026 年报", By: "李四"},
		// A year, its first month and its first day are three figures.
		{Area: "220605", ID: "manure-use", Period: "2026", Value: 97, Source: "农业农村局"},
		{Area: "220605", ID: "manure-use", Period: "2026-01", Value: 96, Source: "农业农村局"},
		{Area: "220605", ID: "manure-use", Period: "2026-01-01", Value: 95, Source: "农业农村局"},
	}
	var lines []byte
	for i := range want {
		var err error
		if lines, err = influx.AppendIndicator(lines, &want[i], shanghai); err != nil {
			t.Fatal(err)
		}
	}
	if err := db.Write(t.Context(), "", lines); err != nil {
		t.Fatal(err)
	}
	got, err := db.Indicators(t.Context(), "220605", day("2025-01-01"), day("2026-01-01"))
	if err != nil {
		t.Fatal(err)
	}
	same(t, "history", got, want)
	// One that an older program wrote at 00:00 sharp gives way to its correction.
	older := fmt.Sprintf("indicator,area=220605,indicator=old value=1,source=\"\",by=\"\",period=\"2026-02\" %d\n", at("2026-02-01T00:00").UnixNano())
	if err := db.Write(t.Context(), "", []byte(older)); err != nil {
		t.Fatal(err)
	}
	corrected := measure.Indicator{Area: "220605", ID: "old", Period: "2026-02", Value: 2, Source: "更正"}
	if err := db.WriteIndicators(t.Context(), []measure.Indicator{corrected}); err != nil {
		t.Fatal(err)
	}
	if got, err = db.Indicators(t.Context(), "220605", day("2026-02-01"), day("2026-02-01")); err != nil {
		t.Fatal(err)
	}
	same(t, "corrected", got, []measure.Indicator{corrected})
	if err := db.WriteIndicators(t.Context(), []measure.Indicator{{Area: "a\nb", ID: "x", Period: "2026"}}); err == nil {
		t.Error("an area with a line feed passes")
	}
	if _, err := influx.AppendIndicator(nil, &measure.Indicator{Area: "a", ID: "x", Period: "26"}, shanghai); err == nil {
		t.Error(`period "26" passes, want an error`)
	}
}

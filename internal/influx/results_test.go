//go:build !noembed

package influx_test

import (
	"reflect"
	"testing"

	"lanbi/internal/assess"
	"lanbi/internal/influx"
	"lanbi/internal/measure"
	"lanbi/internal/standard/gb3838"
	"lanbi/internal/standard/hj633"
)

func same(t *testing.T, what string, got, want any) {
	t.Helper()
	if !reflect.DeepEqual(got, want) {
		t.Errorf("%s:\ngot  %+v\nwant %+v", what, got, want)
	}
}

func airDay(place, date string, e hj633.Edition) assess.AirDay {
	d := assess.AirDay{
		Place: place, Day: day(date), Edition: e, Verdict: assess.Good,
		Index: hj633.Index{Known: true, AQI: 85, Primary: measure.SetOf(measure.PM10, measure.O38h)},
		Has:   measure.SetOf(measure.PM25, measure.PM10, measure.CO, measure.O38h),
	}
	d.Mean[measure.PM25], d.Mean[measure.PM10] = 35_123, 120_000
	d.Mean[measure.CO], d.Mean[measure.O38h] = 1_234_567, 148_001
	d.Hours[measure.PM25], d.Hours[measure.O38h] = 24, 17
	return d
}

func TestAirDays_RoundTrip(t *testing.T) {
	db := openDB(t)
	first := airDay("JY001", "2026-02-28", hj633.E2012)
	second := airDay("JY001", "2026-02-28", hj633.E2026)
	second.Dust, second.Provisional = true, true
	third := airDay("江源区", "2026-03-01", hj633.E2026)
	published := airDay("江源区", "2026-03-01", hj633.E2012)
	published.Source, published.Hours = assess.PublishedDay, [measure.AirCount]int{}
	outside := airDay("JY001", "2026-03-02", hj633.E2012)
	all := []assess.AirDay{third, published, second, first, outside}
	for range 2 { // writing twice changes nothing
		if err := db.WriteAirDays(t.Context(), all); err != nil {
			t.Fatal(err)
		}
	}
	got, err := db.AirDays(t.Context(), []string{"JY001", "江源区"}, day("2026-02-28"), day("2026-03-01"))
	if err != nil {
		t.Fatal(err)
	}
	same(t, "computed days", got, []assess.AirDay{first, second, third})
	got, err = db.PublishedAirDays(t.Context(), []string{"江源区"}, day("2026-02-28"), day("2026-03-01"))
	if err != nil {
		t.Fatal(err)
	}
	same(t, "published days", got, []assess.AirDay{published})
}

// TestWriteAirDays_LostFields is the merge trap of results: AQI 85, then
// undetermined. Neighbouring days and places must not change.
func TestWriteAirDays_LostFields(t *testing.T) {
	db := openDB(t)
	var want []assess.AirDay
	for _, place := range []string{"A", "B"} {
		for d := day("2026-01-01"); d <= day("2026-01-10"); d++ {
			want = append(want, airDay(place, d.String(), hj633.E2012))
		}
	}
	if err := db.WriteAirDays(t.Context(), want); err != nil {
		t.Fatal(err)
	}
	// Days 3, 4, 5 and 8 of B become undetermined; 6 is written again as it is.
	var again []assess.AirDay
	for _, i := range []int{12, 13, 14, 17, 15} {
		if i != 15 {
			want[i].Verdict, want[i].Index = assess.Undetermined, hj633.Index{}
			want[i].Has = want[i].Has.Without(measure.CO)
			want[i].Mean[measure.CO] = 0
		}
		again = append(again, want[i])
	}
	if err := db.WriteAirDays(t.Context(), again); err != nil {
		t.Fatal(err)
	}
	got, err := db.AirDays(t.Context(), []string{"A", "B"}, day("2026-01-01"), day("2026-01-10"))
	if err != nil {
		t.Fatal(err)
	}
	same(t, "days", got, want)
}

func TestAirHours_RoundTripAndWithdrawn(t *testing.T) {
	db := openDB(t)
	index := hj633.Index{Known: true, AQI: 42, Has: measure.SetOf(measure.PM25, measure.O3)}
	index.IAQI[measure.PM25], index.IAQI[measure.O3] = 42, 17
	partial := hj633.Index{Has: measure.SetOf(measure.NO2)}
	partial.IAQI[measure.NO2] = 12
	h := hour("2026-02-28T23:00")
	hours := []assess.AirHour{
		{Place: "A", Hour: h, Edition: hj633.E2012, Index: index},
		{Place: "A", Hour: h, Edition: hj633.E2026, Index: partial},
		{Place: "A", Hour: h + 1, Edition: hj633.E2026, Index: index},
	}
	if err := db.WriteAirHours(t.Context(), append(hours, assess.AirHour{Place: "B", Hour: h, Edition: hj633.E2012, Index: index})); err != nil {
		t.Fatal(err)
	}
	got, err := db.AirHours(t.Context(), "A", h, h+2)
	if err != nil {
		t.Fatal(err)
	}
	same(t, "hours", got, hours)

	// The last hour has no index any more: its point disappears.
	withdrawn := hours[2]
	withdrawn.Index = hj633.Index{}
	if err := db.WriteAirHours(t.Context(), []assess.AirHour{withdrawn}); err != nil {
		t.Fatal(err)
	}
	if got, err = db.AirHours(t.Context(), "A", h, h+2); err != nil {
		t.Fatal(err)
	}
	same(t, "hours after withdrawing", got, hours[:2])
}

func TestAirPeriods_RoundTrip(t *testing.T) {
	db := openDB(t)
	a := assess.AirPeriod{
		Place: "江源区", Start: day("2026-01-01"), Period: assess.Month, Edition: assess.ByDate,
		Has: measure.SetOf(measure.PM25, measure.O38h), CompositeIndex: 342,
		Good: 28, Exceeding: 2, Undetermined: 1, Valid: 30, Heavy: 1,
	}
	a.Mean[measure.PM25], a.Percentile[measure.PM25] = 28_300, 75_000
	a.Mean[measure.O38h], a.Percentile[measure.O38h] = 60_001, 121_500
	b := a
	b.DustExcluded, b.Good = true, 30
	c := a
	c.Period, c.Edition, c.CompositeIndex = assess.Year, assess.Under2026, 0
	want := []assess.AirPeriod{a, b, c}
	if err := db.WriteAirPeriods(t.Context(), []assess.AirPeriod{c, b, a}); err != nil {
		t.Fatal(err)
	}
	got, err := db.AirPeriods(t.Context(), []string{"江源区"}, day("2026-01-01"), day("2026-01-01"))
	if err != nil {
		t.Fatal(err)
	}
	same(t, "periods", got, want)
}

func TestWaterPeriods_RoundTripAndLostClass(t *testing.T) {
	db := openDB(t)
	w := assess.WaterPeriod{
		Section: "HJ-01", Start: day("2026-03-01"), Period: assess.Month, Class: gb3838.ClassII,
		Deciding: measure.SetOf(measure.NH3N, measure.TP), Items: 5,
		Means:    []assess.ItemValue{{Parameter: measure.PH, Value: 7_610_000}, {Parameter: measure.NH3N, Value: 321_001}, {Parameter: measure.TP, Value: 99_999}},
		Headroom: []assess.ItemValue{{Parameter: measure.NH3N, Value: 679_333}}, Audited: true,
	}
	whole := w
	whole.Period, whole.Start = assess.Year, day("2026-01-01")
	if err := db.WriteWaterPeriods(t.Context(), []assess.WaterPeriod{w, whole}); err != nil {
		t.Fatal(err)
	}
	got, err := db.WaterPeriods(t.Context(), []string{"HJ-01", "HJ-02"}, assess.Month, day("2026-01-01"), day("2026-12-31"))
	if err != nil {
		t.Fatal(err)
	}
	same(t, "months", got, []assess.WaterPeriod{w})

	w.Class, w.Deciding, w.Headroom, w.Audited = 0, measure.Set{}, nil, false
	if err := db.WriteWaterPeriods(t.Context(), []assess.WaterPeriod{w}); err != nil {
		t.Fatal(err)
	}
	if got, err = db.WaterPeriods(t.Context(), []string{"HJ-01"}, assess.Month, day("2026-01-01"), day("2026-12-31")); err != nil {
		t.Fatal(err)
	}
	same(t, "months after the class was lost", got, []assess.WaterPeriod{w})
}

func TestWrite_RefusesBadTags(t *testing.T) {
	db := openDB(t)
	if err := db.WriteAirDays(t.Context(), []assess.AirDay{airDay("a\nb", "2026-01-01", hj633.E2012)}); err == nil {
		t.Error("a place with a line feed passes")
	}
	if err := db.WriteAlerts(t.Context(), []influx.AlertRow{{Time: at("2026-01-01T00:00")}}); err == nil {
		t.Error("an alert without target passes")
	}
}

// TestAirMeans reads each computed day once, without index and verdict.
func TestAirMeans(t *testing.T) {
	db := openDB(t)
	published := airDay("JY001", "2026-03-02", hj633.E2026)
	published.Source, published.Hours = assess.PublishedDay, [measure.AirCount]int{}
	dusty := airDay("JY001", "2026-03-01", hj633.E2026)
	dusty.Dust, dusty.Provisional = true, true
	err := db.WriteAirDays(t.Context(), []assess.AirDay{
		airDay("JY001", "2026-02-28", hj633.E2012), airDay("JY001", "2026-02-28", hj633.E2026), airDay("JY002", "2026-02-28", hj633.E2026),
		dusty, published, airDay("JY001", "2026-03-03", hj633.E2026),
	})
	if err != nil {
		t.Fatal(err)
	}
	got, err := db.AirMeans(t.Context(), []string{"JY001"}, day("2026-02-28"), day("2026-03-02"))
	if err != nil {
		t.Fatal(err)
	}
	want := []assess.AirDay{airDay("JY001", "2026-02-28", hj633.E2026), dusty}
	for i := range want {
		want[i].Index, want[i].Verdict, want[i].Hours = hj633.Index{}, assess.Undetermined, [measure.AirCount]int{}
	}
	same(t, "means", got, want)
}

// TestSave_AsksForLackingFieldsOnly: a day that has every field is written without a
// look; one that lost a field is compared in full, and its neighbours stay.
func TestSave_AsksForLackingFieldsOnly(t *testing.T) {
	db, f := openFaulty(t)
	whole := airDay("A", "2026-01-01", hj633.E2012)
	for p := measure.PM25; p <= measure.O38h; p++ {
		whole.Has, whole.Mean[p] = whole.Has.With(p), 900*measure.Microgram
	}
	next := whole
	next.Day++
	f.count = map[string]int{} // the database is made
	if err := db.WriteAirDays(t.Context(), []assess.AirDay{whole, next}); err != nil {
		t.Fatal(err)
	}
	if f.count["read"] != 0 || f.count["write"] != 1 {
		t.Errorf("whole days: %v requests, want one write and no reading", f.count)
	}
	less := whole
	less.Has, less.Mean[measure.O3] = less.Has.Without(measure.O3), 0
	if err := db.WriteAirDays(t.Context(), []assess.AirDay{less}); err != nil {
		t.Fatal(err)
	}
	if f.count["delete"] != 1 {
		t.Errorf("a day that lost a field: %v requests, want one deletion", f.count)
	}
	got, err := db.AirDays(t.Context(), []string{"A"}, whole.Day, next.Day)
	if err != nil {
		t.Fatal(err)
	}
	same(t, "days", got, []assess.AirDay{less, next})
}

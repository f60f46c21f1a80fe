package hj633_test

import (
	"fmt"

	"lanbi/internal/measure"
	"lanbi/internal/standard/hj633"
)

// Formula (1) for CO: 2.2 mg/m³ is exactly 55, which float64 makes 56.
func ExampleIAQI() {
	fmt.Println(hj633.IAQI(hj633.E2026, hj633.CODay, 2_200*measure.Microgram))
	fmt.Println(hj633.IAQI(hj633.E2026, hj633.PM25Day, 60_500*measure.Nanogram)) // rounds to 60
	fmt.Println(hj633.IAQI(hj633.E2026, hj633.PM25Day, 60_600*measure.Nanogram)) // rounds to 61
	// Output:
	// 55
	// 100
	// 101
}

// Station 1761A, label 2026-03-01T00: the last hour of 2012.
func ExampleHour() {
	v := hj633.Values{Has: measure.AirPollutants, Plan: measure.AirPollutants}
	v.C[measure.PM25] = 74 * measure.Microgram
	v.C[measure.PM10] = 147 * measure.Microgram
	v.C[measure.SO2] = 10 * measure.Microgram
	v.C[measure.NO2] = 46 * measure.Microgram
	v.C[measure.CO] = 1 * measure.Milligram
	v.C[measure.O3] = 23 * measure.Microgram
	for _, e := range hj633.Editions {
		x := hj633.Hour(e, &v, hj633.Options{})
		fmt.Println(e.Document(), x.AQI, x.Level().Chinese(), x.Primary.Names())
	}
	// Output:
	// HJ 633-2012 99 良 PM2.5、PM10
	// HJ 633-2026 113 轻度污染 PM2.5
}

// Only CO is missing, the rest gives 43: under 2026 no AQI may be given (§5.3.1).
func ExampleDay_missing() {
	v := hj633.Values{Plan: measure.AirPollutants}
	v.Has = measure.SetOf(measure.PM25, measure.PM10, measure.SO2, measure.NO2, measure.O38h)
	v.C[measure.PM25] = 30 * measure.Microgram
	for _, e := range hj633.Editions {
		x := hj633.Day(e, &v, hj633.Options{})
		fmt.Println(e, x.Known, x.AQI, x.IAQI[measure.PM25])
	}
	// Output:
	// 2012 true 43 43
	// 2026 false 0 43
}

func ExampleDerive() {
	d := hj633.Derive(hj633.E2026, hj633.PM10Day, 147_300*measure.Nanogram)
	unit := measure.MicrogramPerCubicMetre
	fmt.Printf("%s: %s → %s, between %s (%d) and %s (%d): %d\n", d.Column, d.Measured.In(unit), d.Rounded.In(unit),
		d.Low.Concentration.In(unit), d.Low.IAQI, d.High.Concentration.In(unit), d.High.IAQI, d.IAQI)
	// Output:
	// PM₁₀ 24h: 147.3 → 147, between 120 (100) and 250 (150): 111
}

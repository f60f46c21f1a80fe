package gb3095_test

import (
	"fmt"
	"time"

	"lanbi/internal/measure"
	"lanbi/internal/standard/gb3095"
)

// The limit of PM2.5 for a day in class II, through the change-overs of 2026 and 2031.
func ExampleLimit() {
	for _, d := range []measure.Day{
		measure.Date(2026, time.February, 28),
		measure.Date(2026, time.March, 1),
		measure.Date(2031, time.January, 1),
	} {
		limit, _ := gb3095.Limit(gb3095.EditionOn(d), gb3095.ClassII, measure.PM25, gb3095.Day)
		fmt.Println(d, gb3095.EditionOn(d), limit.In(measure.MicrogramPerCubicMetre))
	}
	// Output:
	// 2026-02-28 2012 75
	// 2026-03-01 2026-transitional 60
	// 2031-01-01 2026-final 50
}

// Ozone measured in 2017, as it would be stated today.
func ExampleAtPresentCondition() {
	c := gb3095.AtPresentCondition(measure.Date(2017, time.July, 1), measure.O3, 160*measure.Microgram)
	fmt.Printf("%.1f µg/m³\n", c.Float(measure.MicrogramPerCubicMetre))
	// Output: 146.6 µg/m³
}

package gbt8170_test

import (
	"fmt"

	"lanbi/internal/measure"
	"lanbi/internal/standard/gbt8170"
)

// Half goes to the even neighbour: 60.5 and 61.5 µg/m³.
func ExampleRound() {
	for _, c := range []measure.Concentration{60_500, 61_500, 60_501} {
		fmt.Println(gbt8170.Round(c, measure.Microgram).In(measure.MicrogramPerCubicMetre))
	}
	// Output:
	// 60
	// 62
	// 61
}

// 86 of 91 days in tenths of a percent.
func ExampleRoundRatio() {
	fmt.Println(gbt8170.RoundRatio(86*1000, 91, 1))
	// Output: 945
}

package hj663_test

import (
	"fmt"

	"lanbi/internal/measure"
	"lanbi/internal/standard/gb3095"
	"lanbi/internal/standard/hj663"
)

// Five hours after midnight are missing: 14 windows are left, and the day counts.
func ExampleMDA8() {
	var hours [24]measure.Concentration
	for i := range hours {
		hours[i] = 60 * measure.Microgram
	}
	for i := 12; i < 20; i++ {
		hours[i] = 181 * measure.Microgram
	}
	const valid = 0xff_ffe0
	limit, _ := gb3095.Limit(gb3095.E2012, gb3095.ClassII, measure.O38h, gb3095.Max8h)
	highest, windows := hj663.MDA8(&hours, valid, limit)
	fmt.Println(highest.Value().In(measure.MicrogramPerCubicMetre), windows)
	// Output: 181 14
}

// The 90th percentile of 30 days: k = 27.1.
func ExamplePercentile() {
	var days []measure.Concentration
	for i := range 30 {
		days = append(days, measure.Concentration(100+i)*measure.Microgram)
	}
	fmt.Println(hj663.Percentile(days, hj663.Percent(measure.O38h)).In(measure.MicrogramPerCubicMetre))
	// Output: 126.1
}

// A published city: PM2.5 21, PM10 39, SO2 9, NO2 15, O3 192, CO 0.7.
func ExampleComposite() {
	var c [measure.AirCount]measure.Concentration
	c[measure.PM25] = 21 * measure.Microgram
	c[measure.PM10] = 39 * measure.Microgram
	c[measure.SO2] = 9 * measure.Microgram
	c[measure.NO2] = 15 * measure.Microgram
	c[measure.CO] = 700 * measure.Microgram
	c[measure.O38h] = 192 * measure.Microgram
	six := measure.AirPollutants.Without(measure.O3).With(measure.O38h)
	for _, limits := range gb3095.Editions {
		index, _ := hj663.Composite(limits, &c, six)
		fmt.Printf("%s %d.%02d\n", limits, index/100, index%100)
	}
	// Output:
	// 2012 3.06
	// 2026-transitional 3.25
	// 2026-final 3.94
}

// 91 valid days, 86 of them good.
func ExampleShare() {
	share, _ := hj663.Share(86, 91)
	fmt.Printf("%d.%d %%\n", share/10, share%10)
	// Output: 94.5 %
}

// A heavy dust day under the three policies.
func ExampleCounts() {
	days := []hj663.DayMark{
		{Known: true, AQI: 45, Level: 1},
		{Known: true, AQI: 300, Level: 5, Primary: measure.SetOf(measure.PM10), Dust: true},
		{}, // no AQI: never assumed good
	}
	for _, policy := range []hj663.Dust{hj663.KeepDust, hj663.ExcludeDust, hj663.CountDustAsGood} {
		var c hj663.Counts
		for _, d := range days {
			c.Add(d, policy)
		}
		fmt.Println(c.Good, c.Exceeding, c.Undetermined, c.Excluded)
	}
	// Output:
	// 1 1 1 0
	// 1 0 1 1
	// 2 0 1 0
}

package hj633

import "lanbi/internal/measure"

// Index is the air quality index of one hour or day. The zero value is "not
// known" (NA).
type Index struct {
	// Known is false where no AQI may be given; AQI and Primary then mean nothing,
	// while IAQI may still hold single indices (HJ 633-2026 §5.3.1).
	Known bool
	AQI   int
	// Primary holds the primary pollutants (首要污染物), ties side by side; empty at
	// AQI ≤ 50.
	Primary measure.Set
	// Has tells which parameters have an IAQI.
	Has  measure.Set
	IAQI [measure.AirCount]int
}

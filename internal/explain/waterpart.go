package explain

import (
	"encoding/json"

	"lanbi/internal/assess"
	"lanbi/internal/measure"
)

// Part is a day of a month or a month of a year.
type Part struct {
	Start string                 `json:"start"`
	Class *int                   `json:"class"`
	Means map[string]json.Number `json:"means"`
	// Outages says which were reported for a part without a class: 已报停电（3月4日）.
	Outages string `json:"outages,omitempty"`

	first, last measure.Day
}

// partOf is the part of row, which ends with day last.
func partOf(row assess.WaterPeriod, last measure.Day) Part {
	p := Part{Start: row.Start.String(), Class: classOf(row.Class), Means: map[string]json.Number{}, first: row.Start, last: last}
	for _, mean := range row.Means {
		p.Means[mean.Parameter.Key()] = number(mean.Value, mean.Parameter)
	}
	return p
}

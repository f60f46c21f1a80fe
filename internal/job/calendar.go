package job

import (
	"iter"
	"slices"

	"lanbi/internal/measure"
)

// byYear yields, per year in order, the first days of the months that days touch,
// ascending and each once.
func byYear(days []measure.Day) iter.Seq2[int, []measure.Day] {
	months := make([]measure.Day, len(days))
	for i, day := range days {
		months[i] = day.FirstOfMonth()
	}
	slices.Sort(months)
	months = slices.Compact(months)
	return func(yield func(int, []measure.Day) bool) {
		for len(months) > 0 {
			year, n := months[0].Year(), 0
			for n < len(months) && months[n].Year() == year {
				n++
			}
			if !yield(year, months[:n]) {
				return
			}
			months = months[n:]
		}
	}
}

// run is an unbroken run of days.
type run struct{ first, last measure.Day }

// runs joins days into unbroken runs, ascending.
func runs(days []measure.Day) []run {
	days = slices.Clone(days)
	slices.Sort(days)
	var joined []run
	for _, day := range slices.Compact(days) {
		if n := len(joined); n > 0 && joined[n-1].last.Add(1) == day {
			joined[n-1].last = day
			continue
		}
		joined = append(joined, run{day, day})
	}
	return joined
}

// daysFrom lists the days from first to last.
func daysFrom(first, last measure.Day) []measure.Day {
	var days []measure.Day
	for day := first; day <= last; day++ {
		days = append(days, day)
	}
	return days
}

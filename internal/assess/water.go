package assess

import (
	"slices"

	"lanbi/internal/measure"
	"lanbi/internal/standard/gb3838"
	"lanbi/internal/standard/surface"
)

// SampleClass is the class of one sample by the items in it, as the real-time page
// shows it: an item that came without a valid value blanks the class, one that did
// not come is not installed.
func SampleClass(body measure.Body, s *measure.Sample) surface.Result {
	list := make([]surface.Item, 0, len(s.Readings))
	for _, reading := range s.Readings {
		list = append(list, surface.ItemOf(reading))
	}
	return surface.SingleFactor(body, list)
}

// items is a merged item set: what SingleFactor judges, with exact means beside.
type items struct {
	list  []surface.Item
	exact map[measure.Parameter]surface.Mean
}

// Day is the class of one natural day: the automatic station's daily means, and of
// other items the laboratory values of a sample taken on the day.
func (r *WaterRecord) Day(day measure.Day) WaterPeriod {
	return r.period(DayPeriod, day, r.merged(day, day))
}

// Month is the class of the calendar month in which day lies, up to asOf when it has
// not ended: per item the mean of the daily means, merged with the laboratory's
// values (环办监测函〔2020〕82 号).
func (r *WaterRecord) Month(day, asOf measure.Day) WaterPeriod {
	first := day.FirstOfMonth()
	return r.period(Month, first, r.merged(first, min(day.LastOfMonth(), asOf)))
}

// YearToDate is the class of the year from January to asOf: per item the mean of the
// monthly values, the month not ended among them. Headroom holds, per item with a
// limit, the mean allowed for the months that remain if the year is to meet the
// section's target class: the highest, for dissolved oxygen the lowest. A highest mean
// below 0 cannot be met. The month of asOf remains until it has ended: the year is the
// mean of monthly values (82 号), and a month has one only once it is over.
func (r *WaterRecord) YearToDate(asOf measure.Day) WaterPeriod {
	months := r.months(asOf)
	result := r.period(YearToDate, asOf.FirstOfYear(), meanOfMonths(months, 1))
	result.Headroom = r.headroom(months, asOf)
	return result
}

// Year is the class of a calendar year that has ended: per item the mean of the
// monthly values, of which there must be at least Validity.YearMonths, or all where the
// section is sampled in fewer months.
func (r *WaterRecord) Year(year int) WaterPeriod {
	last := measure.Date(year, 12, 31)
	return r.period(Year, last.FirstOfYear(), meanOfMonths(r.months(last), min(r.water.Validity.YearMonths, r.water.Section.Months.Count())))
}

// months are the merged item sets of January to the month of asOf.
func (r *WaterRecord) months(asOf measure.Day) []items {
	var months []items
	for first := asOf.FirstOfYear(); first <= asOf; first = first.LastOfMonth().Add(1) {
		months = append(months, r.merged(first, min(first.LastOfMonth(), asOf)))
	}
	return months
}

// merged is the item set of the days from first to last.
func (r *WaterRecord) merged(first, last measure.Day) items {
	automatic := map[measure.Parameter]surface.PeriodMean{}
	for p := range r.seen {
		if !r.installed(p, first, last) {
			continue
		}
		var days []surface.Mean
		for day := first; day <= last; day++ {
			days = append(days, r.automatic[dayItem{day, p}])
		}
		automatic[p] = r.water.Validity.Month(days, last.Since(first)+1)
	}
	lab, exact := r.laboratory(first, last)
	list := surface.Merge(automatic, lab)
	for _, item := range list {
		auto := automatic[item.Parameter].Mean
		if !item.Missing && auto.Known() && auto.Concentration() == item.Value {
			exact[item.Parameter] = auto
		}
	}
	return items{list, exact}
}

// laboratory is the mean of the laboratory's values per item; one sample stands for
// its month, several for their mean. An item with no valid value is missing.
func (r *WaterRecord) laboratory(first, last measure.Day) ([]surface.Item, map[measure.Parameter]surface.Mean) {
	values := map[measure.Parameter][]measure.Concentration{}
	for key, list := range r.lab {
		if key.day < first || key.day > last {
			continue
		}
		valid := values[key.p]
		for _, item := range list {
			if !item.Missing {
				valid = append(valid, item.Value)
			}
		}
		values[key.p] = valid
	}
	exact := map[measure.Parameter]surface.Mean{}
	var list []surface.Item
	for p, valid := range values {
		mean := surface.MeanOf(valid...)
		if mean.Known() {
			exact[p] = mean
		}
		list = append(list, mean.Item(p))
	}
	return list, exact
}

// meanOfMonths is the mean per item of the months that have it. An item with fewer
// than least months is missing.
func meanOfMonths(months []items, least int) items {
	values := map[measure.Parameter][]surface.Mean{}
	for _, month := range months {
		for _, item := range month.list {
			values[item.Parameter] = append(values[item.Parameter], month.exact[item.Parameter])
		}
	}
	year := items{exact: map[measure.Parameter]surface.Mean{}}
	for p, means := range values {
		mean := surface.Validity{YearMonths: least}.Year(means)
		if !mean.Valid {
			year.list = append(year.list, surface.Item{Parameter: p, Missing: true})
			continue
		}
		year.exact[p] = mean.Mean
		year.list = append(year.list, mean.Mean.Item(p))
	}
	return year
}

// period judges an item set. A day is never rounded.
func (r *WaterRecord) period(kind Period, start measure.Day, set items) WaterPeriod {
	rounding := r.water.Rounding
	if kind == DayPeriod {
		rounding = surface.Unrounded
	}
	judged := surface.Assess(r.water.Section.Body, set.list, rounding)
	result := WaterPeriod{
		Section: r.water.Section.Code, Start: start, Period: kind,
		Class: judged.Class, Deciding: judged.Deciding, Items: judged.Items,
	}
	for _, item := range set.list {
		if !item.Missing {
			result.Means = append(result.Means, ItemValue{item.Parameter, item.Value})
		}
	}
	slices.SortFunc(result.Means, byParameter)
	result.Audited = len(result.Means) > 0 && r.audited(kind, start)
	return result
}

// headroom is the room of every item that the months up to that of asOf have.
func (r *WaterRecord) headroom(months []items, asOf measure.Day) []ItemValue {
	over := int(asOf.Month())
	if asOf < asOf.LastOfMonth() {
		over--
	}
	remaining := r.water.Section.MonthsToCome(asOf)
	soFar := map[measure.Parameter]surface.SoFar{}
	for i, month := range months {
		for _, item := range month.list {
			s := soFar[item.Parameter]
			switch {
			case item.Missing:
			case i >= over:
				soFar[item.Parameter] = s // has room, and used up none of it
			default:
				soFar[item.Parameter] = surface.SoFar{Sum: s.Sum + int64(item.Value), Count: s.Count + 1}
			}
		}
	}
	var room []ItemValue
	for p, s := range soFar {
		h, ok := surface.HeadroomOf(p, r.water.Section.Body, gb3838.Class(r.water.Section.Class), s, remaining)
		switch {
		case !ok || h.HasLow && h.HasHigh: // pH has a range and no room to plan with
		case h.HasLow:
			room = append(room, ItemValue{p, h.Low})
		default:
			room = append(room, ItemValue{p, h.High})
		}
	}
	slices.SortFunc(room, byParameter)
	return room
}

func byParameter(a, b ItemValue) int { return int(a.Parameter) - int(b.Parameter) }

// Label is the note that the class rests on automatic items alone, 按 5 项评价, empty
// where others were judged too.
func (w *WaterPeriod) Label() string { return surface.Label(w.items()) }

// Classes are the classes by raw and by rounded values (surface.PeriodResult.Differ
// tells whether both must be shown); both unknown where the class is.
func (w *WaterPeriod) Classes(body measure.Body) surface.PeriodResult {
	if w.Class == 0 {
		return surface.PeriodResult{}
	}
	return surface.Assess(body, w.items(), surface.Unrounded)
}

func (w *WaterPeriod) items() []surface.Item {
	list := make([]surface.Item, 0, len(w.Means))
	for _, mean := range w.Means {
		list = append(list, surface.Item{Parameter: mean.Parameter, Value: mean.Value})
	}
	return list
}

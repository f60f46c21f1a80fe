package surface

import (
	"fmt"

	"lanbi/internal/measure"
	"lanbi/internal/standard/gb3838"
)

// Validity are the smallest numbers behind a mean. No document at hand gives
// them for water; the defaults are a choice and may be configured.
type Validity struct {
	// DayValues is how many valid 4-hourly values a day needs of its six.
	DayValues int
	// MonthPercent is the share of valid days, in percent, below which a monthly
	// mean is flagged.
	MonthPercent int
	// YearMonths is how many monthly values a year needs where ice or drought stops
	// sampling (recalled from 22 号, not confirmed); otherwise it has twelve.
	YearMonths int
}

// DefaultValidity is 4 of 6 values, 60 % of the days, 8 months.
func DefaultValidity() Validity {
	return Validity{DayValues: 4, MonthPercent: 60, YearMonths: 8}
}

// Day is the mean of the day's valid values, each in ng/L; none below
// v.DayValues.
func (v Validity) Day(values []measure.Concentration) Mean {
	if len(values) < v.DayValues {
		return Mean{}
	}
	return MeanOf(values...)
}

// PeriodMean is the mean of one item over a month or year.
type PeriodMean struct {
	Mean  Mean // none when no part is valid
	Parts int  // valid days of the month, months of the year
	// Valid is false where too few parts are behind the mean: it is shown with a
	// mark (数据不足) and does not replace a laboratory value.
	Valid bool
}

// Month is the mean of the daily means; unknown days are skipped. daysInMonth is
// the length of the month, or of its part so far.
func (v Validity) Month(days []Mean, daysInMonth int) PeriodMean {
	m := gather(days)
	m.Valid = m.Parts > 0 && m.Parts*100 >= v.MonthPercent*daysInMonth
	return m
}

// Year is the mean of the monthly means; unknown months are skipped. It is valid
// with v.YearMonths months.
func (v Validity) Year(months []Mean) PeriodMean {
	m := gather(months)
	m.Valid = m.Parts > 0 && m.Parts >= v.YearMonths
	return m
}

func gather(parts []Mean) PeriodMean {
	m := PeriodMean{Mean: MeanOfMeans(parts...)}
	for _, part := range parts {
		if part.Known() {
			m.Parts++
		}
	}
	return m
}

// automaticFirst are the items whose automatic values go before laboratory
// values (环办监测函〔2020〕82 号): the five evaluated ones and total nitrogen.
var automaticFirst = gb3838.Automatic.With(measure.TN)

// Merge makes one item set from the automatic monthly means and the laboratory
// values of the same month: for pH, DO, CODMn, NH₃-N, TP and TN the automatic mean
// where it is valid, else the laboratory value, else an automatic mean that is
// flagged; for every other item the laboratory value. automatic holds only what
// the station has. An item both lists say is missing stays missing. The result
// is in the order of Table 1.
func Merge(automatic map[measure.Parameter]PeriodMean, laboratory []Item) []Item {
	var have measure.Set
	lab := map[measure.Parameter]Item{}
	for _, item := range laboratory {
		if kept, ok := lab[item.Parameter]; !ok || kept.Missing {
			lab[item.Parameter] = item
		}
		have = have.With(item.Parameter)
	}
	for p := range automatic {
		have = have.With(p)
	}
	merged := make([]Item, 0, have.Len())
	for p := range have.Each {
		auto, isAuto := automatic[p]
		fromLab, isLab := lab[p]
		isLab = isLab && !fromLab.Missing
		switch {
		case isAuto && auto.Valid && (automaticFirst.Has(p) || !isLab):
			merged = append(merged, auto.Mean.Item(p))
		case isLab:
			merged = append(merged, fromLab)
		default:
			merged = append(merged, auto.Mean.Item(p))
		}
	}
	return merged
}

// Label is the note that a class rests on automatic items alone: 按 5 项评价 (with
// the number there are). It is empty when another item was judged too, or none.
func Label(items []Item) string {
	var judged measure.Set
	for _, item := range items {
		if item.Missing || !gb3838.Evaluated.Has(item.Parameter) {
			continue
		}
		if !gb3838.Automatic.Has(item.Parameter) {
			return ""
		}
		judged = judged.With(item.Parameter)
	}
	if judged.Empty() {
		return ""
	}
	return fmt.Sprintf("按 %d 项评价", judged.Len())
}

// PeriodResult is the class of a month or year by raw and by rounded values.
type PeriodResult struct {
	Result         // by the rounding that was asked for
	Raw     Result // by unrounded values
	Rounded Result // by values rounded to Step
}

// Differ tells whether rounding changes the class, so that both must be shown.
func (r PeriodResult) Differ() bool { return r.Raw.Class != r.Rounded.Class }

// Assess is the class of a month or year from its merged items.
func Assess(body measure.Body, items []Item, rounding Rounding) PeriodResult {
	rounded := make([]Item, len(items))
	for i, item := range items {
		item.Value = Round(item.Parameter, item.Value)
		rounded[i] = item
	}
	r := PeriodResult{Raw: SingleFactor(body, items), Rounded: SingleFactor(body, rounded)}
	r.Result = r.Raw
	if rounding == ByGBT8170 {
		r.Result = r.Rounded
	}
	return r
}

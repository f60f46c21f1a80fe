// Package assess turns readings into assessments of hours, days, months and years, by
// the documents in internal/standard: of air HJ 633, GB 3095 and HJ 663, of water GB 3838
// and 环办〔2011〕22 号.
//
// Every day is judged under both editions of HJ 633, whichever is in force. Which of the
// two counts is chosen when days are counted, by date or as a target asks: choosing it
// here would leave nothing to compare with when a target's basis changes.
//
// What cannot be judged is said so (Undetermined, class 0, Has without the item) and is
// neither good nor bad. Hours are never filled in. A mean of an area is the exact one of
// its assessed stations, not that of their rounded means.
package assess

import (
	"fmt"

	"lanbi/internal/measure"
	"lanbi/internal/standard/gb3838"
	"lanbi/internal/standard/hj633"
)

// Verdict is the judgement of a day. The zero value is Undetermined: a day can
// be known bad, and is never assumed good.
type Verdict uint8

const (
	Undetermined Verdict = iota // 数据不足（无效）
	Good                        // 优良: AQI ≤ 100
	Exceeding                   // 超标: AQI > 100
)

var verdicts = [...]string{"undetermined", "good", "exceeding"}

// String is the field value in InfluxDB: undetermined, good, exceeding.
func (v Verdict) String() string { return verdicts[v] }

// ParseVerdict reads what String writes.
func ParseVerdict(text string) (Verdict, error) {
	for i, name := range verdicts {
		if name == text {
			return Verdict(i), nil
		}
	}
	return 0, fmt.Errorf("unknown verdict %q (have good, exceeding, undetermined)", text)
}

// DaySource tells who assessed a day.
type DaySource uint8

const (
	ComputedDay  DaySource = iota // by this program
	PublishedDay                  // by the province or CNEMC, imported for 对账
)

// String is the tag value: computed, published.
func (s DaySource) String() string {
	if s == PublishedDay {
		return "published"
	}
	return "computed"
}

// AirHour is the real-time index of a station or area for one hour; a point of
// measurement air_hour.
type AirHour struct {
	Place   string
	Hour    measure.Hour
	Edition hj633.Edition
	Index   hj633.Index
}

// AirDay is the assessment (日评价) of one natural day of a station or area under
// one edition; a point of measurement air_day.
type AirDay struct {
	Place   string
	Day     measure.Day
	Edition hj633.Edition
	Source  DaySource
	Index   hj633.Index
	Verdict Verdict
	// Has tells which Mean entries are valid: the daily means of five pollutants
	// and O38h.
	Has measure.Set
	// Plan holds the pollutants planned for the place on that day; one in Plan and
	// not in Has is missing (NA), one in neither is not monitored (/). Empty stands
	// for the usual six. It is not stored: PlanOn gives it back.
	Plan measure.Set
	// Mean is in ng/m³, rounded to odd from the exact mean (see measure.Quotient), so
	// that every later rounding and comparison gives what the exact mean would: a day
	// can be judged again from Mean alone (Rejudge). Mean[O3] is the day's highest 1 h
	// mean, and there only where O38h is above 800 µg/m³, where HJ 633-2012 needs it.
	Mean [measure.AirCount]measure.Concentration
	// Hours counts the valid hours (0 to 24) behind each pollutant; for O38h the
	// valid 8-hour windows (0 to 17). Of an area it is the least of the stations
	// that entered the mean, 0 when there is none.
	Hours       [measure.AirCount]int
	Dust        bool // superior authority decided the day is affected by dust
	Provisional bool // some value is not yet audited
	// PartlyAudited tells that another one is. It is not stored.
	PartlyAudited bool
}

// Period is the length of a statistic.
type Period uint8

const (
	DayPeriod Period = iota + 1
	Month
	Quarter
	YearToDate
	Year
)

var periods = [...]string{DayPeriod: "day", Month: "month", Quarter: "quarter", YearToDate: "ytd", Year: "year"}

// String is the tag value: day, month, quarter, ytd, year.
func (p Period) String() string {
	if int(p) < len(periods) {
		return periods[p]
	}
	return ""
}

// ParsePeriod reads what String writes.
func ParsePeriod(text string) (Period, error) {
	for p := DayPeriod; p <= Year; p++ {
		if periods[p] == text {
			return p, nil
		}
	}
	return 0, fmt.Errorf("unknown period %q (have day, month, quarter, ytd, year)", text)
}

// EditionRule chooses the edition of every day: a fixed one, or by date.
type EditionRule uint8

const (
	ByDate    EditionRule = iota // the edition in force on the day 按当日执行标准
	Under2012                    // every day under HJ 633-2012
	Under2026                    // every day under HJ 633-2026
)

var editionRules = [...]string{"by-date", "2012", "2026"}

// String is by-date, 2012 or 2026.
func (r EditionRule) String() string { return editionRules[r] }

// ParseEditionRule reads what String writes.
func ParseEditionRule(text string) (EditionRule, error) {
	for i, name := range editionRules {
		if name == text {
			return EditionRule(i), nil
		}
	}
	return 0, fmt.Errorf("unknown %q (have by-date, 2012, 2026)", text)
}

// On is the edition under which the rule judges day d.
func (r EditionRule) On(d measure.Day) hj633.Edition {
	switch r {
	case Under2012:
		return hj633.E2012
	case Under2026:
		return hj633.E2026
	}
	return hj633.EditionOn(d)
}

// AirPeriod is the statistic of a month, quarter or year of a place; a point of
// measurement air_period.
type AirPeriod struct {
	Place        string
	Start        measure.Day // first day of the period
	Period       Period
	Edition      EditionRule
	DustExcluded bool
	Has          measure.Set // valid entries of Mean and Percentile
	Mean         [measure.AirCount]measure.Concentration
	Percentile   [measure.AirCount]measure.Concentration
	// CompositeIndex (环境空气质量综合指数) in hundredths; 0 when not known.
	CompositeIndex int
	Good           int // days with AQI ≤ 100
	Exceeding      int
	Undetermined   int
	Valid          int // Good + Exceeding
	Heavy          int // days with AQI > 200 重污染天
}

// ItemValue is a value of one parameter.
type ItemValue struct {
	Parameter measure.Parameter
	Value     measure.Concentration
}

// WaterPeriod is the class of a section over a day, month or year; a point of
// measurement water_period.
type WaterPeriod struct {
	Section  string
	Start    measure.Day
	Period   Period
	Class    gb3838.Class // 0 when not known
	Deciding measure.Set  // 定类指标
	Items    int          // how many items were judged
	Means    []ItemValue  // in the order of Parameter
	Headroom []ItemValue  // per item, highest mean allowed for the rest (lowest for DO)
	Audited  bool         // every value behind it is audited
}

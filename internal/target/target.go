// Package target holds yearly targets with their basis (口径) and computes how
// far each has come: progress, budget, pace and status, beside them the same under the
// other edition and against what the superior authority publishes (Reconcile).
//
// Events that targets count or take days from go through states here: CheckStep says
// which step may follow which, a Story is an event with all its steps.
package target

import (
	"fmt"

	"lanbi/internal/assess"
	"lanbi/internal/measure"
)

// Kind is what a target counts.
type Kind string

const (
	GoodAirDays       Kind = "good-air-days"
	GoodAirShare      Kind = "good-air-share"
	MeanConcentration Kind = "mean-concentration"
	HeavyDays         Kind = "heavy-days"
	WaterClass        Kind = "water-class"
	SectionCompliance Kind = "section-compliance"
	SourceCompliance  Kind = "source-compliance"
	RankAtMost        Kind = "rank-at-most"
	BetterThan        Kind = "better-than"
	Indicator         Kind = "indicator"
	Events            Kind = "events"
)

// Kinds lists all kinds.
var Kinds = []Kind{GoodAirDays, GoodAirShare, MeanConcentration, HeavyDays, WaterClass,
	SectionCompliance, SourceCompliance, RankAtMost, BetterThan, Indicator, Events}

// OnAirDays tells whether targets of the kind are judged from the assessed days of
// their area's air alone, and so for any past day.
func (k Kind) OnAirDays() bool {
	switch k {
	case GoodAirDays, GoodAirShare, HeavyDays, MeanConcentration:
		return true
	}
	return false
}

// Basis (口径) is how a target is judged.
type Basis struct {
	Edition      assess.EditionRule
	Dust         string // keep, exclude, count-as-good
	Data         string // provisional, confirmed
	Missing      string // as-lost, scale-to-valid
	Missing2012  string // max-of-rest, strict
	PM10Missing  string // pm10_missing_2026: strict, as-published
	Document     string // 文号; empty until a superior authority has stated the basis
	YearRounding string // water means of month and year: none, gbt8170
}

// Target (目标) is one yearly environmental target.
type Target struct {
	ID    string // unique, such as "jiangyuan/good-air-days"
	Area  string // code of its area
	Name  string
	Kind  Kind
	Year  int
	Plan  bool    // Year is the last year of a plan ("by")
	Goal  float64 // days; share in %; concentration in µg/m³; class 1…6; count
	Unit  string
	Basis Basis
	Quote string // the sentence of the report

	Direction string            // indicator: at-least, at-most, between, declining
	Upper     float64           // indicator between: Goal … Upper
	Parameter measure.Parameter // mean-concentration
	Rivers    []string          // water-class: names of rivers; empty = all sections of the area
	Indicator string            // id of the reported figure
	Compare   string            // better-than, rank-at-most: what it is held against
}

// Status tells where a target stands.
type Status uint8

const (
	Unknown Status = iota
	Achieved
	OnTrack
	Watch
	AtRisk
	Unlikely
	Lost
)

var statuses = [...]struct{ key, zh string }{
	Unknown:  {"unknown", "数据不足，暂不研判"},
	Achieved: {"achieved", "已达目标"},
	OnTrack:  {"on_track", "可望完成"},
	Watch:    {"watch", "需关注"},
	AtRisk:   {"at_risk", "有风险"},
	Unlikely: {"unlikely", "难度大"},
	Lost:     {"lost", "已无法完成"},
}

// String is the value in API and InfluxDB: unknown, achieved, on_track, watch,
// at_risk, unlikely, lost.
func (s Status) String() string { return statuses[s].key }

// Chinese is the word for people, such as 有风险.
func (s Status) Chinese() string { return statuses[s].zh }

// ParseStatus reads what String writes.
func ParseStatus(text string) (Status, error) {
	for i, s := range statuses {
		if s.key == text {
			return Status(i), nil
		}
	}
	return 0, fmt.Errorf("unknown status %q", text)
}

// DayCount is the arithmetic of a target that counts days. Good + Exceeding +
// Undetermined + Remaining is the number of days of the year.
type DayCount struct {
	Good, Exceeding, Undetermined, Remaining int
	// Budget is good + remaining − goal (还可超标天数); below 0 the goal is out of
	// reach by that many days unless undetermined days are recovered. Of heavy days it
	// is how many more may come, of a share how many more days may exceed.
	Budget int
	// BudgetIfRecovered adds the undetermined days that late or audited data could
	// still turn good.
	BudgetIfRecovered int
	// Pace is good − goal × elapsed/days (序时进度), positive when ahead.
	Pace float64
	// Pace3y is good minus the mean of the last three years at this date; valid
	// when HasPace3y.
	Pace3y    float64
	HasPace3y bool
}

// Progress (进度) is a target at the end of one day; a point of measurement
// target.
type Progress struct {
	Target *Target
	AsOf   measure.Day // last assessed day
	Status Status
	Reason string // why the status is unknown, or what people should know
	// Days is nil for kinds that do not count days.
	Days *DayCount
	// Value is the quantity compared with the goal; valid when HasValue.
	Value    float64
	HasValue bool
	// Ahead is what the rest of the year may have at most for the goal to be met, in
	// the unit of Value: of a mean, the mean of the remaining days. Valid when HasAhead.
	Ahead    float64
	HasAhead bool
	// Against is the figure that Value is held against where it is not the goal: the
	// national figure, or that of the year before. Valid when HasAgainst.
	Against    float64
	HasAgainst bool
	// Forecast is nil where none can be given.
	Forecast *Forecast
	// Rest is nil where nothing is said of the rest of the year.
	Rest *Rest
	// PM10Missing lists the days so far whose verdict hangs on how the basis reads a
	// missing PM10 (HJ 633-2026 §5.3.1, pm10_missing_2026): with every other pollutant
	// there and AQI ≤ 100.
	PM10Missing []measure.Day
	// Other holds the same days under the other edition, nil where there is none.
	Other *Other
	// Months are the months so far, and Confirmed how many of the days so far are
	// audited; of kinds that count days.
	Months    []MonthCount
	Confirmed int
	// LastYear is nil where nothing of the year before is known.
	LastYear *SameDate
	// Official is what the superior authority published of the year's days, nil where
	// it published nothing. Days and Status are ours all the same.
	Official *Official
}

// Other is the count under the edition that is not the target's basis.
type Other struct {
	Edition assess.EditionRule
	Days    DayCount
	Status  Status
	Flips   []measure.Day // days whose verdict differs
	// Forecast is nil where none is given: Status then rests on the budget alone.
	Forecast *Forecast
}

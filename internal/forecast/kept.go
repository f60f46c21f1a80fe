package forecast

import (
	"cmp"
	"slices"
	"time"

	"lanbi/internal/measure"
	"lanbi/internal/target"
)

// Method names the version of the methods of this package, kept with every issued
// forecast: a change of what a forecast would say needs another.
const Method = "2026-11"

// Kept is a forecast that was really issued, as it was issued: what is said again with
// better data or a better method is another one with a moment of its own.
type Kept struct {
	Target       string // id
	Year         int
	Goal         float64
	Issued       time.Time
	AsOf         measure.Day // last assessed day
	P, Low, High float64
	Certain      bool
	// Expected and its band are valid when HasExpected.
	Expected, ExpectedLow, ExpectedHigh float64
	HasExpected                         bool
	SoFar                               float64 // Progress.Value on the day, such as good days so far
	HasSoFar                            bool
	Reference                           float64 // what climatology said
	Years                               int     // of history
	Basis                               string  // 口径 in words
	Method                              string
}

// KeptOf is the forecast of p as issued at a moment; ok is false without one.
func KeptOf(p *target.Progress, at time.Time) (k Kept, ok bool) {
	f := p.Forecast
	if f == nil {
		return Kept{}, false
	}
	return Kept{
		Target: p.Target.ID, Year: p.Target.Year, Goal: p.Target.Goal, Issued: at, AsOf: p.AsOf,
		P: f.Probability, Low: f.Low, High: f.High, Certain: f.Certain,
		Expected: f.Expected, ExpectedLow: f.ExpectedLow, ExpectedHigh: f.ExpectedHigh, HasExpected: f.HasExpected,
		SoFar: p.Value, HasSoFar: p.HasValue, Reference: f.Reference, Years: f.Years,
		Basis: target.BasisText(p.Target), Method: Method,
	}, true
}

// Says tells whether two forecasts say the same of the same, at whatever moment.
func (k Kept) Says(other Kept) bool {
	k.Issued, other.Issued = time.Time{}, time.Time{}
	return k == other
}

// Outcome is how a target's year ended.
type Outcome uint8

const (
	Undecided Outcome = iota // not over, or its data do not tell
	Reached                  // 完成
	Missed                   // 未完成
)

var outcomes = [...]string{Undecided: "open", Reached: "reached", Missed: "missed"}

// String is open, reached or missed.
func (o Outcome) String() string { return outcomes[o] }

// Aim is what a forecast was about: one goal of one target in one year.
type Aim struct {
	Target string
	Year   int
	Goal   float64
}

// Aim is what the forecast was about.
func (k *Kept) Aim() Aim { return Aim{k.Target, k.Year, k.Goal} }

// TrackRecord is what became of the forecasts really issued, in the field names of its
// JSON form. Score is that of the decided ones, of which the first of each day and
// target counts: those after it corrected the day.
type TrackRecord struct {
	Issued  int `json:"issued"`  // all that are kept
	Days    int `json:"days"`    // first of a day and target
	Open    int `json:"open"`    // of Days, not decided yet
	Certain int `json:"certain"` // of the decided ones, those that arithmetic decided
	Score
	Aims []AimRecord `json:"targets"`
}

// AimRecord is the record of one goal.
type AimRecord struct {
	Target  string    `json:"target"`
	Year    int       `json:"year"`
	Goal    float64   `json:"goal"`
	Days    int       `json:"days"` // days with a forecast
	First   time.Time `json:"first"`
	Last    time.Time `json:"last"`
	P       float64   `json:"probability"` // of the last first-of-a-day
	Outcome string    `json:"outcome"`     // open, reached, missed
}

// TrackRecordOf scores issued forecasts against how their years ended, in any order.
// zone is where the day of issue begins.
func TrackRecordOf(kept []Kept, zone *time.Location, outcomes map[Aim]Outcome) TrackRecord {
	r := TrackRecord{Issued: len(kept), Aims: []AimRecord{}}
	sorted := slices.Clone(kept)
	slices.SortFunc(sorted, func(a, b Kept) int {
		return cmp.Or(cmp.Compare(a.Target, b.Target), cmp.Compare(a.Year, b.Year), cmp.Compare(a.Goal, b.Goal), a.Issued.Compare(b.Issued))
	})
	var decided []Issued
	for i := range sorted {
		k := &sorted[i]
		day := measure.DayOf(k.Issued, zone)
		same := i > 0 && sorted[i-1].Aim() == k.Aim()
		if same && measure.DayOf(sorted[i-1].Issued, zone) == day {
			continue
		}
		outcome := outcomes[k.Aim()]
		if !same {
			r.Aims = append(r.Aims, AimRecord{Target: k.Target, Year: k.Year, Goal: k.Goal, First: k.Issued.In(zone), Outcome: outcome.String()})
		}
		aim := &r.Aims[len(r.Aims)-1]
		aim.Days, aim.Last, aim.P = aim.Days+1, k.Issued.In(zone), k.P
		r.Days++
		if outcome == Undecided {
			r.Open++
			continue
		}
		if k.Certain {
			r.Certain++
		}
		decided = append(decided, Issued{Place: k.Target, Year: k.Year, Day: day, Probability: k.P,
			Outcome: outcome == Reached, Climatology: k.Reference})
	}
	r.Score = ScoreOf(decided)
	return r
}

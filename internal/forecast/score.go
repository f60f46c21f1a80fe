package forecast

// Score is the track record of a hindcast, in the field names of its JSON form.
type Score struct {
	N int `json:"n"`
	// Brier is the mean squared difference of probability and outcome: 0 is perfect,
	// 0.25 what 50 % for everything gets.
	Brier            float64 `json:"brier"`
	BrierClimatology float64 `json:"brier_climatology"`
	// Skill is 1 − brier/brier_climatology; 0 where the reference is perfect or there
	// are no forecasts.
	Skill       float64 `json:"skill"`
	Reliability []Bin   `json:"reliability"`
	// ByMonth has one entry for every month of issue with forecasts.
	ByMonth []MonthScore `json:"by_month"`
}

// Bin holds the forecasts with probabilities within a tenth of each other: 0 up to
// 0.1, and so on; 1 is in the last. Bins without forecasts are left out.
type Bin struct {
	P    float64 `json:"p"`    // mean probability
	Freq float64 `json:"freq"` // share in which the target was reached
	N    int     `json:"n"`
}

// MonthScore is the score of the forecasts issued on the 1st of one month.
type MonthScore struct {
	Month            int     `json:"month"`
	N                int     `json:"n"`
	Brier            float64 `json:"brier"`
	BrierClimatology float64 `json:"brier_climatology"`
	Skill            float64 `json:"skill"`
}

// ScoreOf scores issued forecasts.
func ScoreOf(issued []Issued) Score {
	var all squares
	var months [12]squares
	var bins [10]struct {
		p       float64
		n, good int
	}
	for i := range issued {
		f := &issued[i]
		all.add(f)
		months[f.Day.Month()-1].add(f)
		b := &bins[min(9, int(f.Probability*10))]
		b.n++
		b.p += f.Probability
		if f.Outcome {
			b.good++
		}
	}
	s := Score{N: all.n, Reliability: []Bin{}, ByMonth: []MonthScore{}}
	s.Brier, s.BrierClimatology, s.Skill = all.score()
	for _, b := range bins {
		if b.n > 0 {
			n := float64(b.n)
			s.Reliability = append(s.Reliability, Bin{P: b.p / n, Freq: float64(b.good) / n, N: b.n})
		}
	}
	for m, sum := range months {
		if sum.n > 0 {
			month := MonthScore{Month: m + 1, N: sum.n}
			month.Brier, month.BrierClimatology, month.Skill = sum.score()
			s.ByMonth = append(s.ByMonth, month)
		}
	}
	return s
}

// ReliabilityError is the mean absolute difference of probability and frequency over
// the bins, weighted by their forecasts.
func (s *Score) ReliabilityError() float64 {
	sum := 0.0
	for _, b := range s.Reliability {
		sum += float64(b.N) * max(b.P-b.Freq, b.Freq-b.P)
	}
	return sum / float64(max(s.N, 1))
}

// squares sums squared errors.
type squares struct {
	n                 int
	ours, climatology float64
}

func (s *squares) add(f *Issued) {
	outcome := 0.0
	if f.Outcome {
		outcome = 1
	}
	s.n++
	s.ours += (f.Probability - outcome) * (f.Probability - outcome)
	s.climatology += (f.Climatology - outcome) * (f.Climatology - outcome)
}

func (s *squares) score() (brier, climatology, skill float64) {
	if s.n == 0 {
		return 0, 0, 0
	}
	n := float64(s.n)
	if s.climatology > 0 {
		skill = 1 - s.ours/s.climatology
	}
	return s.ours / n, s.climatology / n, skill
}

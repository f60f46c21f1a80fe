package forecast

import (
	"math/rand/v2"
	"testing"

	"lanbi/internal/assess"
	"lanbi/internal/measure"
)

// rival is another way to forecast, for comparison: the probability of so many good
// days in r, of which the days before elapsed are known. others are ascending.
type rival func(others []*record, r *record, elapsed int) reached

// reached is the probability of goal good days or more.
type reached func(goal int) float64

func certain(is bool) float64 {
	if is {
		return 1
	}
	return 0
}

// onPace goes on at the rate so far (序时进度); on 1 January it knows nothing.
func onPace(_ []*record, r *record, elapsed int) reached {
	if elapsed == 0 {
		return func(int) float64 { return 0.5 }
	}
	good := tallyOf(r.days[:elapsed]).good
	return func(goal int) float64 { return certain(good*len(r.days) >= goal*elapsed) }
}

// lastYear takes the rest from the latest year before, or else the first after.
func lastYear(others []*record, r *record, elapsed int) reached {
	model := others[0]
	for _, o := range others {
		if o.year < r.year {
			model = o
		}
	}
	all := tallyOf(r.days[:elapsed]).good + tallyOf(model.days[min(elapsed, len(model.days)):]).good
	return func(goal int) float64 { return certain(all >= goal) }
}

// monthlyMarkov is a chain of good and exceeding days with transitions by calendar
// month, each shrunk to the month's share by 10 days.
func monthlyMarkov(others []*record, r *record, elapsed int) reached {
	climate := climatologyOf(others)
	var after [12][2]tally // by what the day before was
	for _, o := range others {
		for m, s := range monthSpans(o.year) {
			for d := max(s.from, 1); d < s.to; d++ {
				if before := o.days[d-1]; before != assess.Undetermined {
					after[m][before-assess.Good].add(o.days[d])
				}
			}
		}
	}
	last := assess.Undetermined
	if elapsed > 0 {
		last = r.days[elapsed-1]
	}
	var state [2][]float64 // by good, exceeding: chance of each number of good days
	for i := range state {
		state[i] = make([]float64, len(r.days)+1)
	}
	month := func(d int) int {
		for m, s := range monthSpans(r.year) {
			if d < s.to {
				return m
			}
		}
		return 11
	}
	switch last {
	case assess.Good:
		state[0][0] = 1
	case assess.Exceeding:
		state[1][0] = 1
	default:
		p := climate[month(min(elapsed, len(r.days)-1))]
		state[0][0], state[1][0] = p, 1-p
	}
	for d := elapsed; d < len(r.days); d++ {
		m := month(d)
		var stay [2]float64
		for i := range stay {
			t := after[m][i]
			stay[i] = (float64(t.good) + 10*climate[m]) / (float64(t.judged()) + 10)
		}
		var next [2][]float64
		for i := range next {
			next[i] = make([]float64, len(r.days)+1)
		}
		for k := range d - elapsed + 1 {
			for i := range state {
				next[0][k+1] += state[i][k] * stay[i]
				next[1][k] += state[i][k] * (1 - stay[i])
			}
		}
		state = next
	}
	so := tallyOf(r.days[:elapsed]).good
	return func(goal int) (sum float64) {
		for k := max(0, goal-so); k <= len(r.days); k++ {
			sum += state[0][k] + state[1][k]
		}
		return sum
	}
}

// blockBootstrap strings together blocks of ten days, each from a year drawn at
// random, 200 times.
func blockBootstrap(others []*record, r *record, elapsed int) reached {
	const draws, length = 200, 10
	chance := rand.New(rand.NewPCG(1, uint64(elapsed)))
	so := tallyOf(r.days[:elapsed]).good
	var counts [draws]int
	for i := range counts {
		good := so
		for d := elapsed; d < len(r.days); d += length {
			from := others[chance.IntN(len(others))].days
			good += tallyOf(from[min(d, len(from)):min(d+length, len(r.days), len(from))]).good
		}
		counts[i] = good
	}
	return func(goal int) float64 {
		times := 0
		for _, good := range counts {
			if good >= goal {
				times++
			}
		}
		return float64(times) / draws
	}
}

// TestRivals prints the table of the package comment and holds the forecast to be
// better than every rival.
func TestRivals(t *testing.T) {
	panel := cities(t)
	places := panel.prepared()
	records := map[string]map[int]*record{}
	others := map[string]map[int][]*record{}
	for _, at := range places {
		records[at.name], others[at.name] = map[int]*record{}, map[int][]*record{}
		for _, r := range at.years {
			records[at.name][r.year] = r
			others[at.name][r.year] = nearestOf(at.years, r.year)
		}
	}
	rivals := []struct {
		name string
		rival
	}{{"on pace", onPace}, {"last year", lastYear}, {"monthly Markov", monthlyMarkov}, {"block bootstrap", blockBootstrap}}
	var all []Issued
	for _, g := range percentiles {
		all = append(all, Hindcast(panel, g, 2)...)
	}
	ours := ScoreOf(all)
	low, high := skillBand(all)
	t.Logf("%-16s Brier %.4f skill %+.3f (95 %% of city resamples %+.3f to %+.3f) reliability %.4f", "this package", ours.Brier, ours.Skill, low, high, ours.ReliabilityError())
	for _, rival := range rivals {
		type issue struct {
			place string
			day   measure.Day
		}
		known := map[issue]reached{} // serves every goal of a place and day
		theirs := make([]Issued, len(all))
		for i, f := range all {
			at := issue{f.Place, f.Day}
			if known[at] == nil {
				known[at] = rival.rival(others[f.Place][f.Year], records[f.Place][f.Year], f.Day.YearDay()-1)
			}
			f.Probability = known[at](f.Target)
			theirs[i] = f
		}
		score := ScoreOf(theirs)
		low, high := skillBand(theirs)
		t.Logf("%-16s Brier %.4f skill %+.3f (%+.3f to %+.3f) reliability %.4f", rival.name, score.Brier, score.Skill, low, high, score.ReliabilityError())
		if score.Brier <= ours.Brier {
			t.Errorf("%s has Brier %.4f, ours %.4f", rival.name, score.Brier, ours.Brier)
		}
	}
}

// skillBand is the middle 95 % of the skill when the cities are drawn again with
// replacement, 1,000 times.
func skillBand(issued []Issued) (low, high float64) {
	byPlace := map[string]*squares{}
	var names []*squares
	for i := range issued {
		s := byPlace[issued[i].Place]
		if s == nil {
			s = &squares{}
			byPlace[issued[i].Place] = s
			names = append(names, s)
		}
		s.add(&issued[i])
	}
	chance := rand.New(rand.NewPCG(7, 7))
	skills := make([]float64, 1000)
	for i := range skills {
		ours, climate := 0.0, 0.0
		for range names {
			s := names[chance.IntN(len(names))]
			ours += s.ours
			climate += s.climatology
		}
		skills[i] = 1 - ours/climate
	}
	return quantile(skills, 0.025), quantile(skills, 0.975)
}

package whatif

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"

	"lanbi/internal/assess"
	"lanbi/internal/forecast"
	"lanbi/internal/measure"
	"lanbi/internal/standard/hj633"
	"lanbi/internal/target"
)

// like takes the days after AsOf from the same dates of another year.
func (s *scene) like(year int) error {
	if year == 0 {
		return nil
	}
	rest := measure.DaysInYear(s.t.Year) - s.elapsed()
	if rest == 0 {
		return Fault{"like", fmt.Sprintf("%d 年已经结束，没有其余天数", s.t.Year)}
	}
	first := measure.Date(s.t.Year, time.January, 1).Add(s.elapsed())
	var taken []assess.AirDay
	have := map[int]bool{}
	for i := range s.f.AirDays {
		if d := &s.f.AirDays[i]; d.Day.Year() != s.t.Year && d.Source == assess.ComputedDay {
			have[d.Day.Year()] = true
		}
	}
	for _, d := range s.t.AtItsCondition(year, s.f.AirDays) {
		if d.Day.Year() != year || year == s.t.Year || d.Source != assess.ComputedDay {
			continue
		}
		day := measure.Date(s.t.Year, d.Day.Month(), d.Day.Date())
		if day.Month() == d.Day.Month() && day >= first {
			d.Day = day
			taken = append(taken, d)
		}
	}
	if len(taken) == 0 {
		var years []string
		for y := range have {
			years = append(years, strconv.Itoa(y))
		}
		slices.Sort(years)
		text := "没有历史年份"
		if len(years) > 0 {
			text = "可用 " + strings.Join(years, "、")
		}
		return Fault{"like", fmt.Sprintf("%d 年没有同期数据，%s", year, text)}
	}
	s.f.AirDays = append(s.f.AirDays, taken...)
	s.f.AsOf = measure.Date(s.t.Year, time.December, 31)
	s.say("假设：其余 %d 天按 %d 年同期", rest, year)
	s.rest = first
	return nil
}

// The means of days that are bad, or good, under every edition, in ng/m³: PM2.5
// above the daily limits of 60 and 75 µg/m³, and next to nothing of anything.
const (
	dirty = 100 * measure.Microgram
	clean = 1 * measure.Microgram
)

// flip turns good days of the rest bad, or bad ones good, from the first of the month on.
func (s *scene) flip(bad [13]int) {
	for m := time.January; m <= time.December; m++ {
		k := bad[m]
		if k == 0 {
			continue
		}
		from, to := assess.Good, assess.Exceeding
		if k < 0 {
			from, to = to, from
		}
		flipped := 0
		verdicts := s.t.Verdicts(s.t.Year, s.f.AirDays)
		for day := max(s.rest, measure.Date(s.t.Year, m, 1)); day.Month() == m && day.Year() == s.t.Year && flipped < max(k, -k); day++ {
			if verdicts[day.YearDay()-1] == from {
				s.replace(day, to)
				flipped++
			}
		}
		s.saidBad(m, k, flipped)
	}
}

// replace puts a day of the wanted verdict in the place of the stored one.
func (s *scene) replace(day measure.Day, v assess.Verdict) {
	for i := range s.f.AirDays {
		d := &s.f.AirDays[i]
		if d.Day != day || d.Source != assess.ComputedDay {
			continue
		}
		d.Has, d.Plan, d.Dust = measure.Set{}, measure.Set{}, false
		for p := measure.PM25; p <= measure.O38h; p++ {
			if p != measure.O3 {
				d.Has, d.Mean[p] = d.Has.With(p), clean
			}
		}
		if v == assess.Exceeding {
			d.Mean[measure.PM25] = dirty
		}
		*d = assess.Rejudge(*d, d.Edition, hj633.Options{})
	}
}

// saidBad says the assumption on a month, and how much of it there was room for.
func (s *scene) saidBad(m time.Month, k, done int) {
	way := "增加"
	if k < 0 {
		way = "减少"
	}
	text := fmt.Sprintf("假设：%d 月超标%s %d 天", m, way, max(k, -k))
	if done < max(k, -k) {
		text += fmt.Sprintf("（其余天数只容 %d 天）", done)
	}
	s.say("%s", text)
}

// shift answers for more or fewer bad days among those to come: as many more days must
// be good for the goal as will be bad. A target that is reached or lost whatever comes
// stays so.
func (s *scene) shift(bad [13]int, judge Judge) (target.Progress, error) {
	p := judge(s.t, &s.f)
	total := 0
	for m := time.January; m <= time.December; m++ {
		k := bad[m]
		if k == 0 {
			continue
		}
		left := s.left(m)
		if left == 0 {
			return p, Fault{"bad", fmt.Sprintf("%d 月已没有其余天数", m)}
		}
		cut := min(max(k, -left), left)
		s.saidBad(m, k, max(cut, -cut))
		total += cut
	}
	if total == 0 || p.Days == nil || p.Status == target.Achieved || p.Status == target.Lost {
		return p, nil
	}
	moved, ok := s.movedGoal(total, p.Days.Budget, judge)
	if !ok {
		return p, nil
	}
	moved.Target, moved.Days.Pace, moved.Days.Pace3y = s.t, p.Days.Pace, p.Days.Pace3y
	if moved.Status == target.Achieved { // as good as certain, and not reached yet
		moved.Status, moved.Reason = target.OnTrack, ""
	}
	moved.Forecast = movedForecast(moved.Forecast, total, p.Days)
	if p.Rest != nil && moved.Rest != nil { // dates and factor do not hang on days to come
		rest := *p.Rest
		rest.Allowed = moved.Rest.Allowed
		moved.Rest = &rest
	}
	return moved, nil
}

// movedForecast is the forecast for the moved goal as one for the goal itself: total
// days fewer will be good, and what is as good as reached is not reached yet.
func movedForecast(f *target.Forecast, total int, d *target.DayCount) *target.Forecast {
	if f == nil {
		return nil
	}
	out := *f
	lowest, highest := float64(d.Good), float64(d.Good+d.Remaining)
	move := func(v float64) float64 { return min(max(v-float64(total), lowest), highest) }
	out.Expected, out.ExpectedLow, out.ExpectedHigh = move(f.Expected), move(f.ExpectedLow), move(f.ExpectedHigh)
	if f.Certain && f.Probability == 1 {
		out.Certain = false
		sure := forecast.Projection{HasChance: true, P: f.Probability, Low: f.Low, High: f.High, Years: f.Years}
		out.Sentence = sure.Sentence()
	}
	return &out
}

// left counts the days of a month to come.
func (s *scene) left(m time.Month) int {
	first := measure.Date(s.t.Year, m, 1)
	ahead := measure.Date(s.t.Year, time.January, 1).Add(s.elapsed())
	return max(0, first.LastOfMonth().Since(max(first, ahead))+1)
}

// movedGoal judges with the goal moved so far that the budget is total days smaller.
// Where the goal scales to valid days, a day more of the goal can be less than a day of
// the budget, so it goes on until the budget is right.
func (s *scene) movedGoal(total, budget int, judge Judge) (p target.Progress, ok bool) {
	t := *s.t
	step := 1.0
	if total < 0 {
		step = -1
	}
	t.Goal += float64(total)
	for range 2 * 31 {
		f := s.f
		if p = judge(&t, &f); p.Days.Budget == budget-total {
			return p, true
		}
		t.Goal += step
	}
	return target.Progress{}, false
}

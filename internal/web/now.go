package web

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"time"

	"lanbi/internal/alert"
	"lanbi/internal/forecast"
	"lanbi/internal/measure"
	"lanbi/internal/target"
)

// waitingOnPage bounds the alerts at the head of the page; 提醒与确认 has all.
const waitingOnPage = 6

// nowView is the head of the page: what somebody on duty has to know and do this
// minute, the most urgent first.
type nowView struct {
	Places  []nowPlace
	Waiting []dutyAlert // that nobody has taken on
	More    int         // of them that are not listed
	Taken   int         // that last and somebody has taken on
	Duty    bool        // alerts are known at all
}

// Unanswered is how many nobody has taken on.
func (v nowView) Unanswered() int { return len(v.Waiting) + v.More }

// nowPlace is today in one area.
type nowPlace struct {
	Code, Name      string
	Status, Word    string // of the pollutant that is worst off today; empty where nothing is known
	Text, Work      string
	Latest, Age     string // end of the newest data; empty when nothing ever arrived
	Online, Stalled int    // stations and sections with and without recent data
	Lacking         string // names of the latter
}

// addNow fills the head of the page.
func (s *Server) addNow(ctx context.Context, view *pageView, sites []site, now time.Time) error {
	controls, err := s.controls(ctx)
	for i := range view.Areas {
		if p := s.nowPlaceOf(&view.Areas[i], controls, sites, now); p.Word != "" || p.Online+p.Stalled > 0 {
			view.Now.Places = append(view.Now.Places, p)
		}
	}
	return err
}

// addWaiting lists the alerts that last and that nobody has taken on.
func (s *Server) addWaiting(view *nowView) error {
	if s.o.Duty == nil {
		return nil
	}
	states, err := s.o.Duty.States()
	if err != nil {
		return err
	}
	book, err := s.o.Duty.Book()
	if err != nil {
		return err
	}
	view.Duty = true
	for _, a := range s.dutyAlerts(states, book) {
		switch {
		case a.Ack != nil:
			view.Taken++
		case len(view.Waiting) == waitingOnPage:
			view.More++
		default:
			a.Title = strings.TrimPrefix(a.Title, alert.SimulatedMark) // the page says it itself
			view.Waiting = append(view.Waiting, a)
		}
	}
	return nil
}

func (s *Server) nowPlaceOf(area *areaView, controls []forecast.PlaceControl, sites []site, now time.Time) nowPlace {
	p := nowPlace{Code: area.Code, Name: area.Name}
	if worst := worstControl(area.Code, controls); worst != nil {
		v := controlViewOf(worst, nil)
		p.Status, p.Word, p.Text = v.Status, v.Word, worst.Sentence()
		if v.Work != "" {
			p.Work = "今日请加强" + v.Work + "，" + forecast.LawfulOnly + "。"
		}
		if v.Recent != "" {
			p.Text += fmt.Sprintf("（近 %d 小时 %s）", forecast.RecentHours, v.Recent)
		}
	}
	var newest time.Time
	var lacking []string
	for i := range sites {
		at := &sites[i]
		if at.area != area.Code {
			continue
		}
		if at.sample != nil && at.newest(now).After(newest) {
			newest = at.newest(now)
		}
		if at.silent(now) {
			name := at.name
			if at.lapse != "" {
				name += "（" + at.lapse + "）"
			}
			lacking = append(lacking, name)
		} else {
			p.Online++
		}
	}
	p.Stalled, p.Lacking = len(lacking), strings.Join(lacking, "、")
	if !newest.IsZero() {
		p.Latest, p.Age = s.minute(newest), ageText(now.Sub(newest))
	}
	return p
}

// worstControl is the pollutant of an area whose day is hardest to keep: what is lost
// or at risk, then what will be void, then the least room to the control value. It is
// nil where none is known.
func worstControl(area string, controls []forecast.PlaceControl) *forecast.PlaceControl {
	var worst *forecast.PlaceControl
	for i := range controls {
		if c := &controls[i]; c.Place == area && (worst == nil || harder(c, worst)) {
			worst = c
		}
	}
	return worst
}

// harder tells whether the day of a is harder to keep than that of b.
func harder(a, b *forecast.PlaceControl) bool {
	rank := func(c *forecast.PlaceControl) int {
		switch {
		case c.State == forecast.Lost:
			return 0
		case c.AtRisk():
			return 1
		case c.State == forecast.Void:
			return 2
		case c.State == forecast.Open && c.HasRecent:
			return 3
		case c.State == forecast.Open:
			return 4
		}
		return 5
	}
	if x, y := rank(a), rank(b); x != y || x == 2 || x > 3 {
		return x < y
	}
	// Shares of the control value, as whole numbers; 0 is the tightest there is.
	return share(a.Recent, a.Highest) > share(b.Recent, b.Highest)
}

func share(part, whole measure.Concentration) int64 {
	return int64(part) * 1000 / max(int64(whole), 1)
}

// gravity orders the statuses for people who have to act: the worst first, then what
// nobody can judge, then what goes well.
var gravity = []target.Status{target.Lost, target.Unlikely, target.AtRisk, target.Watch, target.Unknown, target.OnTrack, target.Achieved}

// worstFirst sorts targets by the status that is shown first.
func worstFirst(views []targetView) {
	slices.SortStableFunc(views, func(a, b targetView) int { return gravityOf(a.Statuses[0].Key) - gravityOf(b.Statuses[0].Key) })
}

// gravityOf is the place of a status in that order.
func gravityOf(status string) int {
	return slices.IndexFunc(gravity, func(s target.Status) bool { return s.String() == status })
}

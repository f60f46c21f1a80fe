package web

import (
	"cmp"
	"context"
	"fmt"
	"net/http"
	"slices"
	"time"

	"lanbi/internal/standard/hj633"
	"lanbi/internal/target"
)

// refreshSeconds is how often an open page loads itself anew.
const refreshSeconds = 300

// Lengths of the lists at the foot of the page.
const (
	alertsOnPage     = 20
	rejectionsOnPage = 20
)

// pageView is everything the page says.
type pageView struct {
	AsOf       string // empty before the first assessment
	Rendered   string
	Faults     []string // what could not be read
	Now        nowView
	Areas      []areaView
	Alerts     []alertView
	Rejections []rejectionView
	Jobs       []jobView
	Edition    string
	Legend     []legendView
	Record     *recordView // nil where it is not read
}

type areaView struct {
	Code, Name string
	Members    []memberView // of a prefecture: its counties
	Cards      []targetView // targets that count days
	Rows       []targetView
	Tally      []tallyView
	Stations   []stationView
	Sections   []sectionView
	// SectionLapses are the periods of sections without a class for which an outage was
	// reported.
	SectionLapses []string
	Months        []string // headings of the sections' months
}

// TargetCount is how many targets the area has.
func (v areaView) TargetCount() int { return len(v.Cards) + len(v.Rows) }

type legendView struct{ Class, Mark, Name string }

type alertView struct{ Time, Target, Severity, State, Text string }

type rejectionView struct{ Time, Reason, Topic, Error, Payload string }

type jobView struct{ Name, Word, Spec, Last, Next, State, Error string }

// home answers GET /. What cannot be read is named at the top, and the rest is
// shown; without the targets the answer is 503.
func (s *Server) home(w http.ResponseWriter, r *http.Request) {
	view, status := s.view(r.Context())
	f := s.frameOf(r, &homePage)
	f.Refresh = refreshSeconds
	f.Beside = []string{"尚无评价结果", "页面生成于 " + view.Rendered}
	if view.AsOf != "" {
		f.Beside[0] = "评价截至 " + view.AsOf
	}
	s.render(w, status, &homePage, f, view)
}

func (s *Server) view(ctx context.Context) (pageView, int) {
	now := s.o.Now().In(s.o.Zone)
	view := pageView{
		Rendered: s.today().Chinese() + now.Format(" 15:04"),
		Edition:  hj633.EditionOn(s.today()).String(), Legend: legend(),
	}
	status := http.StatusOK
	unread := func(what string, err error) bool {
		if err == nil {
			return false
		}
		s.o.Log.Error("read "+what+" for page", "error", err)
		view.Faults = append(view.Faults, what)
		return true
	}
	progress, err := s.o.Reads.Board.Progress(ctx)
	if unread("目标进度", err) {
		status = http.StatusServiceUnavailable
	}
	if day := asOf(progress); day != 0 {
		view.AsOf = day.Chinese()
	}
	targets := make([]targetView, len(progress))
	for i := range progress {
		targets[i] = targetViewOf(&progress[i])
	}
	lapses, err := s.lapses(ctx, s.o.Areas)
	unread("停电维护登记", err)
	if places, from, to, ok := calendarSpan(progress); ok {
		days, err := s.o.Reads.Air.AirDays(ctx, places, from, to)
		withCalendars(targets, progress, days, s.ofAir(lapses), unread("空气质量日评价", err))
	}
	sites, err := s.sites(ctx, lapses)
	unread("站点数据", err)
	year := cmp.Or(asOf(progress), s.today())
	periods, err := s.sectionPeriods(ctx, year)
	unread("断面评价", err)
	view.Areas = s.areaViews(progress, targets, sites, periods, now)
	s.addSectionLapses(view.Areas, periods, lapses)

	unread("今日管控", s.addNow(ctx, &view, sites, now))
	unread("提醒状态", s.addWaiting(&view.Now))
	unread("提醒记录", s.addAlerts(ctx, &view, progress, now))
	unread("拒收报文", s.addRejections(ctx, &view, now))
	unread("预测检验", s.addTrackRecord(ctx, &view))
	for _, j := range s.jobList() {
		view.Jobs = append(view.Jobs, s.jobViewOf(j))
	}
	return view, status
}

// areaViews sorts everything under its area. A target of an area that is not
// configured still gets its place, at the end.
func (s *Server) areaViews(progress []target.Progress, targets []targetView, sites []site, periods sectionHistory, now time.Time) []areaView {
	var views []areaView
	at := make(map[string]int)
	for _, a := range prefecturesFirst(s.o.Areas) {
		at[a.Code] = len(views)
		views = append(views, areaView{Code: a.Code, Name: a.Name, Months: periods.headings()})
	}
	for i := range progress {
		code := progress[i].Target.Area
		if _, known := at[code]; !known {
			at[code] = len(views)
			views = append(views, areaView{Code: code, Name: code})
		}
		v := &views[at[code]]
		if targets[i].Days != nil {
			v.Cards = append(v.Cards, targets[i])
		} else {
			v.Rows = append(v.Rows, targets[i])
		}
	}
	for i := range views {
		worstFirst(views[i].Cards)
		worstFirst(views[i].Rows)
		views[i].Tally = tally(slices.Concat(views[i].Cards, views[i].Rows))
	}
	for i := range views {
		views[i].Members = membersView(views[i].Code, s.o.Areas, views, progress)
	}
	for i := range sites {
		v := &views[at[sites[i].area]]
		if sites[i].section == nil {
			v.Stations = append(v.Stations, s.stationViewOf(&sites[i], now))
		} else {
			v.Sections = append(v.Sections, s.sectionViewOf(&sites[i], periods, now))
		}
	}
	return views
}

func (s *Server) addAlerts(ctx context.Context, view *pageView, progress []target.Progress, now time.Time) error {
	if s.o.Reads.Alerts == nil {
		return nil
	}
	names := make(map[string]string, len(progress))
	for _, p := range progress {
		names[p.Target.ID] = p.Target.Name
	}
	alerts, err := s.o.Reads.Alerts(ctx, now.Add(-alertsShown), alertsOnPage)
	for _, a := range alerts {
		view.Alerts = append(view.Alerts, alertView{s.minute(a.Time), wordFor(names, a.Target),
			wordFor(severityWords, a.Severity), wordFor(phaseWords, a.State), a.Text})
	}
	return err
}

func (s *Server) addRejections(ctx context.Context, view *pageView, now time.Time) error {
	if s.o.Rejections == nil {
		return nil
	}
	rejections, err := s.o.Rejections(ctx, now.Add(-rejectionsKept), rejectionsOnPage)
	for _, r := range rejections {
		view.Rejections = append(view.Rejections, rejectionView{s.minute(r.Time), ReasonText(r.Reason), r.Topic, r.Error, cut(r.Payload)})
	}
	return err
}

// payloadShown bounds a payload on the page, in characters; the API has all that
// is kept.
const payloadShown = 200

func cut(text string) string {
	if runes := []rune(text); len(runes) > payloadShown {
		return string(runes[:payloadShown]) + "…"
	}
	return text
}

func (s *Server) jobViewOf(j Job) jobView {
	v := jobView{Name: j.Name, Word: wordFor(jobWords, j.Name), Spec: j.Spec, Last: "尚未运行", Next: "—", State: wordFor(outcomeWords, j.Outcome), Error: j.Error}
	switch {
	case !j.LastRun.IsZero():
		v.Last = s.minute(j.LastRun)
	case !j.LastDue.IsZero():
		v.Last = s.minute(j.LastDue)
	}
	if !j.Next.IsZero() {
		v.Next = s.minute(j.Next)
	}
	switch {
	case j.Running:
		v.State = "运行中"
	case j.Failures > 1:
		v.State += fmt.Sprintf("（连续 %d 次）", j.Failures)
	}
	return v
}

// minute is a moment as the page shows it.
func (s *Server) minute(t time.Time) string { return t.In(s.o.Zone).Format("01-02 15:04") }

func legend() []legendView {
	var entries []legendView
	for level := hj633.Level(1); level <= 6; level++ {
		entries = append(entries, legendView{fmt.Sprintf("l%d", level), marks[level], level.Chinese()})
	}
	return append(entries, legendView{"na", "缺", "数据不足（无效）"}, legendView{"ahead", "", "未到"})
}

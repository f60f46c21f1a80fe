package web

import (
	"fmt"
	"net/http"

	"lanbi/internal/report"
)

// reportsView is everything the page of reports says.
type reportsView struct {
	Unread  bool
	Periods []choice // for the form
	Areas   []choice // where there are several, all of them under an empty value first
	Lists   []reportList
}

// reportList are the reports of one area.
type reportList struct {
	Area, Name string
	Years      []reportYear
}

// reportYear is a year with its months; what has no data is empty.
type reportYear struct {
	Year   string
	Months [12]reportMonth
}

type reportMonth struct{ Period, Name string }

// reportsList answers GET /reports.
func (s *Server) reportsList(w http.ResponseWriter, r *http.Request) {
	var view reportsView
	if len(s.o.Areas) > 1 {
		view.Areas = append(view.Areas, choice{"", "全部"})
	}
	for i := range s.o.Areas {
		view.Areas = append(view.Areas, choice{s.o.Areas[i].Code, s.o.Areas[i].Name})
	}
	status := http.StatusOK
	periods, err := s.o.Reads.Reports.Periods(r.Context())
	if err != nil {
		s.o.Log.Error("read periods of reports for page", "error", err)
		view.Unread, status = true, http.StatusServiceUnavailable
	}
	years := reportYears(periods)
	for _, p := range periods {
		view.Periods = append(view.Periods, choice{p.String(), p.Chinese()})
	}
	if len(years) > 0 {
		for _, a := range view.Areas {
			view.Lists = append(view.Lists, reportList{a.Value, a.Word, years})
		}
	}
	s.render(w, status, &reportsPage, s.frameOf(r, &reportsPage), view)
}

// reportYears sorts periods into a row a year.
func reportYears(periods []report.Period) []reportYear {
	var years []reportYear
	for _, p := range periods {
		if p.Year() {
			years = append(years, reportYear{Year: p.String()})
			continue
		}
		if len(years) > 0 {
			m := p.First.Month()
			years[len(years)-1].Months[m-1] = reportMonth{p.String(), fmt.Sprintf("%d月", m)}
		}
	}
	return years
}

package web

import (
	"fmt"
	"net/http"
	"strings"

	"lanbi/internal/assess"
	"lanbi/internal/forecast"
	"lanbi/internal/measure"
	"lanbi/internal/target"
)

// todayView is the page 今日管控: what is known of today, and what can still be done.
type todayView struct {
	Day    string
	Faults []string // what could not be read
	Areas  []todayArea
	Rules  []string // how many hours a day needs
	Lawful string
	// RecentHours are behind the column of the last hours.
	RecentHours int
}

type todayArea struct {
	Name     string
	Headings []string // pollutants
	Rows     []controlView
	Stations []todayStation
	AsOf     string // last assessed day
	Validity []validityView
	Outages  []string // reported ones that cover today
}

// controlView is one pollutant of the area.
type controlView struct {
	Pollutant, Status, Word string
	Text                    string
	Recent                  string // mean of the last hours with its unit; empty without
	Outlook                 string // that the day is kept if it goes on like that; empty else
	Needs                   []string
	Work                    string // what lowers it; only where the day is at risk
}

// todayStation is a station's row: a cell a pollutant, in the order of the headings.
type todayStation struct {
	Name  string
	Cells []todayCell
}

type todayCell struct{ Text, Hours, Class string }

type validityView struct {
	Pollutant   string
	Month, Year validDaysView
	Short       string // 2月、11月
}

type validDaysView struct {
	Valid, Missing, Needed int
	Spare                  string
	Void                   bool
	Outages                []string
}

// todayOf answers GET /today.
func (s *Server) todayOf(w http.ResponseWriter, r *http.Request) {
	f := s.frameOf(r, &todayPage)
	f.Refresh = refreshSeconds
	view := todayView{Day: s.today().Chinese(), Lawful: forecast.LawfulOnly, RecentHours: forecast.RecentHours,
		Rules: []string{forecast.HourRule(measure.PM25), "臭氧：" + forecast.HourRule(measure.O38h)}}
	status := http.StatusOK
	controls, err := s.controls(r.Context())
	if err != nil {
		s.o.Log.Error("read today for page", "error", err)
		view.Faults, status = append(view.Faults, "今日小时数据"), http.StatusServiceUnavailable
	}
	var validity []target.Validity
	if s.o.Reads.Validity != nil {
		if validity, err = s.o.Reads.Validity(r.Context()); err != nil {
			s.o.Log.Error("read valid days for page", "error", err)
			view.Faults = append(view.Faults, "有效天数")
		}
	}
	lapses, err := s.lapses(r.Context(), s.o.Areas)
	if err != nil {
		s.o.Log.Error("read outages for page", "error", err)
		view.Faults = append(view.Faults, "停运登记")
	}
	lapses = s.ofAir(lapses)
	for _, a := range s.o.Areas {
		if one := s.todayAreaOf(a.Code, a.Name, controls, validity); len(one.Rows)+len(one.Validity) > 0 {
			one.Outages = s.outagesOn(lapses[a.Code], s.today())
			view.Areas = append(view.Areas, one)
		}
	}
	s.render(w, status, &todayPage, f, view)
}

func (s *Server) todayAreaOf(code, name string, controls []forecast.PlaceControl, validity []target.Validity) todayArea {
	area := todayArea{Name: name}
	for i := range controls {
		switch c := &controls[i]; {
		case c.Place == code:
			area.Headings = append(area.Headings, c.Parameter.Name())
			area.Rows = append(area.Rows, controlViewOf(c, stationNames(controls)))
		case c.Area == code:
			area.addCell(c)
		}
	}
	for i := range validity {
		if v := &validity[i]; v.Place == code {
			area.AsOf = v.AsOf.Chinese()
			area.Validity = append(area.Validity, s.validityViewOf(v))
		}
	}
	return area
}

// addCell puts a station's control value under its heading. Controls of a station
// follow one another.
func (a *todayArea) addCell(c *forecast.PlaceControl) {
	name := nameOr(c.Name, c.Place)
	if n := len(a.Stations); n == 0 || a.Stations[n-1].Name != name {
		a.Stations = append(a.Stations, todayStation{Name: name, Cells: make([]todayCell, len(a.Headings))})
	}
	row := &a.Stations[len(a.Stations)-1]
	for i, heading := range a.Headings {
		if heading != c.Parameter.Name() {
			continue
		}
		cell := todayCell{Text: c.State.Chinese(), Hours: fmt.Sprintf("有效 %d 缺 %d", c.Valid, c.Missing)}
		if c.State == forecast.Open {
			cell.Text = "≤ " + c.HighestText()
		}
		if c.AtRisk() || c.State == forecast.Void {
			cell.Class = "missed"
		}
		row.Cells[i] = cell
	}
}

// stationNames are the names of stations by code.
func stationNames(controls []forecast.PlaceControl) map[string]string {
	names := map[string]string{}
	for i := range controls {
		names[controls[i].Place] = nameOr(controls[i].Name, controls[i].Place)
	}
	return names
}

func nameOr(name, code string) string {
	if name == "" {
		return code
	}
	return name
}

func controlViewOf(c *forecast.PlaceControl, names map[string]string) controlView {
	v := controlView{Pollutant: c.Parameter.Name(), Word: c.State.Chinese(),
		Text: strings.TrimPrefix(c.Sentence(), c.Parameter.Name()+"：")}
	switch {
	case c.State == forecast.Lost:
		v.Status = "lost"
	case c.AtRisk():
		v.Status, v.Word = "at_risk", "有风险"
	case c.State == forecast.Open:
		v.Status = "on_track"
	case c.State == forecast.Safe:
		v.Status = "achieved"
	default:
		v.Status = "unknown"
	}
	if c.HasRecent {
		v.Recent = forecast.MeanText(c.Parameter, c.Recent) + " " + string(c.Parameter.Unit())
	}
	if c.AtRisk() {
		v.Work = forecast.SourceWork(c.Parameter)
	}
	v.Outlook = c.OutlookText()
	v.Needs = needsOf(c, names)
	return v
}

// needsOf says what stations still have to deliver, those with the same need together.
func needsOf(c *forecast.PlaceControl, names map[string]string) []string {
	var texts []string
	stations := map[string][]string{}
	for _, n := range c.Needs {
		text := n.Sentence(c.Left)
		if text == "" {
			continue
		}
		if stations[text] == nil {
			texts = append(texts, text)
		}
		stations[text] = append(stations[text], names[n.Station])
	}
	for i, text := range texts {
		texts[i] = strings.Join(stations[text], "、") + "：" + text
	}
	return texts
}

func (s *Server) validityViewOf(v *target.Validity) validityView {
	days := func(d *target.ValidDays, reported []assess.Outage) validDaysView {
		view := validDaysView{Valid: d.Valid, Missing: d.Missing, Needed: d.Needed, Spare: fmt.Sprintf("至多还可缺 %d 天", d.Spare()),
			Outages: s.outageNames(reported)}
		if d.Spare() < 0 {
			view.Void, view.Spare = true, fmt.Sprintf("须补回 %d 天", -d.Spare())
		}
		return view
	}
	out := validityView{Pollutant: v.Parameter.Name(), Month: days(&v.Month, v.MonthOutages), Year: days(&v.Year, v.YearOutages)}
	var short []string
	for _, m := range v.Short {
		short = append(short, fmt.Sprintf("%d月", m))
	}
	out.Short = strings.Join(short, "、")
	return out
}

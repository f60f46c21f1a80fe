package web

import (
	"cmp"
	"errors"
	"fmt"
	"net/http"
	"strconv"

	"lanbi/internal/assess"
	"lanbi/internal/measure"
	"lanbi/internal/standard/hj633"
	"lanbi/internal/target"
)

// flipsOnPage bounds the list of flips on the page; the API has all.
const flipsOnPage = 100

// reconcileView is everything the page of reconciliation says.
type reconcileView struct {
	Year, Before, After int
	Unread              bool
	Areas               []reconciledArea
	Flips               []flipView
	MoreFlips           int
}

type reconciledArea struct {
	Name, Text, Span, Source string
	Published                bool
	Official, Ours           target.Tally
	Heavy                    heavyView
	Months                   []officialMonthView
	Differences              []differenceView
}

type officialMonthView struct {
	Name           string
	Official, Ours target.Tally
	Heavy          heavyView
	Same           bool
	Counted        string
}

// heavyView is heavy days as the table has them; — where they are not published.
type heavyView struct{ Official, Ours string }

func heavyViewOf(h target.HeavyCount) heavyView {
	v := heavyView{"—", strconv.Itoa(h.Ours)}
	if h.Known {
		v.Official = strconv.Itoa(h.Published)
	}
	return v
}

type differenceView struct {
	Day, Word, Official, Ours, Pollutants string
	Reasons                               []string
	Verdict                               bool // the difference changes the count of good days
}

type flipView struct{ Time, Place, Day, Edition, Old, New, Cause string }

// reconcileForm answers GET /reconciliation. What cannot be read is said to be
// unread, with 503.
func (s *Server) reconcileForm(w http.ResponseWriter, r *http.Request) {
	areas, year, err := s.areaAndYear(r)
	var p problem
	if errors.As(err, &p) {
		s.tell(w, r, p)
		return
	}
	view, err := s.reconcileView(r, areas, year)
	status := http.StatusOK
	if err != nil {
		s.o.Log.Error("read reconciliation for page", "error", err)
		view.Unread, status = true, http.StatusServiceUnavailable
	}
	f := s.frameOf(r, &reconcilePage)
	f.Beside = []string{fmt.Sprintf("%d 年", year)}
	s.render(w, status, &reconcilePage, f, view)
}

func (s *Server) reconcileView(r *http.Request, areas []measure.Area, year int) (reconcileView, error) {
	view := reconcileView{Year: year, Before: year - 1}
	if year < s.today().Year() {
		view.After = year + 1
	}
	names := s.placeNames()
	for i := range areas {
		if len(areas[i].Stations) == 0 {
			continue
		}
		c, err := s.o.Reads.Reconcile(r.Context(), areas[i].Code, year)
		if err != nil {
			return view, err
		}
		view.Areas = append(view.Areas, reconciledAreaOf(areas[i].Name, &c))
	}
	if s.o.Reads.Flips == nil {
		return view, nil
	}
	flips, err := s.o.Reads.Flips(r.Context(), placesOf(areas), year)
	if err != nil {
		return view, err
	}
	for i := range flips {
		f := &flips[i]
		switch {
		case f.Edition != hj633.EditionOn(f.Day):
		case len(view.Flips) == flipsOnPage:
			view.MoreFlips++
		default:
			view.Flips = append(view.Flips, flipView{s.minute(f.Time), cmp.Or(names[f.Place], f.Place), f.Day.ShortChinese(), f.Edition.String(),
				f.Old.Chinese(), f.New.Chinese(), f.Cause})
		}
	}
	return view, nil
}

// placeNames are the names of areas and stations by code.
func (s *Server) placeNames() map[string]string {
	names := map[string]string{}
	for i := range s.o.Areas {
		a := &s.o.Areas[i]
		names[a.Code] = a.Name
		for k := range a.Stations {
			names[a.Stations[k].Code] = a.Stations[k].Name
		}
	}
	return names
}

func reconciledAreaOf(name string, c *target.Reconciliation) reconciledArea {
	v := reconciledArea{Name: name}
	f := c.Official
	if f == nil {
		return v
	}
	v.Published, v.Text, v.Source, v.Official, v.Ours = true, officialText(f), f.Source, f.Published, f.Ours
	v.Span, v.Heavy = officialSpan(f), heavyViewOf(f.Heavy)
	for _, m := range f.Months {
		month := officialMonthView{Name: fmt.Sprintf("%d月", m.First.Month()), Official: m.Published, Ours: m.Ours, Heavy: heavyViewOf(m.Heavy),
			Same: m.Published == m.Ours && (!m.Heavy.Known || m.Heavy.Published == m.Heavy.Ours)}
		if m.Counted {
			month.Counted = "官方月统计"
			if m.HasDaily && m.Daily.Good != m.Published.Good {
				month.Counted = fmt.Sprintf("官方月统计（逐日公布合计优良 %d 天）", m.Daily.Good)
			}
		}
		v.Months = append(v.Months, month)
	}
	for i := range c.Differences {
		d := &c.Differences[i]
		good := func(r *assess.AirDay) bool { return r != nil && r.Verdict == assess.Good }
		v.Differences = append(v.Differences, differenceView{Day: d.Day.ShortChinese(), Word: d.Differs.Chinese(), Official: rowText(d.Official), Ours: rowText(d.Ours),
			Pollutants: d.Pollutants.Names(), Reasons: d.Reasons, Verdict: good(d.Ours) != good(d.Official)})
	}
	return v
}

// rowText is one side of a difference.
func rowText(row *assess.AirDay) string {
	switch {
	case row == nil:
		return "无"
	case !row.Index.Known:
		return "数据不足"
	}
	text := fmt.Sprintf("AQI %d %s", row.Index.AQI, row.Index.Level().Chinese())
	if !row.Index.Primary.Empty() {
		text += " " + row.Index.Primary.Names()
	}
	return text
}

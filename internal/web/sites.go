package web

import (
	"context"
	"fmt"
	"time"

	"lanbi/internal/assess"
	"lanbi/internal/measure"
	"lanbi/internal/standard/gb3838"
	"lanbi/internal/standard/hj633"
)

// stationView is a row of the table of air stations.
type stationView struct {
	Code, Name, Network string
	Assess              bool
	Time, Age           string // empty when nothing ever arrived
	Silent              bool
	Lapse               string // outages reported for today
	Class, AQI, Level   string // of the newest hour; empty when not known
	AQITime             string
	Values              []valueView
}

// valueView is one cell: a value, and its flag when the flag is not normal.
type valueView struct{ Text, Flag string }

func (s *Server) stationViewOf(at *site, now time.Time) stationView {
	v := stationView{Code: at.code, Name: at.name, Network: string(at.station.Network), Assess: at.station.Assess,
		Silent: at.silent(now), Lapse: at.lapse, Values: make([]valueView, measure.O3)}
	if h := at.hour; h != nil {
		level := hj633.LevelOf(h.Index.AQI)
		v.Class, v.AQI, v.Level = fmt.Sprintf("l%d", level), fmt.Sprint(h.Index.AQI), level.Chinese()
		v.AQITime = fmt.Sprintf("%d时", h.Hour.Label(s.o.Zone))
	}
	if at.sample == nil {
		return v
	}
	v.Time, v.Age = s.minute(at.newest(now)), ageText(now.Sub(at.newest(now)))
	for _, r := range at.sample.Readings {
		if r.Parameter >= measure.PM25 && r.Parameter <= measure.O3 {
			v.Values[r.Parameter-1] = valueViewOf(r)
		}
	}
	return v
}

func valueViewOf(r measure.Reading) valueView {
	v := valueView{Text: r.Value.In(r.Parameter.Unit())}
	if r.Below {
		v.Text = "<" + v.Text
	}
	if !r.Flag.Valid() {
		v.Flag = r.Flag.String()
	}
	return v
}

// sectionView is a row of the table of water sections.
type sectionView struct {
	Code, Name, River string
	Goal, Class       string // classes; Class of the year to date, empty when not known
	Verdict           string // 达标, 未达标, 数据不足
	Met, Known        bool
	Deciding          string
	Items             string
	Months            []string // class of every month so far, empty when not known
	Time, Age         string
	Silent            bool
	Lapse             string // outages reported for today
	Latest            string
}

func (s *Server) sectionViewOf(at *site, periods sectionHistory, now time.Time) sectionView {
	v := sectionView{Code: at.code, Name: at.name, River: at.section.River, Silent: at.silent(now), Lapse: at.lapse,
		Goal: gb3838.Class(at.section.Class).String(), Verdict: "数据不足"}
	if p, ok := periods.yearToDate[at.code]; ok && p.Class != 0 {
		v.Known, v.Class = true, p.Class.String()
		v.Deciding = p.Deciding.Names()
		v.Items = fmt.Sprintf("按 %d 项评价", p.Items)
		v.Verdict, v.Met = "未达标", false
		switch {
		case at.section.Class == 0:
			v.Verdict = "未设目标"
		case int(p.Class) <= at.section.Class:
			v.Verdict, v.Met = "达标", true
		}
	}
	for m := time.January; m <= periods.until.Month(); m++ {
		v.Months = append(v.Months, periods.month[monthKey{at.code, m}].String())
	}
	if at.sample == nil {
		return v
	}
	v.Time, v.Age = s.minute(at.newest(now)), ageText(now.Sub(at.newest(now)))
	v.Latest = readingsText(at.sample.Readings)
	return v
}

// shownItems are the water items that fit a cell; the API has all.
var shownItems = measure.SetOf(measure.PH, measure.DO, measure.CODMn, measure.NH3N, measure.TP)

func readingsText(readings []measure.Reading) string {
	text := ""
	for _, r := range readings {
		if !shownItems.Has(r.Parameter) {
			continue
		}
		v := valueViewOf(r)
		if text += r.Parameter.Name() + " " + v.Text; v.Flag != "" {
			text += "（" + v.Flag + "）"
		}
		text += "　"
	}
	return text
}

type monthKey struct {
	section string
	month   time.Month
}

// sectionHistory is the classes of all sections in the year up to a day.
type sectionHistory struct {
	until      measure.Day
	yearToDate map[string]assess.WaterPeriod
	month      map[monthKey]gb3838.Class
}

func (s *Server) sectionPeriods(ctx context.Context, until measure.Day) (sectionHistory, error) {
	history := sectionHistory{until, make(map[string]assess.WaterPeriod), make(map[monthKey]gb3838.Class)}
	sections := s.sectionCodes()
	if len(sections) == 0 {
		return history, nil
	}
	year, err := s.o.Reads.Water.WaterPeriods(ctx, sections, assess.YearToDate, until.FirstOfYear(), until)
	if err != nil {
		return history, fmt.Errorf("read classes of the year: %w", err)
	}
	for _, p := range year {
		if have, ok := history.yearToDate[p.Section]; !ok || p.Start >= have.Start {
			history.yearToDate[p.Section] = p
		}
	}
	months, err := s.o.Reads.Water.WaterPeriods(ctx, sections, assess.Month, until.FirstOfYear(), until)
	if err != nil {
		return history, fmt.Errorf("read classes of the months: %w", err)
	}
	for _, p := range months {
		history.month[monthKey{p.Section, p.Start.Month()}] = p.Class
	}
	return history, nil
}

// headings are the names of the months so far.
func (h sectionHistory) headings() []string {
	var names []string
	for m := time.January; m <= h.until.Month(); m++ {
		names = append(names, fmt.Sprintf("%d月", m))
	}
	return names
}

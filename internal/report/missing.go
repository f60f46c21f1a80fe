package report

import (
	"strings"

	"lanbi/internal/assess"
	"lanbi/internal/measure"
)

// missingTable are the days of the period that lack values, with the hours there are and
// the reason as far as it was reported, and below them the reported outages.
func missingTable(f *Facts) Table {
	t := Table{
		Name:    "缺测与停运",
		Notes:   []string{"日均值至少 20 个有效小时，O3 日最大 8 小时至少 14 个有效窗口（GB 3095 表 4、HJ 663）", "区县无效天逐站列明原因"},
		Columns: []Column{{areaHeading, 12}, {"点位", 20}, {"类型", 12}, {"起", 11}, {"止", 11}, {"缺测内容", 70}, {"已报停运维护", 40}},
		Empty:   "本期没有缺测，也没有停运维护登记",
		Filter:  true,
	}
	for i := range f.Areas {
		a := &f.Areas[i]
		t.Rows = append(t.Rows, a.lapsedDays(f)...)
		t.Rows = append(t.Rows, a.missingRows(f)...)
		for k := range a.Outages {
			if o := &a.Outages[k]; o.From <= f.AsOf && o.To >= f.Period.First {
				t.Rows = append(t.Rows, []Cell{text(a.Name), text(a.siteName(o.Place)), text("停运登记"), day(o.From), day(o.To), {}, text(o.Text())})
			}
		}
	}
	return t
}

// siteName is the name of a station, section, source or of the area itself.
func (a *Area) siteName(code string) string {
	for i := range a.Area.Sections {
		if s := &a.Area.Sections[i]; s.Code == code {
			return s.Name
		}
	}
	for i := range a.Area.Sources {
		if s := &a.Area.Sources[i]; s.Code == code {
			return s.Name
		}
	}
	return a.placeName(code)
}

// lapsedDays are the days of the area without a verdict.
func (a *Area) lapsedDays(f *Facts) [][]Cell {
	if len(a.Stations) == 0 || len(a.Days) == 0 {
		return nil
	}
	own := map[measure.Day]*assess.AirDay{}
	for _, d := range a.daysOf(a.Code) {
		own[d.Day] = d
	}
	stations := map[measure.Day][]assess.AirDay{}
	for _, d := range a.Days {
		if d.Place != a.Code {
			stations[d.Day] = append(stations[d.Day], d)
		}
	}
	var rows [][]Cell
	for on := f.Period.First; on <= f.AsOf; on++ {
		if d := own[on]; d == nil || d.Verdict == assess.Undetermined {
			why := assess.WhyMissing(a.Area, on, d, stations[on], a.Outages)
			rows = append(rows, []Cell{text(a.Name), text(a.placeName(a.Code)).as(strongLook), text("无效天").as(faultLook), day(on), day(on), text(strings.Join(why, "；"))})
		}
	}
	return rows
}

// missingRows are the days of stations that lack a pollutant. Days on end that lack the
// same are one row.
func (a *Area) missingRows(f *Facts) [][]Cell {
	var rows [][]Cell
	for i := range a.Stations {
		code := a.Stations[i].Code
		var from, to measure.Day
		var said, lapse string
		put := func() {
			if said != "" {
				rows = append(rows, []Cell{text(a.Name), text(a.placeName(code)), text("站点缺测"), day(from), day(to), text(said), text(lapse)})
			}
		}
		for _, d := range a.daysOf(code) {
			lacks := assess.MissingText(d, measure.AirPollutants.With(measure.O38h))
			outage := assess.OutagesText(a.Outages, a.Code, []string{code}, d.Day, d.Day)
			if lacks != said || outage != lapse || d.Day != to.Add(1) {
				put()
				from, said, lapse = d.Day, lacks, outage
			}
			to = d.Day
		}
		put()
	}
	return rows
}

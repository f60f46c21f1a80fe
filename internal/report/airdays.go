package report

import (
	"lanbi/internal/assess"
	"lanbi/internal/measure"
	"lanbi/internal/standard/hj633"
)

// dailyPollutants are the daily values in the order of HJ 633's results.
var dailyPollutants = [...]measure.Parameter{measure.PM25, measure.PM10, measure.SO2, measure.NO2, measure.CO, measure.O38h}

// airDaysTable is one row a place and day: the area first, then each station.
func airDaysTable(f *Facts) Table {
	t := Table{
		Name:  "逐日空气",
		Notes: []string{"浓度按 HJ 633 修约：µg/m³ 取整数，CO 取 0.1 mg/m³", "AQI 为当日执行标准；另列两版标准各自的 AQI", "空白为数据不足或未公布"},
		Columns: []Column{{areaHeading, 12}, {"点位", 14}, {"日期", 11}, {"AQI", 6}, {"级别", 6}, {"类别", 10}, {"首要污染物", 12},
			{"PM2.5", 7}, {"PM10", 7}, {"SO2", 7}, {"NO2", 7}, {"CO（mg/m³）", 8}, {"O3-8h", 7}, {"结论", 9},
			{"AQI（2012 版）", 8}, {"AQI（2026 版）", 8}, {"沙尘", 9}, {"审核", 8}, {"省平台 AQI", 8}, {"省平台类别", 10}, {"AQI 相差", 7}},
		Empty:  "本期没有空气质量日评价",
		Filter: true,
	}
	for i := range f.Areas {
		a := &f.Areas[i]
		published := map[measure.Day]*assess.AirDay{}
		for k := range a.Published {
			published[a.Published[k].Day] = &a.Published[k]
		}
		byDay := map[placeDay][]*assess.AirDay{}
		for k := range a.Days {
			d := &a.Days[k]
			byDay[placeDay{d.Place, d.Day}] = append(byDay[placeDay{d.Place, d.Day}], d)
		}
		if len(a.Days) == 0 && len(published) == 0 {
			continue
		}
		for _, place := range a.places() {
			for d := f.Period.First; d <= f.AsOf; d++ {
				rows := byDay[placeDay{place, d}]
				official := published[d]
				if place != a.Code {
					official = nil
				}
				if len(rows) > 0 || place == a.Code {
					t.Rows = append(t.Rows, a.airDayRow(place, d, rows, official))
				}
			}
		}
	}
	return t
}

type placeDay struct {
	place string
	day   measure.Day
}

// airDayRow is one day of a place from its rows under all editions, which may be none,
// and the published row, nil where there is none.
func (a *Area) airDayRow(place string, on measure.Day, rows []*assess.AirDay, official *assess.AirDay) []Cell {
	inForce := &assess.AirDay{Place: place, Day: on}
	under := map[hj633.Edition]Cell{}
	for _, d := range rows {
		under[d.Edition] = aqiCell(&d.Index)
		if underItsEdition(d) {
			inForce = d
		}
	}
	x := &inForce.Index
	level := x.Level()
	row := []Cell{text(a.Name), text(a.placeName(place)), day(on), aqiCell(x), text(level.String()), levelCell(text(level.Chinese()), level), text(x.Primary.Names())}
	for _, p := range dailyPollutants {
		row = append(row, dailyCell(inForce, p))
	}
	row = append(row, verdictCell(inForce.Verdict), under[hj633.E2012], under[hj633.E2026], dustCell(inForce), auditCell(inForce, len(rows)))
	if official == nil {
		return row
	}
	row = append(row, aqiCell(&official.Index), text(official.Index.Level().Chinese()))
	if x.Known && official.Index.Known {
		row = append(row, whole(official.Index.AQI-x.AQI))
	}
	return row
}

// aqiCell is an AQI in the colour of its level, empty where there is none.
func aqiCell(x *hj633.Index) Cell {
	if !x.Known {
		return Cell{}
	}
	return levelCell(whole(x.AQI), x.Level())
}

// dailyCell is a daily value as it is published.
func dailyCell(d *assess.AirDay, p measure.Parameter) Cell {
	if !d.Has.Has(p) {
		return Cell{}
	}
	return concentration(d.Mean[p], hj633.DayColumn(p).Step(), p.Unit())
}

func verdictCell(v assess.Verdict) Cell {
	switch v {
	case assess.Good:
		return text("优良")
	case assess.Exceeding:
		return text("超标").as(faultLook)
	}
	return text("数据不足").as(quietLook)
}

func dustCell(d *assess.AirDay) Cell {
	if d.Dust {
		return text("上级认定")
	}
	return Cell{}
}

// auditCell says whether a day is audited; nothing of a day without any row.
func auditCell(d *assess.AirDay, rows int) Cell {
	switch {
	case rows == 0:
		return Cell{}
	case d.Provisional:
		return text("实时")
	}
	return text("已审核")
}

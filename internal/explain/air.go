package explain

import (
	"encoding/json"
	"fmt"
	"slices"

	"lanbi/internal/assess"
	"lanbi/internal/measure"
	"lanbi/internal/standard/gb3095"
	"lanbi/internal/standard/hj663"
)

// Air is the derivation of one natural day of a station or area.
type Air struct {
	Place    string    `json:"place"`
	Name     string    `json:"name"`
	Day      string    `json:"day"`
	Stations []Station `json:"stations"` // of a station, itself alone
	// Means are the values of the place. Of an area they are the means of the stations'
	// valid values.
	Means       []Mean      `json:"means"`
	Editions    []Judgement `json:"editions"`
	Provisional bool        `json:"provisional"`
	// PartlyAudited tells that some values are audited and others not yet.
	PartlyAudited bool `json:"partly_audited,omitempty"`
	Dust          bool `json:"dust"`
	Simulated     bool `json:"simulated,omitempty"` // the readings are a demo's, as the caller knows
}

// Station is one station's part in the day.
type Station struct {
	Code string `json:"code"`
	Name string `json:"name"`
	// Replaces is the station in whose place this one measures since, such as 自
	// 2026-06-01 起替代 JY001; Outages are reported ones that touch the day.
	Replaces   string      `json:"replaces,omitempty"`
	Outages    []string    `json:"outages,omitempty"`
	Pollutants []Pollutant `json:"pollutants"`
}

// Pollutant is the hourly record of one pollutant and its daily value.
type Pollutant struct {
	Parameter string    `json:"parameter"`
	Unit      string    `json:"unit"`
	Readings  []Reading `json:"readings"` // those that arrived, by label
	Missing   []int     `json:"missing"`  // labels of hours without a value
	Valid     int       `json:"valid"`    // valid hours
	Windows   []Window  `json:"windows,omitempty"`
	Mean      Mean      `json:"mean"`
}

// Window is one 8 h mean of ozone, named by the label of its last hour.
type Window struct {
	Label int         `json:"label"`
	Hours int         `json:"hours"`
	Mean  json.Number `json:"mean,omitempty"` // absent with fewer than 6 hours
}

// Mean is a daily value with the rule by which it is valid.
type Mean struct {
	Parameter string      `json:"parameter"`
	Unit      string      `json:"unit"`
	Known     bool        `json:"known"`
	Value     json.Number `json:"value,omitempty"`
	Behind    int         `json:"behind"`             // valid hours, of o3_8h windows, of an area the fewest
	Stations  []string    `json:"stations,omitempty"` // of an area: those that entered
	Rule      string      `json:"rule"`
	Clause    string      `json:"clause"`
}

// Judgement is the day under one edition.
type Judgement struct {
	Edition  string  `json:"edition"`
	Document string  `json:"document"`
	InForce  bool    `json:"in_force"` // on the day
	Indices  []Index `json:"indices"`
	Missing  string  `json:"missing,omitempty"` // keys joined by +
	AQI      *int    `json:"aqi"`               // null for NA
	Level    int     `json:"level,omitempty"`
	Category string  `json:"category,omitempty"`
	Primary  string  `json:"primary,omitempty"`
	Verdict  string  `json:"verdict"`
	Reason   string  `json:"reason"`
	Clause   string  `json:"clause"`
}

// Index is how one IAQI came about.
type Index struct {
	Parameter string      `json:"parameter"`
	Column    string      `json:"column"`
	Measured  json.Number `json:"measured"`
	Rounded   json.Number `json:"rounded"`
	// Low and High are the breakpoints used, [concentration, index]; High is absent
	// above the last one.
	Low  [2]json.Number  `json:"low"`
	High *[2]json.Number `json:"high,omitempty"`
	// IAQI is null where the edition gives none.
	IAQI    *int   `json:"iaqi"`
	Formula string `json:"formula"`
	Clause  string `json:"clause"`
}

// AirDay derives the assessment of place, a station or the area of air, on day.
// series holds the stations' hourly records of the day. It is an error if place is
// not of the area or has no station on duty on the day.
func AirDay(air *assess.Air, place string, day measure.Day, series []assess.Series) (*Air, error) {
	var rows []assess.AirDay
	byPlace := map[string]*assess.AirDay{}
	all := air.Days(nil, series, day, day)
	for i := range all {
		byPlace[all[i].Place] = &all[i]
		if all[i].Place == place {
			rows = append(rows, all[i])
		}
	}
	if len(rows) == 0 {
		return nil, fmt.Errorf("explain air %s on %s: area %s has no such place on that day", place, day, air.Area.Code)
	}
	d := &Air{Place: place, Name: place, Day: day.String(), Provisional: rows[0].Provisional, PartlyAudited: rows[0].PartlyAudited, Dust: rows[0].Dust}
	first := measure.HourOf(day.Start(air.Zone))
	isArea := place == air.Area.Code
	if isArea {
		d.Name = air.Area.Name
	}
	for i := range air.Area.Stations {
		station := &air.Area.Stations[i]
		row := byPlace[station.Code]
		if row == nil || station.Code != place && !(isArea && station.Assess) {
			continue
		}
		if station.Code == place {
			d.Name = station.Name
		}
		d.Stations = append(d.Stations, stationDay(station, row, cellsOf(series, station.Code, first)))
	}
	for _, p := range [...]measure.Parameter{measure.PM25, measure.PM10, measure.SO2, measure.NO2, measure.CO, measure.O38h} {
		mean, planned := meanOf(&rows[0], p)
		if !planned {
			continue
		}
		if isArea {
			mean.Rule = areaRule(air.Area.StationShare)
			mean.Clause = "HJ 663 §4（区域日值为各点位日值的算术平均）"
			mean.Stations = entered(air.Area, byPlace, p)
		}
		d.Means = append(d.Means, mean)
	}
	for i := range rows {
		d.Editions = append(d.Editions, judgement(&rows[i], air.Options))
	}
	return d, nil
}

// WithOutages puts the outages reported for the stations of area beside what is
// missing.
func (d *Air) WithOutages(area string, day measure.Day, outages []assess.Outage) *Air {
	for i := range d.Stations {
		for k := range outages {
			if outages[k].Covers(d.Stations[i].Code, area, day) {
				d.Stations[i].Outages = append(d.Stations[i].Outages, outages[k].Text())
			}
		}
	}
	return d
}

// cellsOf are the 24 hours of a station from first on; hours without a record are
// zero.
func cellsOf(series []assess.Series, station string, first measure.Hour) (cells [24]assess.HourCells) {
	for i := range series {
		s := &series[i]
		if s.Station != station {
			continue
		}
		for n := range cells {
			cells[n] = s.Hour(first + measure.Hour(n))
		}
	}
	return cells
}

func stationDay(station *measure.Station, row *assess.AirDay, cells [24]assess.HourCells) Station {
	s := Station{Code: station.Code, Name: station.Name}
	if station.Replaces != "" && station.Span.From != 0 {
		s.Replaces = fmt.Sprintf("自 %s 起替代 %s", station.Span.From, station.Replaces)
	}
	for p := measure.PM25; p <= measure.O3; p++ {
		daily := p
		if p == measure.O3 {
			daily = measure.O38h
		}
		mean, planned := meanOf(row, daily)
		if !planned {
			continue
		}
		pollutant := Pollutant{Parameter: p.Key(), Unit: string(p.Unit()), Mean: mean}
		for n := range cells {
			cell := cells[n][p]
			if cell.Source == 0 {
				pollutant.Missing = append(pollutant.Missing, n+1)
				continue
			}
			if cell.Valid() {
				pollutant.Valid++
			}
			pollutant.Readings = append(pollutant.Readings, Reading{
				When: fmt.Sprintf("%02d", n+1), Value: number(cell.Value, p), Flag: cell.Flag.String(),
				Source: cell.Source.String(), Used: cell.Valid(), Refused: refusal(cell.Flag),
			})
		}
		if p == measure.O3 {
			pollutant.Windows = windows(&cells)
		}
		s.Pollutants = append(s.Pollutants, pollutant)
	}
	return s
}

// windows lists the 17 windows labelled 08 to 24.
func windows(cells *[24]assess.HourCells) []Window {
	var list []Window
	for label := 8; label <= 24; label++ {
		w := Window{Label: label}
		var sum int64
		for n := label - 8; n < label; n++ {
			if cell := cells[n][measure.O3]; cell.Valid() {
				sum += int64(cell.Value)
				w.Hours++
			}
		}
		if w.Hours >= gb3095.EightHourHours {
			w.Mean = number(measure.Quotient(sum, int64(w.Hours)), measure.O3)
		}
		list = append(list, w)
	}
	return list
}

// meanOf is the daily value of p with its rule; planned is false for a pollutant
// that is not monitored there.
func meanOf(row *assess.AirDay, p measure.Parameter) (mean Mean, planned bool) {
	key := p
	if p == measure.O38h {
		key = measure.O3
	}
	if !row.Plan.Empty() && !row.Plan.Has(key) {
		return Mean{}, false
	}
	mean = Mean{Parameter: p.Key(), Unit: string(p.Unit()), Behind: row.Hours[p], Known: row.Has.Has(p),
		Rule: fmt.Sprintf("至少 %d 个有效小时值", gb3095.DayHours), Clause: "GB 3095 表 4"}
	if p == measure.O38h {
		mean.Rule = fmt.Sprintf("08～24 时 %d 个 8 小时窗口（各至少 %d 个小时值）中至少 %d 个有效，或最大值已超日限值",
			hj663.Windows, gb3095.EightHourHours, hj663.MinWindows)
		mean.Clause = "HJ 663 §6.1.2，GB 3095 表 4"
	}
	if mean.Known {
		mean.Value = number(row.Mean[p], p)
	}
	return mean, true
}

func areaRule(share float64) string {
	if share == 0 {
		return "参评站点有效日值的平均，至少 1 站"
	}
	return fmt.Sprintf("参评站点有效日值的平均，有效站点至少占 %.4g %%", share*100)
}

// entered names the assessed stations with a valid daily value of p.
func entered(area *measure.Area, byPlace map[string]*assess.AirDay, p measure.Parameter) []string {
	var codes []string
	for i := range area.Stations {
		station := &area.Stations[i]
		if row := byPlace[station.Code]; row != nil && station.Assess && row.Has.Has(p) {
			codes = append(codes, station.Code)
		}
	}
	return slices.Clip(codes)
}

package target_test

import (
	"strings"
	"testing"

	"lanbi/internal/assess"
	"lanbi/internal/measure"
	"lanbi/internal/standard/hj633"
	"lanbi/internal/target"
)

// twoStations is an area with two assessed stations.
func twoStations() *measure.Area {
	return &measure.Area{Code: "jy", Name: "江源区", Stations: []measure.Station{
		{Code: "a", Name: "龙岗", Assess: true}, {Code: "b", Name: "站前", Assess: true}}}
}

// readings are so many hours of all pollutants at 20 µg/m³, PM2.5 and PM10 as given;
// nil is a station that delivered nothing.
func readings(pm25, pm10 measure.Concentration, hours int) *means {
	return &means{pm25: pm25, pm10: pm10, hours: hours}
}

type means struct {
	pm25, pm10 measure.Concentration
	hours      int
}

// series is the record of a station's day.
func (m *means) series(station string, day measure.Day) assess.Series {
	s := assess.NewSeries(station, measure.HourOf(day.Start(beijing)), 24)
	if m == nil {
		return s
	}
	for h := s.First; h < s.First+measure.Hour(m.hours); h++ {
		for p := measure.PM25; p <= measure.O3; p++ {
			cell := assess.Cell{Value: 20 * measure.Microgram, Source: measure.Audited}
			switch p {
			case measure.PM25:
				cell.Value = m.pm25 * measure.Microgram
			case measure.PM10:
				cell.Value = m.pm10 * measure.Microgram
			}
			s.Set(h, p, cell)
		}
	}
	return s
}

// reconciled assesses one day of both stations and holds the published row against it.
func reconciled(t *testing.T, day measure.Day, a, b *means, edit func(*assess.Air), published *assess.AirDay, outages ...assess.Outage) target.Reconciliation {
	t.Helper()
	area := twoStations()
	air := &assess.Air{Area: area, Zone: beijing}
	if edit != nil {
		edit(air)
	}
	days := air.Days(nil, []assess.Series{a.series("a", day), b.series("b", day)}, day, day)
	if published != nil {
		published.Place, published.Day, published.Source = "jy", day, assess.PublishedDay
		days = append(days, *published)
	}
	return target.Reconcile(&target.ReconcileFacts{Area: area, Year: day.Year(), AsOf: day, Days: days, Outages: outages})
}

// official is a published row.
func official(aqi int, primary ...measure.Parameter) *assess.AirDay {
	d := &assess.AirDay{Verdict: assess.Good, Index: hj633.Index{Known: true, AQI: aqi, Primary: measure.SetOf(primary...)}}
	if aqi > 100 {
		d.Verdict = assess.Exceeding
	}
	return d
}

// withMeans gives a published row its concentrations in µg/m³.
func withMeans(d *assess.AirDay, pm25, pm10 measure.Concentration) *assess.AirDay {
	d.Has = measure.SetOf(measure.PM25, measure.PM10)
	d.Mean[measure.PM25], d.Mean[measure.PM10] = pm25*measure.Microgram, pm10*measure.Microgram
	return d
}

// Worked by hand from the tables of HJ 633. Under 2026 (limits of PM2.5: 35 → 50,
// 60 → 100, 115 → 150): 70 is 109.09, up to 110; 71 is 110. Under 2012 (35 → 50,
// 75 → 100): 70 is 93.75, up to 94. PM10 of 2026: 120 → 100, 250 → 150; of 2012:
// 150 → 100. Without particles NO₂ decides: 20 of 40 → 50 is 25.
func TestReconcile_Reasons(t *testing.T) {
	day := measure.Date(2026, 4, 10)
	full := func(pm25, pm10 measure.Concentration) *means { return readings(pm25, pm10, 24) }
	for name, c := range map[string]struct {
		a, b      *means
		dust      bool
		published *assess.AirDay
		differs   target.Differs
		reason    string // part of one of the reasons
	}{
		"edition":                     {full(70, 20), full(70, 20), false, official(94, measure.PM25), target.OtherVerdict, "标准版本：省平台的数值与 HJ 633—2012"},
		"dust taken out":              {full(20, 640), full(20, 640), true, official(25), target.OtherVerdict, "沙尘：省平台"},
		"one last digit":              {full(70, 20), full(70, 20), false, withMeans(official(111, measure.PM25), 71, 20), target.OtherIndex, "修约：浓度相差一个末位，PM2.5 省平台 71、本系统 70"},
		"other concentration":         {full(70, 20), full(70, 20), false, withMeans(official(115, measure.PM25), 76, 20), target.OtherIndex, "浓度不同：PM2.5 省平台 76、本系统 70"},
		"concentration explains not":  {full(70, 20), full(70, 20), false, withMeans(official(140, measure.PM25), 76, 20), target.OtherIndex, "不足以解释差异"},
		"same means, other index":     {full(70, 20), full(70, 20), false, withMeans(official(109, measure.PM25), 70, 20), target.OtherIndex, "修约：已公布的浓度一致而 AQI 相差"},
		"no means, near":              {full(70, 20), full(70, 20), false, official(109, measure.PM25), target.OtherIndex, "可能为修约差异"},
		"other primary":               {full(70, 20), full(70, 20), false, official(110, measure.PM10), target.OtherPrimary, "首要污染物省平台为 PM10"},
		"a station was out":           {full(70, 20), readings(70, 20, 12), false, official(130, measure.PM25), target.OtherIndex, "参评站点：本系统当日 2 站未全部有效，站前（b）PM2.5"},
		"all stations out":            {readings(70, 20, 12), nil, false, official(60, measure.PM25), target.MissingOurs, "龙岗（a）PM2.5、PM10、SO₂、NO₂、CO 有效 12 小时（至少 20 小时）"},
		"published without a verdict": {full(20, 20), full(20, 20), false, &assess.AirDay{}, target.MissingOfficial, "公布为数据不足"},
	} {
		t.Run(name, func(t *testing.T) {
			r := reconciled(t, day, c.a, c.b, func(air *assess.Air) { air.Dust = func(measure.Day) bool { return c.dust } }, c.published)
			if len(r.Differences) != 1 {
				t.Fatalf("differences %+v, want one", r.Differences)
			}
			d := r.Differences[0]
			if d.Differs != c.differs || !strings.Contains(strings.Join(d.Reasons, "\n"), c.reason) {
				t.Errorf("%s for %q, want %s for %q", d.Differs, d.Reasons, c.differs, c.reason)
			}
		})
	}
}

// A reported outage is named beside the hours that are missing.
func TestReconcile_Outage(t *testing.T) {
	day := measure.Date(2026, 4, 10)
	r := reconciled(t, day, readings(20, 20, 3), readings(20, 20, 3), nil, official(50),
		assess.Outage{Place: "a", From: day, To: day.Add(1), Reason: "停电", Document: "白电函〔2026〕3 号"},
		assess.Outage{Place: "b", From: day.Add(1), To: day.Add(1), Reason: "检修"})
	text := strings.Join(r.Differences[0].Reasons, "\n")
	if !strings.Contains(text, "已报停电（4月10日～4月11日，白电函〔2026〕3 号）") || strings.Contains(text, "检修") {
		t.Errorf("reasons %s", text)
	}
}

// Days that agree, and days neither judged, are no difference.
func TestReconcile_Agrees(t *testing.T) {
	day := measure.Date(2026, 4, 10)
	for name, r := range map[string]target.Reconciliation{
		"same":    reconciled(t, day, readings(70, 20, 24), readings(70, 20, 24), nil, official(110, measure.PM25)),
		"neither": reconciled(t, day, nil, nil, nil, &assess.AirDay{}),
	} {
		if len(r.Differences) != 0 || r.Official == nil {
			t.Errorf("%s: %+v, official %v", name, r.Differences, r.Official)
		}
	}
	if r := reconciled(t, day, nil, nil, nil, nil); r.Official != nil || len(r.Differences) != 0 {
		t.Errorf("nothing published: %+v", r)
	}
}

// year is an area's computed year 2025 with good days, exceeding where bad says so, and
// published rows for the days from and to.
func year(bad map[measure.Day]bool, from, to measure.Day, publishedBad map[measure.Day]bool) []assess.AirDay {
	row := func(day measure.Day, exceeds bool) assess.AirDay {
		d := assess.AirDay{Place: "jy", Day: day, Edition: hj633.E2012, Verdict: assess.Good, Index: hj633.Index{Known: true, AQI: 40}}
		if exceeds {
			d.Verdict, d.Index.AQI = assess.Exceeding, 120
		}
		return d
	}
	var rows []assess.AirDay
	for day := measure.Date(2025, 1, 1); day <= measure.Date(2025, 12, 31); day++ {
		rows = append(rows, row(day, bad[day]))
		if day >= from && day <= to {
			p := row(day, publishedBad[day])
			p.Source = assess.PublishedDay
			rows = append(rows, p)
		}
	}
	return rows
}

// January is counted by its published number, February by its days, the rest of the
// year is not published: 省平台 30+27, 本系统 31+26.
func TestReconcile_CountsAndDays(t *testing.T) {
	feb1, feb2 := measure.Date(2025, 2, 1), measure.Date(2025, 2, 2)
	f := &target.ReconcileFacts{Area: twoStations(), Year: 2025, AsOf: measure.Date(2025, 12, 31),
		Days:    year(map[measure.Day]bool{feb1: true, feb2: true}, feb1, measure.Date(2025, 2, 28), map[measure.Day]bool{feb1: true}),
		Figures: []measure.Indicator{{Area: "jy", ID: target.PublishedGood, Period: "2025-01", Value: 30, Source: "省厅月报"}}}
	r := target.Reconcile(f)
	o := r.Official
	if o == nil || o.Published != (target.Tally{Good: 57, Exceeding: 2}) || o.Ours != (target.Tally{Good: 57, Exceeding: 2}) {
		t.Fatalf("official %+v", o)
	}
	if want := "省平台 57 天，本系统 57 天，一致"; o.Text() != want {
		t.Errorf("%s, want %s", o.Text(), want)
	}
	if o.From != measure.Date(2025, 1, 1) || o.Through != measure.Date(2025, 2, 28) || !strings.HasPrefix(o.Source, "省厅月报") {
		t.Errorf("from %s through %s, source %s", o.From, o.Through, o.Source)
	}
	if jan := o.Months[0]; !jan.Counted || jan.Published != (target.Tally{Good: 30, Exceeding: 1}) || jan.Ours != (target.Tally{Good: 31}) {
		t.Errorf("January %+v", jan)
	}
	if len(r.Differences) != 1 || r.Differences[0].Day != feb2 {
		t.Errorf("differences %+v, want 2 February alone: the days of January are not known", r.Differences)
	}
	f.Figures = append(f.Figures, measure.Indicator{Area: "jy", ID: target.PublishedGood, Period: "2025", Value: 360, Source: "公报"},
		measure.Indicator{Area: "jy", ID: target.PublishedExceeding, Period: "2025", Value: 3})
	r = target.Reconcile(f)
	if r.Official.Published != (target.Tally{Good: 360, Exceeding: 3, Undetermined: 2}) || r.Official.Source != "公报" ||
		r.Official.Text() != "省平台 360 天，本系统 363 天，差 3 天" {
		t.Errorf("with a count of the year: %+v", r.Official)
	}
	// The year is not over: its count does not count yet, nor does what is after AsOf.
	f.AsOf = measure.Date(2025, 2, 10)
	if r = target.Reconcile(f); r.Official.Through != f.AsOf || r.Official.Published.Good != 30+9 {
		t.Errorf("as of 10 February: %+v", r.Official)
	}
}

// Of a year of which January (a count of 30) and 1 to 10 November are published, ours has
// the same days: 31 and 10. The months between are named and not compared.
func TestReconcile_MonthsNotPublished(t *testing.T) {
	first := measure.Date(2025, 11, 1)
	r := target.Reconcile(&target.ReconcileFacts{Area: twoStations(), Year: 2025, AsOf: measure.Date(2025, 11, 20),
		Days:    year(nil, first, first.Add(9), nil),
		Figures: []measure.Indicator{{Area: "jy", ID: target.PublishedGood, Period: "2025-01", Value: 30, Source: "省厅月报"}}})
	o := r.Official
	if o == nil || o.Published.Good != 40 || o.Ours != (target.Tally{Good: 41}) || o.WholeYear() || len(o.Unpublished) != 9 || len(r.Differences) != 0 {
		t.Fatalf("official %+v, differences %+v", o, r.Differences)
	}
	if want := "省平台 40 天，本系统 41 天，差 1 天（2 月、3 月、4 月、5 月、6 月、7 月、8 月、9 月、10 月未公布，双方均不计）"; o.Text() != want {
		t.Errorf("%s, want %s", o.Text(), want)
	}
}

// The official count stands beside a target's own, which decides the status.
func TestEvaluate_OfficialBesideOurs(t *testing.T) {
	rows := year(nil, measure.Date(2025, 1, 1), measure.Date(2025, 12, 31), map[measure.Day]bool{measure.Date(2025, 5, 5): true})
	var own, published []assess.AirDay
	for _, d := range rows {
		if d.Source == assess.PublishedDay {
			published = append(published, d)
		} else {
			own = append(own, d)
		}
	}
	one := &target.Target{Kind: target.GoodAirDays, Year: 2025, Goal: 365}
	p := target.Evaluate(one, &target.Facts{AsOf: measure.Date(2025, 12, 31), AirDays: own, Published: published})
	if p.Official == nil || p.Official.Published.Good != 364 || p.Official.Ours.Good != 365 || p.Status != target.Achieved || p.Days.Good != 365 {
		t.Errorf("status %s, days %+v, official %+v", p.Status, p.Days, p.Official)
	}
	// Published rows among the computed ones change nothing either.
	if q := target.Evaluate(one, &target.Facts{AsOf: measure.Date(2025, 12, 31), AirDays: rows}); q.Days.Good != 365 || q.Official != nil {
		t.Errorf("published rows were counted: %+v, official %v", q.Days, q.Official)
	}
}

// Confirmed data: days not audited are undetermined and may be recovered; the card's
// number of confirmed days counts the audited ones.
func TestEvaluate_Confirmed(t *testing.T) {
	rows := year(nil, 0, 0, nil)
	for i := range rows {
		rows[i].Provisional = rows[i].Day > measure.Date(2025, 10, 31)
	}
	facts := &target.Facts{AsOf: measure.Date(2025, 12, 31), AirDays: rows}
	p := target.Evaluate(&target.Target{Kind: target.GoodAirDays, Year: 2025, Goal: 351, Basis: target.Basis{Data: "confirmed"}}, facts)
	if p.Confirmed != 304 || p.Days.Good != 304 || p.Days.Undetermined != 61 || p.Days.Budget != -47 || p.Days.BudgetIfRecovered != 14 || p.Status == target.Lost {
		t.Errorf("confirmed %d, days %+v, status %s", p.Confirmed, p.Days, p.Status)
	}
	p = target.Evaluate(&target.Target{Kind: target.GoodAirDays, Year: 2025, Goal: 351}, facts)
	if p.Status != target.Achieved || p.Reason != "已达目标（待审核确认）" || p.Confirmed != 304 {
		t.Errorf("provisional: %s %q, confirmed %d", p.Status, p.Reason, p.Confirmed)
	}
	p = target.Evaluate(&target.Target{Kind: target.GoodAirDays, Year: 2025, Goal: 300}, facts)
	if p.Status != target.Achieved || p.Reason != "" {
		t.Errorf("reached by audited days alone: %s %q", p.Status, p.Reason)
	}
}

// Months add up to the count, and the year before is cut at the same date.
func TestEvaluate_MonthsAndLastYear(t *testing.T) {
	bad := map[measure.Day]bool{measure.Date(2025, 3, 3): true, measure.Date(2025, 11, 25): true}
	rows := year(bad, 0, 0, nil)
	for day := measure.Date(2026, 1, 1); day <= measure.Date(2026, 11, 20); day++ {
		if day == measure.Date(2026, 2, 2) {
			continue // no row: undetermined
		}
		for _, e := range hj633.Editions {
			rows = append(rows, assess.AirDay{Place: "jy", Day: day, Edition: e, Verdict: assess.Good, Index: hj633.Index{Known: true, AQI: 40}})
		}
	}
	p := target.Evaluate(&target.Target{Kind: target.GoodAirDays, Year: 2026, Goal: 351}, &target.Facts{AsOf: measure.Date(2026, 11, 20), AirDays: rows})
	var sum target.Tally
	for _, m := range p.Months {
		sum.Good += m.Good
		sum.Exceeding += m.Exceeding
		sum.Undetermined += m.Undetermined
	}
	if len(p.Months) != 11 || sum != (target.Tally{Good: 323, Undetermined: 1}) || p.Months[1].Tally != (target.Tally{Good: 27, Undetermined: 1}) || p.Months[10].Good != 20 {
		t.Errorf("months %+v", p.Months)
	}
	if y := p.LastYear; y == nil || y.Through != measure.Date(2025, 11, 20) || y.Tally != (target.Tally{Good: 323, Exceeding: 1}) {
		t.Errorf("last year %+v", p.LastYear)
	}
}

// The worse reading is told first; an unknown one is neither better nor worse.
func TestProgress_Headline(t *testing.T) {
	for _, c := range []struct {
		own, other target.Status
		first      bool
	}{
		{target.OnTrack, target.AtRisk, true}, {target.AtRisk, target.OnTrack, false}, {target.Watch, target.Watch, false},
		{target.Unknown, target.AtRisk, false}, {target.Unknown, target.Lost, true}, {target.Achieved, target.OnTrack, true}, {target.Lost, target.Unknown, false},
	} {
		p := target.Progress{Target: &target.Target{Kind: target.GoodAirDays}, Status: c.own, Other: &target.Other{Edition: assess.Under2012, Status: c.other}}
		edition, status := p.Headline()
		if p.OtherFirst() != c.first || c.first != (edition == assess.Under2012) || c.first != (status == c.other && c.own != c.other) {
			t.Errorf("%s beside %s: first %v, headline %s %s", c.own, c.other, p.OtherFirst(), edition, status)
		}
	}
}

package target

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"lanbi/internal/assess"
	"lanbi/internal/measure"
)

// Ids of the reported figures that hold published counts of a month or a year
// (官方统计天数), beside the published days themselves.
const (
	PublishedGood         = "published-good-days"
	PublishedExceeding    = "published-exceeding-days"
	PublishedUndetermined = "published-undetermined-days"
	PublishedHeavy        = "published-heavy-days"
)

// PublishedDaily is the source named for counts of published days, whose file has no
// word of its own.
const PublishedDaily = "省平台逐日公布"

// Tally (天数) counts the days of a span by verdict.
type Tally struct{ Good, Exceeding, Undetermined int }

func (t *Tally) add(v assess.Verdict) {
	switch v {
	case assess.Good:
		t.Good++
	case assess.Exceeding:
		t.Exceeding++
	default:
		t.Undetermined++
	}
}

func (t *Tally) days() int { return t.Good + t.Exceeding + t.Undetermined }

func (t *Tally) plus(o Tally) {
	t.Good += o.Good
	t.Exceeding += o.Exceeding
	t.Undetermined += o.Undetermined
}

func (t *Tally) minus(o Tally) {
	t.Good -= o.Good
	t.Exceeding -= o.Exceeding
	t.Undetermined -= o.Undetermined
}

// Official (官方数据) is what the superior authority published of a year, held against
// our count of the same days under the standard in force on each. It decides no
// status.
type Official struct {
	From, Through measure.Day // days counted, both included
	Published     Tally
	Ours          Tally
	Source        string
	Heavy         HeavyCount
	Counted       bool            // by a published count of the whole year
	Months        []OfficialMonth // months with anything published, in order
	// Unpublished are the first days of the months between them with nothing published,
	// whose days neither count has.
	Unpublished []measure.Day
}

// OfficialMonth is one month of Official.
type OfficialMonth struct {
	First     measure.Day
	Published Tally
	Ours      Tally
	Heavy     HeavyCount
	Counted   bool // by a published count of the month, not by its published days
	// Daily are the published days of the month beside a count, where there are any.
	Daily    Tally
	HasDaily bool
}

// WholeYear tells whether the count begins on 1 January and leaves no month out, so
// that it can stand beside a yearly target.
func (o *Official) WholeYear() bool {
	return o.From == o.From.FirstOfYear() && len(o.Unpublished) == 0
}

// Text compares the good days, such as 省平台 301 天，本系统 299 天，差 2 天, and names the
// months that are not published and so not compared.
func (o *Official) Text() string {
	text := comparedText(o.Published.Good, o.Ours.Good)
	if len(o.Unpublished) > 0 {
		var months []string
		for _, first := range o.Unpublished {
			months = append(months, fmt.Sprintf("%d 月", first.Month()))
		}
		text += "（" + strings.Join(months, "、") + "未公布，双方均不计）"
	}
	return text
}

func comparedText(published, ours int) string {
	text := fmt.Sprintf("省平台 %d 天，本系统 %d 天，", published, ours)
	if d := published - ours; d != 0 {
		return text + fmt.Sprintf("差 %d 天", max(d, -d))
	}
	return text + "一致"
}

// officialOf counts what is published of the year of ours up to asOf. A published
// count of a month that is over goes before its published days, a count of the year
// that is over before both. It is nil where nothing is published.
//
// rows hold the area's published rows, beside which others may stand; figures are
// those reported of it.
func officialOf(ours *calendar, asOf measure.Day, rows []assess.AirDay, figures []measure.Indicator) *Official {
	o := Official{Source: PublishedDaily}
	published, counts := publishedOf(rows), countsOf(figures)
	if len(published) == 0 && len(counts) == 0 {
		return nil
	}
	year := ours.first
	var gap []measure.Day
	for month := time.January; month <= time.December; month++ {
		first := measure.Date(year.Year(), month, 1)
		m, from, through := officialMonth(first, asOf, published)
		if count := counts[first.String()[:7]]; count != nil && first.LastOfMonth() <= asOf {
			from, through = first, first.LastOfMonth()
			m.Published, m.Counted = count.of(from, through), true
			m.Heavy.of(count, m.Daily.days() == through.Since(from)+1)
			o.Source = count.source
		}
		if through == 0 {
			gap = append(gap, first)
			continue
		}
		m.Ours, m.Heavy.Ours = ours.count(from, through), ours.heavy(from, through)
		if o.From == 0 {
			o.From, o.Heavy.Known = from, true
		} else {
			o.Unpublished = append(o.Unpublished, gap...)
		}
		gap, o.Through = nil, through
		o.Published.plus(m.Published)
		o.Heavy.plus(m.Heavy)
		o.Months = append(o.Months, m)
	}
	if slices.ContainsFunc(o.Months, func(m OfficialMonth) bool { return !m.Counted }) && o.Source != PublishedDaily {
		o.Source += "，其余月份按" + PublishedDaily
	}
	if count := counts[year.String()[:4]]; count != nil && year.LastOfYear() <= asOf {
		o.From, o.Through, o.Unpublished = year, year.LastOfYear(), nil
		o.Published, o.Source, o.Counted = count.of(o.From, o.Through), count.source, true
		o.Heavy.of(count, o.Heavy.Known && len(o.Months) == 12)
	}
	if o.From == 0 {
		return nil
	}
	o.Ours, o.Heavy.Ours = ours.count(o.From, o.Through), ours.heavy(o.From, o.Through)
	for _, first := range o.Unpublished {
		o.Ours.minus(ours.count(first, first.LastOfMonth()))
		o.Heavy.Ours -= ours.heavy(first, first.LastOfMonth())
	}
	return &o
}

// officialMonth counts the published days of a month up to asOf, and tells the first
// and the last of them; 0 where there is none.
func officialMonth(first, asOf measure.Day, published map[measure.Day]*assess.AirDay) (m OfficialMonth, from, through measure.Day) {
	m.First = first
	for day := first; day <= min(first.LastOfMonth(), asOf); day++ {
		d := published[day]
		if d == nil {
			continue
		}
		m.Daily.add(d.Verdict)
		m.HasDaily, m.Heavy.Known = true, true
		if heavyRow(d) {
			m.Heavy.Published++
		}
		if from == 0 {
			from = day
		}
		through = day
	}
	m.Published = m.Daily
	return m, from, through
}

// publishedOf picks the published rows by day.
func publishedOf(rows []assess.AirDay) map[measure.Day]*assess.AirDay {
	published := map[measure.Day]*assess.AirDay{}
	for i := range rows {
		if rows[i].Source == assess.PublishedDay {
			published[rows[i].Day] = &rows[i]
		}
	}
	return published
}

// publishedCount is what was published of one period.
type publishedCount struct {
	tally                        Tally
	hasExceeding, hasUndecidable bool
	heavy                        int
	hasHeavy                     bool
	source                       string
}

// of completes the count of the days from first to last: published tables often name
// good days alone, and the rest is then exceeding.
func (c *publishedCount) of(first, last measure.Day) Tally {
	t := c.tally
	rest := last.Since(first) + 1 - t.Good
	switch {
	case !c.hasExceeding:
		t.Exceeding = max(0, rest-t.Undetermined)
	case !c.hasUndecidable:
		t.Undetermined = max(0, rest-t.Exceeding)
	}
	return t
}

// countsOf are the published counts by period; only periods with a count of good days.
func countsOf(figures []measure.Indicator) map[string]*publishedCount {
	counts := map[string]*publishedCount{}
	for _, f := range figures {
		if f.ID == PublishedGood {
			counts[f.Period] = &publishedCount{tally: Tally{Good: int(f.Value)}, source: f.Source}
		}
	}
	for _, f := range figures {
		c := counts[f.Period]
		if c == nil {
			continue
		}
		switch f.ID {
		case PublishedExceeding:
			c.tally.Exceeding, c.hasExceeding = int(f.Value), true
		case PublishedUndetermined:
			c.tally.Undetermined, c.hasUndecidable = int(f.Value), true
		case PublishedHeavy:
			c.heavy, c.hasHeavy = int(f.Value), true
		}
	}
	return counts
}

// count is the tally of the computed days from from to through, each under the
// edition in force on it; a day without a row is undetermined.
func (c *calendar) count(from, through measure.Day) Tally {
	var t Tally
	for day := from; day <= through; day++ {
		if row := c.inForce(day); row != nil {
			t.add(row.Verdict)
		} else {
			t.add(assess.Undetermined)
		}
	}
	return t
}

// inForce is the computed row of day under the edition in force, nil without one.
func (c *calendar) inForce(day measure.Day) *assess.AirDay {
	for _, row := range c.rows[day.Since(c.first)] {
		if row != nil && row.Edition == assess.ByDate.On(day) {
			return row
		}
	}
	return nil
}

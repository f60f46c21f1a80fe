package assess

import (
	"cmp"
	"slices"
	"strings"
	"time"

	"lanbi/internal/measure"
)

// OutageKind is the kind of event under which reported outages (停电、维护) are kept.
const OutageKind = "outage"

// Outage is a reported time without data of one place: a power cut, maintenance. It
// explains missing values and changes none.
type Outage struct {
	Place    string // code of a station, section or source; of an area, all of its places
	From, To measure.Day
	// Open tells that no last day was reported: To is then the day of the question.
	Open bool
	// Reason is what was reported, such as 停电; Document names the paper, if any.
	Reason, Document string
}

// notHappened are the states of an event that take it back.
var notHappened = [...]string{"不属实", "撤销"}

// Outages reads the outages of an area from the steps of its events of OutageKind, in
// any order: the latest step of an id holds, and one that takes the report back ends
// it. The id is the code of the place, a slash, and whatever tells its outages apart
// (JY001/2026-03-05); an id without a slash is the place itself. Where a step leaves
// the first day open it is the day of the step, in zone; an open last day goes up to
// today. They come in order of their first day.
func Outages(events []measure.Event, zone *time.Location, today measure.Day) []Outage {
	latest := map[string]measure.Event{}
	for _, e := range events {
		if had, seen := latest[e.ID]; e.Kind == OutageKind && (!seen || !e.Time.Before(had.Time)) {
			latest[e.ID] = e
		}
	}
	var all []Outage
	for id, e := range latest {
		if slices.Contains(notHappened[:], e.State) {
			continue
		}
		o := Outage{From: e.Start, To: e.End, Reason: cmp.Or(e.Text, "停运"), Document: e.Document}
		o.Place, _, _ = strings.Cut(id, "/")
		if o.From == 0 {
			o.From = measure.DayOf(e.Time, zone)
		}
		if o.To == 0 {
			o.To, o.Open = max(o.From, today), true
		}
		all = append(all, o)
	}
	slices.SortFunc(all, func(a, b Outage) int {
		return cmp.Or(cmp.Compare(a.From, b.From), cmp.Compare(a.Place, b.Place), cmp.Compare(a.To, b.To), cmp.Compare(a.Reason, b.Reason))
	})
	return all
}

// Covers tells whether the outage is of place, or of the area that place is in, and
// touches day.
func (o *Outage) Covers(place, area string, day measure.Day) bool {
	return o.Touches(area, []string{place}, day, day)
}

// Touches tells whether the outage is of one of the places, or of the area that they
// are in, on any day from first to last.
func (o *Outage) Touches(area string, places []string, first, last measure.Day) bool {
	return (o.Place == area || slices.Contains(places, o.Place)) && o.From <= last && first <= o.To
}

// NoClass says, for people, why a period of a section has no class.
const NoClass = "应有项目缺少有效数据，或没有可评价项目，类别不定"

// OutagesText says which outages were reported for the places of area, codes of one
// station, section or source and of those it replaced, on any day from first to last:
// 已报停电（3月4日～3月5日）, several joined by commas. It is empty for none.
func OutagesText(outages []Outage, area string, places []string, first, last measure.Day) string {
	var parts []string
	for i := range outages {
		if outages[i].Touches(area, places, first, last) {
			parts = append(parts, "已报"+outages[i].Text())
		}
	}
	return strings.Join(parts, "，")
}

// Text says reason and days, such as 停电（3月4日～3月5日，白电函〔2026〕3 号）.
func (o *Outage) Text() string {
	text := o.From.ShortChinese()
	switch {
	case o.Open:
		text += "起"
	case o.To != o.From:
		text += "～" + o.To.ShortChinese()
	}
	if o.Document != "" {
		text += "，" + o.Document
	}
	return o.Reason + "（" + text + "）"
}

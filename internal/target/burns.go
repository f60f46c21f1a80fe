package target

import (
	"cmp"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"

	"lanbi/internal/measure"
)

// KindBurn is the kind of event under which approved burns (批准焚烧) are kept. The id is
// the number of the permit (文号), or what tells the places of one permit apart; start
// and end are the days approved, and the text is the place as BurnText has it, with a
// remark behind a semicolon. No target counts them.
const KindBurn = "approved-burn"

// States of an approved burn.
const (
	BurnValid     = "有效"
	BurnWithdrawn = "撤销"
)

var burnCourse = course{
	first:  []string{BurnValid},
	next:   map[string][]string{BurnValid: {BurnWithdrawn}},
	final:  []string{BurnWithdrawn},
	argued: []string{BurnWithdrawn},
}

// BurnText is the place of an approved burn as its event keeps it, such as
// 41.5000,127.2000 半径 5 km; ParseBurn reads it back exactly.
func BurnText(b *measure.Burn) string {
	return degrees(b.Lat) + "," + degrees(b.Lon) + " 半径 " + strconv.FormatFloat(b.Radius, 'f', -1, 64) + " km"
}

// degrees is v with four decimals, which is 11 m, or as many as it has.
func degrees(v float64) string {
	text := strconv.FormatFloat(v, 'f', -1, 64)
	if _, decimals, _ := strings.Cut(text, "."); len(decimals) >= 4 {
		return text
	}
	return strconv.FormatFloat(v, 'f', 4, 64)
}

// ParseBurn reads the approved burn of a step that states it as BurnValid, and the remark
// behind the place. The error, a *StepError, says what is missing of days and place.
func ParseBurn(e *measure.Event) (b measure.Burn, remark string, err error) {
	for _, day := range [...]struct {
		field string
		day   measure.Day
	}{{"start", e.Start}, {"end", e.End}} {
		if day.day == 0 {
			return b, "", &StepError{day.field, "批准焚烧须给出起止日期"}
		}
	}
	place, remark, _ := strings.Cut(e.Text, "；")
	at, radius, cutRadius := strings.Cut(strings.TrimSpace(place), " 半径 ")
	lat, lon, cutPlace := strings.Cut(at, ",")
	radius, cutUnit := strings.CutSuffix(radius, " km")
	b = measure.Burn{Area: e.Area, From: e.Start, Until: e.End, Document: cmp.Or(e.Document, e.ID)}
	ok := cutRadius && cutPlace && cutUnit
	for _, number := range [...]struct {
		text string
		to   *float64
	}{{lat, &b.Lat}, {lon, &b.Lon}, {radius, &b.Radius}} {
		v, plain := decimal(number.text)
		*number.to, ok = v, ok && plain
	}
	if !ok || !measure.OnMap(b.Lat, b.Lon) || b.Radius <= 0 || b.Radius > measure.WidestBurn {
		return b, "", &StepError{"text", fmt.Sprintf("%q 不是批准焚烧的范围，应如 41.5000,127.2000 半径 5 km（北纬,东经，半径大于 0、至多 %d km），备注写在其后的；之后",
			place, measure.WidestBurn)}
	}
	return b, strings.TrimSpace(remark), nil
}

// decimal reads a number that is written with digits alone.
func decimal(text string) (v float64, ok bool) {
	v, err := strconv.ParseFloat(text, 64)
	return v, err == nil && strings.Trim(text, "-.0123456789") == ""
}

// Burns are the approved burns in force, as the steps of their events, given in any
// order, leave them. A step whose text is no place, which CheckAlone lets through no
// door, approves nothing.
func Burns(steps []measure.Event, zone *time.Location) []measure.Burn {
	var burns []measure.Burn
	for _, s := range Stories(steps, zone) {
		if s.Kind != KindBurn || s.State != BurnValid {
			continue
		}
		last := s.Steps[len(s.Steps)-1]
		last.Start, last.End, last.Document = s.Start, s.End, s.Document
		if b, _, err := ParseBurn(&last); err == nil {
			burns = append(burns, b)
		}
	}
	return burns
}

// Proposal is that a fire point which waits be exempt, as it lies within an approved
// burn. It decides nothing: a person does.
type Proposal struct {
	Burn     measure.Burn
	Distance float64 // of the fire from the middle of the burn, in km
}

// Text says for people what is proposed, and why.
func (p *Proposal) Text() string {
	return fmt.Sprintf("建议豁免：在批准焚烧范围内（%s，%s 至 %s，距中心 %.1f km），待人工确认", p.Burn.Document, p.Burn.From, p.Burn.Until, p.Distance)
}

// Proposals are, by the id of the fire, those for the fire points of KindStraw that still
// wait and whose text names their place. They are found anew from the steps of fires and
// permits, in any order, whichever came first; a permit withdrawn proposes nothing. Of
// several burns the one with the nearest middle counts.
func Proposals(fires, permits []measure.Event, zone *time.Location) map[string]Proposal {
	burns := Burns(permits, zone)
	if len(burns) == 0 {
		return nil
	}
	proposals := map[string]Proposal{}
	for _, s := range Stories(fires, zone) {
		f, placed := firePoint(&s, zone)
		if s.Kind != KindStraw || s.State != EventWaiting || !placed {
			continue
		}
		for i := range burns {
			p := Proposal{Burn: burns[i], Distance: measure.Distance(burns[i].Lat, burns[i].Lon, f.Lat, f.Lon)}
			if had, found := proposals[s.ID]; burns[i].Covers(&f, zone) && (!found || p.Distance < had.Distance) {
				proposals[s.ID] = p
			}
		}
	}
	return proposals
}

// firePoint is the fire of an event: on its first day, at the place that its newest step
// with one names.
func firePoint(s *Story, zone *time.Location) (f measure.FirePoint, placed bool) {
	f = measure.FirePoint{Time: s.Start.Start(zone), Area: s.Area, Kind: s.Kind, ID: s.ID}
	for _, e := range slices.Backward(s.Steps) {
		if f.Lat, f.Lon, placed = firePlace(e.Text); placed {
			return f, true
		}
	}
	return f, false
}

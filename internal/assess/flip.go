package assess

import (
	"fmt"
	"strconv"
	"strings"

	"lanbi/internal/measure"
	"lanbi/internal/standard/hj633"
)

// Flip is a day assessed before that a new assessment judges otherwise: another
// verdict, or a decision on dust. Another AQI with the same verdict is none.
type Flip struct {
	Place    string
	Day      measure.Day
	Edition  hj633.Edition
	Old, New Standing
	Cause    string // 沙尘认定, 审核, 部分审核, 补传或更正
}

// Causes of a flip.
const (
	CauseDust    = "沙尘认定"
	CauseAudited = "审核"
	CausePartly  = "部分审核" // some values are audited and others not yet
	CauseLate    = "补传或更正"
)

// Standing is what a day counts as.
type Standing struct {
	Verdict Verdict
	AQI     int // valid when HasAQI
	HasAQI  bool
	Dust    bool
}

// standingOf is what day counts as.
func standingOf(day *AirDay) Standing {
	return Standing{Verdict: day.Verdict, AQI: day.Index.AQI, HasAQI: day.Index.Known, Dust: day.Dust}
}

// String is the standing in the audit trail, such as "exceeding 105 dust".
func (s Standing) String() string {
	text := s.Verdict.String()
	if s.HasAQI {
		text += " " + strconv.Itoa(s.AQI)
	}
	if s.Dust {
		text += " dust"
	}
	return text
}

// ParseStanding reads what String writes.
func ParseStanding(text string) (s Standing, err error) {
	words := strings.Fields(text)
	if len(words) == 0 {
		return s, fmt.Errorf("standing %q: want a verdict", text)
	}
	if s.Verdict, err = ParseVerdict(words[0]); err != nil {
		return s, fmt.Errorf("standing %q: %w", text, err)
	}
	for _, word := range words[1:] {
		if word == "dust" {
			s.Dust = true
			continue
		}
		if s.AQI, err = strconv.Atoi(word); err != nil {
			return s, fmt.Errorf("standing %q: %q is neither an AQI nor dust", text, word)
		}
		s.HasAQI = true
	}
	return s, nil
}

// Chinese is the standing for people, such as 超标（AQI 105，沙尘）.
func (s Standing) Chinese() string {
	var parts []string
	if s.HasAQI {
		parts = append(parts, "AQI "+strconv.Itoa(s.AQI))
	}
	if s.Dust {
		parts = append(parts, "沙尘")
	}
	text := [...]string{"数据不足", "优良", "超标"}[s.Verdict]
	if len(parts) == 0 {
		return text
	}
	return text + "（" + strings.Join(parts, "，") + "）"
}

// FlipsOf compares the stored rows of an area and its stations with new ones, and
// lists the flips in the order of the new rows. A day without a stored row was not
// assessed before and cannot flip.
//
// A flip is ascribed to the audit where the place's data, or for the area those of one
// of its stations, were not audited before and are now, and to a part of the audit where
// some values are audited and others wait: which of them came last is not stored.
func FlipsOf(area string, stored, fresh []AirDay) []Flip {
	type key struct {
		place   string
		day     measure.Day
		edition hj633.Edition
	}
	old := map[key]*AirDay{}
	for i := range stored {
		if d := &stored[i]; d.Source == ComputedDay {
			old[key{d.Place, d.Day, d.Edition}] = d
		}
	}
	audited := map[measure.Day]bool{}
	for i := range fresh {
		d := &fresh[i]
		if had := old[key{d.Place, d.Day, d.Edition}]; had != nil && had.Provisional && !d.Provisional {
			audited[d.Day] = true
		}
	}
	var flips []Flip
	for i := range fresh {
		d := &fresh[i]
		had := old[key{d.Place, d.Day, d.Edition}]
		if had == nil || had.Verdict == d.Verdict && had.Dust == d.Dust {
			continue
		}
		f := Flip{Place: d.Place, Day: d.Day, Edition: d.Edition, Old: standingOf(had), New: standingOf(d), Cause: CauseLate}
		switch {
		case had.Dust != d.Dust:
			f.Cause = CauseDust
		case had.Provisional && !d.Provisional, d.Place == area && audited[d.Day]:
			f.Cause = CauseAudited
		case had.Provisional && d.PartlyAudited:
			f.Cause = CausePartly
		}
		flips = append(flips, f)
	}
	return flips
}

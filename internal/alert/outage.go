package alert

import (
	"fmt"
	"slices"
	"strings"

	"lanbi/internal/assess"
	"lanbi/internal/measure"
)

// listedOutages is how many outages a text names; of more it says how many there are.
const listedOutages = 3

// outagesOf are the reported outages of place, or of the area that it is in, on day.
func (f *Facts) outagesOf(place, area string, day measure.Day) []assess.Outage {
	return only(f.Outages, func(o *assess.Outage) bool { return day != 0 && o.Covers(place, area, day) })
}

// outages says for people which outages were reported, such as 已报停电（3月4日～3月5日）;
// empty for none. The newest come first; those of several stations that read alike are
// named once.
func (l Language) outages(reported []assess.Outage) string {
	var parts []string
	for i := range reported {
		if text := l.outage(&reported[len(reported)-1-i]); !slices.Contains(parts, text) {
			parts = append(parts, text)
		}
	}
	switch n := len(parts); {
	case n == 0:
		return ""
	case l == English && n > listedOutages:
		return fmt.Sprintf("reported outages: %s and %d more", strings.Join(parts[:listedOutages], ", "), n-listedOutages)
	case l == English:
		return "reported outages: " + strings.Join(parts, ", ")
	case n > listedOutages:
		return fmt.Sprintf("已报%s等 %d 次停运", strings.Join(parts[:listedOutages], "、"), n)
	}
	return "已报" + strings.Join(parts, "、")
}

// outage is one outage. Its reason is as somebody wrote it, so that an English text has
// it only where it has no Chinese words.
func (l Language) outage(o *assess.Outage) string {
	if l != English {
		return o.Text()
	}
	days := o.From.String()
	switch {
	case o.Open:
		days = "from " + days + " on"
	case o.To != o.From:
		days += " to " + o.To.String()
	}
	if han(o.Reason) {
		return days
	}
	return o.Reason + " (" + days + ")"
}

// outagesAfter is outages behind a clause, with its mark; empty for none.
func (l Language) outagesAfter(reported []assess.Outage) string {
	text := l.outages(reported)
	switch {
	case text == "":
		return ""
	case l == English:
		return "; " + text
	}
	return "；" + text
}

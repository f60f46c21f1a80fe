package entry

import (
	"cmp"
	"strings"
	"time"

	"lanbi/internal/alert"
	"lanbi/internal/assess"
	"lanbi/internal/measure"
	"lanbi/internal/target"
)

// Words says for people what lines of the audit trail are about.
type Words struct {
	Areas   []measure.Area
	Targets []target.Target
	Zone    *time.Location
}

// subjectWords are the first words of the subjects of the audit trail, for people.
var subjectWords = map[string]string{
	"indicator": "指标", "event": "事件", "alert": "提醒", "silence": "静默", "rejection": "拒收报文",
	"evidence": "佐证材料", "target": "目标", "air-day": "日评价结论", "published": "公布数据", "readings": "监测数据",
}

// Subject says in words what a line is about; empty where only its code can.
func (w *Words) Subject(subject string) string {
	kind, rest, _ := strings.Cut(subject, "/")
	word, known := subjectWords[kind]
	if !known {
		return ""
	}
	place, detail, _ := strings.Cut(rest, "/")
	switch kind {
	case "indicator":
		id, period, _ := strings.Cut(detail, "/")
		return joined(word, w.place(place), w.Asked(place, id, false), period)
	case "event":
		id, _, _ := strings.Cut(detail, "/")
		return joined(word, w.place(place), w.Asked(place, id, true))
	case "target":
		for i := range w.Targets {
			if w.Targets[i].ID == rest {
				word = joined(word, w.Targets[i].Name)
			}
		}
		return word
	case "air-day":
		return joined(word, w.place(place), strings.Join(strings.Split(detail, "/"), " 按 "))
	case "published":
		return joined(word, w.place(rest))
	case "alert":
		id, _, _ := strings.Cut(rest, "/")
		if rest == "test" {
			return "通知渠道测试"
		}
		return joined(word, alert.Kind(id).Chinese())
	}
	return word
}

// joined puts spaces between the parts that are there.
func joined(parts ...string) string {
	return strings.Join(strings.Fields(strings.Join(parts, " ")), " ")
}

// place is the name of an area or station, or its code.
func (w *Words) place(code string) string {
	for i := range w.Areas {
		a := &w.Areas[i]
		if a.Code == code {
			return a.Name
		}
		if name := a.StationName(code); name != code {
			return name
		}
	}
	return code
}

// publishedWords name the counts that the superior authority published, which no target
// asks for.
var publishedWords = map[string]string{
	target.PublishedGood: "省平台公布优良天数", target.PublishedExceeding: "省平台公布超标天数",
	target.PublishedUndetermined: "省平台公布数据不足天数", target.PublishedHeavy: "省平台公布重污染天数",
}

// ReportedHere tells whether a line is about a figure or an event that this office
// reports, unlike the counts that the superior authority publishes, which come by the
// hundred.
func ReportedHere(c Change) bool {
	kind, rest, _ := strings.Cut(c.Subject, "/")
	_, detail, _ := strings.Cut(rest, "/")
	id, _, _ := strings.Cut(detail, "/")
	return kind == "event" || kind == "indicator" && publishedWords[id] == ""
}

// Asked is the name of a figure or kind of event of an area, or its id.
func (w *Words) Asked(area, id string, event bool) string {
	if word, published := publishedWords[id]; published {
		return word
	}
	for _, a := range target.AskedBy(w.Targets) {
		if a.Area == area && a.ID == id && a.Event == event {
			return a.Name
		}
	}
	return id
}

// trailWords are what the program itself writes as a value into the audit trail.
var trailWords = map[string]string{"acknowledged": "已确认", "ended": "已提前结束", "accepted": "已重新接收", "sent": "已发出"}

// Value is an old or new value of a line for people.
func (w *Words) Value(subject, value string) string {
	if until, cut := strings.CutPrefix(value, "until "); cut && strings.HasPrefix(subject, "silence/") {
		if at, err := time.Parse(time.RFC3339, until); err == nil {
			return "至 " + at.In(w.Zone).Format("2006-01-02 15:04")
		}
	}
	if why, cut := strings.CutPrefix(value, "refused again: "); cut {
		return "仍被拒收：" + why
	}
	if strings.HasPrefix(subject, "air-day/") {
		if standing, err := assess.ParseStanding(value); err == nil {
			return standing.Chinese()
		}
	}
	return cmp.Or(trailWords[value], value)
}

package web

import (
	"fmt"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"time"

	"lanbi/internal/assess"
	"lanbi/internal/measure"
)

// query reads the parameters of a request and collects everything that is wrong
// with them.
type query struct {
	values url.Values
	read   []string
	faults []parameterFault
}

func queryOf(r *http.Request) *query {
	values, err := url.ParseQuery(r.URL.RawQuery)
	q := &query{values: values}
	if err != nil {
		q.fault("", "查询串写法有误")
	}
	return q
}

func (q *query) fault(parameter, format string, args ...any) {
	q.faults = append(q.faults, parameterFault{Parameter: parameter, Detail: fmt.Sprintf(format, args...)})
}

// text is the parameter's value, empty when it is not given.
func (q *query) text(name string) string {
	q.read = append(q.read, name)
	given := q.values[name]
	if len(given) > 1 {
		q.fault(name, "给了 %d 次，应为一次", len(given))
	}
	return q.values.Get(name)
}

// texts are the values of a parameter that may be given several times, without empty
// ones: a form sends those for fields that nobody filled in.
func (q *query) texts(name string) []string {
	q.read = append(q.read, name)
	return slices.DeleteFunc(slices.Clone(q.values[name]), func(text string) bool { return text == "" })
}

// code is the parameter's value, which must be one of the known codes; absent is
// a fault when required.
func (q *query) code(name string, required bool, known func(string) bool) string {
	text := q.text(name)
	switch {
	case text == "" && required:
		q.fault(name, "未给出")
	case text != "" && !known(text):
		q.fault(name, "配置中没有 %q", text)
	}
	return text
}

func (q *query) year(name string, otherwise int) int {
	text := q.text(name)
	if text == "" {
		return otherwise
	}
	year, err := strconv.Atoi(text)
	if err != nil || year < 1970 || year > 9999 {
		q.fault(name, "%q 不是年份，应为四位数字，如 2026", text)
	}
	return year
}

func (q *query) count(name string, otherwise, most int) int {
	text := q.text(name)
	if text == "" {
		return otherwise
	}
	n, err := strconv.Atoi(text)
	if err != nil || n < 1 || n > most {
		q.fault(name, "%q 不在 1～%d 之间", text, most)
	}
	return n
}

// editionRule is 2012, 2026 or by-date; ok is false when it is not given.
func (q *query) editionRule(name string) (rule assess.EditionRule, ok bool) {
	text := q.text(name)
	if text == "" {
		return 0, false
	}
	rule, err := assess.ParseEditionRule(text)
	if err != nil {
		q.fault(name, "%q 不是标准版本，可用 2012、2026、by-date", text)
	}
	return rule, true
}

func (q *query) period(name string, otherwise assess.Period) assess.Period {
	text := q.text(name)
	if text == "" {
		return otherwise
	}
	p, err := assess.ParsePeriod(text)
	if err != nil || p == assess.Quarter {
		q.fault(name, "%q 不是时段，可用 day、month、ytd、year", text)
	}
	return p
}

// moment reads an instant with offset, or a local time or day of the zone.
func (q *query) moment(name string, zone *time.Location) (t time.Time, ok bool) {
	text := q.text(name)
	if text == "" {
		return t, false
	}
	// An offset's plus sign that was not escaped arrives as a space.
	if at := len(text) - len(" 08:00"); at > 0 && text[at] == ' ' && strings.Contains(text, "T") {
		text = text[:at] + "+" + text[at+1:]
	}
	if t, ok = parseMoment(text, zone); !ok {
		q.fault(name, "%q 不是时间，应如 2026-11-20T08:00:00+08:00 或 2026-11-20", text)
	}
	return t, ok
}

// parseMoment reads an instant with offset, or a local time or day of the zone.
func parseMoment(text string, zone *time.Location) (t time.Time, ok bool) {
	for _, layout := range []string{time.RFC3339, "2006-01-02T15:04", "2006-01-02T15:04:05", time.DateOnly} {
		if t, err := time.ParseInLocation(layout, text, zone); err == nil {
			return t, true
		}
	}
	return t, false
}

// err is the problem that names every fault, nil when there is none. A parameter
// that nobody read is a fault as well: it is a misspelt one.
func (q *query) err() error {
	for name := range q.values {
		if !slices.Contains(q.read, name) {
			q.fault(name, "没有这个参数，可用 %s", orNone(strings.Join(q.read, "、")))
		}
	}
	if len(q.faults) == 0 {
		return nil
	}
	slices.SortStableFunc(q.faults, func(a, b parameterFault) int { return strings.Compare(a.Parameter, b.Parameter) })
	details := make([]string, len(q.faults))
	for i, f := range q.faults {
		details[i] = strings.TrimSpace(f.Parameter + " " + f.Detail)
	}
	return problem{Status: http.StatusBadRequest, Title: "参数有误",
		Detail: strings.Join(details, "；"), Errors: q.faults}
}

func orNone(text string) string {
	if text == "" {
		return "（无）"
	}
	return text
}

// isPlace tells whether the code is an area's or an air station's.
func (s *Server) isPlace(code string) bool {
	for _, a := range s.o.Areas {
		if a.Code == code || slices.ContainsFunc(a.Stations, func(st measure.Station) bool { return st.Code == code }) {
			return true
		}
	}
	return false
}

func (s *Server) isSection(code string) bool { return slices.Contains(s.sectionCodes(), code) }

func (s *Server) sectionCodes() []string {
	var codes []string
	for _, a := range s.o.Areas {
		for _, section := range a.Sections {
			codes = append(codes, section.Code)
		}
	}
	return codes
}

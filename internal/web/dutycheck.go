package web

import (
	"errors"
	"fmt"
	"net/http"
	"slices"
	"strings"
	"time"

	"lanbi/internal/alert"
)

// decodeSaid reads a body that people say something to alerts with; want names its
// fields. What cannot be read is an *alert.Fault.
func decodeSaid(body []byte, into any, want string) error {
	err := decodeBody(body, into)
	if err == nil {
		return nil
	}
	f := decodeFault(err)
	return &alert.Fault{Field: f.Field, Detail: f.Detail + "；可用字段 " + want}
}

// silenceBody is a silence as it is posted; its times are RFC 3339, or local.
type silenceBody struct {
	ID      string       `json:"id"`
	Kinds   []alert.Kind `json:"kinds"`
	Areas   []string     `json:"areas"`
	Targets []string     `json:"targets"`
	From    string       `json:"from"`
	Until   string       `json:"until"`
	By      string       `json:"by"`
	Comment string       `json:"comment"`
}

func (b *silenceBody) silence(zone *time.Location) (alert.Silence, error) {
	one := alert.Silence{ID: b.ID, Kinds: b.Kinds, Areas: b.Areas, Targets: b.Targets, By: b.By, Comment: b.Comment}
	for _, m := range [...]struct {
		field, text string
		into        *time.Time
	}{{"from", b.From, &one.From}, {"until", b.Until, &one.Until}} {
		at, ok := parseMoment(m.text, zone)
		if m.text != "" && !ok {
			return one, &alert.Fault{Field: m.field, Detail: fmt.Sprintf("%q 不是时间，应如 2026-11-20T08:00:00+08:00 或 2026-11-20", m.text)}
		}
		*m.into = at
	}
	return one, nil
}

// dutyProblem is the problem of what somebody said wrongly to an alert; any other error
// stays what it is, a fault of ours that is not shown.
func dutyProblem(err error) error {
	var fault *alert.Fault
	if !errors.As(err, &fault) {
		return err
	}
	return problem{Status: http.StatusUnprocessableEntity, Title: "未能执行", Detail: fault.Error(),
		Errors: []parameterFault{{Parameter: fault.Field, Detail: fault.Detail}}}
}

// dutyWords are the fields of the forms, for people.
var dutyWords = map[string]string{
	"alert": "提醒", "by": "姓名", "comment": "说明", "until": "结束时间", "from": "开始时间", "id": "静默",
	"kinds": "提醒种类", "areas": "区县", "targets": "目标", "alerts.channels": "渠道",
}

// dutyFaultText is a fault for the page, which names its fields in words.
func dutyFaultText(err error) string {
	var fault *alert.Fault
	if !errors.As(err, &fault) {
		return ""
	}
	if fault.Field == "" {
		return fault.Detail
	}
	return wordFor(dutyWords, fault.Field) + "：" + fault.Detail
}

// checkFits refuses a silence of what does not exist: it would hold nothing back, and
// whoever began it would believe otherwise.
func (s *Server) checkFits(one *alert.Silence) error {
	for _, kind := range one.Kinds {
		if !slices.Contains(alert.Kinds(), kind) {
			var have []string
			for _, k := range alert.Kinds() {
				have = append(have, string(k)+"（"+k.Chinese()+"）")
			}
			return &alert.Fault{Field: "kinds", Detail: fmt.Sprintf("没有提醒种类 %q，可用 %s", kind, strings.Join(have, "、"))}
		}
	}
	for _, code := range one.Areas {
		if !s.isArea(code) {
			var have []string
			for i := range s.o.Areas {
				have = append(have, s.o.Areas[i].Code+"（"+s.o.Areas[i].Name+"）")
			}
			return &alert.Fault{Field: "areas", Detail: fmt.Sprintf("没有区县 %q，可用 %s", code, orNone(strings.Join(have, "、")))}
		}
	}
	for _, id := range one.Targets {
		if s.targetName(id) == "" {
			return &alert.Fault{Field: "targets", Detail: fmt.Sprintf("没有目标 %q，目标见 /api/v1/targets", id)}
		}
	}
	return nil
}

// targetName is the name of a configured target, empty when there is none of that id.
func (s *Server) targetName(id string) string {
	for i := range s.o.Targets {
		if s.o.Targets[i].ID == id {
			return s.o.Targets[i].Name
		}
	}
	return ""
}

package target_test

import (
	"errors"
	"slices"
	"testing"
	"time"

	"lanbi/internal/measure"
	"lanbi/internal/target"
)

// step is a step of event E at an hour of 5 October 2026.
func step(hour int, state, document, text string) measure.Event {
	return measure.Event{Time: time.Date(2026, 10, 5, hour, 0, 0, 0, time.UTC), Area: "a", ID: "E", State: state,
		Start: measure.Date(2026, 10, 4), Document: document, Text: text}
}

func TestCheckStep(t *testing.T) {
	steps := func(s ...measure.Event) []measure.Event { return s }
	undated := step(9, "上级认定", "吉环函〔2026〕1号", "")
	undated.Start = 0
	backwards := step(9, "待核实", "", "")
	backwards.End = measure.Date(2026, 10, 3)
	other := step(8, "已上报", "", "")
	other.ID = "F"
	for _, c := range []struct {
		name, kind string
		previous   []measure.Event
		next       measure.Event
		field      string // of the fault, empty for none
	}{
		{"dust begins as a suspicion", "dust", nil, step(9, "疑似", "", ""), ""},
		{"dust may be reported at once", "dust", nil, step(9, "已上报", "", ""), ""},
		{"a decision is no beginning", "dust", nil, step(9, "上级认定", "文号", ""), "state"},
		{"a state of another kind", "dust", nil, step(9, "已核实", "", ""), "state"},
		{"suspicion reported", "dust", steps(step(8, "疑似", "", "")), step(9, "已上报", "", ""), ""},
		{"suspicion recognised unreported", "dust", steps(step(8, "疑似", "", "")), step(9, "上级认定", "文号", "理由"), "state"},
		{"suspicion dropped without reason", "dust", steps(step(8, "疑似", "", "")), step(9, "未上报", "", " "), "text"},
		{"suspicion dropped", "dust", steps(step(8, "疑似", "", "")), step(9, "未上报", "", "仪器故障"), ""},
		{"suspicion withdrawn", "dust", steps(step(8, "疑似", "", "")), step(9, "撤销", "", "误报"), ""},
		{"recognised", "dust", steps(step(7, "疑似", "", ""), step(8, "已上报", "", "")), step(9, "上级认定", "文号", ""), ""},
		{"recognised without document", "dust", steps(step(8, "已上报", "", "")), step(9, "上级认定", "", ""), "document"},
		{"recognised without days", "dust", steps(step(8, "已上报", "", "")), undated, "start"},
		{"not recognised", "dust", steps(step(8, "已上报", "", "")), step(9, "未认定", "文号", ""), ""},
		{"not recognised without document", "dust", steps(step(8, "已上报", "", "")), step(9, "未认定", "", ""), "document"},
		{"decision reversed without reason", "dust", steps(step(7, "已上报", "", ""), step(8, "未认定", "文号", "")), step(9, "上级认定", "文号二", ""), "text"},
		{"decision reversed", "dust", steps(step(7, "已上报", "", ""), step(8, "未认定", "文号", "")), step(9, "上级认定", "文号二", "复核"), ""},
		{"dropped one reported after all", "dust", steps(step(7, "疑似", "", ""), step(8, "撤销", "", "误报")), step(9, "已上报", "", "补报"), ""},
		{"report taken back without reason", "dust", steps(step(8, "已上报", "", "")), step(9, "疑似", "", ""), "text"},
		{"report of another event", "dust", steps(step(7, "疑似", "", ""), other), step(9, "上级认定", "文号", "理由"), "state"},

		{"fire waits", "straw-burning", nil, step(9, "待核实", "", ""), ""},
		{"fire verified", "straw-burning", steps(step(8, "待核实", "", "")), step(9, "已核实", "", ""), ""},
		{"fire verified at once", "straw-burning", nil, step(9, "已核实", "", ""), ""},
		{"fire refuted", "straw-burning", steps(step(8, "待核实", "", "")), step(9, "不属实", "", ""), ""},
		{"approved burn without permit", "straw-burning", steps(step(8, "待核实", "", "")), step(9, "豁免", "", "计划烧除"), "document"},
		{"approved burn", "straw-burning", steps(step(8, "待核实", "", "")), step(9, "豁免", "准烧2026-7", ""), ""},
		{"verified becomes refuted without reason", "straw-burning", steps(step(8, "已核实", "", "")), step(9, "不属实", "", ""), "text"},
		{"verified becomes refuted", "straw-burning", steps(step(8, "已核实", "", "")), step(9, "不属实", "", "现场复核为水汽"), ""},
		{"verified stated anew without reason", "straw-burning", steps(step(8, "已核实", "", "")), step(9, "已核实", "文号", ""), "text"},
		{"unknown state", "straw-burning", nil, step(9, "疑似", "", ""), "state"},
		{"the newest step counts, in any order", "straw-burning", steps(step(8, "已核实", "", ""), step(7, "待核实", "", "")), step(9, "不属实", "", ""), "text"},
		{"before the last step", "straw-burning", steps(step(10, "待核实", "", "")), step(9, "已核实", "", ""), "time"},
		{"no time", "straw-burning", nil, measure.Event{ID: "E", State: "已核实"}, "time"},
		{"no id", "straw-burning", nil, measure.Event{Time: time.Unix(1, 0), State: "已核实"}, "id"},
		{"ends before it begins", "straw-burning", nil, backwards, "end"},
	} {
		err := target.CheckStep(c.kind, c.previous, &c.next)
		var fault *target.StepError
		switch {
		case c.field == "" && err != nil:
			t.Errorf("%s: %v, want allowed", c.name, err)
		case c.field != "" && (!errors.As(err, &fault) || fault.Field != c.field || fault.Detail == ""):
			t.Errorf("%s: %v, want a fault of %s", c.name, err, c.field)
		}
	}
}

func TestStates(t *testing.T) {
	if got, want := target.States("dust"), []string{"疑似", "已上报", "未上报", "撤销", "上级认定", "未认定"}; !slices.Equal(got, want) {
		t.Errorf("states of dust %v, want %v", got, want)
	}
	if got, want := target.States("straw-burning"), []string{"待核实", "已核实", "豁免", "不属实"}; !slices.Equal(got, want) {
		t.Errorf("states of fires %v, want %v", got, want)
	}
}

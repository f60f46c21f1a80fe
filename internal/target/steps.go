package target

import (
	"fmt"
	"slices"
	"strings"

	"lanbi/internal/measure"
)

// Dust is the kind of event of a dust decision (沙尘). Only DustRecognised sets dust
// on a day.
const Dust = "dust"

// States of a dust event. DustRecognised and DustNotRecognised are decisions of the
// superior authority and need its document.
const (
	DustSuspected     = "疑似"
	DustReported      = "已上报"
	DustRecognised    = "上级认定"
	DustNotRecognised = "未认定"
	DustNotReported   = "未上报" // a suspicion that a person decided not to report
	DustWithdrawn     = "撤销"
)

// EventWaiting is an event of any other kind that nobody has verified yet.
const EventWaiting = "待核实"

// StepError says why a step may not be taken: the field of the event at fault, and
// for people what is wrong with it.
type StepError struct{ Field, Detail string }

func (e *StepError) Error() string { return e.Field + ": " + e.Detail }

// course is which states an event of a kind may take.
type course struct {
	first []string            // states that an event may begin with
	next  map[string][]string // states that may follow without a reason
	final []string            // states that only a correction leaves
	// proven are the states that need the number of a document.
	proven []string
	// argued are the states that need a reason, whatever was before.
	argued []string
}

func (c *course) states() []string {
	var all []string
	add := func(states []string) {
		for _, s := range states {
			if !slices.Contains(all, s) {
				all = append(all, s)
			}
		}
	}
	add(c.first)
	for _, s := range slices.Clone(all) {
		add(c.next[s])
	}
	add(c.final)
	return all
}

var (
	dustCourse = course{
		first: []string{DustSuspected, DustReported},
		next: map[string][]string{
			DustSuspected: {DustSuspected, DustReported, DustNotReported, DustWithdrawn},
			DustReported:  {DustReported, DustRecognised, DustNotRecognised},
		},
		final:  []string{DustRecognised, DustNotRecognised, DustNotReported, DustWithdrawn},
		proven: []string{DustRecognised, DustNotRecognised},
		argued: []string{DustNotReported, DustWithdrawn},
	}
	eventCourse = course{
		first:  []string{EventWaiting, EventConfirmed, EventExempt, EventRefuted},
		next:   map[string][]string{EventWaiting: {EventWaiting, EventConfirmed, EventExempt, EventRefuted}},
		final:  []string{EventConfirmed, EventExempt, EventRefuted},
		proven: []string{EventExempt},
	}
)

func courseOf(kind string) *course {
	switch kind {
	case Dust:
		return &dustCourse
	case KindBurn:
		return &burnCourse
	}
	return &eventCourse
}

// States lists the states of an event kind, in the order in which they come.
func States(kind string) []string { return courseOf(kind).states() }

// CheckStep tells whether next may follow the previous steps of its ID, which may
// come in any order and with those of other events among them. The error is a
// *StepError.
//
// Dust goes 疑似 → 已上报 → 上级认定 or 未认定, the last two with the number of the
// superior authority's document, and 上级认定 with the days concerned; a suspicion may
// also end as 未上报 or 撤销, with a reason. An approved burn is 有效, with its days and
// place, until 撤销, with a reason. Any other kind goes 待核实 → 已核实, 豁免 (with the
// number of the permit) or 不属实, and may begin with any of them.
//
// Every other move between the states of a kind is a correction, as is a final state
// that is stated anew, and needs a reason. The reason is the step's Text, of a burn the
// remark behind its place. A correction does not skip the report: what was never
// reported cannot be recognised.
func CheckStep(kind string, previous []measure.Event, next *measure.Event) error {
	c := courseOf(kind)
	if err := CheckAlone(kind, next); err != nil {
		return err
	}
	var last *measure.Event
	seen := map[string]bool{}
	for i := range previous {
		e := &previous[i]
		if e.ID != next.ID {
			continue
		}
		seen[e.State] = true
		if last == nil || !e.Time.Before(last.Time) {
			last = e
		}
	}
	if last == nil {
		if !slices.Contains(c.first, next.State) {
			return &StepError{"state", fmt.Sprintf("%q 不能是第一步，应先为 %s", next.State, strings.Join(c.first, "、"))}
		}
		return nil
	}
	if next.Time.Before(last.Time) {
		return &StepError{"time", fmt.Sprintf("%s 早于上一步（%s）的时间 %s", clock(next), last.State, clock(last))}
	}
	if slices.Contains(c.next[last.State], next.State) {
		return nil
	}
	if kind == Dust && slices.Contains(c.proven, next.State) && !seen[DustReported] {
		return &StepError{"state", fmt.Sprintf("%q 之前应先 %s", next.State, DustReported)}
	}
	reason := next.Text
	if kind == KindBurn && next.State == BurnValid {
		_, reason, _ = strings.Cut(next.Text, "；")
	}
	if strings.TrimSpace(reason) == "" {
		return &StepError{"text", fmt.Sprintf("由 %q 改为 %q 是更正，须说明理由", last.State, next.State)}
	}
	return nil
}

// CheckAlone is the part of CheckStep that does not depend on the steps before: files of
// history may hold the end of a story only.
func CheckAlone(kind string, e *measure.Event) error {
	c := courseOf(kind)
	switch {
	case e.ID == "":
		return &StepError{"id", "未给出"}
	case e.Time.IsZero():
		return &StepError{"time", "未给出"}
	case !slices.Contains(c.states(), e.State):
		return &StepError{"state", fmt.Sprintf("没有状态 %q，可用 %s", e.State, strings.Join(c.states(), "、"))}
	case e.Start != 0 && e.End != 0 && e.End < e.Start:
		return &StepError{"end", fmt.Sprintf("%s 早于开始日期 %s", e.End, e.Start)}
	case slices.Contains(c.proven, e.State) && strings.TrimSpace(e.Document) == "":
		return &StepError{"document", fmt.Sprintf("状态 %q 须有文号", e.State)}
	case slices.Contains(c.argued, e.State) && strings.TrimSpace(e.Text) == "":
		return &StepError{"text", fmt.Sprintf("状态 %q 须说明理由", e.State)}
	case e.State == DustRecognised && e.Start == 0:
		return &StepError{"start", fmt.Sprintf("状态 %q 须给出所涉日期", e.State)}
	case kind == KindBurn && e.State == BurnValid:
		_, _, err := ParseBurn(e)
		return err
	}
	return nil
}

// clock is the time of a step for people, in the zone that it carries.
func clock(e *measure.Event) string { return e.Time.Format("2006-01-02 15:04") }

package alert

import (
	"strings"
	"time"

	"lanbi/internal/measure"
)

// SimulatedNotice marks everything that does not rest on measured data.
const SimulatedNotice = "模拟数据，非实测，不得引用"

// SimulatedMark is what title and text of such a message begin with in Chinese.
const SimulatedMark = "〔" + SimulatedNotice + "〕"

// Severity is how urgent a message is.
type Severity string

// Severities, least urgent first.
const (
	Info     Severity = "info"
	Warning  Severity = "warning"
	Critical Severity = "critical"
)

// Message is what people are told about one transition. It is complete: a
// channel adds only what its receiver demands.
type Message struct {
	// ID is the same for every copy of the same transition, so that a receiver can
	// drop the copy that follows a crash, and differs between transitions.
	ID string `json:"id"`
	// Alert is the id of the alert, shared by its begin, changes and end.
	Alert    string   `json:"alert"`
	Kind     Kind     `json:"kind"`
	Target   string   `json:"target,omitempty"` // id of the target
	Area     string   `json:"area,omitempty"`   // code of the area
	Severity Severity `json:"severity"`
	State    Phase    `json:"state"`
	Title    string   `json:"title"`
	Text     string   `json:"text"`
	Figures  *Figures `json:"figures,omitempty"`
	// Basis (口径) is the sentence on how the figures were judged.
	Basis string `json:"basis,omitempty"`
	AsOf  string `json:"as_of,omitempty"` // last assessed day, "2026-11-20"
	// Simulated tells that the figures are not measured; Text then says so.
	Simulated bool   `json:"simulated"`
	Link      string `json:"link,omitempty"`
}

// Figures are the numbers of a message. A nil figure is not known or does not
// belong to the kind of target. Days are whole days, probabilities 0 to 1, Value
// and Goal in the target's unit.
type Figures struct {
	Status            string   `json:"status"`
	Goal              float64  `json:"goal"`
	Unit              string   `json:"unit,omitempty"`
	Good              *int     `json:"good,omitempty"`
	Exceeding         *int     `json:"exceeding,omitempty"`
	Undetermined      *int     `json:"undetermined,omitempty"`
	Remaining         *int     `json:"remaining,omitempty"`
	Budget            *int     `json:"budget,omitempty"`
	BudgetIfRecovered *int     `json:"budget_if_recovered,omitempty"`
	Value             *float64 `json:"value,omitempty"`
	Probability       *float64 `json:"probability,omitempty"`
	ProbabilityLow    *float64 `json:"probability_low,omitempty"`
	ProbabilityHigh   *float64 `json:"probability_high,omitempty"`
}

// Marked is the message with SimulatedNotice in title and text when it is
// simulated; marking twice changes nothing.
func (m Message) Marked() Message { return m.marked(Chinese) }

// marked is Marked in a language. English keeps the Chinese words, by which every
// page and message of a demo is known.
func (m Message) marked(l Language) Message {
	if !m.Simulated {
		return m
	}
	mark := SimulatedMark
	if l == English {
		mark = "[" + SimulatedNotice + " / simulated data, not measured, do not quote] "
	}
	if !strings.Contains(m.Title, SimulatedNotice) {
		m.Title = mark + m.Title
	}
	if !strings.Contains(m.Text, SimulatedNotice) {
		m.Text = mark + m.Text
	}
	return m
}

// WithLink is the text and, on a line of its own, the link, for channels that
// carry nothing but text.
func (m Message) WithLink() string {
	if m.Link == "" || strings.Contains(m.Text, m.Link) {
		return m.Text
	}
	return m.Text + "\n" + m.Link
}

// Event is one transition as it is kept: a point of measurement alert.
type Event struct {
	At       time.Time
	Target   string
	Kind     Kind
	Severity Severity
	ID       string
	State    Phase
	Text     string
}

// Event is the record of the message, made at the given time.
func (m Message) Event(at time.Time) Event {
	return Event{At: at, Target: m.Target, Kind: m.Kind, Severity: m.Severity, ID: m.ID, State: m.State, Text: m.Text}
}

// TestMessage is what a test of a channel sends: it names no figure.
func TestMessage(now time.Time, zone *time.Location, simulated bool, l Language) Message {
	m := Message{
		ID:        "test/" + now.UTC().Format(time.RFC3339),
		Alert:     "test",
		Kind:      Test,
		Severity:  Info,
		State:     Inactive,
		Title:     "【测试】蓝碧通知测试",
		Text:      "【测试】这是蓝碧于 " + now.In(zone).Format("2006-01-02 15:04") + " 发出的通知测试，无须处置。",
		AsOf:      measure.DayOf(now, zone).String(),
		Simulated: simulated,
	}
	if l == English {
		m.Title = "[test] Lanbi tests this channel"
		m.Text = "[test] This is a test of Lanbi at " + now.In(zone).Format("2006-01-02 15:04") + ". Nothing has to be done."
	}
	return m.marked(l)
}

// Package entry takes what people report: figures of indicators and steps of events.
//
// It judges each entry on its own, so that a bad one does not take its neighbours with
// it; holds it against what is stored; and keeps it with a line of the audit trail that
// names author, source, reporter, the value before and the reason. The trail is written
// first: it may tell of a change that did not come to pass, which it then says, but
// never the other way round.
//
// An entry that says what is stored already changes nothing and leaves no line.
package entry

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"sync"
	"time"
	"unicode"
	"unicode/utf8"

	"lanbi/internal/measure"
	"lanbi/internal/target"
)

// Change is a line of the audit trail. Its fields are those of a ledger's entry.
type Change struct {
	Number  uint64    `json:"number"`
	At      time.Time `json:"at"`
	Who     string    `json:"who"`
	Subject string    `json:"subject"`
	Old     string    `json:"old,omitempty"`
	New     string    `json:"new,omitempty"`
	Source  string    `json:"source,omitempty"`
	By      string    `json:"by,omitempty"`
	Why     string    `json:"why"`
	Prev    string    `json:"prev,omitempty"`
}

// Store keeps figures and steps of events.
type Store interface {
	Indicators(ctx context.Context, area string, from, to measure.Day) ([]measure.Indicator, error)
	Events(ctx context.Context, area, kind string, t time.Time) ([]measure.Event, error)
	WriteIndicators(ctx context.Context, figures []measure.Indicator) error
	WriteEvents(ctx context.Context, events []measure.Event) error
}

// Desk is where people report. Its methods may be called from any goroutine.
type Desk struct {
	Areas   []measure.Area
	Targets []target.Target
	Zone    *time.Location
	Now     func() time.Time
	Store   Store
	// Trail appends lines to the audit trail, all or none.
	Trail func(...Change) error
	// Renew evaluates the targets of areas anew; an error is not one of the entry, which
	// is stored. It may be nil.
	Renew func(ctx context.Context, areas []string)

	mu sync.Mutex // one entry at a time, from reading what is stored to writing
}

// Fault says what is wrong with a field of an entry, for people.
type Fault struct{ Field, Detail string }

// Outcome is what became of an entry. With Faults nothing of it is stored; without
// them and without Changed it was stored already.
type Outcome struct {
	Changed bool
	ID      string // of the event, which may have been given here
	Old     string // what was there before, empty for nothing
	Faults  []Fault
}

func (o *Outcome) fault(field, format string, args ...any) {
	o.Faults = append(o.Faults, Fault{field, fmt.Sprintf(format, args...)})
}

// aheadAllowed is how far the clock of who reports may be ahead of ours.
const aheadAllowed = 10 * time.Minute

// firstReport is the reason of an entry that has no earlier one and gives none.
const firstReport = "填报"

// longestText bounds a text of an entry, in characters.
const longestText = 400

// longestID bounds the id of an event, in characters.
const longestID = 100

// Plain trims a text, puts spaces for control characters, which the database would
// replace, and takes out what is not seen: marks that turn the direction of the text
// make a line of the audit trail read otherwise than it is stored.
func Plain(text string) string {
	return strings.TrimSpace(strings.Map(func(r rune) rune {
		switch {
		case unicode.IsControl(r):
			return ' '
		case unicode.Is(unicode.Cf, r):
			return -1
		}
		return r
	}, strings.ToValidUTF8(text, "�")))
}

// text makes a text plain. One that is too long is a fault.
func (o *Outcome) text(field string, t *string, longest int) {
	*t = Plain(*t)
	if n := utf8.RuneCountInString(*t); n > longest {
		o.fault(field, "有 %d 个字，至多 %d 个", n, longest)
	}
}

// area maps a code or a name to the code.
func (d *Desk) area(o *Outcome, given string) string {
	var have []string
	for i := range d.Areas {
		a := &d.Areas[i]
		if given == a.Code || given == a.Name {
			return a.Code
		}
		have = append(have, a.Code+"（"+a.Name+"）")
	}
	if given == "" {
		o.fault("area", "未给出，可用 %s", strings.Join(have, "、"))
	} else {
		o.fault("area", "没有区县 %q，可用 %s", given, strings.Join(have, "、"))
	}
	return ""
}

// asked is what some target of the area asks for under the id, a figure or a kind of
// event; nil, with a fault, where none does.
func (d *Desk) asked(o *Outcome, field, area, id string, event bool) *target.Asked {
	if area == "" {
		return nil
	}
	var have []string
	for _, a := range target.AskedBy(d.Targets) {
		if a.Area != area || a.Event != event {
			continue
		}
		if a.ID == id {
			return &a
		}
		have = append(have, a.ID+"（"+a.Name+"）")
	}
	if len(have) == 0 {
		have = []string{"（无）"}
	}
	if id == "" {
		o.fault(field, "未给出，可用 %s", strings.Join(have, "、"))
		return nil
	}
	o.fault(field, "区县 %s 没有 %q，可用 %s", area, id, strings.Join(have, "、"))
	return nil
}

// keep leaves the lines in the trail, writes, and evaluates the targets concerned anew.
// What could not be written is taken back in the trail.
func (d *Desk) keep(ctx context.Context, lines []Change, areas []string, write func() error) error {
	if len(lines) == 0 {
		return nil
	}
	if err := d.Trail(lines...); err != nil {
		return fmt.Errorf("leave %d entries in the audit trail: %w", len(lines), err)
	}
	if err := write(); err != nil {
		back := slices.Clone(lines)
		slices.Reverse(back)
		for i := range back {
			back[i].Old, back[i].New, back[i].Source = back[i].New, back[i].Old, ""
			back[i].Why = "写入数据库失败，前一条未生效"
		}
		return errors.Join(err, d.Trail(back...))
	}
	if d.Renew != nil {
		d.Renew(ctx, areas)
	}
	return nil
}

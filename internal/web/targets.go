package web

import (
	"encoding/json"
	"fmt"
	"io"
	"math"
	"net/http"

	"lanbi/internal/measure"
	"lanbi/internal/target"
)

// EncodeTargets writes the body of GET /api/v1/targets: one line of JSON. The
// demo and the status command print the same.
func EncodeTargets(w io.Writer, simulated bool, progress []target.Progress) error {
	body, err := json.Marshal(targetsBodyOf(simulated, progress))
	if err != nil {
		return fmt.Errorf("encode targets: %w", err)
	}
	if _, err := w.Write(append(body, '\n')); err != nil {
		return fmt.Errorf("write targets: %w", err)
	}
	return nil
}

type targetsBody struct {
	AsOf      string       `json:"as_of,omitempty"` // latest of the targets; absent before the first assessment
	Simulated bool         `json:"simulated"`
	Targets   []targetBody `json:"targets"`
}

// targetBody is one target as the API shows it. A member that is absent is not
// known or means nothing for the kind.
type targetBody struct {
	ID     string    `json:"id"`
	Area   string    `json:"area"`
	Name   string    `json:"name"`
	Kind   string    `json:"kind"`
	Year   int       `json:"year"`
	Unit   string    `json:"unit"`
	Goal   *float64  `json:"goal,omitempty"`
	Basis  basisBody `json:"basis"`
	AsOf   string    `json:"as_of,omitempty"`
	Status string    `json:"status"`
	Reason string    `json:"reason,omitempty"`
	// Headline is the edition whose reading is the worse one, which people are told
	// first, and HeadlineStatus its status; only of kinds with another reading.
	Headline       string `json:"headline,omitempty"`
	HeadlineStatus string `json:"headline_status,omitempty"`
	*dayCountBody
	*forecastBody
	// Confirmed is how many of the days so far are audited.
	Confirmed *int `json:"confirmed,omitempty"`
	*officialBody
	*restBody
	Value *float64 `json:"value,omitempty"`
	// Ahead is the highest value that the rest of the year may have; Against is what
	// value is held against where it is not the goal.
	Ahead   *float64 `json:"ahead,omitempty"`
	Against *float64 `json:"against,omitempty"`
	// PM10Missing are the days that the reading of a missing PM10 decides.
	PM10Missing []string   `json:"pm10_missing,omitempty"`
	Other       *otherBody `json:"other,omitempty"`
}

// basisBody has the keys of the configuration.
type basisBody struct {
	Edition      string `json:"edition"`
	Dust         string `json:"dust,omitempty"`
	Data         string `json:"data,omitempty"`
	Missing      string `json:"missing,omitempty"`
	Missing2012  string `json:"missing_2012,omitempty"`
	PM10Missing  string `json:"pm10_missing_2026,omitempty"`
	YearRounding string `json:"year_rounding,omitempty"`
	Document     string `json:"document,omitempty"` // absent until a superior authority has stated the basis
}

type dayCountBody struct {
	Good              int      `json:"good"`
	Exceeding         int      `json:"exceeding"`
	Undetermined      int      `json:"undetermined"`
	Remaining         int      `json:"remaining"`
	Budget            int      `json:"budget"`
	BudgetIfRecovered int      `json:"budget_if_recovered"`
	Pace              *float64 `json:"pace,omitempty"`
	Pace3y            *float64 `json:"pace_3y,omitempty"`
}

type otherBody struct {
	Edition string `json:"edition"`
	Status  string `json:"status"`
	dayCountBody
	Probability *float64 `json:"probability,omitempty"`
	Flips       []string `json:"flips"`
}

// unjudged is the reason shown for an unknown status whose source gave none.
const unjudged = "尚未评价"

func targetsBodyOf(simulated bool, progress []target.Progress) targetsBody {
	body := targetsBody{Simulated: simulated, Targets: make([]targetBody, 0, len(progress))}
	for i := range progress {
		body.Targets = append(body.Targets, targetBodyOf(&progress[i]))
	}
	if day := asOf(progress); day != 0 {
		body.AsOf = day.String()
	}
	return body
}

// asOf is the latest day that any of the targets has been assessed for, 0 for
// none.
func asOf(progress []target.Progress) measure.Day {
	var latest measure.Day
	for _, p := range progress {
		latest = max(latest, p.AsOf)
	}
	return latest
}

func targetBodyOf(p *target.Progress) targetBody {
	t := p.Target
	body := targetBody{
		ID: t.ID, Area: t.Area, Name: t.Name, Kind: string(t.Kind), Year: t.Year, Unit: t.Unit,
		Goal: finite(t.Goal),
		Basis: basisBody{
			Edition: t.Basis.Edition.String(), Dust: t.Basis.Dust, Data: t.Basis.Data, Missing: t.Basis.Missing,
			Missing2012: t.Basis.Missing2012, PM10Missing: t.Basis.PM10Missing,
			YearRounding: t.Basis.YearRounding, Document: t.Basis.Document,
		},
		Status: p.Status.String(), Reason: reasonOf(p),
	}
	if p.AsOf != 0 {
		body.AsOf = p.AsOf.String()
	}
	if p.Days != nil {
		days := dayCountBodyOf(p.Days)
		body.dayCountBody = &days
		body.Confirmed = &p.Confirmed
	}
	body.officialBody = officialBodyOf(p)
	body.forecastBody, body.restBody = forecastBodyOf(p.Forecast), restBodyOf(p)
	if p.HasValue {
		body.Value = finite(p.Value)
	}
	if p.HasAhead {
		body.Ahead = finite(p.Ahead)
	}
	if p.HasAgainst {
		body.Against = finite(p.Against)
	}
	for _, day := range p.PM10Missing {
		body.PM10Missing = append(body.PM10Missing, day.String())
	}
	if o := p.Other; o != nil {
		edition, status := p.Headline()
		body.Headline, body.HeadlineStatus = edition.String(), status.String()
		body.Other = &otherBody{Edition: o.Edition.String(), Status: o.Status.String(),
			dayCountBody: dayCountBodyOf(&o.Days), Flips: make([]string, len(o.Flips))}
		if o.Forecast != nil {
			body.Other.Probability = finite(o.Forecast.Probability)
		}
		for i, day := range o.Flips {
			body.Other.Flips[i] = day.String()
		}
	}
	return body
}

func reasonOf(p *target.Progress) string {
	if p.Status == target.Unknown && p.Reason == "" {
		return unjudged
	}
	return p.Reason
}

func dayCountBodyOf(d *target.DayCount) dayCountBody {
	body := dayCountBody{
		Good: d.Good, Exceeding: d.Exceeding, Undetermined: d.Undetermined, Remaining: d.Remaining,
		Budget: d.Budget, BudgetIfRecovered: d.BudgetIfRecovered, Pace: finite(d.Pace),
	}
	if d.HasPace3y {
		body.Pace3y = finite(d.Pace3y)
	}
	return body
}

// finite is nil for what JSON cannot say.
func finite(v float64) *float64 {
	if math.IsNaN(v) || math.IsInf(v, 0) {
		return nil
	}
	return &v
}

func (s *Server) targets(r *http.Request) (any, error) {
	if err := queryOf(r).err(); err != nil {
		return nil, err
	}
	progress, err := s.o.Reads.Board.Progress(r.Context())
	if err != nil {
		return nil, fmt.Errorf("read progress of targets: %w", err)
	}
	return targetsBodyOf(s.simulated(), progress), nil
}

// oneTargetBody is a target with the days behind it.
type oneTargetBody struct {
	Simulated bool `json:"simulated"`
	targetBody
	Quote string `json:"quote,omitempty"`
	// Validity is how many valid days the area's month and year have, for kinds that
	// rest on them.
	Validity []validityBody `json:"validity,omitempty"`
	comparedBody
	History []historyBody `json:"history"`
}

type historyBody struct {
	AsOf   string `json:"as_of"`
	Status string `json:"status"`
	*dayCountBody
	*forecastBody
	Value *float64 `json:"value,omitempty"`
}

func (s *Server) oneTarget(r *http.Request) (any, error) {
	if err := queryOf(r).err(); err != nil {
		return nil, err
	}
	id := r.PathValue("id")
	board := s.o.Reads.Board
	progress, err := board.Progress(r.Context())
	if err != nil {
		return nil, fmt.Errorf("read progress of targets: %w", err)
	}
	for i := range progress {
		p := &progress[i]
		if p.Target.ID != id {
			continue
		}
		body := oneTargetBody{Simulated: s.simulated(), targetBody: targetBodyOf(p), comparedBody: comparedBodyOf(p), Quote: p.Target.Quote, History: []historyBody{}}
		if p.AsOf == 0 {
			return body, nil
		}
		if p.Target.Kind.OnAirDays() {
			if body.Validity, err = s.validityBodies(r, p.Target.Area); err != nil {
				return nil, err
			}
		}
		history, err := board.History(r.Context(), id, p.AsOf.FirstOfYear(), p.AsOf)
		if err != nil {
			return nil, fmt.Errorf("read history of target %s: %w", id, err)
		}
		for j := range history {
			body.History = append(body.History, historyBodyOf(&history[j]))
		}
		return body, nil
	}
	return nil, problem{Status: http.StatusNotFound, Title: "没有这个目标",
		Detail: fmt.Sprintf("配置中没有目标 %q；目标见 /api/v1/targets", id)}
}

func historyBodyOf(p *target.Progress) historyBody {
	body := historyBody{AsOf: p.AsOf.String(), Status: p.Status.String()}
	if p.Days != nil {
		days := dayCountBodyOf(p.Days)
		body.dayCountBody = &days
	}
	body.forecastBody = forecastBodyOf(p.Forecast)
	if p.HasValue {
		body.Value = finite(p.Value)
	}
	return body
}

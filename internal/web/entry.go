package web

import (
	"bytes"
	"encoding/json"
	"fmt"
	"math"
	"net/http"
	"strings"
	"time"

	"lanbi/internal/entry"
	"lanbi/internal/measure"
)

// mostReported bounds a batch of entries.
const mostReported = 1000

const (
	figuresPath = "/api/v1/indicators"
	eventsPath  = "/api/v1/events"
)

// entryRoutes adds what takes and lists what people report.
func (s *Server) entryRoutes(mux *http.ServeMux) {
	if s.o.Entry == nil {
		return
	}
	mux.Handle("POST "+figuresPath, s.writing(jsonOnly(s.api(s.postFigures).ServeHTTP)))
	mux.Handle("POST "+eventsPath, s.writing(jsonOnly(s.api(s.postSteps).ServeHTTP)))
	mux.Handle("GET "+figuresPath, s.api(s.figures))
	mux.Handle("GET "+eventsPath, s.api(s.events))
	mux.Handle("GET "+entryPage.path, s.signedIn(s.entryForm))
	mux.Handle("POST "+entryPage.path, s.writing(s.entryPost))
}

// figureBody is one reported figure as it is posted.
type figureBody struct {
	Area      string     `json:"area"`
	Indicator string     `json:"indicator"`
	Period    periodText `json:"period"`
	Value     *float64   `json:"value"`
	Source    string     `json:"source"`
	By        string     `json:"by"`
	Why       string     `json:"why"`
}

// periodText is a period, which as a year may be a number too.
type periodText string

// UnmarshalJSON reads a text or a number.
func (p *periodText) UnmarshalJSON(text []byte) error {
	var year json.Number
	if err := json.Unmarshal(text, &year); err == nil && text[0] != '"' {
		*p = periodText(year)
		return nil
	}
	return json.Unmarshal(text, (*string)(p))
}

func (b *figureBody) figure() entry.Figure {
	value := math.NaN()
	if b.Value != nil {
		value = *b.Value
	}
	return entry.Figure{Indicator: measure.Indicator{Area: b.Area, ID: b.Indicator, Period: string(b.Period),
		Value: value, Source: b.Source, By: b.By}, Why: b.Why}
}

// eventBody is one step of an event as it is posted. State is as people write it.
type eventBody struct {
	Area     string `json:"area"`
	Kind     string `json:"kind"`
	ID       string `json:"id"`
	State    string `json:"state"`
	Time     string `json:"time"`
	Start    string `json:"start"`
	End      string `json:"end"`
	Document string `json:"document"`
	By       string `json:"by"`
	Text     string `json:"text"`
	Why      string `json:"why"`
}

// step is the step of the body, or what cannot be read of it.
func (b *eventBody) step(zone *time.Location) (entry.Step, []entry.Fault) {
	var faults []entry.Fault
	at, ok := parseMoment(b.Time, zone)
	if b.Time != "" && (!ok || at.IsZero()) {
		faults = append(faults, entry.Fault{Field: "time", Detail: fmt.Sprintf("%q 不是时间，应如 2026-11-20T08:00:00+08:00 或 2026-11-20", b.Time)})
	}
	day := func(field, text string) measure.Day {
		if text == "" {
			return 0
		}
		d, err := measure.ParseDay(text)
		if err != nil {
			faults = append(faults, entry.Fault{Field: field, Detail: fmt.Sprintf("%q 不是日期，应如 2026-11-20", text)})
		}
		return d
	}
	return entry.Step{Event: measure.Event{Time: at, Area: b.Area, Kind: b.Kind, ID: b.ID, State: b.State,
		Start: day("start", b.Start), End: day("end", b.End), By: b.By, Document: b.Document, Text: b.Text}, Why: b.Why}, faults
}

func (s *Server) postFigures(r *http.Request) (any, error) {
	return takeBatch(r, func(b *figureBody) (entry.Figure, []entry.Fault) { return b.figure(), nil },
		func(figures []entry.Figure) ([]entry.Outcome, error) {
			return s.o.Entry.Figures(r.Context(), authorOf(r.Context()).Name, figures)
		})
}

func (s *Server) postSteps(r *http.Request) (any, error) {
	return takeBatch(r, func(b *eventBody) (entry.Step, []entry.Fault) { return b.step(s.o.Zone) },
		func(steps []entry.Step) ([]entry.Outcome, error) {
			return s.o.Entry.Steps(r.Context(), authorOf(r.Context()).Name, steps)
		})
}

// takeBatch answers a posted entry, or a list of them: the good ones are taken, and of
// the others it is said what is wrong.
func takeBatch[Body, Entry any](r *http.Request, read func(*Body) (Entry, []entry.Fault), take func([]Entry) ([]entry.Outcome, error)) (any, error) {
	bodies, single, err := splitBatch(r)
	if err != nil {
		return nil, err
	}
	outcomes := make([]entry.Outcome, len(bodies))
	var good []Entry
	var at []int
	for i, raw := range bodies {
		var b Body
		if err := decodeBody(raw, &b); err != nil {
			outcomes[i].Faults = []entry.Fault{decodeFault(err)}
			continue
		}
		one, faults := read(&b)
		if outcomes[i].Faults = faults; len(faults) > 0 {
			continue
		}
		good, at = append(good, one), append(at, i)
	}
	if len(good) > 0 {
		taken, err := take(good)
		if err != nil {
			return nil, err
		}
		for i, o := range taken {
			outcomes[at[i]] = o
		}
	}
	return batchAnswer(outcomes, single)
}

// splitBatch reads the body: one object, or a list of objects.
func splitBatch(r *http.Request) (bodies []json.RawMessage, single bool, err error) {
	refused := func(detail string) ([]json.RawMessage, bool, error) {
		return nil, false, problem{Status: http.StatusUnprocessableEntity, Title: "未能执行", Detail: detail}
	}
	var body bytes.Buffer
	if _, err := body.ReadFrom(r.Body); err != nil {
		return nil, false, problem{Status: http.StatusRequestEntityTooLarge, Title: "请求过大", Detail: "请求体超过上限"}
	}
	text := bytes.TrimSpace(body.Bytes())
	if err := json.Unmarshal(text, new(json.RawMessage)); err != nil {
		return refused(decodeFault(err).Detail)
	}
	if text[0] != '[' {
		return []json.RawMessage{text}, true, nil
	}
	if err := json.Unmarshal(text, &bodies); err != nil {
		return refused("请求体不是 JSON")
	}
	if n := len(bodies); n == 0 || n > mostReported {
		return refused(fmt.Sprintf("一次应报 1～%d 条，收到 %d 条", mostReported, n))
	}
	return bodies, false, nil
}

// batchAnswer is 200 when all entries are good, else a problem that names every fault
// by index and field and says what became of the others.
func batchAnswer(outcomes []entry.Outcome, single bool) (any, error) {
	p := problem{Status: http.StatusUnprocessableEntity, Title: "部分内容未采纳"}
	stored := 0
	for i, o := range outcomes {
		for _, f := range o.Faults {
			fault := parameterFault{Parameter: f.Field, Detail: f.Detail}
			if !single {
				fault.Index = &i
			}
			p.Errors = append(p.Errors, fault)
		}
		one := object{{"stored", o.Changed}}
		if o.ID != "" {
			one.add("id", o.ID)
		}
		if o.Old != "" {
			one.add("old", o.Old)
		}
		if len(o.Faults) > 0 {
			one = object{{"stored", false}, {"faults", len(o.Faults)}}
		}
		if o.Changed {
			stored++
		}
		p.Results = append(p.Results, one)
	}
	switch {
	case len(p.Errors) == 0 && single:
		return p.Results[0], nil
	case len(p.Errors) == 0:
		return list("results", p.Results), nil
	case single:
		p.Title, p.Results = "未采纳", nil
		p.Detail = strings.TrimSpace(p.Errors[0].Parameter + " " + p.Errors[0].Detail)
	default:
		p.Detail = fmt.Sprintf("%d 条中存入 %d 条，%d 处有误", len(outcomes), stored, len(p.Errors))
	}
	return nil, p
}

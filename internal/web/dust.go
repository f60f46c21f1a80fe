package web

import (
	"context"
	"fmt"
	"net/http"

	"lanbi/internal/assess"
	"lanbi/internal/evidence"
	"lanbi/internal/measure"
	"lanbi/internal/target"
)

// Dust is what the dossiers of dust events (沙尘) are made from.
type Dust struct {
	// Events are the steps of an area's dust events.
	Events func(ctx context.Context, area string) ([]measure.Event, error)
	// Series are hourly readings, to exclusive.
	Series func(ctx context.Context, stations []string, from, to measure.Hour) ([]assess.Series, error)
	// Effects are where the area's targets would stand under each reading of dust, were
	// the days from first to last recognised.
	Effects func(ctx context.Context, area string, first, last measure.Day) ([]target.DustEffect, error)
	// Evidence keeps the files attached to an event, and Attached notes who attached one.
	Evidence *evidence.Store
	Attached func(author User, event string, f evidence.File) error
}

// dustRoutes adds the list, the dossiers and the files.
func (s *Server) dustRoutes(mux *http.ServeMux) {
	if s.o.Dust == nil {
		return
	}
	mux.HandleFunc("GET "+dustPage.path, s.dustPageGet)
	mux.Handle("POST "+evidenceFormPath, s.writing(s.evidenceForm))
	mux.Handle("GET /api/v1/dust", s.api(s.dustList))
	// Three dots, because ids have slashes.
	mux.Handle("GET /api/v1/dust/{id...}", s.api(s.dustOne))
	mux.HandleFunc("GET "+evidencePath+"{id...}", s.evidenceGet)
	mux.Handle("POST "+evidencePath+"{id...}", s.writing(s.evidencePost))
}

// dossierBody is one dust event as the API shows it, with all that speaks for and
// against it.
type dossierBody struct {
	Simulated bool `json:"simulated"`
	storyBody
	Episodes []episodeBody  `json:"episodes"`
	Curves   []curveBody    `json:"curves"`
	Evidence []evidenceFile `json:"evidence"`
	Effects  []effectBody   `json:"effects"`
}

// storyBody is a dust event without what was measured.
type storyBody struct {
	ID       string     `json:"id"`
	Area     string     `json:"area"`
	State    string     `json:"state"`
	Start    string     `json:"start"`
	End      string     `json:"end"`
	Document string     `json:"document,omitempty"`
	Steps    []stepBody `json:"steps"`
}

type stepBody struct {
	Time     string `json:"time"`
	State    string `json:"state"`
	Start    string `json:"start,omitempty"`
	End      string `json:"end,omitempty"`
	By       string `json:"by,omitempty"`
	Document string `json:"document,omitempty"`
	Text     string `json:"text,omitempty"`
}

// episodeBody is a span found in the readings; end is absent while it lasts.
type episodeBody struct {
	Start     string           `json:"start"`
	End       string           `json:"end,omitempty"`
	Reporting int              `json:"reporting"`
	Stations  []dustStationRow `json:"stations"`
}

// dustStationRow is what one station shows: µg/m³, and PM2.5/PM10 where it is known.
type dustStationRow struct {
	Station     string   `json:"station"`
	Name        string   `json:"name"`
	Start       string   `json:"start"`
	End         string   `json:"end,omitempty"`
	Hours       int      `json:"hours"`
	Before      float64  `json:"pm10_before"`
	Peak        float64  `json:"pm10_peak"`
	PeakTime    string   `json:"peak_time"`
	RatioBefore *float64 `json:"ratio_before,omitempty"`
	Ratio       *float64 `json:"ratio,omitempty"`
}

// curveBody is an hour by hour record from time on; null where nothing valid is known.
type curveBody struct {
	Station string     `json:"station"`
	Name    string     `json:"name"`
	Time    string     `json:"time"`
	PM10    []*float64 `json:"pm10"`
	PM25    []*float64 `json:"pm2_5"`
}

type effectBody struct {
	Target      string     `json:"target"`
	Name        string     `json:"name"`
	Policy      string     `json:"policy"` // that of the target's basis
	Keep        targetBody `json:"keep"`
	Exclude     targetBody `json:"exclude"`
	CountAsGood targetBody `json:"count-as-good"`
}

// dustStories are the dust events of an area; of every area when area is empty.
func (s *Server) dustStories(ctx context.Context, area string) ([]target.Story, error) {
	var all []target.Story
	for i := range s.o.Areas {
		code := s.o.Areas[i].Code
		if area != "" && area != code {
			continue
		}
		steps, err := s.o.Dust.Events(ctx, code)
		if err != nil {
			return nil, fmt.Errorf("read dust events of area %s: %w", code, err)
		}
		all = append(all, target.Stories(steps, s.o.Zone)...)
	}
	return all, nil
}

func (s *Server) isArea(code string) bool { return measure.AreaOf(s.o.Areas, code) != nil }

func (s *Server) dustList(r *http.Request) (any, error) {
	q := queryOf(r)
	area := q.code("area", false, s.isArea)
	year := q.year("year", s.today().Year())
	if err := q.err(); err != nil {
		return nil, err
	}
	stories, err := s.dustStories(r.Context(), area)
	if err != nil {
		return nil, err
	}
	var bodies []storyBody
	for i := range stories {
		if stories[i].Start.Year() == year {
			bodies = append(bodies, s.storyBodyOf(&stories[i]))
		}
	}
	return list("dust", bodies), nil
}

func (s *Server) storyBodyOf(story *target.Story) storyBody {
	body := storyBody{ID: story.ID, Area: story.Area, State: story.State, Start: story.Start.String(), End: story.End.String(), Document: story.Document}
	for _, e := range story.Steps {
		step := stepBody{Time: s.stamp(e.Time), State: e.State, By: e.By, Document: e.Document, Text: e.Text}
		if e.Start != 0 {
			step.Start = e.Start.String()
		}
		if e.End != 0 {
			step.End = e.End.String()
		}
		body.Steps = append(body.Steps, step)
	}
	return body
}

func (s *Server) dustOne(r *http.Request) (any, error) {
	if err := queryOf(r).err(); err != nil {
		return nil, err
	}
	d, err := s.dossierOf(r.Context(), r.PathValue("id"))
	if err != nil {
		return nil, err
	}
	return s.dossierBodyOf(d), nil
}

func (s *Server) dossierBodyOf(d *dossier) dossierBody {
	body := dossierBody{Simulated: s.simulated(), storyBody: s.storyBodyOf(d.story),
		Episodes: []episodeBody{}, Curves: []curveBody{}, Evidence: s.evidenceFiles(d.story.ID, d.files), Effects: []effectBody{}}
	for i := range d.episodes {
		body.Episodes = append(body.Episodes, s.episodeBodyOf(d, &d.episodes[i]))
	}
	for i := range d.series {
		body.Curves = append(body.Curves, s.curveBodyOf(d, &d.series[i]))
	}
	for i := range d.effects {
		e := &d.effects[i]
		body.Effects = append(body.Effects, effectBody{Target: e.Target.ID, Name: e.Target.Name, Policy: e.Target.Basis.Dust,
			Keep: underDust(&e.Under[0]), Exclude: underDust(&e.Under[1]), CountAsGood: underDust(&e.Under[2])})
	}
	return body
}

// underDust is the standing under one reading of dust. Only what is certain has a
// status: without a forecast the others are judged by days alone, and would
// contradict the board.
func underDust(p *target.Progress) targetBody {
	body := targetBodyOf(p)
	if p.Status != target.Achieved && p.Status != target.Lost {
		body.Status, body.Headline, body.HeadlineStatus = target.Unknown.String(), "", ""
		body.Reason = "只比较天数，不测算完成可能性；研判以 /api/v1/targets 为准"
	}
	return body
}

func (s *Server) episodeBodyOf(d *dossier, e *assess.DustEpisode) episodeBody {
	body := episodeBody{Start: s.stamp(e.First.Start()), Reporting: e.Reporting}
	if !e.Open {
		body.End = s.stamp(e.End.Start())
	}
	for i := range e.Stations {
		x := &e.Stations[i]
		row := dustStationRow{Station: x.Station, Name: d.area.StationName(x.Station), Start: s.stamp(x.First.Start()), Hours: x.Hours,
			Before: x.Before.Float(measure.PM10.Unit()), Peak: x.Peak.Float(measure.PM10.Unit()), PeakTime: s.stamp(x.PeakHour.Start()),
			RatioBefore: ratio(x.RatioBefore), Ratio: ratio(x.Ratio)}
		if !x.Open {
			row.End = s.stamp(x.End.Start())
		}
		body.Stations = append(body.Stations, row)
	}
	return body
}

// ratio is thousandths as a number, nil when not known.
func ratio(thousandths int) *float64 {
	if thousandths == 0 {
		return nil
	}
	v := float64(thousandths) / 1000
	return &v
}

func (s *Server) curveBodyOf(d *dossier, x *assess.Series) curveBody {
	body := curveBody{Station: x.Station, Name: d.area.StationName(x.Station), Time: s.stamp(x.First.Start())}
	for h := x.First; h < x.End(); h++ {
		body.PM10 = append(body.PM10, valueOf(x, h, measure.PM10))
		body.PM25 = append(body.PM25, valueOf(x, h, measure.PM25))
	}
	return body
}

// valueOf is a valid value in µg/m³, nil when there is none.
func valueOf(x *assess.Series, h measure.Hour, p measure.Parameter) *float64 {
	c := x.At(h, p)
	if !c.Valid() {
		return nil
	}
	v := c.Value.Float(p.Unit())
	return &v
}

package web

import (
	"context"
	"fmt"
	"net/http"
	"slices"

	"lanbi/internal/assess"
	"lanbi/internal/evidence"
	"lanbi/internal/measure"
	"lanbi/internal/target"
)

// Bounds of what a dossier reads: hours before and after the episode, and days of an
// event that a person entered with a span too long to draw.
const (
	dossierMargin = 24
	dossierDays   = 31
)

// dossier is all there is about one dust event.
type dossier struct {
	story    *target.Story
	area     *measure.Area
	episodes []assess.DustEpisode // that touch the days of the event
	series   []assess.Series      // of the stations whose particles are watched, from a day before to a day after
	effects  []target.DustEffect
	files    []evidence.File
}

// storyOf is the dust event of that id; none is a problem for who asked.
func (s *Server) storyOf(ctx context.Context, id string) (*target.Story, error) {
	stories, err := s.dustStories(ctx, "")
	if err != nil {
		return nil, err
	}
	for i := range stories {
		if stories[i].ID == id {
			return &stories[i], nil
		}
	}
	return nil, problem{Status: http.StatusNotFound, Title: "没有这个沙尘过程",
		Detail: fmt.Sprintf("台账中没有 %q；沙尘过程见 /api/v1/dust", id)}
}

func (s *Server) dossierOf(ctx context.Context, id string) (*dossier, error) {
	story, err := s.storyOf(ctx, id)
	if err != nil {
		return nil, err
	}
	d := &dossier{story: story, area: measure.AreaOf(s.o.Areas, story.Area)}
	if err := s.addReadings(ctx, d); err != nil {
		return nil, err
	}
	if d.effects, err = s.o.Dust.Effects(ctx, story.Area, story.Start, story.End); err != nil {
		return nil, fmt.Errorf("evaluate targets under each reading of dust: %w", err)
	}
	if d.files, err = s.o.Dust.Evidence.List(id); err != nil {
		return nil, err
	}
	return d, nil
}

// addReadings finds the episodes of the event's days and cuts the record around them.
func (s *Server) addReadings(ctx context.Context, d *dossier) error {
	first := measure.HourOf(d.story.Start.Start(s.o.Zone))
	last := min(d.story.End, d.story.Start.Add(dossierDays-1))
	end := measure.HourOf(last.Add(1).Start(s.o.Zone))
	until := max(first, min(end+dossierMargin, measure.HourOf(s.o.Now())))
	from := first - 2*dossierMargin
	var codes []string
	for i := range d.area.Stations {
		if station := &d.area.Stations[i]; station.Assess {
			codes = append(codes, station.Code)
		}
	}
	series, err := s.o.Dust.Series(ctx, codes, from, until)
	if err != nil {
		return fmt.Errorf("read air of area %s: %w", d.area.Code, err)
	}
	air := assess.Air{Area: d.area, Zone: s.o.Zone}
	for _, e := range air.DustEpisodes(series, from, until) {
		if e.First < end && e.End > first {
			d.episodes = append(d.episodes, e)
		}
	}
	if n := len(d.episodes); n > 0 {
		first, end = d.episodes[0].First, d.episodes[n-1].End
	}
	for i := range series {
		d.series = append(d.series, cutSeries(&series[i], first-dossierMargin, min(until, end+dossierMargin)))
	}
	d.series = slices.DeleteFunc(d.series, func(x assess.Series) bool { return x.Len() == 0 })
	return nil
}

// cutSeries is the part of the record from hour from to before hour to.
func cutSeries(x *assess.Series, from, to measure.Hour) assess.Series {
	from, to = max(from, x.First), min(to, x.End())
	cut := assess.NewSeries(x.Station, from, max(0, int(to-from)))
	for h := from; h < to; h++ {
		for p := measure.PM25; p <= measure.O3; p++ {
			cut.Set(h, p, x.At(h, p))
		}
	}
	return cut
}

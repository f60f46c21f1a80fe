package job

import (
	"context"
	"fmt"
	"time"

	"lanbi/internal/assess"
	"lanbi/internal/measure"
)

// remembering is j for one evaluation of many targets: what one target has read, the
// next one of its area does not read again. Nothing stays behind for the next
// evaluation, which must see what changed in between.
func (j *Progress) remembering() *Progress {
	one := *j
	one.Store = &rememberedResults{TargetStore: j.Store, days: map[string]airRead{}, water: memory[[]assess.WaterPeriod]{}}
	if j.Reported != nil {
		one.Reported = &rememberedReports{from: j.Reported, figures: memory[[]measure.Indicator]{}, events: memory[[]measure.Event]{}}
	}
	if j.Samples != nil {
		one.Samples = &rememberedSamples{from: j.Samples, samples: memory[[]measure.Sample]{}}
	}
	return &one
}

// memory holds the answers to questions. An error is not remembered.
type memory[T any] map[string]T

func (m memory[T]) ask(read func() (T, error), question ...any) (T, error) {
	key := fmt.Sprintf("%q", question)
	if answer, known := m[key]; known {
		return answer, nil
	}
	answer, err := read()
	if err == nil {
		m[key] = answer
	}
	return answer, err
}

// airRead is what was read of a list of places.
type airRead struct {
	from, to measure.Day
	rows     []assess.AirDay
}

type rememberedResults struct {
	TargetStore
	days  map[string]airRead
	water memory[[]assess.WaterPeriod]
}

// AirMeans answers from a longer reading too: a forecast asks for ten years, a count
// for three of them.
func (r *rememberedResults) AirMeans(ctx context.Context, places []string, from, to measure.Day) ([]assess.AirDay, error) {
	key := fmt.Sprintf("%q", places)
	known, found := r.days[key]
	if !found || from < known.from || to > known.to {
		rows, err := r.TargetStore.AirMeans(ctx, places, from, to)
		if err != nil {
			return nil, err
		}
		known = airRead{from, to, rows}
		r.days[key] = known
	}
	if from == known.from && to == known.to {
		return known.rows, nil
	}
	var within []assess.AirDay
	for i := range known.rows {
		if day := known.rows[i].Day; day >= from && day <= to {
			within = append(within, known.rows[i])
		}
	}
	return within, nil
}

func (r *rememberedResults) WaterPeriods(ctx context.Context, sections []string, p assess.Period, from, to measure.Day) ([]assess.WaterPeriod, error) {
	return r.water.ask(func() ([]assess.WaterPeriod, error) { return r.TargetStore.WaterPeriods(ctx, sections, p, from, to) }, sections, p, from, to)
}

type rememberedReports struct {
	from    Reported
	figures memory[[]measure.Indicator]
	events  memory[[]measure.Event]
}

func (r *rememberedReports) Indicators(ctx context.Context, area string, from, to measure.Day) ([]measure.Indicator, error) {
	return r.figures.ask(func() ([]measure.Indicator, error) { return r.from.Indicators(ctx, area, from, to) }, area, from, to)
}

func (r *rememberedReports) Events(ctx context.Context, area, kind string, t time.Time) ([]measure.Event, error) {
	return r.events.ask(func() ([]measure.Event, error) { return r.from.Events(ctx, area, kind, t) }, area, kind, t)
}

type rememberedSamples struct {
	from    SourceSamples
	samples memory[[]measure.Sample]
}

func (r *rememberedSamples) WaterSamples(ctx context.Context, sources []string, from, to time.Time) ([]measure.Sample, error) {
	return r.samples.ask(func() ([]measure.Sample, error) { return r.from.WaterSamples(ctx, sources, from, to) }, sources, from, to)
}

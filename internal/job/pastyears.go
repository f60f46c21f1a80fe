package job

import (
	"context"
	"slices"
	"sync"
	"time"

	"lanbi/internal/assess"
	"lanbi/internal/measure"
)

// pastKept is for how long the days of past years answer questions when nobody has read
// them anew meanwhile.
const pastKept = time.Hour

// pastYears is a store that holds the days of air of years that are over in memory, an
// area's ten years of means in about a megabyte: reading them takes longer than judging
// them. The days of the year asked for are always read.
type pastYears struct {
	TargetStore
	now func() time.Time

	mu    sync.Mutex
	kept  map[string]pastRead // by place; nil before the first
	begun int                 // readings so far
}

// pastRead is a reading, the zero value of no days.
type pastRead struct {
	airRead
	at    time.Time
	begun int // the reading's number
}

// AirMeans reads the days of one place, those of the years before to's from memory where
// they are there.
func (s *pastYears) AirMeans(ctx context.Context, places []string, from, to measure.Day) ([]assess.AirDay, error) {
	year := to.FirstOfYear()
	if len(places) != 1 || from >= year {
		return s.TargetStore.AirMeans(ctx, places, from, to)
	}
	past, err := s.past(ctx, places[0], from, year.Add(-1))
	if err != nil {
		return nil, err
	}
	this, err := s.TargetStore.AirMeans(ctx, places, year, to)
	if err != nil {
		return nil, err
	}
	return slices.Concat(past, this), nil
}

// past reads the days of a place, from memory where they are kept.
func (s *pastYears) past(ctx context.Context, place string, from, to measure.Day) ([]assess.AirDay, error) {
	s.mu.Lock()
	had := s.kept[place]
	s.mu.Unlock()
	age := s.now().Sub(had.at)
	if from < had.from || to > had.to || age < 0 || age >= pastKept {
		var err error
		if had.rows, err = s.renew(ctx, place, from, to); err != nil {
			return nil, err
		}
	}
	var within []assess.AirDay
	for i := range had.rows {
		if day := had.rows[i].Day; day >= from && day <= to {
			within = append(within, had.rows[i])
		}
	}
	return within, nil
}

// renew reads the days of a place anew and keeps them, unless they were forgotten or read
// again meanwhile: they may be those of before a correction.
func (s *pastYears) renew(ctx context.Context, place string, from, to measure.Day) ([]assess.AirDay, error) {
	s.mu.Lock()
	s.begun++
	read := pastRead{at: s.now(), begun: s.begun}
	s.mu.Unlock()
	rows, err := s.TargetStore.AirMeans(ctx, []string{place}, from, to)
	if err != nil {
		return nil, err
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.kept[place].begun < read.begun {
		read.airRead = airRead{from, to, rows}
		s.keep(place, read)
	}
	return rows, nil
}

// forget drops what is kept of a place, and what was read of it so far.
func (s *pastYears) forget(place string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.keep(place, pastRead{begun: s.begun})
}

func (s *pastYears) keep(place string, read pastRead) {
	if s.kept == nil {
		s.kept = map[string]pastRead{}
	}
	s.kept[place] = read
}

package assess

import (
	"slices"

	"lanbi/internal/measure"
	"lanbi/internal/standard/surface"
)

// River is a river as a whole.
type River struct {
	Name string
	surface.Basin
}

// Rivers gathers sections by their river, for an assessment of each by 环办〔2011〕22 号:
// with fewer than five sections from the means of items over its sections, else from the
// shares of section classes.
type Rivers struct {
	rivers []gathered
}

type gathered struct {
	name  string
	body  measure.Body
	items [][]surface.Item // by section
}

// Add takes in a section with its means of a period. One that belongs to no river, or
// has no class (row nil or of class 0), is left out.
func (r *Rivers) Add(s *measure.Section, row *WaterPeriod) {
	if s.River == "" || row == nil || row.Class == 0 {
		return
	}
	i := slices.IndexFunc(r.rivers, func(g gathered) bool { return g.name == s.River })
	if i < 0 {
		i = len(r.rivers)
		r.rivers = append(r.rivers, gathered{name: s.River})
	}
	items := make([]surface.Item, len(row.Means))
	for k, mean := range row.Means {
		items[k] = surface.Item{Parameter: mean.Parameter, Value: mean.Value}
	}
	r.rivers[i].items = append(r.rivers[i].items, items)
	r.rivers[i].body = s.Body
}

// Assess judges the rivers, in the order in which they were added.
func (r *Rivers) Assess() []River {
	out := make([]River, len(r.rivers))
	for i, g := range r.rivers {
		out[i] = River{Name: g.name, Basin: surface.AssessBasin(g.body, g.items)}
	}
	return out
}

package web

import (
	"bytes"
	"encoding/json"
	"math"
	"time"

	"lanbi/internal/measure"
)

// object is a JSON object whose members keep their order. Results have a field
// per pollutant or item, so that their names are data and no struct could list
// them.
type object []member

type member struct {
	key   string
	value any
}

func (o *object) add(key string, value any) { *o = append(*o, member{key, value}) }

// number adds v unless it is not finite: JSON has no word for that, and a member
// that is not there means "not known".
func (o *object) number(key string, v float64) {
	if !math.IsNaN(v) && !math.IsInf(v, 0) {
		o.add(key, v)
	}
}

// MarshalJSON writes the members in the order they were added.
func (o object) MarshalJSON() ([]byte, error) {
	var b bytes.Buffer
	b.WriteByte('{')
	for i, m := range o {
		if i > 0 {
			b.WriteByte(',')
		}
		key, err := json.Marshal(m.key)
		if err != nil {
			return nil, err
		}
		value, err := json.Marshal(m.value)
		if err != nil {
			return nil, err
		}
		b.Write(key)
		b.WriteByte(':')
		b.Write(value)
	}
	b.WriteByte('}')
	return b.Bytes(), nil
}

// list is the answer of a list endpoint: one member, named as the last word of
// the path. An empty list is [] and not null.
func list[T any](name string, entries []T) object {
	if entries == nil {
		entries = []T{}
	}
	return object{{name, entries}}
}

// stamp is t with the offset of the server's zone.
func (s *Server) stamp(t time.Time) string { return t.In(s.o.Zone).Format(time.RFC3339) }

func (s *Server) dayStamp(d measure.Day) string { return s.stamp(d.Start(s.o.Zone)) }

func (s *Server) today() measure.Day { return measure.DayOf(s.o.Now(), s.o.Zone) }

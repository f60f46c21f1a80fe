package web

import (
	"fmt"

	"lanbi/internal/assess"
	"lanbi/internal/measure"
)

// outageBody is a reported outage in the API, in the words of its event; End is empty
// where no last day was reported.
type outageBody struct {
	Place    string `json:"place"`
	Start    string `json:"start"`
	End      string `json:"end,omitempty"`
	Text     string `json:"text"`
	Document string `json:"document,omitempty"`
}

func outageBodies(reported []assess.Outage) []outageBody {
	var bodies []outageBody
	for i := range reported {
		o := &reported[i]
		body := outageBody{Place: o.Place, Start: o.From.String(), Text: o.Reason, Document: o.Document}
		if !o.Open {
			body.End = o.To.String()
		}
		bodies = append(bodies, body)
	}
	return bodies
}

// namedOutages is how many outages a cell of a table names, the newest first.
const namedOutages = 3

// outageNames are outages with the names of their places, for a cell of a table.
func (s *Server) outageNames(reported []assess.Outage) []string {
	names := s.placeNames()
	var texts []string
	for i := range reported {
		if i == namedOutages {
			return append(texts, fmt.Sprintf("等 %d 次停运", len(reported)))
		}
		o := &reported[len(reported)-1-i]
		texts = append(texts, nameOr(names[o.Place], o.Place)+"已报"+o.Text())
	}
	return texts
}

// outagesOn are the outages on day with the names of their places.
func (s *Server) outagesOn(reported []assess.Outage, day measure.Day) []string {
	names := s.placeNames()
	var texts []string
	for i := range reported {
		if o := &reported[i]; o.From <= day && day <= o.To {
			texts = append(texts, nameOr(names[o.Place], o.Place)+" "+o.Text())
		}
	}
	return texts
}

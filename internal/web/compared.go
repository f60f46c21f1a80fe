package web

import "lanbi/internal/target"

// officialBody is what the superior authority published of the year: good days, of kind
// heavy-days the heavy ones, from 1 January (or official_from) to official_through, and
// ours of the same days.
type officialBody struct {
	Official        int    `json:"official"`
	OfficialOurs    int    `json:"official_ours"`
	OfficialFrom    string `json:"official_from"`
	OfficialThrough string `json:"official_through"`
	OfficialSource  string `json:"official_source"`
}

// officialBodyOf is nil where what stands beside the target is not published.
func officialBodyOf(p *target.Progress) *officialBody {
	o := p.Official
	if o == nil {
		return nil
	}
	published, ours, known := o.Compared(p.Target.Kind)
	if !known {
		return nil
	}
	return &officialBody{Official: published, OfficialOurs: ours,
		OfficialFrom: o.From.String(), OfficialThrough: o.Through.String(), OfficialSource: o.Source}
}

// comparedBody is what a target's own answer has beside: month by month, and the year
// before at the same date.
type comparedBody struct {
	Months   []monthBody   `json:"months,omitempty"`
	LastYear *lastYearBody `json:"last_year,omitempty"`
}

type monthBody struct {
	Month string `json:"month"`
	verdictsBody
}

type lastYearBody struct {
	Through string `json:"through"`
	verdictsBody
}

type verdictsBody struct {
	Good         int `json:"good"`
	Exceeding    int `json:"exceeding"`
	Undetermined int `json:"undetermined"`
}

func comparedBodyOf(p *target.Progress) comparedBody {
	var body comparedBody
	for _, m := range p.Months {
		body.Months = append(body.Months, monthBody{m.First.String()[:7], verdictsBody(m.Tally)})
	}
	if y := p.LastYear; y != nil {
		body.LastYear = &lastYearBody{y.Through.String(), verdictsBody(y.Tally)}
	}
	return body
}

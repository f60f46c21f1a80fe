package web

import (
	"context"
	"fmt"
	"net/url"
	"strings"
	"time"

	"lanbi/internal/measure"
	"lanbi/internal/target"
)

// Burns are the areas for which burns may be approved.
func (v entryView) Burns() []choiceView {
	var all []choiceView
	for _, a := range v.Areas {
		all = append(all, a.Burns...)
	}
	return all
}

// burnBody is the approved burn of the form, as it would be posted. What is wrong with the
// numbers is said of the text that they make up.
func burnBody(area string, form url.Values) eventBody {
	number := func(name string) string { return strings.TrimSpace(form.Get(name)) }
	b := eventBody{Area: area, Kind: target.KindBurn, ID: form.Get("id"), State: target.BurnValid, Start: form.Get("start"), End: form.Get("end"),
		Document: form.Get("document"), By: form.Get("by"), Text: number("lat") + "," + number("lon") + " 半径 " + number("radius") + " km"}
	if remark := strings.TrimSpace(form.Get("text")); remark != "" {
		b.Text += "；" + remark
	}
	return b
}

// proposals are, by their index, those of the steps after which a fire point waits that
// lies within an approved burn. steps are in the order of time and hold all steps of each
// event.
func (s *Server) proposals(ctx context.Context, steps []measure.Event) (map[int]target.Proposal, error) {
	last, fires := map[[2]string]int{}, map[string][]measure.Event{}
	for i, e := range steps {
		if e.Kind == target.KindStraw {
			last[[2]string{e.Area, e.ID}] = i
			fires[e.Area] = append(fires[e.Area], e)
		}
	}
	at := map[int]target.Proposal{}
	for area := range fires {
		permits, err := s.o.Entry.Store.Events(ctx, area, target.KindBurn, time.Unix(0, 0))
		if err != nil {
			return nil, fmt.Errorf("read approved burns of %s: %w", area, err)
		}
		for id, p := range target.Proposals(fires[area], permits, s.o.Zone) {
			at[last[[2]string{area, id}]] = p
		}
	}
	return at, nil
}

// exemptHref is the form that exempts the fire point, filled in as proposed.
func exemptHref(e *measure.Event, p *target.Proposal) string {
	return nextStepHref(e.Area, e.Kind, e.ID) + "&" + url.Values{"state": {target.EventExempt}, "document": {p.Burn.Document}}.Encode()
}

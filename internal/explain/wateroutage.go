package explain

import "lanbi/internal/assess"

// WithOutages puts the outages reported for water's section, and for those it replaced,
// beside what is missing.
func (d *Water) WithOutages(water *assess.Water, outages []assess.Outage) *Water {
	area, codes := water.Section.Area, water.Codes()
	for i := range outages {
		if outages[i].Touches(area, codes, d.first, d.last) {
			d.Outages = append(d.Outages, outages[i].Text())
		}
	}
	for i := range d.Parts {
		if part := &d.Parts[i]; part.Class == nil {
			part.Outages = assess.OutagesText(outages, area, codes, part.first, part.last)
		}
	}
	if text := assess.OutagesText(outages, area, codes, d.first, d.last); d.Class == nil && text != "" {
		d.Reason += "，" + text
	}
	return d
}

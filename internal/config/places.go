package config

import "lanbi/internal/measure"

// unknownRegion stands for the area in the topic of a station that is not in
// the file and that a feed accepts.
const unknownRegion = "unknown"

// Places finds stations and sections by code and by name, as history files and
// their replay need it.
type Places struct {
	cfg  *Config
	area map[measure.Medium]map[string]string // code → area
	name map[measure.Medium]map[string]string // name → code, "" for a name that several have
}

// Places indexes the stations and sections of the configuration.
func (c *Config) Places() *Places {
	p := &Places{cfg: c, area: map[measure.Medium]map[string]string{measure.Air: {}, measure.Water: {}},
		name: map[measure.Medium]map[string]string{measure.Air: {}, measure.Water: {}}}
	for _, a := range c.Areas {
		for _, s := range a.Stations {
			p.add(measure.Air, a.Code, s.Code, s.Name)
		}
		for _, s := range a.Sections {
			p.add(measure.Water, a.Code, s.Code, s.Name)
		}
		for _, s := range a.Sources {
			p.add(measure.Water, a.Code, s.Code, s.Name)
		}
	}
	return p
}

func (p *Places) add(m measure.Medium, area, code, name string) {
	p.area[m][code] = area
	if other, taken := p.name[m][name]; taken && other != code {
		code = ""
	}
	p.name[m][name] = code
}

// Code is the code of the first of names that is a code or the name of one
// place only. A name nobody has is its own code where a feed of the medium
// accepts unknown stations; else ok is false.
func (p *Places) Code(m measure.Medium, names ...string) (code string, ok bool) {
	for _, name := range names {
		if _, known := p.area[m][name]; known {
			return name, true
		}
		if code := p.name[m][name]; code != "" {
			return code, true
		}
	}
	for _, f := range p.cfg.Feeds {
		if f.Kind.Medium() == m && f.AcceptUnknown && badCode(names[0]) == "" {
			return names[0], true
		}
	}
	return "", false
}

// Feed is the feed by topic that readings of this medium and interval would come
// by: one with the sample's interval if there is one, else the first of the
// medium. ok is false when there is none.
func (p *Places) Feed(m measure.Medium, i measure.Interval) (f *Feed, ok bool) {
	for at := range p.cfg.Feeds {
		one := &p.cfg.Feeds[at]
		if one.Kind.Medium() != m || one.Format != NativeFormat {
			continue
		}
		if one.Interval == i {
			return one, true
		}
		if f == nil {
			f = one
		}
	}
	return f, f != nil
}

// Topic is where a station publishes the sample; ok is false when no feed has a
// topic for it.
func (p *Places) Topic(s *measure.Sample) (topic string, ok bool) {
	f, ok := p.Feed(s.Medium, s.Interval)
	if !ok {
		return "", false
	}
	area, known := p.area[s.Medium][s.Station]
	if !known {
		area = unknownRegion
	}
	return f.TopicFor(area, s.Station)
}

// AreaNamed is the code of the area that has name as its code or name.
func (c *Config) AreaNamed(name string) (code string, ok bool) {
	for i := range c.Areas {
		if a := &c.Areas[i]; a.Code == name || a.Name == name {
			return a.Code, true
		}
	}
	return "", false
}

//go:build !noembed

package demo_test

import (
	"math/big"
	"strings"
	"testing"
)

// figureOf names the figure behind a target where it is not the last part of its id.
var figureOf = map[string]string{
	"forest-fire": "major-forest-fire", "inspection-rectification": "inspection-overdue",
	"forest-carbon": "forest-carbon-trades", "eco-function": "eco-function-assessment",
}

// figures are what people reported, by area, figure and period.
type figures map[string]map[string]*big.Rat

func reportedFigures(db *database) figures {
	all := figures{}
	db.ask(`SELECT value, period FROM indicator GROUP BY area, indicator, period`, func(at *point) {
		key := at.tags["area"] + "/" + at.tags["indicator"]
		if all[key] == nil {
			all[key] = map[string]*big.Rat{}
		}
		period := at.tags["period"]
		if period == "" {
			period = at.text("period")
		}
		all[key][period], _ = at.number("value")
	})
	return all
}

// newest is the figure of the latest month of the year so far, nil without one.
func (f figures) newest(key string) (value *big.Rat, month string) {
	for period, v := range f[key] {
		if strings.HasPrefix(period, lastDay[:4]) && period > month && period <= lastDay[:7] {
			value, month = v, period
		}
	}
	return value, month
}

func (f figures) expectTarget(t *testing.T, db *database, p *published) {
	t.Helper()
	county, name, _ := strings.Cut(p.ID, "/")
	area := map[string]string{"jiangyuan": "220605", "changbai": "220623"}[county]
	if other := figureOf[name]; other != "" {
		name = other
	}
	value, month := f.newest(area + "/" + name)
	switch p.Kind {
	case "indicator":
		p.expectValue(t, value)
		if value == nil {
			t.Errorf("%s rests on nothing", p.ID)
		}
	case "rank-at-most": // in % of the places of the list
		places := f[area+"/"+name+"-places"][month]
		p.expectValue(t, new(big.Rat).Quo(value.Mul(value, big.NewRat(100, 1)), places))
	case "better-than": // of the same period as the national figure
		if f[area+"/"+name+"-national"][month] == nil {
			value = nil
		}
		p.expectValue(t, value)
	case "events":
		p.expectValue(t, big.NewRat(confirmed(db, area, name), 1))
	default:
		t.Errorf("%s: targets of kind %s are not recounted", p.ID, p.Kind)
	}
}

// confirmed counts the events that began this year and whose last step says that they
// were verified.
func confirmed(db *database, area, kind string) (n int64) {
	holds, began := map[string]bool{}, map[string]string{}
	db.ask(`SELECT id, state, start FROM event WHERE area='`+area+`' AND kind='`+kind+`'`, func(at *point) { // in order of time
		id, day := at.text("id"), at.text("start")
		if day == "" {
			day = at.day()
		}
		if began[id] == "" || day < began[id] {
			began[id] = day
		}
		holds[id] = at.text("state") == "已核实"
	})
	for id := range holds {
		if holds[id] && began[id] >= yearBegin {
			n++
		}
	}
	return n
}

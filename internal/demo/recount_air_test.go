//go:build !noembed

package demo_test

import (
	"fmt"
	"math/big"
	"slices"
	"strings"
	"testing"
	"time"
)

// Breakpoints of the daily indices (HJ 633-2012 table 1, HJ 633-2026 table 3), in
// µg/m³, of CO in mg/m³.
var (
	steps  = []int64{0, 50, 100, 150, 200, 300, 400, 500}
	tables = map[string]map[string][]int64{
		"2012": {
			"pm2_5": {0, 35, 75, 115, 150, 250, 350, 500}, "pm10": {0, 50, 150, 250, 350, 420, 500, 600},
			"so2": {0, 50, 150, 475, 800, 1600, 2100, 2620}, "no2": {0, 40, 80, 180, 280, 565, 750, 940},
			"co": {0, 2, 4, 14, 24, 36, 48, 60}, "o3_8h": {0, 100, 160, 215, 265, 800},
		},
		"2026": {
			"pm2_5": {0, 35, 60, 115, 150, 250, 350, 500}, "pm10": {0, 50, 120, 250, 350, 420, 500, 600},
			"so2": {0, 50, 150, 475, 800, 1600, 2100, 2620}, "no2": {0, 40, 80, 180, 280, 565, 750, 940},
			"co": {0, 2, 4, 14, 24, 36, 48, 60}, "o3_8h": {0, 100, 160, 215, 265, 800},
		},
	}
	hourly = []string{"pm2_5", "pm10", "so2", "no2", "co", "o3"}
	daily  = []string{"pm2_5", "pm10", "so2", "no2", "co", "o3_8h"}
)

// countyAir is what the county's days come to: its means, and by edition the index, −1
// where there is none.
type countyAir struct {
	mean map[string]map[string]*big.Rat // by day, by pollutant
	aqi  map[string]map[string]int      // by edition, by day
}

// recountAir forms the county's days from the hourly values of its stations.
func recountAir(db *database, stations []string) *countyAir {
	hours := map[string]map[string]map[string][24]*big.Rat{} // by station, day, pollutant
	var columns []string
	for _, p := range hourly {
		columns = append(columns, p, p+"_flag")
	}
	for _, station := range stations {
		hours[station] = map[string]map[string][24]*big.Rat{}
		db.ask(fmt.Sprintf(`SELECT %s FROM air WHERE station='%s' AND "interval"='1h'`, strings.Join(columns, ","), station), func(at *point) {
			day := hours[station][at.day()]
			if day == nil {
				day = map[string][24]*big.Rat{}
				hours[station][at.day()] = day
			}
			for _, p := range hourly {
				if flag := at.text(p + "_flag"); flag != "" && flag != "N" {
					continue
				}
				if value, ok := at.number(p); ok {
					of := day[p]
					of[at.time.Hour()] = value
					day[p] = of
				}
			}
		})
	}
	c := &countyAir{mean: map[string]map[string]*big.Rat{}, aqi: map[string]map[string]int{"2012": {}, "2026": {}}}
	for day := range days() {
		c.mean[day] = map[string]*big.Rat{}
		for _, p := range daily {
			var means []*big.Rat
			for _, station := range stations {
				if mean := stationDay(p, hours[station][day]); mean != nil {
					means = append(means, mean)
				}
			}
			if mean := meanOf(means); mean != nil {
				c.mean[day][p] = mean
			}
		}
		for edition, table := range tables {
			c.aqi[edition][day] = index(edition, table, c.mean[day])
		}
	}
	return c
}

// days are the natural days from yearBegin to lastDay.
func days() func(yield func(string) bool) {
	return func(yield func(string) bool) {
		first, _ := time.ParseInLocation(time.DateOnly, yearBegin, china)
		for n := range elapsed {
			if !yield(first.AddDate(0, 0, n).Format(time.DateOnly)) {
				return
			}
		}
	}
}

// stationDay is the mean of 24 h, which needs 20 of them, and of ozone the highest mean
// of 8 h, nil where it is not valid.
func stationDay(p string, hours map[string][24]*big.Rat) *big.Rat {
	if p != "o3_8h" {
		of := hours[p]
		if values := present(of[:]); len(values) >= 20 {
			return meanOf(values)
		}
		return nil
	}
	of := hours["o3"]
	var highest *big.Rat
	windows := 0
	for last := 8; last <= 24; last++ { // labels of the windows' last hours
		values := present(of[last-8 : last])
		if len(values) < 6 {
			continue
		}
		windows++
		if mean := meanOf(values); highest == nil || mean.Cmp(highest) > 0 {
			highest = mean
		}
	}
	if windows >= 14 || highest != nil && rounded(highest, big.NewRat(1, 1)).Cmp(big.NewRat(160, 1)) > 0 {
		return highest
	}
	return nil
}

func present(values []*big.Rat) []*big.Rat {
	return slices.DeleteFunc(slices.Clone(values), func(v *big.Rat) bool { return v == nil })
}

// meanOf is nil without values.
func meanOf(values []*big.Rat) *big.Rat {
	if len(values) == 0 {
		return nil
	}
	sum := new(big.Rat)
	for _, v := range values {
		sum.Add(sum, v)
	}
	return sum.Quo(sum, big.NewRat(int64(len(values)), 1))
}

// rounded is v to a whole multiple of step, half to even.
func rounded(v, step *big.Rat) *big.Rat {
	n := new(big.Rat).Quo(v, step)
	whole := new(big.Int).Div(n.Num(), n.Denom())
	rest := new(big.Rat).Sub(n, new(big.Rat).SetInt(whole))
	if half := rest.Cmp(big.NewRat(1, 2)); half > 0 || half == 0 && whole.Bit(0) == 1 {
		whole.Add(whole, big.NewInt(1))
	}
	return n.Mul(new(big.Rat).SetInt(whole), step)
}

// index is the daily index, −1 where it may not be given: under 2026 with a pollutant
// missing and the others not above 100, under 2012 with none at all.
func index(edition string, table map[string][]int64, means map[string]*big.Rat) int {
	highest := int64(-1)
	for _, p := range daily {
		mean := means[p]
		if mean == nil {
			continue
		}
		step := big.NewRat(1, 1)
		if p == "co" {
			step = big.NewRat(1, 10)
		}
		highest = max(highest, single(table[p], rounded(mean, step)))
	}
	if edition == "2026" && len(means) < len(daily) && highest <= 100 {
		return -1
	}
	return int(highest)
}

// single is formula (1), rounded up.
func single(points []int64, c *big.Rat) int64 {
	for i := 1; i < len(points); i++ {
		if c.Cmp(big.NewRat(points[i], 1)) > 0 {
			continue
		}
		v := new(big.Rat).Sub(c, big.NewRat(points[i-1], 1))
		v.Mul(v, big.NewRat(steps[i]-steps[i-1], points[i]-points[i-1]))
		v.Add(v, big.NewRat(steps[i-1], 1))
		up := new(big.Int).Div(new(big.Int).Add(v.Num(), new(big.Int).Sub(v.Denom(), big.NewInt(1))), v.Denom())
		return up.Int64()
	}
	return 500
}

// edition is the one in force on a day.
func edition(day string) string {
	if day >= "2026-03-01" {
		return "2026"
	}
	return "2012"
}

// expectStored compares index and verdict of every day and the mean of PM2.5 with what
// the daemon stored.
func (c *countyAir) expectStored(db *database, area string) {
	stored := 0
	db.ask(fmt.Sprintf(`SELECT aqi, verdict FROM air_day WHERE place='%s' AND source='computed' GROUP BY edition`, area), func(at *point) {
		stored++
		want := c.aqi[at.tags["edition"]][at.day()]
		got := int64(-1)
		if aqi, ok := at.number("aqi"); ok {
			got = aqi.Num().Int64()
		}
		if int(got) != want || at.text("verdict") != verdict(want) {
			db.t.Errorf("%s on %s under %s: stored AQI %d %s, recounted %d %s", area, at.day(), at.tags["edition"], got, at.text("verdict"), want, verdict(want))
		}
	})
	if stored != 2*elapsed {
		db.t.Errorf("%s: %d stored days, want %d", area, stored, 2*elapsed)
	}
	var means []*big.Rat
	for day := range days() {
		if mean := c.mean[day]["pm2_5"]; mean != nil {
			means = append(means, mean)
		}
	}
	year := 0
	db.ask(fmt.Sprintf(`SELECT pm2_5 FROM air_period WHERE place='%s' AND period='ytd' AND edition='by-date' AND dust='keep'`, area), func(at *point) {
		year++
		got, ok := at.number("pm2_5")
		if !ok {
			db.t.Errorf("%s: no mean of PM2.5", area)
			return
		}
		if off := got.Sub(got, meanOf(means)); off.Abs(off).Cmp(big.NewRat(1, 1000)) > 0 { // stored in ng/m³
			db.t.Errorf("%s: stored mean of PM2.5 is %s µg/m³ off %s", area, off.FloatString(6), meanOf(means).FloatString(6))
		}
	})
	if year != 1 {
		db.t.Errorf("%s: %d means of the year to date, want 1", area, year)
	}
}

func verdict(aqi int) string {
	switch {
	case aqi < 0:
		return "undetermined"
	case aqi <= 100:
		return "good"
	}
	return "exceeding"
}

// expectTarget compares the counts by date, and under 2012 beside them.
func (c *countyAir) expectTarget(t *testing.T, p *published) {
	t.Helper()
	c.expectCounts(t, p, edition)
	if p.Other == nil || p.Other.Edition != "2012" {
		t.Errorf("%s: other reading %+v, want 2012", p.ID, p.Other)
		return
	}
	p.Other.ID, p.Other.Goal = p.ID+" under 2012", p.Goal
	c.expectCounts(t, &p.Other.published, func(string) string { return "2012" })
	var flips []string
	for day := range days() {
		if verdict(c.aqi[edition(day)][day]) != verdict(c.aqi["2012"][day]) {
			flips = append(flips, day)
		}
	}
	if !slices.Equal(flips, p.Other.Flips) {
		t.Errorf("%s: flips %q, want %q", p.ID, p.Other.Flips, flips)
	}
	p.expectValue(t, big.NewRat(int64(p.Good), 1))
}

func (c *countyAir) expectCounts(t *testing.T, p *published, rule func(day string) string) {
	t.Helper()
	count := map[string]int{}
	for day := range days() {
		count[verdict(c.aqi[rule(day)][day])]++
	}
	good, goal := count["good"], int(p.Goal)
	want := [...]int{good, count["exceeding"], count["undetermined"], daysAhead, good + daysAhead - goal, good + daysAhead - goal + count["undetermined"]}
	got := [...]int{p.Good, p.Exceeding, p.Undetermined, p.Remaining, p.Budget, p.BudgetIfRecovered}
	if got != want {
		t.Errorf("%s: good, exceeding, undetermined, remaining, budget, budget if recovered are %v, want %v", p.ID, got, want)
	}
	pace := float64(good) - float64(goal)*elapsed/daysAll
	if p.Pace == nil || *p.Pace-pace > 1e-9 || pace-*p.Pace > 1e-9 {
		t.Errorf("%s: pace %v, want %v", p.ID, p.Pace, pace)
	}
	if good == 0 || count["exceeding"] == 0 {
		t.Errorf("%s: %v days decide nothing; choose another seed", p.ID, count)
	}
}

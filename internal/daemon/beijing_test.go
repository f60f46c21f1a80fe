//go:build !noembed

package daemon

import (
	"encoding/csv"
	"fmt"
	"math/big"
	"strings"
	"testing"
)

// This file is an assessment of days by the rules of 2012 that shares no code with
// the program: exact fractions, and tables typed from HJ 633-2012 table 1.

// nationalStations are the twelve whose mean is the city's value.
var nationalStations = strings.Fields("万寿西宫 定陵 东四 天坛 农展馆 官园 万柳 顺义 怀柔 昌平 奥体中心 古城")

// daily breakpoints in thousandths of µg/m³ or, of CO, of mg/m³.
var (
	indices2012     = []int64{0, 50, 100, 150, 200, 300, 400, 500}
	breakpoints2012 = map[string][]int64{
		"PM2.5": {0, 35_000, 75_000, 115_000, 150_000, 250_000, 350_000, 500_000},
		"PM10":  {0, 50_000, 150_000, 250_000, 350_000, 420_000, 500_000, 600_000},
		"SO2":   {0, 50_000, 150_000, 475_000, 800_000, 1_600_000, 2_100_000, 2_620_000},
		"NO2":   {0, 40_000, 80_000, 180_000, 280_000, 565_000, 750_000, 940_000},
		"CO":    {0, 2_000, 4_000, 14_000, 24_000, 36_000, 48_000, 60_000},
		"O3":    {0, 100_000, 160_000, 215_000, 265_000, 800_000},
	}
)

// cityDay is what the rules make of a day. aqi is 0 where nothing is valid; whole
// tells that all six pollutants are.
type cityDay struct {
	aqi   int64
	whole bool
}

// cityDays assesses the days of files of layout date,hour,type,<station>…, by
// "20160101". The label 0 is the last hour of the day before.
func cityDays(t *testing.T, files ...string) map[string]cityDay {
	t.Helper()
	type key struct{ day, pollutant string }
	hours := map[key]map[string]*[25]int64{} // by station; thousandths plus one, 0 is missing
	for _, text := range files {
		reader := csv.NewReader(strings.NewReader(text))
		reader.FieldsPerRecord = -1 // the last line of a year is cut off
		rows, err := reader.ReadAll()
		if err != nil {
			t.Fatal(err)
		}
		column := map[string]int{}
		for i, name := range rows[0] {
			column[name] = i
		}
		for _, row := range rows[1:] {
			if len(row) != len(rows[0]) || breakpoints2012[row[2]] == nil {
				continue
			}
			day, label := row[0], 0
			fmt.Sscan(row[1], &label)
			if label == 0 {
				day, label = dayBefore(t, day), 24
			}
			k := key{day, row[2]}
			if hours[k] == nil {
				hours[k] = map[string]*[25]int64{}
			}
			for _, name := range nationalStations {
				if text := row[column[name]]; text != "" {
					if hours[k][name] == nil {
						hours[k][name] = new([25]int64)
					}
					hours[k][name][label] = thousandths(t, text) + 1
				}
			}
		}
	}
	days := map[string]cityDay{}
	counts := map[string]int{}
	for k, stations := range hours {
		sum, n := new(big.Rat), int64(0)
		for _, h := range stations {
			mean := stationMean(h)
			if k.pollutant == "O3" {
				mean = ozoneDay(h)
			}
			if mean != nil {
				sum.Add(sum, mean)
				n++
			}
		}
		d := days[k.day]
		if n > 0 {
			step := int64(1000)
			if k.pollutant == "CO" {
				step = 100
			}
			value := rounded(sum.Quo(sum, big.NewRat(n, 1)), step)
			d.aqi = max(d.aqi, index(breakpoints2012[k.pollutant], value))
			counts[k.day]++
		}
		d.whole = counts[k.day] == 6
		days[k.day] = d
	}
	return days
}

// stationMean is the mean of at least 20 hours, nil otherwise.
func stationMean(h *[25]int64) *big.Rat {
	sum, n := int64(0), int64(0)
	for _, v := range h[1:] {
		if v > 0 {
			sum += v - 1
			n++
		}
	}
	if n < 20 {
		return nil
	}
	return big.NewRat(sum, n)
}

// ozoneDay is the highest mean of eight hours that end at the labels 8 to 24, each
// of at least six; there must be fourteen, or the highest must exceed 160 µg/m³.
func ozoneDay(h *[25]int64) *big.Rat {
	var highest *big.Rat
	windows := 0
	for end := 8; end <= 24; end++ {
		sum, n := int64(0), int64(0)
		for _, v := range h[end-7 : end+1] {
			if v > 0 {
				sum += v - 1
				n++
			}
		}
		if n < 6 {
			continue
		}
		windows++
		if mean := big.NewRat(sum, n); highest == nil || mean.Cmp(highest) > 0 {
			highest = mean
		}
	}
	if highest == nil || windows < 14 && rounded(highest, 1000) <= 160_000 {
		return nil
	}
	return highest
}

// rounded is the nearest multiple of step, of two equally near the even one.
func rounded(r *big.Rat, step int64) int64 {
	q := new(big.Rat).Quo(r, big.NewRat(step, 1))
	whole, rest := new(big.Int).QuoRem(q.Num(), q.Denom(), new(big.Int))
	n := whole.Int64()
	switch rest.Lsh(rest, 1).Cmp(q.Denom()) {
	case 1:
		n++
	case 0:
		n += n & 1
	}
	return n * step
}

// index is the single index of a rounded concentration, rounded up.
func index(points []int64, c int64) int64 {
	for i := 1; i < len(points); i++ {
		if c <= points[i] {
			rise := (indices2012[i] - indices2012[i-1]) * (c - points[i-1])
			width := points[i] - points[i-1]
			return indices2012[i-1] + (rise+width-1)/width
		}
	}
	return 500
}

// thousandths reads a decimal number of at most three places.
func thousandths(t *testing.T, text string) int64 {
	t.Helper()
	whole, part, _ := strings.Cut(text, ".")
	var n int64
	if _, err := fmt.Sscan(whole+(part + "000")[:3], &n); err != nil || len(part) > 3 {
		t.Fatalf("value %q in the file", text)
	}
	return n
}

// count tells how many days are good and exceeding.
func count(days map[string]cityDay) (good, exceeding, excellent, heavy int) {
	for _, d := range days {
		switch {
		case d.aqi == 0:
			continue
		case d.aqi <= 100:
			good++
		default:
			exceeding++
		}
		if d.aqi <= 50 {
			excellent++
		}
		if d.aqi > 200 {
			heavy++
		}
	}
	return good, exceeding, excellent, heavy
}

package forecast

import (
	"compress/gzip"
	"encoding/csv"
	"fmt"
	"os"
	"path/filepath"
	"strconv"
	"testing"

	"lanbi/internal/assess"
	"lanbi/internal/measure"
)

// cities reads the measured history; the test is skipped without it.
func cities(t testing.TB) *Panel {
	t.Helper()
	dir, err := os.Getwd()
	if err != nil {
		t.Fatal(err)
	}
	for {
		name := filepath.Join(dir, "shared", "data", "air-city-daily.csv.gz")
		if f, err := os.Open(name); err == nil {
			defer f.Close()
			return readCities(t, f)
		}
		if dir == filepath.Dir(dir) {
			t.Skip("no ../shared/data/air-city-daily.csv.gz above this package")
		}
		dir = filepath.Dir(dir)
	}
}

func readCities(t testing.TB, f *os.File) *Panel {
	unzipped, err := gzip.NewReader(f)
	if err != nil {
		t.Fatal(err)
	}
	rows, err := csv.NewReader(unzipped).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	p := &Panel{}
	for _, row := range rows[1:] {
		day, err := measure.ParseDay(row[1])
		if err != nil {
			t.Fatal(err)
		}
		aqi, err := strconv.ParseFloat(row[2], 64)
		if err != nil {
			t.Fatal(err)
		}
		v := assess.Good
		if aqi > 100 {
			v = assess.Exceeding
		}
		if err := p.Add(row[0], day, v); err != nil {
			t.Fatal(err)
		}
	}
	return p
}

func brier(all []Issued) (ours, climate float64) {
	for _, f := range all {
		y := 0.0
		if f.Outcome {
			y = 1
		}
		ours += (f.Probability - y) * (f.Probability - y)
		climate += (f.Climatology - y) * (f.Climatology - y)
	}
	return ours / float64(len(all)), climate / float64(len(all))
}

func relErr(all []Issued) float64 {
	var n, p, y [10]float64
	for _, f := range all {
		i := min(9, int(f.Probability*10))
		n[i]++
		p[i] += f.Probability
		if f.Outcome {
			y[i]++
		}
	}
	sum, N := 0.0, 0.0
	for i := range n {
		if d := p[i] - y[i]; d > 0 {
			sum += d
		} else {
			sum -= d
		}
		N += n[i]
	}
	return sum / N
}

func report(places []*place, s spread) string {
	var pool []Issued
	out := ""
	for _, q := range []int{25, 50, 75} {
		all := hindcast(places, Goal{Percentile: q}, 2, s)
		b, c := brier(all)
		byYear := ""
		for y := 2014; y <= 2016; y++ {
			var sub []Issued
			for _, f := range all {
				if f.Year == y {
					sub = append(sub, f)
				}
			}
			sb, sc := brier(sub)
			var mp, mo float64
			for _, f := range sub {
				mp += f.Probability
				if f.Outcome {
					mo++
				}
			}
			byYear += fmt.Sprintf(" %d:%.3f/%.3f(p%.2f o%.2f)", y, sb, sc, mp/float64(len(sub)), mo/float64(len(sub)))
		}
		out += fmt.Sprintf("p%d n%d brier %.4f clim %.4f skill %.4f rel %.4f%s\n", q, len(all), b, c, 1-b/c, relErr(all), byYear)
		pool = append(pool, all...)
	}
	b, c := brier(pool)
	return out + fmt.Sprintf("pool brier %.4f clim %.4f SKILL %.4f rel %.4f", b, c, 1-b/c, relErr(pool))
}

func TestExplore(t *testing.T) {
	places := cities(t).prepared()
	t.Log("\n" + report(places, usual))
	var h [2][]*place
	for i, p := range places {
		h[i%2] = append(h[i%2], p)
	}
	t.Log("\n" + report(h[0], usual))
	t.Log("\n" + report(h[1], usual))
}

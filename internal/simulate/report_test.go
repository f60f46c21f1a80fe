package simulate

import (
	"reflect"
	"testing"

	"lanbi/internal/measure"
)

func TestReport_FiguresOfAMonth(t *testing.T) {
	c, _ := counties(1)
	october := measure.Date(2026, 10, 17)
	for id := range reportedFigures {
		i, ok := c.Report("220605", id, october)
		if sixMonthly := reportedFigures[id].everySix; ok == sixMonthly {
			t.Errorf("%s: reported in October is %v", id, ok)
			continue
		}
		if !ok {
			i, ok = c.Report("220605", id, measure.Date(2026, 6, 1))
		}
		if !ok || i.Area != "220605" || i.ID != id || i.Source != "模拟数据" || i.Value < 0 {
			t.Errorf("%s: %+v", id, i)
		}
		if _, _, err := measure.ParsePeriod(i.Period); err != nil {
			t.Errorf("%s: %v", id, err)
		}
		again, _ := c.Report("220605", id, measure.Date(2026, 10, 2))
		first, _ := c.Report("220605", id, october)
		if !reflect.DeepEqual(first, again) {
			t.Errorf("%s: two days of one month give %+v and %+v", id, first, again)
		}
	}
	if _, ok := c.Report("220605", "never-heard-of", october); ok {
		t.Error("a figure nobody knows is reported")
	}
}

// TestReport_Within: shares stay below 100 %, ranks within their places, tasks grow
// through the year.
func TestReport_Within(t *testing.T) {
	c, _ := counties(1)
	for y := 2021; y <= 2026; y++ {
		last := -1.0
		for m := range 12 {
			day := measure.Date(y, 1, 1).Add(31 * m)
			for _, id := range []string{"manure-use", "rural-waste", "rural-drinking-water", "pest-control"} {
				if i, _ := c.Report("a", id, day); i.Value > 100 {
					t.Errorf("%s of %s is %v %%", id, i.Period, i.Value)
				}
			}
			rank, _ := c.Report("a", "air-rank", day)
			places, _ := c.Report("a", "air-rank-places", day)
			if rank.Value < 1 || rank.Value > places.Value || places.Value != 339 {
				t.Errorf("rank %v of %v", rank.Value, places.Value)
			}
			tasks, _ := c.Report("a", "subsidence-treatment", day)
			if tasks.Value < last {
				t.Errorf("tasks done fell to %v in %s", tasks.Value, tasks.Period)
			}
			last = tasks.Value
		}
		if last != 100 {
			t.Errorf("%v %% of the tasks of %d done at its end", last, y)
		}
	}
}

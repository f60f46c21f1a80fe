package simulate

import (
	"encoding/json"
	"reflect"
	"strings"
	"testing"
	"time"

	"lanbi/internal/measure"
)

// classOf is the class by the four items that decide here, of GB 3838-2002
// table 1: at least so much oxygen, at most so much of the others, in 1e-6 mg/L.
func classOf(v map[measure.Parameter]measure.Concentration) int {
	limits := map[measure.Parameter][5]measure.Concentration{
		measure.DO:    {7_500_000, 6_000_000, 5_000_000, 3_000_000, 2_000_000},
		measure.CODMn: {2_000_000, 4_000_000, 6_000_000, 10_000_000, 15_000_000},
		measure.NH3N:  {150_000, 500_000, 1_000_000, 1_500_000, 2_000_000},
		measure.TP:    {20_000, 100_000, 200_000, 300_000, 400_000},
	}
	worst := 1
	for p, c := range v {
		for class, limit := range limits[p] {
			if (p == measure.DO && c < limit) || (p != measure.DO && c > limit) {
				worst = max(worst, class+2)
			}
		}
	}
	return worst
}

func TestWaterSample_ClassTwoWithSomeThree(t *testing.T) {
	c, areas := counties(1)
	for _, section := range areas[0].Sections {
		samples, classes := 0, map[int]int{}
		months := map[string]map[measure.Parameter]*average{}
		ice, floods := &average{}, 0
		first := measure.HourOf(measure.Date(2021, 1, 1).Start(zone))
		for h := first; h < first+5*8766; h++ {
			s, ok := c.WaterSample(section.Code, h)
			if !ok {
				continue
			}
			samples++
			at := s.Start.In(zone)
			if at.Hour()%4 != 0 || s.Medium != measure.Water || s.Interval != measure.FourHours || len(s.Readings) != 9 {
				t.Fatalf("sample %+v", s)
			}
			month := at.Format("2006-01")
			if months[month] == nil {
				months[month] = map[measure.Parameter]*average{}
			}
			judged := map[measure.Parameter]measure.Concentration{}
			for _, r := range s.Readings {
				if !r.Flag.Valid() {
					continue
				}
				switch r.Parameter {
				case measure.DO, measure.CODMn, measure.NH3N, measure.TP:
					judged[r.Parameter] = r.Value
					if months[month][r.Parameter] == nil {
						months[month][r.Parameter] = &average{}
					}
					months[month][r.Parameter].add(float64(r.Value))
				case measure.WaterTemperature:
					if at.Month() == time.January {
						ice.add(float64(r.Value) / 1e6)
					}
				case measure.Turbidity:
					if r.Value > 50_000_000 {
						floods++
					}
				}
			}
			classes[classOf(judged)]++
		}
		worse := 0
		for _, items := range months {
			means := map[measure.Parameter]measure.Concentration{}
			for p, a := range items {
				means[p] = measure.Concentration(a.mean())
			}
			if classOf(means) > 2 {
				worse++
			}
		}
		t.Logf("%s: %d samples, classes %v, %d of %d months worse than Ⅱ, %d floods", section.Code, samples, classes, worse, len(months), floods)
		if share := float64(classes[3]) / float64(samples); share < 0.003 || share > 0.15 {
			t.Errorf("%s: %.3f of the samples are Ⅲ, want 0.003 to 0.15", section.Code, share)
		}
		if classes[5]+classes[6] > 0 || worse > 6 {
			t.Errorf("%s: %v, %d of %d months worse than Ⅱ", section.Code, classes, worse, len(months))
		}
		if ice.mean() > 1 || floods == 0 || samples < 9500 {
			t.Errorf("%s: January at %.1f °C, %d samples with flood turbidity, %d samples", section.Code, ice.mean(), floods, samples)
		}
	}
}

func TestWaterSample_OnlyEveryFourHours(t *testing.T) {
	c, _ := counties(1)
	first := measure.HourOf(measure.Date(2024, 6, 1).Start(zone))
	for h := first; h < first+30*24; h++ {
		a, ok := c.WaterSample("HJ-JY-01", h)
		if ok && (int64(h-first)%4 != 0 || !a.Start.Equal(h.Start())) {
			t.Fatalf("sample at %v", h.Start().In(zone))
		}
		again, _ := counties(1)
		if b, _ := again.WaterSample("HJ-JY-01", h); !reflect.DeepEqual(a, b) {
			t.Fatalf("%+v and %+v from the same seed", a, b)
		}
	}
}

func TestLabSample_ItemsAndDetectionLimits(t *testing.T) {
	c, _ := counties(1)
	below := 0
	for month := measure.Date(2024, 1, 1); month.Year() == 2024; month = month.LastOfMonth().Add(1) {
		s, ok := c.LabSample("HJ-JY-01", month.Add(20))
		if !ok || s.Interval != measure.Single || s.Source != measure.Lab {
			t.Fatalf("%v: %+v, %v", month, s, ok)
		}
		day := measure.DayOf(s.Start, zone)
		if day.FirstOfMonth() != month || day.Date() > 10 {
			t.Errorf("sample of %v taken on %v", month, day)
		}
		has := measure.Set{}
		for _, r := range s.Readings {
			has = has.With(r.Parameter)
			if r.Below {
				below++
			}
			if r.Value <= 0 {
				t.Errorf("%v in %v: %d", r.Parameter, month, r.Value)
			}
			if r.Parameter == measure.Mercury && (!r.Below || r.Value != 40) {
				t.Errorf("mercury %+v, want below its limit of 0.00004 mg/L", r)
			}
		}
		if want := measure.SetOf(measure.COD, measure.BOD5, measure.Cadmium, measure.FaecalColiform); !has.Has(measure.COD) || len(s.Readings) != 22 || want.Len() != 4 {
			t.Errorf("items %v", has)
		}
	}
	if below < 12*8 {
		t.Errorf("%d values below detection in a year, want most metals", below)
	}
}

func TestLabSample_SourcesByTypeAndFrequency(t *testing.T) {
	c, _ := counties(1)
	taken := map[string]int{}
	for month := measure.Date(2024, 1, 1); month.Year() == 2024; month = month.LastOfMonth().Add(1) {
		for _, code := range []string{"SY-JY-01", "SY-JY-02", "SY-JY-03", "none"} {
			s, ok := c.LabSample(code, month)
			if !ok {
				continue
			}
			taken[code]++
			names := map[measure.Parameter]bool{}
			for _, r := range s.Readings {
				names[r.Parameter] = true
			}
			if ground := code == "SY-JY-02"; names[measure.TotalHardness] != ground || names[measure.COD] == ground || !names[measure.Manganese] {
				t.Errorf("items of %s: %v", code, names)
			}
		}
	}
	if want := map[string]int{"SY-JY-01": 12, "SY-JY-02": 4}; !reflect.DeepEqual(taken, want) {
		t.Errorf("samples in a year %v, want %v", taken, want)
	}
}

func TestBroken_EachKindComesAndNoneDecodesToAReading(t *testing.T) {
	c, areas := counties(1)
	known := map[string]bool{}
	for _, a := range areas {
		for _, s := range a.Stations {
			known[s.Code] = true
		}
	}
	kinds := map[string]int{}
	first := measure.HourOf(measure.Date(2026, 11, 1).Start(zone))
	const hours = 60 * 24
	for h := first; h < first+hours; h++ {
		topic, payload, ok := c.Broken(h)
		if !ok {
			continue
		}
		var m struct {
			Station string
			Time    time.Time
		}
		last := topic[strings.LastIndexByte(topic, '/')+1:]
		switch err := json.Unmarshal(payload, &m); {
		case err != nil:
			kinds["malformed"]++
		case m.Station != last:
			kinds["impostor"]++
		case !known[m.Station]:
			kinds["unknown"]++
		case m.Time.After(h.Start().Add(2 * time.Hour)):
			kinds["future"]++
		default:
			t.Errorf("a good message: %s %s", topic, payload)
		}
	}
	total := 0
	for _, n := range kinds {
		total += n
	}
	if len(kinds) != 4 || total < hours/12 || total > hours/6 {
		t.Errorf("broken messages in %d hours: %v", hours, kinds)
	}
	if _, _, ok := New(1, nil, zone).Broken(first); ok {
		t.Error("a message without any station")
	}
}

//go:build !noembed

package demo_test

import (
	"fmt"
	"maps"
	"math/big"
	"slices"
	"strings"
	"time"
)

// Highest values of classes Ⅰ to Ⅴ of rivers, of dissolved oxygen the lowest (GB 3838
// table 1 without water temperature, total nitrogen and faecal coliform); pH is within
// 6 to 9 or worse than Ⅴ.
var classLimits = map[string][5]string{
	"do":    {"7.5", "6", "5", "3", "2"},
	"codmn": {"2", "4", "6", "10", "15"}, "cod": {"15", "15", "20", "30", "40"}, "bod5": {"3", "3", "4", "6", "10"},
	"nh3n": {"0.15", "0.5", "1.0", "1.5", "2.0"}, "tp": {"0.02", "0.1", "0.2", "0.3", "0.4"},
	"copper": {"0.01", "1", "1", "1", "1"}, "zinc": {"0.05", "1", "1", "2", "2"},
	"fluoride": {"1", "1", "1", "1.5", "1.5"}, "selenium": {"0.01", "0.01", "0.01", "0.02", "0.02"},
	"arsenic": {"0.05", "0.05", "0.05", "0.1", "0.1"}, "mercury": {"0.00005", "0.00005", "0.0001", "0.001", "0.001"},
	"cadmium": {"0.001", "0.005", "0.005", "0.005", "0.01"}, "chromium_vi": {"0.01", "0.05", "0.05", "0.05", "0.1"},
	"lead": {"0.01", "0.01", "0.05", "0.05", "0.1"}, "cyanide": {"0.005", "0.05", "0.2", "0.2", "0.2"},
	"volatile_phenol": {"0.002", "0.002", "0.005", "0.01", "0.1"}, "petroleum": {"0.05", "0.05", "0.05", "0.5", "1.0"},
	"anionic_surfactant": {"0.2", "0.2", "0.2", "0.3", "0.3"}, "sulfide": {"0.05", "0.1", "0.2", "0.5", "1.0"},
}

// tableTwo are the single limits of drinking-water sources (GB 3838 table 2).
var tableTwo = map[string]string{"sulfate": "250", "chloride": "250", "nitrate_as_n": "10", "iron": "0.3", "manganese": "0.1"}

// groundLimits are class Ⅲ of GB/T 14848-2017, as far as the demo's laboratory goes;
// pH is within 6.5 to 8.5.
var groundLimits = map[string]string{
	"color": "15", "turb": "3", "total_hardness": "450", "tds": "1000", "sulfate": "250", "chloride": "250", "iron": "0.3",
	"manganese": "0.1", "copper": "1", "zinc": "1", "aluminium": "0.2", "volatile_phenol": "0.002", "anionic_surfactant": "0.3",
	"codmn": "3", "nh3n": "0.5", "sulfide": "0.02", "sodium": "200", "total_coliform": "3", "colony_count": "100",
	"nitrite_as_n": "1", "nitrate_as_n": "20", "cyanide": "0.05", "fluoride": "1", "iodide": "0.08", "mercury": "0.001",
	"arsenic": "0.01", "selenium": "0.01", "cadmium": "0.005", "chromium_vi": "0.05", "lead": "0.01", "chloroform": "0.06",
	"carbon_tetrachloride": "0.002", "benzene": "0.01", "toluene": "0.7", "total_alpha": "0.5", "total_beta": "1",
}

func rat(text string) *big.Rat {
	v, ok := new(big.Rat).SetString(text)
	if !ok {
		panic("not a number: " + text)
	}
	return v
}

// classOf is 1 to 5, 6 for worse than Ⅴ, 0 for an item without classes.
func classOf(item string, v *big.Rat) int {
	if item == "ph" {
		if v.Cmp(rat("6")) >= 0 && v.Cmp(rat("9")) <= 0 {
			return 1
		}
		return 6
	}
	limits, ok := classLimits[item]
	if !ok {
		return 0
	}
	for i, limit := range limits {
		if c := v.Cmp(rat(limit)); c == 0 || (c < 0) != (item == "do") {
			return i + 1
		}
	}
	return 6
}

// waterClasses are the classes recounted, by section, then by month ("2026-01") and for
// "ytd"; 0 where a section has none.
type waterClasses map[string]map[string]int

// automatic are the items of which the automatic station's mean comes first.
var automatic = []string{"ph", "do", "codmn", "nh3n", "tp"}

// recountWater judges every section by month, and the year to date by the means of its
// months.
func recountWater(db *database) waterClasses {
	classes := waterClasses{}
	for _, section := range []string{"HJ-JY-01", "HJ-JY-02", "TH-JY-01", "XN-JY-01", "YL-CB-01", "YL-CB-02", "SD-CB-01", "BD-CB-01"} {
		classes[section] = map[string]int{}
		months := readSection(db, section)
		year := map[string][]*big.Rat{}
		for month, m := range months {
			set, whole := m.means(month)
			for item, mean := range set {
				year[item] = append(year[item], mean)
			}
			classes[section][month] = worstItem(set)
			if !whole {
				classes[section][month] = 0
			}
		}
		set := map[string]*big.Rat{}
		for item, means := range year {
			set[item] = meanOf(means)
		}
		classes[section]["ytd"] = worstItem(set)
	}
	return classes
}

func worstItem(set map[string]*big.Rat) int {
	worst := 0
	for item, mean := range set {
		worst = max(worst, classOf(item, mean))
	}
	return worst
}

// sectionMonth is what came in one month: the automatic values of each day, and the
// laboratory's.
type sectionMonth struct {
	automatic map[string]map[string][]*big.Rat // by item, by day
	lab       map[string][]*big.Rat            // by item
}

func readSection(db *database, section string) map[string]*sectionMonth {
	months := map[string]*sectionMonth{}
	db.ask(fmt.Sprintf(`SELECT * FROM water WHERE station='%s' GROUP BY source`, section), func(at *point) {
		month := at.day()[:7]
		m := months[month]
		if m == nil {
			m = &sectionMonth{map[string]map[string][]*big.Rat{}, map[string][]*big.Rat{}}
			months[month] = m
		}
		for item := range at.fields {
			value, ok := at.counted(item)
			if !ok {
				continue
			}
			if at.tags["source"] == "lab" {
				m.lab[item] = append(m.lab[item], value)
				continue
			}
			if m.automatic[item] == nil {
				m.automatic[item] = map[string][]*big.Rat{}
			}
			m.automatic[item][at.day()] = append(m.automatic[item][at.day()], value)
		}
	})
	return months
}

// counted is a valid value, half of the detection limit where it is below it.
func (p *point) counted(item string) (*big.Rat, bool) {
	value, ok := p.number(item)
	if flag := p.text(item + "_flag"); !ok || flag != "" && flag != "N" {
		return nil, false
	}
	if below, _ := p.fields[item+"_below"].(bool); below {
		value.Quo(value, big.NewRat(2, 1))
	}
	return value, true
}

// means are the month's means per item; whole is false where an item of the automatic
// station, which reports all of them every month, has none.
//
// A day needs 4 of its 6 values, and a month 60 % of its days for the automatic mean to
// come before the laboratory's.
func (m *sectionMonth) means(month string) (set map[string]*big.Rat, whole bool) {
	first, _ := time.ParseInLocation("2006-01", month, china)
	length := first.AddDate(0, 1, -1).Day()
	if last := lastDay; strings.HasPrefix(last, month) {
		_, _ = fmt.Sscan(last[8:], &length)
	}
	set, whole = map[string]*big.Rat{}, true
	for item, values := range m.lab {
		set[item] = meanOf(values)
	}
	for _, item := range automatic {
		var means []*big.Rat
		for _, values := range m.automatic[item] {
			if len(values) >= 4 {
				means = append(means, meanOf(values))
			}
		}
		if set[item] == nil || 100*len(means) >= 60*length {
			if set[item] = meanOf(means); set[item] == nil {
				delete(set, item)
				whole = false
			}
		}
	}
	return set, whole
}

// expectStored compares the classes with those that the daemon stored.
func (c waterClasses) expectStored(db *database) {
	stored := 0
	db.ask(`SELECT "class", items FROM water_period WHERE period='month' OR period='ytd' GROUP BY station, period`, func(at *point) {
		stored++
		key := at.day()[:7]
		if at.tags["period"] == "ytd" {
			key = "ytd"
		}
		got := int64(0)
		if class, ok := at.number("class"); ok {
			got = class.Num().Int64()
		}
		if want := c[at.tags["station"]][key]; int(got) != want {
			db.t.Errorf("%s %s: stored class %d, recounted %d", at.tags["station"], key, got, want)
		}
	})
	if want := 8 * (6 + 1); stored != want { // months January to June, and the year to date
		db.t.Errorf("%d stored classes, want %d", stored, want)
	}
	seen := map[int]bool{}
	for _, of := range c {
		for _, class := range of {
			seen[class] = true
		}
	}
	if len(seen) < 2 {
		db.t.Errorf("every class is %v: choose another seed", slices.Collect(maps.Keys(seen)))
	}
}

// worst is the worst class of the year to date among sections.
func (c waterClasses) worst(sections ...string) *big.Rat {
	worst := 0
	for _, section := range sections {
		worst = max(worst, c[section]["ytd"])
	}
	return big.NewRat(int64(worst), 1)
}

// recountSources is the share in % of sources, a surface and a groundwater one, whose
// every sample meets every limit.
func recountSources(db *database, surface, ground string) *big.Rat {
	complying := int64(2)
	for _, source := range []string{surface, ground} {
		samples, over := 0, false
		db.ask(fmt.Sprintf(`SELECT * FROM water WHERE station='%s' AND source='lab'`, source), func(at *point) {
			samples++
			for item := range at.fields {
				value, ok := at.counted(item)
				if !ok {
					continue
				}
				switch {
				case source == ground && item == "ph":
					over = over || value.Cmp(rat("6.5")) < 0 || value.Cmp(rat("8.5")) > 0
				case source == ground:
					over = over || value.Cmp(rat(groundLimits[item])) > 0
				case tableTwo[item] != "":
					over = over || value.Cmp(rat(tableTwo[item])) > 0
				default:
					over = over || classOf(item, value) > 3
				}
			}
		})
		if samples == 0 {
			db.t.Errorf("source %s has no sample", source)
		}
		if over {
			complying--
		}
	}
	return big.NewRat(complying*100, 2)
}

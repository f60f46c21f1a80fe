package history

import (
	"fmt"
	"strconv"
	"strings"
	"time"

	"lanbi/internal/measure"
)

// Published is what the superior authority (省平台) published, in one of two tables
// told apart by their header, columns in any order, those in brackets optional:
//
//	place,date,aqi[,level][,primary][,pm2_5][,pm10][,so2][,no2][,co][,o3_8h][,dust]   days
//	place,month,good[,exceeding][,undetermined][,heavy][,source]   counts of a month (or year)
//
// place is the code or name of an area or station; counts are of areas. An aqi that
// is missing (empty, NA or a dash) says that the day was published without. level is
// 1–6, 一级–六级 or the category (优 … 严重污染); primary holds keys or the usual names
// (PM2.5, O3) joined by +, comma or 、. Concentrations are in µg/m³, CO in mg/m³. dust
// is 1 where the authority took dust out. month is YYYY-MM, or YYYY for a count of the whole year.
const Published Format = "published"

// PublishedDay is one published day of a place.
type PublishedDay struct {
	Place string
	Day   measure.Day
	// Known tells whether an AQI was published; Level is 0 where none was.
	Known   bool
	AQI     int
	Level   int
	Primary measure.Set
	Has     measure.Set
	Mean    [measure.AirCount]measure.Concentration
	Dust    bool
}

// PublishedCount is one published count of the days of a month or year of an area; a
// count that the table does not have is −1.
type PublishedCount struct {
	Area, Period                         string
	Good, Exceeding, Undetermined, Heavy int
	Source                               string
}

// PublishedTables are what files of format Published say.
type PublishedTables struct {
	Days   []PublishedDay
	Counts []PublishedCount
}

// PlaceOf maps a code or name to the code of an area or station; ok false leaves the
// row out (counted as Skipped).
type PlaceOf func(name string) (code string, area, ok bool)

// ReadPublished reads files of format Published. check says what a standard finds
// wrong with a day, such as a level that is not that of the AQI; nil accepts all. Rows
// that are not understood are counted and told to o.Problem.
func ReadPublished(files []File, o Options, place PlaceOf, check func(*PublishedDay) error) (PublishedTables, Counts, error) {
	r := &reading{o: o, counts: Counts{Reasons: map[string]int{}}}
	t := published{reading: r, place: place, check: check, seen: map[placeDay]PublishedDay{}}
	for _, f := range files {
		src, err := open(f)
		if err != nil {
			return t.tables, r.counts, err
		}
		if err := t.read(src); err != nil {
			return t.tables, r.counts, err
		}
	}
	return t.tables, r.counts, nil
}

// published reads both tables.
type published struct {
	*reading
	place  PlaceOf
	check  func(*PublishedDay) error
	tables PublishedTables
	seen   map[placeDay]PublishedDay // of two different rows nobody could tell which holds
}

type placeDay struct {
	place string
	day   measure.Day
}

var (
	dayColumns   = []string{"place", "date", "aqi", "level", "primary", "pm2_5", "pm10", "so2", "no2", "co", "o3_8h", "dust"}
	countColumns = []string{"place", "month", "good", "exceeding", "undetermined", "heavy", "source"}
)

func (t *published) read(src *source) error {
	if err := src.header(); err != nil || len(src.head) == 0 {
		return err
	}
	each, columns := t.day, dayColumns
	switch {
	case src.column("date") >= 0:
	case src.column("month") >= 0:
		each, columns = t.count, countColumns
	default:
		return fmt.Errorf("%s:1: %w: header %s (want %s or %s)", src.name, ErrFormat, strings.Join(src.head, ","),
			strings.Join(dayColumns[:3], ","), strings.Join(countColumns[:3], ","))
	}
	if _, err := src.require(columns[:3]...); err != nil {
		return err
	}
	if err := src.only(columns); err != nil {
		return err
	}
	return src.each(t.reading, each)
}

// only refuses columns that are not known or come twice: a misspelt title would lose
// its values unnoticed.
func (s *source) only(known []string) error {
	seen := map[string]bool{}
	for _, title := range s.head {
		found := false
		for _, k := range known {
			found = found || k == title
		}
		if !found || seen[title] {
			return fmt.Errorf("%s:1: column %q is unknown or there twice (have %s)", s.name, title, strings.Join(known, ","))
		}
		seen[title] = true
	}
	return nil
}

// placed is the code of a row's place; ok is false when the row is left out.
func (t *published) placed(r row) (code string, area, ok bool) {
	name := r.cells["place"]
	if name == "" {
		t.reject(r.src, r.line, ReasonArea, "column place is empty (want the code or name of an area or station)")
		return "", false, false
	}
	code, area, ok = t.place(name)
	if !ok {
		t.counts.Skipped++
	}
	return code, area, ok
}

func (t *published) day(r row) {
	code, _, ok := t.placed(r)
	if !ok {
		return
	}
	d := PublishedDay{Place: code}
	if err := d.fill(r); err != nil {
		t.reject(r.src, r.line, ReasonValue, "%v", err)
		return
	}
	if t.check != nil {
		if err := t.check(&d); err != nil {
			t.reject(r.src, r.line, ReasonValue, "%v", err)
			return
		}
	}
	key := placeDay{d.Place, d.Day}
	if had, twice := t.seen[key]; twice {
		if had != d {
			t.reject(r.src, r.line, ReasonValue, "column date: %s of %s is there already with other figures", d.Day, d.Place)
		}
		return
	}
	t.seen[key] = d
	t.tables.Days = append(t.tables.Days, d)
	t.counts.Samples++
}

// fill reads the cells; an error names column, value and what was expected.
func (d *PublishedDay) fill(r row) (err error) {
	if d.Day, err = measure.ParseDay(r.cells["date"]); err != nil || !plausible(d.Day.Start(time.UTC)) {
		return fmt.Errorf("column date: %q is not a day (want YYYY-MM-DD)", r.cells["date"])
	}
	if text := r.cells["aqi"]; !missing(text) {
		d.AQI, err = strconv.Atoi(text)
		if err != nil || d.AQI < 0 || d.AQI > 500 {
			return fmt.Errorf("column aqi: %q is no AQI (want a whole number from 0 to 500, or NA)", text)
		}
		d.Known = true
	}
	if d.Level, err = levelOf(r.cells["level"]); err != nil {
		return err
	}
	if d.Primary, err = primaryOf(r.cells["primary"]); err != nil {
		return err
	}
	for _, p := range [...]measure.Parameter{measure.PM25, measure.PM10, measure.SO2, measure.NO2, measure.CO, measure.O38h} {
		v, ok, err := parseValue(p, r.cells[p.Key()])
		if err != nil || v < 0 {
			return fmt.Errorf("column %s: %q is no concentration (want a number in %s, not negative)", p.Key(), r.cells[p.Key()], p.Unit())
		}
		if ok {
			d.Has = d.Has.With(p)
			d.Mean[p] = v
		}
	}
	switch text := r.cells["dust"]; text {
	case "1", "true", "是":
		d.Dust = true
	case "", "0", "false", "否":
	default:
		return fmt.Errorf("column dust: %q (want 1 or 0)", text)
	}
	return nil
}

func (t *published) count(r row) {
	code, area, ok := t.placed(r)
	if !ok {
		return
	}
	if !area {
		t.reject(r.src, r.line, ReasonArea, "column place: %q is a station (counts are of areas)", r.cells["place"])
		return
	}
	c := PublishedCount{Area: code, Period: r.cells["month"], Source: r.cells["source"]}
	first, last, err := measure.ParsePeriod(c.Period)
	if err != nil || first == last {
		t.reject(r.src, r.line, ReasonPeriod, "column month: %q (want YYYY-MM or YYYY)", c.Period)
		return
	}
	days, sum := last.Since(first)+1, 0
	for _, column := range [...]struct {
		title string
		to    *int
	}{{"good", &c.Good}, {"exceeding", &c.Exceeding}, {"undetermined", &c.Undetermined}, {"heavy", &c.Heavy}} {
		text := r.cells[column.title]
		if *column.to = -1; text == "" && column.title != "good" {
			continue
		}
		n, err := strconv.Atoi(text)
		if err != nil || n < 0 || n > days {
			t.reject(r.src, r.line, ReasonValue, "column %s: %q (want a whole number from 0 to %d, the days of %s)", column.title, text, days, c.Period)
			return
		}
		*column.to = n
		if column.title != "heavy" {
			sum += n
		}
	}
	if sum > days {
		t.reject(r.src, r.line, ReasonValue, "columns good, exceeding and undetermined add up to %d (want at most %d, the days of %s)", sum, days, c.Period)
		return
	}
	if c.Exceeding >= 0 && c.Heavy > c.Exceeding {
		t.reject(r.src, r.line, ReasonValue, "column heavy: %d (want at most %d, the exceeding days)", c.Heavy, c.Exceeding)
		return
	}
	t.tables.Counts = append(t.tables.Counts, c)
	t.counts.Samples++
}

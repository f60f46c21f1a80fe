package history

import (
	"fmt"
	"math"
	"strconv"
	"strings"
	"time"

	"lanbi/internal/measure"
)

// Reported is what people report, in one of five tables told apart by their header,
// columns in any order, those in brackets optional:
//
//	area,indicator,period,value[,source][,by]        reported figures (上报指标)
//	ranking,period,place,rank[,source][,by]          a published list of places (排名)
//	area,kind,id,state,time[,start][,end][,by][,document][,text]   steps of events (台账)
//	area,fire,time,lat,lon[,kind][,source][,text]    reported fire points, fire being the id (火点)
//	area,from,until,lat,lon,radius_km,document       approved burns (批准焚烧)
//
// area and place are the code or the name of an area. A period is YYYY, YYYY-MM or
// YYYY-MM-DD. Of a ranking every place of the list has to be there: the places that
// are areas get their rank as a figure named as the ranking is, and the number of
// places of that list as the figure with "-places" behind its name.
const Reported Format = "reported"

// ReasonArea is a row without an area, ReasonPeriod one without a readable period.
const (
	ReasonArea   = "area"
	ReasonPeriod = "period"
)

// Report is what files of format Reported say.
type Report struct {
	Figures []measure.Indicator
	Events  []measure.Event
	Fires   []measure.FirePoint
	Burns   []measure.Burn
}

// Checks are what a table of reported things is held against beside its form.
type Checks struct {
	// Area maps a code or name to an area's code; ok false leaves the row out (counted as
	// Skipped).
	Area func(name string) (code string, ok bool)
	// Figure says why a figure cannot be believed, Event what is wrong with a step of an
	// event, such as a state that its kind does not have. Nil accepts all.
	Figure func(*measure.Indicator) error
	Event  func(*measure.Event) error
}

// ReadReported reads files of format Reported. Rows that are not understood, or do not
// pass the checks, are counted and told to o.Problem; an error is a file that cannot be
// read on or has none of the five headers.
func ReadReported(files []File, o Options, c Checks) (Report, Counts, error) {
	r := &reading{o: o, counts: Counts{Reasons: map[string]int{}}}
	t := tables{reading: r, Checks: c}
	for _, f := range files {
		src, err := open(f)
		if err != nil {
			return t.report, r.counts, err
		}
		if err := t.read(src); err != nil {
			return t.report, r.counts, err
		}
	}
	return t.report, r.counts, nil
}

// tables reads the five tables into one report.
type tables struct {
	*reading
	Checks
	report Report
}

func (t *tables) read(src *source) error {
	if err := src.header(); err != nil || len(src.head) == 0 {
		return err
	}
	var each func(row)
	list := ranking{tables: t, places: map[[2]string]int{}}
	var needed []string
	switch {
	case src.column("indicator") >= 0:
		each, needed = t.figure, []string{"area", "indicator", "period", "value"}
	case src.column("ranking") >= 0:
		each, needed = list.add, []string{"ranking", "period", "place", "rank"}
	case src.column("fire") >= 0:
		each, needed = t.fire, []string{"area", "fire", "time", "lat", "lon"}
	case src.column("radius_km") >= 0:
		each, needed = t.burn, []string{"area", "from", "until", "lat", "lon", "radius_km", "document"}
	case src.column("kind") >= 0:
		each, needed = t.event, []string{"area", "kind", "id", "state", "time"}
	default:
		return fmt.Errorf("%s:1: %w: header %s (want area,indicator,period,value or ranking,period,place,rank or area,kind,id,state,time or area,fire,time,lat,lon or area,from,until,lat,lon,radius_km,document)",
			src.name, ErrFormat, strings.Join(src.head, ","))
	}
	if _, err := src.require(needed...); err != nil {
		return err
	}
	if err := src.each(t.reading, each); err != nil {
		return err
	}
	list.end()
	return nil
}

// known is the area of a row; ok is false when the row is left out.
func (t *tables) known(r row, column string) (code string, ok bool) {
	name := r.cells[column]
	if name == "" {
		t.reject(r.src, r.line, ReasonArea, "column %s is empty", column)
		return "", false
	}
	code, ok = t.Area(name)
	if !ok {
		t.counts.Skipped++
	}
	return code, ok
}

// value is a finite number of a column.
func (t *tables) value(r row, column string) (v float64, ok bool) {
	v, err := strconv.ParseFloat(r.cells[column], 64)
	if err != nil || math.IsInf(v, 0) || math.IsNaN(v) {
		t.reject(r.src, r.line, ReasonValue, "%s %q is not a number", column, r.cells[column])
		return 0, false
	}
	return v, true
}

func (t *tables) period(r row) bool {
	if _, _, err := measure.ParsePeriod(r.cells["period"]); err != nil {
		t.reject(r.src, r.line, ReasonPeriod, "%v", err)
		return false
	}
	return true
}

func (t *tables) figure(r row) {
	if r.cells["indicator"] == "" {
		t.reject(r.src, r.line, ReasonColumns, "column indicator is empty")
		return
	}
	if !t.period(r) {
		return
	}
	v, ok := t.value(r, "value")
	if !ok {
		return
	}
	if code, ok := t.known(r, "area"); ok {
		t.keep(r, code, r.cells["indicator"], v)
	}
}

// keep takes a figure that can be believed.
func (t *tables) keep(r row, area, id string, v float64) (kept bool) {
	figure := measure.Indicator{Area: area, ID: id, Period: r.cells["period"], Value: v, Source: r.cells["source"], By: r.cells["by"]}
	if t.Figure != nil {
		if err := t.Figure(&figure); err != nil {
			t.reject(r.src, r.line, ReasonValue, "%v", err)
			return false
		}
	}
	t.report.Figures = append(t.report.Figures, figure)
	return true
}

// ranking counts the places of each list, and remembers those that are areas.
type ranking struct {
	*tables
	places map[[2]string]int // by ranking and period
	ours   []row
	codes  []string
}

func (l *ranking) add(r row) {
	if r.cells["ranking"] == "" {
		l.reject(r.src, r.line, ReasonColumns, "column ranking is empty")
		return
	}
	if !l.period(r) {
		return
	}
	rank, ok := l.value(r, "rank")
	if !ok {
		return
	}
	if rank < 1 || rank != math.Trunc(rank) {
		l.reject(r.src, r.line, ReasonValue, "rank %s is not a whole number from 1", r.cells["rank"])
		return
	}
	l.places[[2]string{r.cells["ranking"], r.cells["period"]}]++
	if code, ok := l.known(r, "place"); ok {
		l.ours, l.codes = append(l.ours, r), append(l.codes, code)
	}
}

// end keeps what the list says of areas, once all of its places are counted.
func (l *ranking) end() {
	for i, r := range l.ours {
		rank, _ := strconv.ParseFloat(r.cells["rank"], 64) // read before
		if l.keep(r, l.codes[i], r.cells["ranking"], rank) {
			l.keep(r, l.codes[i], r.cells["ranking"]+"-places", float64(l.places[[2]string{r.cells["ranking"], r.cells["period"]}]))
		}
	}
}

func (t *tables) event(r row) {
	at, err := parseTime(r.cells["time"], t.o.Zone)
	if err != nil {
		t.reject(r.src, r.line, ReasonTime, "%v", err)
		return
	}
	for _, column := range [...]string{"kind", "id", "state"} {
		if r.cells[column] == "" {
			t.reject(r.src, r.line, ReasonColumns, "column %s is empty", column)
			return
		}
	}
	first, last, err := days(r)
	if err != nil {
		t.reject(r.src, r.line, ReasonTime, "%v", err)
		return
	}
	code, ok := t.known(r, "area")
	if !ok {
		return
	}
	step := measure.Event{
		Time: at.In(time.UTC), Area: code, Kind: r.cells["kind"], ID: r.cells["id"], State: r.cells["state"],
		Start: first, End: last, By: r.cells["by"], Document: r.cells["document"], Text: r.cells["text"],
	}
	if t.Event != nil {
		if err := t.Event(&step); err != nil {
			t.reject(r.src, r.line, ReasonValue, "%v", err)
			return
		}
	}
	t.report.Events = append(t.report.Events, step)
}

// firstEventYear is the first year in which an event may lie.
const firstEventYear = 1900

func eventDay(column, text string) (measure.Day, error) {
	day, err := measure.ParseDay(text)
	if err == nil && (day.Year() < firstEventYear || day.Year() > 2261) {
		err = fmt.Errorf("%s %q: want a year from %d to 2261", column, text, firstEventYear)
	}
	return day, err
}

// days are the days that an event concerns, 0 where the row leaves one open.
func days(r row) (first, last measure.Day, err error) {
	if text := r.cells["start"]; text != "" {
		if first, err = eventDay("start", text); err != nil {
			return 0, 0, err
		}
	}
	if text := r.cells["end"]; text != "" {
		if last, err = eventDay("end", text); err != nil {
			return 0, 0, err
		}
	}
	if first != 0 && last != 0 && last < first {
		return 0, 0, fmt.Errorf("end %s is before start %s", last, first)
	}
	return first, last, nil
}

package influx

import (
	"context"
	"fmt"
	"time"

	"lanbi/internal/alert"
	"lanbi/internal/measure"
)

// catalogueTime is the timestamp of every catalogue point: one point a code, in
// the shard that results of today are in.
var catalogueTime = time.Date(2020, time.January, 1, 0, 0, 0, 0, time.UTC)

// Entry is the name of something that has results: a point of measurement
// catalogue. Results hold codes only; Grafana, which knows no configuration,
// reads from here how people call them.
type Entry struct {
	// What is area, station, section, source, target, year or notice.
	What, Code, Name string
	Area, AreaName   string // of everything but a year and the notice
	// Note is the kind of target, the network of a station, the river of a section.
	Note string
	// Goal is the goal of a target, or the target class of a section; valid when
	// HasGoal.
	Goal    float64
	HasGoal bool
	Unit    string // of the goal
	Lat     float64
	Lon     float64
}

// AppendEntry appends the line of e, with its line feed, to dst. The code is also
// the tag by which results of its kind are found, so that a table of results and
// one of names can be joined: place and station of an air station, place of an
// area, station of a section or source, target of a target.
func AppendEntry(dst []byte, e *Entry) []byte {
	dst = append(dst, "catalogue"...)
	dst = appendTag(dst, "area", e.Area)
	dst = appendTag(dst, "code", e.Code)
	tags := map[string][]string{
		"area": {"place"}, "station": {"place", "station"}, "section": {"station"}, "source": {"station"}, "target": {"target"},
	}
	for _, key := range tags[e.What] {
		dst = appendTag(dst, key, e.Code)
	}
	dst = appendTag(dst, "what", e.What)
	start := len(dst)
	text := func(name, v string) {
		dst = appendSeparator(dst, start)
		dst = append(dst, name...)
		dst = append(dst, '=')
		dst = appendText(dst, v)
	}
	number := func(name string, v float64) {
		dst = appendSeparator(dst, start)
		dst = append(dst, name...)
		dst = append(dst, '=')
		dst = fmt.Appendf(dst, "%g", v)
	}
	text("label", e.Code+"|"+e.Name)
	text("name", e.Name)
	text("area_name", e.AreaName)
	text("note", e.Note)
	text("unit", e.Unit)
	if e.HasGoal {
		number("goal", e.Goal)
	}
	if e.Lat != 0 || e.Lon != 0 {
		number("lat", e.Lat)
		number("lon", e.Lon)
	}
	return appendTime(dst, catalogueTime.UnixNano())
}

// WriteCatalogue stores names. Writing twice changes nothing; what is no longer
// configured keeps its name, as its results are still there.
func (db *DB) WriteCatalogue(ctx context.Context, entries []Entry) error {
	var lines []byte
	for i := range entries {
		if err := CheckTag(entries[i].Code); err != nil {
			return fmt.Errorf("catalogue: code: %w", err)
		}
		lines = AppendEntry(lines, &entries[i])
	}
	if len(lines) == 0 {
		return nil
	}
	return db.Write(ctx, db.o.Bucket, lines)
}

// simulatedNote is the note of the notice on a bucket with simulated data.
const simulatedNote = "simulated"

// Notice is the entry that says whether the bucket's data are measured: its name is
// for people, its note for Simulated.
func Notice(simulated bool) Entry {
	e := Entry{What: "notice", Code: "data", Name: "未审核数据为暂定值，供内部研判，不作为预报预警对外发布"}
	if simulated {
		e.Name, e.Note = alert.SimulatedNotice, simulatedNote
	}
	return e
}

// Simulated tells whether the bucket's Notice says that it holds simulated data; a
// bucket without one holds none.
func (db *DB) Simulated(ctx context.Context) (simulated bool, err error) {
	err = db.query(ctx, db.o.Bucket, "ask whether the data are simulated",
		`SELECT "note" FROM "catalogue" WHERE "what"='notice' LIMIT 1`, func(r *rows, row []cell) error {
			w := fieldReader{r: r, row: row}
			simulated = w.text("note") == simulatedNote
			return w.fault
		})
	return simulated, err
}

// FirstAirDay is the first day with a daily assessment of air; ok is false
// without one.
func (db *DB) FirstAirDay(ctx context.Context) (day measure.Day, ok bool, err error) {
	err = db.query(ctx, db.o.Bucket, "find the first assessed day",
		`SELECT "verdict" FROM "air_day" WHERE "source"='computed' ORDER BY time ASC LIMIT 1`, func(r *rows, row []cell) error {
			w := fieldReader{r: r, row: row}
			day, ok = db.dayOf(w.time()), true
			return w.fault
		})
	return day, ok, err
}

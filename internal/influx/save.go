package influx

import (
	"bytes"
	"cmp"
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"
)

// pointsAtOnce is how many points are compared and written in one step.
const pointsAtOnce = 5_000

// save writes the points of b so that afterwards the stored points have exactly
// the fields of b, whatever was stored before.
//
// InfluxDB merges the fields of a rewritten point, so a field that a result no
// longer has would stay. save reads what is stored, one query for every
// pointsAtOnce points, deletes the points that have a field too many, and writes.
// Once something was deleted it repeats writing until the server has taken it or
// ctx ends: the caller must then save the same results again, which every job
// does because it recomputes.
func (db *DB) save(ctx context.Context, b *batch) error {
	if b.fault != nil {
		return b.fault
	}
	order := make([]int, len(b.points))
	for i := range order {
		order[i] = i
	}
	slices.SortStableFunc(order, func(x, y int) int { return cmp.Compare(b.points[x].at, b.points[y].at) })
	if err := await(ctx, db.saving.TryLock, db.saving.Lock, db.saving.Unlock); err != nil {
		return noAnswer("save results", err)
	}
	defer db.saving.Unlock()
	for chunk := range slices.Chunk(order, pointsAtOnce) {
		if err := db.saveChunk(ctx, b, chunk); err != nil {
			return err
		}
	}
	return nil
}

func (db *DB) saveChunk(ctx context.Context, b *batch, chunk []int) error {
	var lines bytes.Buffer
	for _, i := range chunk {
		lines.Write(b.buf[b.points[i].from:b.points[i].to])
	}
	deleted, unsure := false, false
	for attempt := 0; ; attempt++ {
		err := db.settle(ctx, b, chunk, lines.Bytes(), &deleted, &unsure)
		if err == nil && !unsure {
			return nil
		}
		if err == nil {
			// A deletion without answer may still run on the server and take what was
			// written after it: look again.
			unsure = false
			continue
		}
		if !deleted || !isTemporary(err) {
			return err
		}
		if !wait(ctx, attempt, err) {
			return err
		}
	}
}

// settle makes one attempt: compare, delete, write.
func (db *DB) settle(ctx context.Context, b *batch, chunk []int, lines []byte, deleted, unsure *bool) error {
	surplus, err := db.surplus(ctx, b, chunk)
	if err != nil {
		return err
	}
	if len(surplus) > 0 {
		*deleted = true
		if err := db.remove(ctx, b.measurement, surplus); err != nil {
			*unsure = true
			return err
		}
	}
	return db.Write(ctx, db.o.Bucket, lines)
}

// wait pauses between attempts, longer each time; false when ctx has ended.
func wait(ctx context.Context, attempt int, err error) bool {
	pause := min(100*time.Millisecond<<min(attempt, 6), 5*time.Second)
	var e *Error
	if errors.As(err, &e) {
		pause = max(pause, e.after)
	}
	timer := time.NewTimer(pause)
	defer timer.Stop()
	select {
	case <-ctx.Done():
		return false
	case <-timer.C:
		return true
	}
}

// span is a range of time of one series, both ends included.
type span struct {
	tags     map[string]string
	from, to int64
}

// surplus finds the stored points that have a field which their point in chunk
// has not. Near ones become one span: all stored points between its ends are in
// chunk, so that nothing is deleted that is not written again.
//
// The server's work grows with series times fields, so that where only some fields
// can be too many it is asked for these first, and mostly for none.
func (db *DB) surplus(ctx context.Context, b *batch, chunk []int) ([]span, error) {
	if lacking, ok := b.lacking(chunk); ok {
		if len(lacking) == 0 {
			return nil, nil
		}
		found, err := db.compare(ctx, b, chunk, quotedList(lacking))
		if err != nil || len(found) == 0 {
			return nil, err
		}
	}
	return db.compare(ctx, b, chunk, "*::field")
}

// compare finds the stored points with a field too many among those selected. The
// spans hold points of chunk only where all fields are selected.
func (db *DB) compare(ctx context.Context, b *batch, chunk []int, selected string) ([]span, error) {
	f := &surplusFinder{b: b, index: map[string]map[int64]int{}}
	places := map[string]bool{}
	for _, i := range chunk {
		tags := b.tagsOf(i)
		places[tags[0]] = true
		key := strings.Join(tags, "\x00")
		if f.index[key] == nil {
			f.index[key] = map[int64]int{}
		}
		f.index[key][b.points[i].at] = i
	}
	where := fmt.Sprintf("time >= %d AND time <= %d", b.points[chunk[0]].at, b.points[chunk[len(chunk)-1]].at)
	if len(places) <= stationsAtOnce {
		names := make([]string, 0, len(places))
		for p := range places {
			names = append(names, p)
		}
		slices.Sort(names)
		where += " AND " + oneOf(b.keys[0], names)
	}
	statement := fmt.Sprintf("SELECT %s FROM %s WHERE %s GROUP BY %s", selected, quoteIdentifier(b.measurement), where, quotedList(b.keys))
	if err := db.query(ctx, db.o.Bucket, "compare stored "+b.measurement, statement, f.row); err != nil {
		return nil, err
	}
	return f.found, nil
}

func quotedList(names []string) string {
	quoted := make([]string, len(names))
	for i, n := range names {
		quoted[i] = quoteIdentifier(n)
	}
	return strings.Join(quoted, ", ")
}

type surplusFinder struct {
	b     *batch
	index map[string]map[int64]int // by tags, then by time
	found []span

	current *rows
	key     string
	series  map[int64]int
	open    bool // all rows since the last span are ours
	gap     int  // how many they are
}

// bridged is how many points without surplus may lie between two with one in the
// same span. A deletion costs the server some 2 ms, however long the span; what
// lies between is written again as well.
const bridged = 31

func (f *surplusFinder) row(r *rows, row []cell) error {
	if r != f.current {
		f.current = r
		tags := make([]string, len(f.b.keys))
		for i, k := range f.b.keys {
			tags[i] = r.tags[k]
		}
		key := strings.Join(tags, "\x00")
		f.open = f.open && key == f.key
		f.key, f.series = key, f.index[key]
	}
	at, ok := row[0].integer()
	if !ok {
		return badRow(r, "time %q", row[0].text)
	}
	i, ours := f.series[at]
	switch {
	case !ours:
		f.open = false
	case !f.hasSurplus(r, row, f.b.fieldsOf(i)):
		f.gap++
	case f.open && f.gap <= bridged:
		f.found[len(f.found)-1].to = at
		f.gap = 0
	default:
		f.found = append(f.found, span{r.tags, at, at})
		f.open, f.gap = true, 0
	}
	return nil
}

func (f *surplusFinder) hasSurplus(r *rows, row []cell, fields []string) bool {
	for i := 1; i < len(row); i++ {
		if row[i].kind != 'n' && !slices.Contains(fields, r.columns[i]) {
			return true
		}
	}
	return false
}

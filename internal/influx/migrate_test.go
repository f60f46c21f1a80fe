//go:build !noembed

package influx_test

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"

	"lanbi/internal/influx"
	"lanbi/internal/measure"
)

func storedSchema(t *testing.T, db *influx.DB) (int, string) {
	t.Helper()
	version, program, err := db.StoredSchema(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	return version, program
}

// A bucket without a mark is of the first version, whether it is empty or not, and of
// the present one once it was brought there; doing it again changes nothing.
func TestMigrate_BringsOlderUp(t *testing.T) {
	db := openDB(t)
	writeSamples(t, db, airSample("A", "2026-05-01T08:00", measure.Sent, measure.Reading{Parameter: measure.PM25, Value: 1}))
	if version, _ := storedSchema(t, db); version != 1 {
		t.Errorf("a bucket without a mark is of schema %d, want 1", version)
	}
	var told []int
	tell := func(s influx.Step) { told = append(told, s.To) }
	for _, program := range []string{"v1.2.0", "v1.3.0"} {
		if err := db.Migrate(t.Context(), program, tell); err != nil {
			t.Fatal(err)
		}
	}
	if version, program := storedSchema(t, db); version != influx.Schema || program != "v1.2.0" {
		t.Errorf("schema %d of %s, want %d of v1.2.0, which brought it there", version, program, influx.Schema)
	}
	var want []int
	for version := 2; version <= influx.Schema; version++ {
		want = append(want, version)
	}
	if !slices.Equal(told, want) {
		t.Errorf("told of steps to %v, want %v", told, want)
	}
}

// Steps run in order from the stored version on. What fails keeps what was done, and
// is gone on with.
func TestMigrate_Steps(t *testing.T) {
	db := openDB(t)
	if err := db.Migrate(t.Context(), "v1", func(influx.Step) {}); err != nil {
		t.Fatal(err)
	}
	var ran []int
	broken := errors.New("broken")
	step := func(to int, err error) influx.Step {
		return influx.Step{To: to, What: "a test", Run: func(context.Context, *influx.DB) error {
			ran = append(ran, to)
			return err
		}}
	}
	const have, next, last = influx.Schema, influx.Schema + 1, influx.Schema + 2
	all := []influx.Step{step(have, nil), step(next, nil), step(last, broken)}
	err := influx.MigrateBy(db, t.Context(), "v2", all, func(influx.Step) {})
	if !errors.Is(err, broken) || !strings.Contains(err.Error(), fmt.Sprintf("schema %d", last)) {
		t.Fatalf("a step that fails: %v, want its error with the schema it leads to", err)
	}
	if version, program := storedSchema(t, db); version != next || program != "v2" {
		t.Errorf("schema %d of %s after the failure, want %d of v2", version, program, next)
	}
	all[2] = step(last, nil)
	if err := influx.MigrateBy(db, t.Context(), "v2", all, func(influx.Step) {}); err != nil {
		t.Fatal(err)
	}
	if version, _ := storedSchema(t, db); version != last || !slices.Equal(ran, []int{next, last, last}) {
		t.Errorf("schema %d after the steps %v, want %d, whose step ran twice", version, ran, last)
	}
	// To the program that knows no such steps this is a bucket of a newer one.
	err = db.Migrate(t.Context(), "v1", func(influx.Step) {})
	var newer *influx.SchemaError
	if !errors.As(err, &newer) || newer.Found != last || !strings.Contains(err.Error(), "Lanbi v2 or newer") {
		t.Errorf("a newer bucket: %v, want a SchemaError that names schema %d and v2", err, last)
	}
	if version, _ := storedSchema(t, db); version != last {
		t.Errorf("the refusal left schema %d", version)
	}
}

package influx

import (
	"context"
	"fmt"
)

// Schema is the version of measurements, tags and fields that this program writes
// and can read. The bucket holds its own in measurement schema; one without it was
// written before versions were kept, and is of version 1.
const Schema = 2

// Step takes a bucket to the next version. It may run again after it was interrupted,
// and at the same time in another process.
type Step struct {
	To   int    // the version afterwards
	What string // for the log, such as "rename field x of air_day"
	Run  func(ctx context.Context, db *DB) error
}

// steps are all there have been. One is added with every change that an older
// program could not read, or that needs stored points to be rewritten.
func steps() []Step {
	return []Step{
		{2, "days that stations computed are stored as interval 1d", func(context.Context, *DB) error { return nil }},
	}
}

// SchemaError reports a bucket that a newer program has written.
type SchemaError struct {
	Bucket  string
	Found   int
	Program string // the version of Lanbi that wrote it; may be empty
}

// Error says what is needed.
func (e *SchemaError) Error() string {
	needed := "a Lanbi that knows it"
	if e.Program != "" {
		needed = "Lanbi " + e.Program + " or newer"
	}
	return fmt.Sprintf("bucket %q is of schema %d and this program knows up to %d: install %s, or restore the back-up made before the upgrade",
		e.Bucket, e.Found, Schema, needed)
}

// StoredSchema is the version of the bucket, and the version of Lanbi that brought it
// there.
func (db *DB) StoredSchema(ctx context.Context) (version int, program string, err error) {
	version = 1
	err = db.query(ctx, db.o.Bucket, "read the schema's version", `SELECT "version", "program" FROM "schema" ORDER BY time DESC LIMIT 1`,
		func(r *rows, row []cell) error {
			w := fieldReader{r: r, row: row}
			version, program = w.integer("version"), w.text("program")
			return w.fault
		})
	return version, program, err
}

// Migrate brings the bucket to this program's Schema, step by step, noting each: what
// is interrupted goes on where it was. It tells of every step, and changes nothing in a
// bucket of the present version. The error is a *SchemaError for a newer one.
func (db *DB) Migrate(ctx context.Context, program string, tell func(Step)) error {
	return db.migrate(ctx, program, steps(), tell)
}

func (db *DB) migrate(ctx context.Context, program string, steps []Step, tell func(Step)) error {
	version, writer, err := db.StoredSchema(ctx)
	if err != nil {
		return err
	}
	if version > steps[len(steps)-1].To {
		return &SchemaError{Bucket: db.o.Bucket, Found: version, Program: writer}
	}
	for _, step := range steps {
		if step.To <= version {
			continue
		}
		tell(step)
		if err := step.Run(ctx, db); err != nil {
			return fmt.Errorf("bring bucket %q to schema %d (%s): %w", db.o.Bucket, step.To, step.What, err)
		}
		if err := db.noteSchema(ctx, step.To, program); err != nil {
			return err
		}
	}
	return nil
}

// noteSchema writes the one point of measurement schema.
func (db *DB) noteSchema(ctx context.Context, version int, program string) error {
	line := fmt.Appendf(nil, "schema version=%di,program=", version)
	line = appendTime(appendText(line, program), catalogueTime.UnixNano())
	if err := db.Write(ctx, db.o.Bucket, line); err != nil {
		return fmt.Errorf("note schema %d: %w", version, err)
	}
	return nil
}

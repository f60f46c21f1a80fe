package influx

import "context"

// guard lets nothing be changed in a bucket before its schema was read and found to be
// one that this program knows: an InfluxDB that is down at the start may come back as
// one that a newer program has written. What is good once stays good.
func (db *DB) guard(ctx context.Context) error {
	if db.known.Load() {
		return nil
	}
	if err := db.KnowsSchema(ctx); err != nil {
		return guarded{err}
	}
	db.known.Store(true)
	return nil
}

// KnowsSchema reads the schema of the bucket; the error is a *SchemaError where a newer
// program has written it. An older schema is a known one.
func (db *DB) KnowsSchema(ctx context.Context) error {
	version, program, err := db.StoredSchema(ctx)
	if err == nil && version > Schema {
		err = &SchemaError{Bucket: db.o.Bucket, Found: version, Program: program}
	}
	return err
}

// guarded is why the guard let nothing pass.
type guarded struct{ error }

// Unwrap is what the guard met.
func (g guarded) Unwrap() error { return g.error }

// Permanent is false: the fault is not in the data, whatever the server answered to the
// question for the schema, and no point may be set aside for it.
func (guarded) Permanent() bool { return false }

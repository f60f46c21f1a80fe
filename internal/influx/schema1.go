package influx

import (
	"context"
	"errors"
	"fmt"
	"time"
)

// policy18 is a retention policy of InfluxDB 1.8.
type policy18 struct {
	name  string
	shard time.Duration
}

// errNoPolicy reports a database or policy that does not exist.
var errNoPolicy = errors.New("no such retention policy")

// policy finds the retention policy of s, which is the default one where s names
// none.
func (db *DB) policy(ctx context.Context, s storage) (policy18, error) {
	database, want := s.database()
	var found policy18
	doing := fmt.Sprintf("look at database %q", database)
	err := db.query(ctx, database, doing, "SHOW RETENTION POLICIES ON "+quoteIdentifier(database), func(r *rows, row []cell) error {
		w := fieldReader{r: r, row: row}
		name := w.text("name")
		if name != want && (want != "" || !w.boolean("default")) {
			return w.fault
		}
		shard, err := time.ParseDuration(w.text("shardGroupDuration"))
		if err != nil {
			return badRow(r, "shardGroupDuration: %v", err)
		}
		found = policy18{name, shard}
		return w.fault
	})
	if err == nil && found.name == "" {
		err = fmt.Errorf("%s: %w %q", doing, errNoPolicy, want)
	}
	return found, err
}

func (db *DB) hasDatabase(ctx context.Context, name string) (bool, error) {
	found := false
	err := db.query(ctx, name, "list databases", "SHOW DATABASES", func(r *rows, row []cell) error {
		w := fieldReader{r: r, row: row}
		found = found || w.text("name") == name
		return w.fault
	})
	return found, err
}

// createPolicy makes the database of s with its policy, or adds the policy to it.
func (db *DB) createPolicy(ctx context.Context, s storage) error {
	database, policy := s.database()
	exists, err := db.hasDatabase(ctx, database)
	if err != nil {
		return err
	}
	if !exists {
		name := policy
		if name == "" {
			name = "autogen"
		}
		return db.query(ctx, database, fmt.Sprintf("create database %q", database),
			fmt.Sprintf("CREATE DATABASE %s WITH DURATION %s REPLICATION 1 SHARD DURATION %s NAME %s",
				quoteIdentifier(database), influxDuration(s.keep), influxDuration(s.shard), quoteIdentifier(name)), discard)
	}
	_, err = db.policy(ctx, s)
	if !errors.Is(err, errNoPolicy) || policy == "" {
		return err
	}
	return db.query(ctx, database, fmt.Sprintf("create retention policy %q", s.bucket),
		fmt.Sprintf("CREATE RETENTION POLICY %s ON %s DURATION %s REPLICATION 1 SHARD DURATION %s",
			quoteIdentifier(policy), quoteIdentifier(database), influxDuration(s.keep), influxDuration(s.shard)), discard)
}

// influxDuration is d in InfluxQL, INF for none.
func influxDuration(d time.Duration) string {
	if d == 0 {
		return "INF"
	}
	return fmt.Sprintf("%dh", d/time.Hour)
}

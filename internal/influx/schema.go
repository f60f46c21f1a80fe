package influx

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"strings"
	"time"
)

// longShard is the shard duration of hourly values and results, rawShard that of
// raw values. With the default of 7 days ten stations and five years open 2,364
// files; with long shards 42.
const (
	longShard = 520 * 7 * 24 * time.Hour
	rawShard  = 7 * 24 * time.Hour
)

// shortShard is where Check begins to warn.
const shortShard = 52 * 7 * 24 * time.Hour

// Report is what Check found.
type Report struct {
	Release  Release
	Problems []string // what prevents work, with what to do
	Warnings []string // what only makes it slow
}

// storage is a bucket as it should be.
type storage struct {
	bucket string
	shard  time.Duration
	keep   time.Duration // 0 for ever
}

func (s storage) database() (database, policy string) {
	database, policy, _ = strings.Cut(s.bucket, "/")
	return database, policy
}

func (db *DB) storages() []storage {
	all := []storage{{db.o.Bucket, longShard, 0}}
	if db.RawBucket() != db.o.Bucket {
		all = append(all, storage{db.RawBucket(), rawShard, time.Duration(db.o.RawDays) * 24 * time.Hour})
	}
	return all
}

// Check asks whether the server is there, the buckets exist, may be written and
// read, and have long shards. It changes nothing. The error is that of a server
// which does not answer; everything else is in the report.
func (db *DB) Check(ctx context.Context) (Report, error) {
	release, err := db.ping(ctx)
	if err != nil {
		return Report{}, err
	}
	r := Report{Release: release}
	if release.Major == 3 {
		r.Problems = append(r.Problems, "InfluxDB "+release.Version+" cannot delete points, which results need: use 1.8 or 2.x")
	}
	for _, s := range db.storages() {
		if err := db.mayWrite(ctx, s.bucket); err != nil {
			r.Problems = append(r.Problems, problem(err, s))
			continue
		}
		if err := db.query(ctx, s.bucket, fmt.Sprintf("read bucket %q", s.bucket), `SELECT * FROM "air" LIMIT 1`, discard); err != nil {
			r.Problems = append(r.Problems, problem(err, s))
			continue
		}
		shard, err := db.shardDuration(ctx, release, s)
		switch {
		case err != nil:
			r.Warnings = append(r.Warnings, fmt.Sprintf("bucket %q: shard duration not known: %v", s.bucket, err))
		case s.shard == longShard && shard < shortShard:
			r.Warnings = append(r.Warnings, fmt.Sprintf("bucket %q has shards of %s: years of hourly values open thousands of files, use 520w", s.bucket, shard))
		}
	}
	return r, nil
}

// mayWrite sends an empty write: servers look at rights and bucket first. 1.8
// answers it with success, 2.x complains that there are no points.
func (db *DB) mayWrite(ctx context.Context, bucket string) error {
	ctx, cancel := context.WithTimeout(ctx, db.o.WriteTimeout)
	defer cancel()
	err := writeError(bucket, db.writer(bucket).WriteRecord(ctx, ""))
	var e *Error
	if errors.As(err, &e) && e.Status == http.StatusBadRequest && e.Permanent() {
		return nil
	}
	return err
}

func problem(err error, s storage) string {
	var e *Error
	if errors.As(err, &e) {
		switch {
		case e.Status == http.StatusUnauthorized:
			return err.Error() + " (check token_file, or username and password)"
		case e.Status == http.StatusForbidden:
			return err.Error() + " (the token needs read and write rights on this bucket)"
		case e.Status == http.StatusNotFound, strings.Contains(e.Message, "not found"):
			return err.Error() + fmt.Sprintf(" (run with --create to make %q and its mapping for InfluxQL)", s.bucket)
		}
	}
	return err.Error()
}

func (db *DB) shardDuration(ctx context.Context, release Release, s storage) (time.Duration, error) {
	if release.Major == 1 {
		policy, err := db.policy(ctx, s)
		return policy.shard, err
	}
	b, err := db.findBucket(ctx, s.bucket)
	if err != nil {
		return 0, err
	}
	if b == nil {
		return 0, errors.New("the token may not list buckets")
	}
	return b.shard(), nil
}

// Create makes the buckets that are missing, with long shards, and on 2.x maps
// them for InfluxQL. What exists stays as it is. It needs an administrator's
// rights.
func (db *DB) Create(ctx context.Context) error {
	release, err := db.ping(ctx)
	if err != nil {
		return err
	}
	for _, s := range db.storages() {
		switch release.Major {
		case 1:
			err = db.createPolicy(ctx, s)
		case 2:
			err = db.createBucket(ctx, s)
		default:
			err = fmt.Errorf("create bucket %q: not possible on InfluxDB %s (use 1.8 or 2.x)", s.bucket, release.Version)
		}
		if err != nil {
			return err
		}
	}
	return nil
}

package influx

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"time"
)

// bucket2 is a bucket of the v2 API.
type bucket2 struct {
	ID             string          `json:"id,omitempty"`
	OrgID          string          `json:"orgID"`
	Name           string          `json:"name"`
	RetentionRules []retentionRule `json:"retentionRules"`
}

type retentionRule struct {
	Type         string `json:"type"`
	EverySeconds int64  `json:"everySeconds"`
	ShardSeconds int64  `json:"shardGroupDurationSeconds,omitempty"`
}

func (b *bucket2) shard() time.Duration {
	for _, r := range b.RetentionRules {
		return time.Duration(r.ShardSeconds) * time.Second
	}
	return 0
}

// mapping2 maps a database and policy of InfluxQL to a bucket (DBRP).
type mapping2 struct {
	BucketID string `json:"bucketID"`
	OrgID    string `json:"orgID"`
	Database string `json:"database"`
	Policy   string `json:"retention_policy"`
	Default  bool   `json:"default"`
}

// findBucket is nil where the bucket does not exist or may not be seen.
func (db *DB) findBucket(ctx context.Context, name string) (*bucket2, error) {
	var answer struct{ Buckets []bucket2 }
	err := db.call(ctx, fmt.Sprintf("look for bucket %q", name), http.MethodGet, "api/v2/buckets",
		url.Values{"org": {db.o.Org}, "name": {name}}, nil, &answer)
	if err != nil {
		var e *Error
		if errors.As(err, &e) && e.Status == http.StatusNotFound {
			return nil, nil
		}
		return nil, err
	}
	for i := range answer.Buckets {
		if answer.Buckets[i].Name == name {
			return &answer.Buckets[i], nil
		}
	}
	return nil, nil
}

func (db *DB) orgID(ctx context.Context) (string, error) {
	doing := fmt.Sprintf("look for organisation %q", db.o.Org)
	var answer struct {
		Orgs []struct{ ID, Name string }
	}
	if err := db.call(ctx, doing, http.MethodGet, "api/v2/orgs", url.Values{"org": {db.o.Org}}, nil, &answer); err != nil {
		return "", err
	}
	for _, o := range answer.Orgs {
		if o.Name == db.o.Org {
			return o.ID, nil
		}
	}
	return "", &Error{Doing: doing, Message: "there is none of this name, or the token may not see it"}
}

// createBucket makes the bucket of s and its mapping where they are missing.
func (db *DB) createBucket(ctx context.Context, s storage) error {
	bucket, err := db.findBucket(ctx, s.bucket)
	if err != nil {
		return err
	}
	if bucket == nil {
		org, err := db.orgID(ctx)
		if err != nil {
			return err
		}
		bucket = &bucket2{OrgID: org, Name: s.bucket, RetentionRules: []retentionRule{{
			Type: "expire", EverySeconds: int64(s.keep / time.Second), ShardSeconds: int64(s.shard / time.Second),
		}}}
		doing := fmt.Sprintf("create bucket %q", s.bucket)
		if err := db.call(ctx, doing, http.MethodPost, "api/v2/buckets", nil, bucket, bucket); err != nil {
			return err
		}
	}
	return db.createMapping(ctx, s, bucket)
}

func (db *DB) createMapping(ctx context.Context, s storage, bucket *bucket2) error {
	database, policy := s.database()
	var answer struct{ Content []mapping2 }
	err := db.call(ctx, fmt.Sprintf("look for the mapping of database %q", database), http.MethodGet, "api/v2/dbrps",
		url.Values{"orgID": {bucket.OrgID}, "db": {database}}, nil, &answer)
	if err != nil {
		return err
	}
	for _, m := range answer.Content {
		if m.Database == database && m.BucketID == bucket.ID && (policy == "" && m.Default || policy != "" && m.Policy == policy) {
			return nil
		}
	}
	if policy == "" {
		policy = "autogen"
	}
	return db.call(ctx, fmt.Sprintf("map database %q to bucket %q", database, s.bucket), http.MethodPost, "api/v2/dbrps", nil,
		mapping2{bucket.ID, bucket.OrgID, database, policy, true}, nil)
}

// Package influx writes readings, results and alerts to InfluxDB and reads them
// back, by the schema of the project.
//
// Writing goes through the v2 write API of the client library with our own
// batches, which InfluxDB 1.8 and 2.x both serve; the asynchronous API of that
// library drops silently after an outage of some minutes. Reading is InfluxQL on
// /query, which 1.8, 2.x (with the bucket mapped to a database) and 3.x serve;
// Flux is not used.
//
// Timestamps are nanoseconds since 1970 and name the start of an interval; days,
// months and years start at 00:00 of the DB's zone. Concentrations are written
// as the exact decimal in Parameter.Unit and come back as the same integer.
//
// InfluxDB merges the fields of a point that is written twice. Results are
// therefore compared with what is stored and deleted first where a field has to
// disappear; see WriteAirHours.
package influx

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"strings"
	"sync"
	"sync/atomic"
	"time"

	influxdb2 "github.com/influxdata/influxdb-client-go/v2"
	"github.com/influxdata/influxdb-client-go/v2/api"
	apihttp "github.com/influxdata/influxdb-client-go/v2/api/http"
)

// Options says where the database is and who we are.
type Options struct {
	// URL is http(s)://host:port[/path], without user and password.
	URL string
	// Org is the organisation of InfluxDB 2.x; 1.8 ignores it.
	Org string
	// Bucket takes hourly readings, samples and results. "lanbi" is a database
	// with its default policy on 1.8 and a bucket on 2.x; "db/rp" names the policy.
	Bucket string
	// RawBucket takes readings of intervals below one hour; empty means that they
	// go to Bucket as well.
	RawBucket string
	// RawDays is how long a raw bucket made by Create keeps its data; 0 for ever.
	RawDays int
	// Token authorises on 2.x. Username and Password do so on 1.8, and are used
	// when Token is empty.
	Token              string
	Username, Password string
	// Zone is the zone of natural days; it must be given.
	Zone *time.Location
	// WriteTimeout bounds one write request, 0 means 20 s. QueryTimeout bounds one
	// query with the reading of its answer, 0 means 2 min.
	WriteTimeout, QueryTimeout time.Duration
	// Transport replaces the HTTP transport; nil means our own.
	Transport http.RoundTripper
}

// DB is a client of one InfluxDB. It may be used by many goroutines.
type DB struct {
	o       Options
	client  influxdb2.Client
	http    apihttp.Service
	own     *http.Transport // nil when the transport came from outside
	release atomic.Pointer[Release]
	known   atomic.Bool // the schema of Bucket is one that this program knows
	// saving is held by one comparison with the stored points at a time, and shared
	// by those who read results.
	saving sync.RWMutex
}

// Open checks the options. It does not connect: see Ping and Check.
func Open(o Options) (*DB, error) {
	u, err := url.Parse(o.URL)
	switch {
	case err != nil:
		return nil, errors.New("influx url: not a URL (want http://host:port)")
	case u.Scheme != "http" && u.Scheme != "https" || u.Host == "":
		return nil, fmt.Errorf("influx url %q: want http://host:port or https://host:port", u.Redacted())
	case u.User != nil:
		return nil, fmt.Errorf("influx url %q: user and password have their own settings", u.Redacted())
	case o.Zone == nil:
		return nil, errors.New("influx: no time zone given")
	}
	for _, bucket := range []string{o.Bucket, o.RawBucket} {
		if db, rp, slash := strings.Cut(bucket, "/"); bucket != "" && (db == "" || slash && rp == "") {
			return nil, fmt.Errorf("influx bucket %q: want a name, or database/policy", bucket)
		}
	}
	if o.Bucket == "" {
		return nil, errors.New("influx: no bucket given")
	}
	if o.WriteTimeout == 0 {
		o.WriteTimeout = 20 * time.Second
	}
	if o.QueryTimeout == 0 {
		o.QueryTimeout = 2 * time.Minute
	}
	if o.Token == "" && o.Username != "" {
		o.Token = o.Username + ":" + o.Password
	}
	db := &DB{o: o}
	if o.Transport == nil {
		db.own = http.DefaultTransport.(*http.Transport).Clone()
		// 1.8 repeats every refused line in a header of its answer.
		db.own.MaxResponseHeaderBytes = 32 << 20
		db.own.MaxIdleConnsPerHost = 16
		// Compressing an answer costs the server more than a local network does.
		db.own.DisableCompression = true
		o.Transport = db.own
	}
	options := influxdb2.DefaultOptions().
		SetPrecision(time.Nanosecond).
		SetUseGZip(false).
		SetApplicationName("lanbi").
		SetHTTPClient(&http.Client{Transport: o.Transport, CheckRedirect: stay})
	db.client = influxdb2.NewClientWithOptions(o.URL, o.Token, options)
	db.http = db.client.HTTPService()
	return db, nil
}

// stay refuses redirects: a write must not turn into a read elsewhere, and the
// credentials belong to the configured host.
func stay(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }

// Bucket is the name of the bucket of hourly readings and results.
func (db *DB) Bucket() string { return db.o.Bucket }

// RawBucket is the name of the bucket of readings below one hour; it equals
// Bucket when none is configured.
func (db *DB) RawBucket() string {
	if db.o.RawBucket == "" {
		return db.o.Bucket
	}
	return db.o.RawBucket
}

// Close gives up idle connections.
func (db *DB) Close() {
	db.client.Close()
	if db.own != nil {
		db.own.CloseIdleConnections()
	}
}

// Write stores lines of line protocol, separated by line feeds, in bucket; an
// empty bucket means Bucket. It makes one request and does not repeat it. Nothing is
// written before the schema of Bucket was read, which the first call does: a newer one
// is a *SchemaError.
//
// Other errors are an *Error: Permanent tells that the lines themselves are refused.
// On InfluxDB 1.8 the good lines of a refused batch are stored all the same, so
// halving the batch until the bad line is alone loses nothing.
func (db *DB) Write(ctx context.Context, bucket string, lines []byte) error {
	if len(lines) == 0 {
		return nil
	}
	if bucket == "" {
		bucket = db.o.Bucket
	}
	ctx, cancel := context.WithTimeout(ctx, db.o.WriteTimeout)
	defer cancel()
	if err := db.guard(ctx); err != nil {
		return err
	}
	// The text is a copy: the transport may read it after a failed request has
	// returned, when the caller already fills its buffer anew.
	return writeError(bucket, db.writer(bucket).WriteRecord(ctx, string(lines)))
}

func (db *DB) writer(bucket string) api.WriteAPIBlocking {
	return db.client.WriteAPIBlocking(db.o.Org, bucket)
}

package influx

import (
	"context"
	"io"
	"net/http"
	"strings"
)

// Release is what the server says it is.
type Release struct {
	Version string // "1.8.10", "2.7.1"; what a self-built server says, such as "unknown" or "dev"
	Major   int    // 1, 2 or 3
}

// Ping asks the server whether it is there, and which release it is. It needs no
// rights.
func (db *DB) Ping(ctx context.Context) error {
	_, err := db.ping(ctx)
	return err
}

// Release is what the server says it is, asked for once.
func (db *DB) Release(ctx context.Context) (Release, error) {
	if r := db.release.Load(); r != nil {
		return *r, nil
	}
	return db.ping(ctx)
}

func (db *DB) ping(ctx context.Context) (Release, error) {
	const doing = "ping InfluxDB"
	ctx, cancel := context.WithTimeout(ctx, db.o.WriteTimeout)
	defer cancel()
	request, err := http.NewRequestWithContext(ctx, http.MethodGet, db.endpoint("ping"), nil)
	if err != nil {
		return Release{}, noAnswer(doing, err)
	}
	response, err := db.http.DoHTTPRequestWithResponse(request, nil)
	if err != nil {
		return Release{}, noAnswer(doing, err)
	}
	defer drain(response.Body)
	_, _ = io.Copy(io.Discard, io.LimitReader(response.Body, 64<<10))
	if response.StatusCode < 200 || response.StatusCode > 299 {
		return Release{}, answerOf(doing, response)
	}
	version := strings.TrimPrefix(response.Header.Get("X-Influxdb-Version"), "v")
	r := Release{Version: cut(version)}
	switch {
	case version == "":
		return Release{}, &Error{Doing: doing, Message: db.o.URL + " is no InfluxDB: its answer has no header X-Influxdb-Version"}
	case version[0] >= '1' && version[0] <= '9':
		r.Major = int(version[0] - '0')
	default:
		if r.Major, err = db.probe(ctx); err != nil {
			return Release{}, err
		}
	}
	db.release.Store(&r)
	return r, nil
}

// probe tells 1.8 from 2.x where the server was built without a version number:
// only 2.x knows the set-up endpoint, which needs no rights.
func (db *DB) probe(ctx context.Context) (major int, err error) {
	const doing = "find out which InfluxDB it is"
	request, err := http.NewRequestWithContext(ctx, http.MethodGet, db.endpoint("api/v2/setup"), nil)
	if err != nil {
		return 0, noAnswer(doing, err)
	}
	response, err := db.http.DoHTTPRequestWithResponse(request, nil)
	if err != nil {
		return 0, noAnswer(doing, err)
	}
	defer drain(response.Body)
	switch response.StatusCode {
	case http.StatusOK:
		return 2, nil
	case http.StatusNotFound:
		return 1, nil
	}
	return 0, answerOf(doing, response)
}

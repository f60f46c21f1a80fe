package influx

import (
	"context"
	"fmt"
	"io"
	"net/http"
	"strings"
)

// Release is what the server says it is.
type Release struct {
	Version string // "1.8.10", "2.7.1"
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
	if version == "" || version[0] < '1' || version[0] > '9' {
		return Release{}, &Error{Doing: doing, Message: fmt.Sprintf("%s does not say which InfluxDB it is (header X-Influxdb-Version is %q)", db.o.URL, version)}
	}
	r := Release{Version: cut(version), Major: int(version[0] - '0')}
	db.release.Store(&r)
	return r, nil
}

package influx

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"strconv"
	"strings"
)

// chunkRows is how many rows the server sends at a time, so that neither side
// holds a whole answer.
const chunkRows = 10_000

// query runs one InfluxQL statement against bucket and calls each for every row
// of the answer. The cells are valid during the call only. doing names the
// purpose for the error.
func (db *DB) query(ctx context.Context, bucket, doing, statement string, each func(*rows, []cell) error) error {
	ctx, cancel := context.WithTimeout(ctx, db.o.QueryTimeout)
	defer cancel()
	database, policy, _ := strings.Cut(bucket, "/")
	parameters := url.Values{
		"db": {database}, "epoch": {"ns"}, "chunked": {"true"}, "chunk_size": {strconv.Itoa(chunkRows)},
	}
	if policy != "" {
		parameters.Set("rp", policy)
	}
	form := url.Values{"q": {statement}}
	request, err := http.NewRequestWithContext(ctx, http.MethodPost, db.endpoint("query")+"?"+parameters.Encode(), strings.NewReader(form.Encode()))
	if err != nil {
		return noAnswer(doing, err)
	}
	request.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	request.Header.Set("Accept", "application/json")
	response, err := db.http.DoHTTPRequestWithResponse(request, nil)
	if err != nil {
		return noAnswer(doing, err)
	}
	defer drain(response.Body)
	if response.StatusCode != http.StatusOK {
		return answerOf(doing, response)
	}
	err = scanAnswer(response.Body, each)
	var said queryError
	switch {
	case err == nil:
		return nil
	case errors.As(err, &said):
		return &Error{Doing: doing, Message: cut(string(said))}
	case errors.Is(err, errRow):
		return fmt.Errorf("%s: %w", doing, err)
	}
	return noAnswer(doing, err)
}

// queryResults is query for results, while none is being saved: InfluxDB shows the
// fields of a point one by one as it takes them, and one that is written anew is
// not there for a moment. Two processes on one InfluxDB are not kept apart.
func (db *DB) queryResults(ctx context.Context, bucket, doing, statement string, each func(*rows, []cell) error) error {
	if err := await(ctx, db.saving.TryRLock, db.saving.RLock, db.saving.RUnlock); err != nil {
		return noAnswer(doing, err)
	}
	defer db.saving.RUnlock()
	return db.query(ctx, bucket, doing, statement, each)
}

// await takes a lock, unless ctx ends before: the request of whoever holds it may hang
// until the database is back.
func await(ctx context.Context, try func() bool, lock, unlock func()) error {
	if try() {
		return nil
	}
	// A goroutine waits in the queue of the lock, which is fair.
	held := make(chan struct{})
	go func() {
		lock()
		close(held)
	}()
	select {
	case <-held:
		return nil
	case <-ctx.Done():
		go func() {
			<-held
			unlock()
		}()
		return ctx.Err()
	}
}

// errRow marks a row that does not follow the schema.
var errRow = errors.New("stored point does not follow the schema")

func badRow(r *rows, format string, arguments ...any) error {
	return fmt.Errorf("%w: %s %v: %s", errRow, r.name, r.tags, fmt.Sprintf(format, arguments...))
}

// endpoint is the URL of a path below the server's.
func (db *DB) endpoint(path string) string {
	return strings.TrimSuffix(db.o.URL, "/") + "/" + path
}

// drain lets the connection be used again.
func drain(body io.ReadCloser) {
	_, _ = io.Copy(io.Discard, io.LimitReader(body, 1<<20))
	_ = body.Close()
}

// answerOf is the *Error of an answer other than success. Servers say the reason
// as {"error":…} (1.8) or {"code":…,"message":…} (2.x).
func answerOf(doing string, response *http.Response) *Error {
	body, _ := io.ReadAll(io.LimitReader(response.Body, 64<<10))
	var said struct{ Error, Message, Code string }
	message := string(body)
	if json.Unmarshal(bytes.TrimSpace(body), &said) == nil {
		message = said.Error + said.Message
	}
	if message == "" {
		message = response.Header.Get("X-Influxdb-Error")
	}
	return answer(doing, response.StatusCode, message, response.Header.Get("Retry-After"), true)
}

// call sends one request of the v2 API with a JSON body and decodes the answer
// into out, where out is not nil.
func (db *DB) call(ctx context.Context, doing, method, path string, parameters url.Values, in, out any) error {
	ctx, cancel := context.WithTimeout(ctx, db.o.QueryTimeout)
	defer cancel()
	var body io.Reader
	if in != nil {
		text, err := json.Marshal(in)
		if err != nil {
			return fmt.Errorf("%s: %w", doing, err)
		}
		body = bytes.NewReader(text)
	}
	address := db.endpoint(path)
	if len(parameters) > 0 {
		address += "?" + parameters.Encode()
	}
	request, err := http.NewRequestWithContext(ctx, method, address, body)
	if err != nil {
		return noAnswer(doing, err)
	}
	if in != nil {
		request.Header.Set("Content-Type", "application/json")
	}
	response, err := db.http.DoHTTPRequestWithResponse(request, nil)
	if err != nil {
		return noAnswer(doing, err)
	}
	defer drain(response.Body)
	if response.StatusCode < 200 || response.StatusCode > 299 {
		return answerOf(doing, response)
	}
	if out == nil {
		return nil
	}
	if err := json.NewDecoder(io.LimitReader(response.Body, 8<<20)).Decode(out); err != nil {
		return noAnswer(doing, fmt.Errorf("read answer: %w", err))
	}
	return nil
}

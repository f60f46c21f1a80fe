//go:build !noembed

package daemon

import (
	"context"
	"encoding/json"
	"io"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"testing"
)

// fetch reads a path of the page or API and wants status 200.
func fetch(t *testing.T, d *Daemon, path string) string {
	t.Helper()
	status, body := request(t, d.PageURL()+strings.TrimPrefix(path, "/"))
	if status != http.StatusOK {
		t.Fatalf("GET %s: status %d: %s", path, status, body)
	}
	return body
}

func request(t *testing.T, address string) (status int, body string) {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), patience)
	defer cancel()
	r, err := http.NewRequestWithContext(ctx, http.MethodGet, address, nil)
	if err != nil {
		t.Fatal(err)
	}
	a, err := http.DefaultClient.Do(r)
	if err != nil {
		t.Fatal(err)
	}
	defer a.Body.Close()
	data, err := io.ReadAll(a.Body)
	if err != nil {
		t.Fatal(err)
	}
	return a.StatusCode, string(data)
}

// fetchJSON reads an answer of the API.
func fetchJSON(t *testing.T, d *Daemon, path string) map[string]any {
	t.Helper()
	var out map[string]any
	if err := json.Unmarshal([]byte(fetch(t, d, path)), &out); err != nil {
		t.Fatalf("GET %s: %v", path, err)
	}
	return out
}

// rowsOf lists the objects of an answer's list.
func rowsOf(t *testing.T, answer map[string]any, list string) []map[string]any {
	t.Helper()
	items, ok := answer[list].([]any)
	if !ok {
		t.Fatalf("answer has no list %q: %v", list, answer)
	}
	out := make([]map[string]any, len(items))
	for i, item := range items {
		out[i] = item.(map[string]any)
	}
	return out
}

// query asks the InfluxDB at address directly, past all code of the program, and
// returns the columns' values of the first series, row by row.
func query(t *testing.T, address, influxQL string) [][]any {
	t.Helper()
	form := url.Values{"db": {"lanbi"}, "q": {influxQL}}
	status, body := request(t, address+"/query?"+form.Encode())
	var answer struct {
		Results []struct {
			Error  string
			Series []struct{ Values [][]any }
		}
	}
	decoder := json.NewDecoder(strings.NewReader(body))
	decoder.UseNumber()
	if err := decoder.Decode(&answer); err != nil || status != http.StatusOK || len(answer.Results) == 0 || answer.Results[0].Error != "" {
		t.Fatalf("query %s: status %d, %v: %s", influxQL, status, err, body)
	}
	if len(answer.Results[0].Series) == 0 {
		return nil
	}
	return answer.Results[0].Series[0].Values
}

// number is the first aggregate of a query, 0 where there is no row.
func number(t *testing.T, address, influxQL string) float64 {
	t.Helper()
	rows := query(t, address, influxQL)
	if len(rows) == 0 {
		return 0
	}
	f, err := rows[0][1].(json.Number).Float64()
	if err != nil {
		t.Fatal(err)
	}
	return f
}

// metric is the value of a line of /metrics that begins with name, labels
// included.
func metric(t *testing.T, d *Daemon, name string) float64 {
	t.Helper()
	for line := range strings.Lines(fetch(t, d, "/metrics")) {
		if rest, ok := strings.CutPrefix(line, name+" "); ok {
			v, err := strconv.ParseFloat(strings.TrimSpace(rest), 64)
			if err != nil {
				t.Fatal(err)
			}
			return v
		}
	}
	t.Fatalf("/metrics has no %s", name)
	return 0
}

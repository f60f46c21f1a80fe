package influx_test

import (
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"sync/atomic"
	"testing"
	"time"

	"lanbi/internal/influx"
)

// isPermanent asks as the intake does, which sets points aside that are at fault.
func isPermanent(err error) bool {
	var p interface{ Permanent() bool }
	return errors.As(err, &p) && p.Permanent()
}

// schemaServer answers questions for the schema as told, takes every write and deletion,
// and counts both.
type schemaServer struct {
	*httptest.Server
	status         atomic.Int64 // of the answer
	version        atomic.Int64 // stored, 0 for none
	asked, changed atomic.Int64
}

func newSchemaServer(t *testing.T) *schemaServer {
	s := &schemaServer{}
	s.status.Store(http.StatusOK)
	s.Server = httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("X-Influxdb-Version", "1.8.10")
		w.Header().Set("Content-Type", "application/json")
		switch {
		case r.URL.Path == "/ping":
			w.WriteHeader(http.StatusNoContent)
		case r.URL.Path == "/query" && r.FormValue("q")[:6] == "SELECT":
			s.asked.Add(1)
			w.WriteHeader(int(s.status.Load()))
			if v := s.version.Load(); v != 0 {
				fmt.Fprintf(w, `{"results":[{"statement_id":0,"series":[{"name":"schema","columns":["time","version","program"],"values":[[1,%d,"v9"]]}]}]}`, v)
				return
			}
			_, _ = io.WriteString(w, `{"results":[{"statement_id":0}]}`)
		default:
			s.changed.Add(1)
			if r.URL.Path == "/query" {
				_, _ = io.WriteString(w, `{"results":[{"statement_id":0}]}`)
				return
			}
			w.WriteHeader(http.StatusNoContent)
		}
	}))
	t.Cleanup(s.Close)
	return s
}

// Nothing is changed before the schema was read and found to be known, whatever the
// server says to the question for it; no point is at fault for that. Later nothing is
// asked any more.
func TestGuard_NothingIsChangedBeforeTheSchemaIsKnown(t *testing.T) {
	server := newSchemaServer(t)
	db := client(t, server.URL)
	change := map[string]func() error{
		"write":  func() error { return db.Write(t.Context(), "", []byte("air v=1 1\n")) },
		"delete": func() error { return db.PruneRejections(t.Context(), time.Unix(1, 0)) },
	}
	refused := func(why string) {
		t.Helper()
		for what, do := range change {
			if err := do(); err == nil || isPermanent(err) {
				t.Errorf("%s, %s: %v, want an error that is not permanent", why, what, err)
			}
		}
		if n := server.changed.Load(); n != 0 {
			t.Fatalf("%s: %d changes", why, n)
		}
	}
	for _, status := range []int{http.StatusServiceUnavailable, http.StatusBadRequest, http.StatusUnprocessableEntity, http.StatusRequestEntityTooLarge} {
		server.status.Store(int64(status))
		refused(fmt.Sprint("status ", status))
	}
	server.status.Store(http.StatusOK)
	server.version.Store(influx.Schema + 1)
	refused("a newer schema")
	var newer *influx.SchemaError
	if err := change["write"](); !errors.As(err, &newer) || newer.Found != influx.Schema+1 || newer.Program != "v9" {
		t.Errorf("a newer schema: %v, want a SchemaError that names it", err)
	}
	server.version.Store(influx.Schema)
	for what, do := range change {
		if err := do(); err != nil {
			t.Errorf("%s into a known schema: %v", what, err)
		}
	}
	asked := server.asked.Load()
	if err := change["write"](); err != nil || server.asked.Load() != asked || server.changed.Load() != 3 {
		t.Errorf("the next write: %v after %d questions and %d changes, want none more and 3", err, server.asked.Load()-asked, server.changed.Load())
	}
}

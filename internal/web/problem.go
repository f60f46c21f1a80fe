package web

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"runtime/debug"
	"strings"
)

// problem is an error as RFC 9457 asks (application/problem+json). The type is
// left out, which the document reads as about:blank.
type problem struct {
	Title  string           `json:"title"`
	Status int              `json:"status"`
	Detail string           `json:"detail,omitempty"`
	Errors []parameterFault `json:"errors,omitempty"`
	// Results says of each entry of a batch what became of it.
	Results []object `json:"results,omitempty"`
}

// parameterFault says what is wrong with one parameter of the query, or one field of
// an entry of a batch.
type parameterFault struct {
	Index     *int   `json:"index,omitempty"`
	Parameter string `json:"parameter"`
	Detail    string `json:"detail"`
}

func (p problem) Error() string { return fmt.Sprintf("%s: %s", p.Title, p.Detail) }

func writeProblem(w http.ResponseWriter, p problem) {
	body, err := json.Marshal(p)
	if err != nil { // strings and numbers only: cannot happen
		http.Error(w, p.Title, p.Status)
		return
	}
	w.Header().Set("Content-Type", "application/problem+json")
	w.WriteHeader(p.Status)
	w.Write(append(body, '\n'))
}

// tell answers with a problem: a page for a browser, which asks for one, and JSON for
// everybody else.
func (s *Server) tell(w http.ResponseWriter, r *http.Request, p problem) {
	if !strings.Contains(r.Header.Get("Accept"), "text/html") {
		writeProblem(w, p)
		return
	}
	s.render(w, p.Status, &problemPage, s.frameOf(r, &problemPage), p)
}

// answer computes the body of one API endpoint: a value for JSON, or an error
// that is a problem when the client caused it.
type answer func(r *http.Request) (any, error)

// api turns an answer into a handler. An error that is no problem is one of the
// sources not answering: its text goes to the log, not to the client.
func (s *Server) api(compute answer) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		value, err := compute(r)
		var body []byte
		if err == nil {
			body, err = json.Marshal(value)
		}
		if err != nil {
			s.unanswered(w, r, err)
			return
		}
		w.Header().Set("Content-Type", "application/json")
		w.Write(append(body, '\n'))
	})
}

// unanswered says why a request could not be answered.
func (s *Server) unanswered(w http.ResponseWriter, r *http.Request, err error) {
	var p problem
	switch {
	case errors.As(err, &p):
		s.tell(w, r, p)
	case errors.Is(r.Context().Err(), context.Canceled): // nobody waits for the answer
	default:
		s.o.Log.Error("answer request", "path", r.URL.Path, "error", err)
		w.Header().Set("Retry-After", "10")
		s.tell(w, r, problem{Status: http.StatusServiceUnavailable, Title: "数据暂时读不到",
			Detail: "读取存储时出错，请稍后再试；原因见服务日志"})
	}
}

func (s *Server) notFound(w http.ResponseWriter, r *http.Request) {
	s.tell(w, r, problem{Status: http.StatusNotFound, Title: "没有这个地址",
		Detail: "接口见 /api/v1/targets、/api/v1/stations 等"})
}

// unrouted answers what no route of mux takes: 405 where another method would be taken.
func (s *Server) unrouted(mux *http.ServeMux) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		var allowed []string
		for _, method := range [...]string{http.MethodGet, http.MethodHead, http.MethodPost} {
			other := r.Clone(r.Context())
			other.Method = method
			if _, pattern := mux.Handler(other); pattern != unroutedPath {
				allowed = append(allowed, method)
			}
		}
		if len(allowed) == 0 {
			s.notFound(w, r)
			return
		}
		w.Header().Set("Allow", strings.Join(allowed, ", "))
		writeProblem(w, problem{Status: http.StatusMethodNotAllowed, Title: "不支持的方法",
			Detail: fmt.Sprintf("这个地址不支持 %q，可用 %s", r.Method, strings.Join(allowed, "、"))})
	}
}

// unroutedPath is the pattern of everything that has no route.
const unroutedPath = "/"

// bounded gives up the reads of an answer that takes too long, so that a
// database that hangs does not collect requests.
func bounded(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		limit := answerTimeout
		if r.URL.Path == reportPath {
			limit = reportTimeout
		}
		ctx, cancel := context.WithTimeout(r.Context(), limit)
		defer cancel()
		next.ServeHTTP(w, r.WithContext(ctx))
	})
}

// recovered keeps a fault in one answer from ending the process, and says so.
func (s *Server) recovered(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		defer func() {
			fault := recover()
			if fault == nil {
				return
			}
			if fault == http.ErrAbortHandler {
				panic(fault)
			}
			s.o.Log.Error("answer request", "path", r.URL.Path, "panic", fault, "stack", string(debug.Stack()))
			writeProblem(w, problem{Status: http.StatusInternalServerError, Title: "程序内部错误"})
		}()
		next.ServeHTTP(w, r)
	})
}

package web

import (
	"bytes"
	"context"
	"encoding/csv"
	"fmt"
	"io"
	"net/http"
	"strconv"
	"strings"

	"lanbi/internal/alert"
	"lanbi/internal/entry"
	"lanbi/internal/report"
)

const auditPath = "/api/v1/audit"

// Trail is the audit trail. All but Append is for signed-in users only.
type Trail struct {
	Append func(...entry.Change) error
	// From yields the lines from a number on, oldest first, until yield returns false.
	From func(number uint64, yield func(entry.Change) bool) error
	// Newest are the newest lines that match accepts, newest first, at most limit.
	Newest func(limit int, match func(entry.Change) bool) ([]entry.Change, error)
	// Check follows the whole trail and returns the number of lines; its error says where
	// one was changed, removed or put in.
	Check func() (uint64, error)
	// Export writes all lines, one JSON object each, as they are stored.
	Export func(io.Writer) error
}

// auditRoutes adds the trail.
func (s *Server) auditRoutes(mux *http.ServeMux) {
	if s.o.Trail == nil {
		return
	}
	mux.Handle("GET "+auditPath, s.signedIn(s.api(s.audit).ServeHTTP))
	mux.Handle("GET "+auditPath+".ndjson", s.signedIn(s.auditLines))
	mux.Handle("GET "+auditPath+".csv", s.signedIn(s.auditTable))
	mux.Handle("GET "+auditPage.path, s.signedIn(s.auditList))
}

// record appends a line under the name of who asks. What was done is done: a trail that
// cannot be written goes to the log.
func (s *Server) record(ctx context.Context, subject, done, why string) {
	if s.o.Trail == nil {
		return
	}
	line := entry.Change{At: s.o.Now(), Who: authorOf(ctx).Name, Subject: subject, New: done, Why: why}
	if err := s.o.Trail.Append(line); err != nil {
		s.o.Log.Error("append to audit trail", "subject", subject, "error", err)
	}
}

// audit answers GET /api/v1/audit: lines from number from on, oldest first.
func (s *Server) audit(r *http.Request) (any, error) {
	q := queryOf(r)
	from, limit := q.count("from", 1, 1<<53), q.count("limit", usualEntries, mostEntries)
	subject := q.text("subject")
	if err := q.err(); err != nil {
		return nil, err
	}
	var lines []entry.Change
	err := s.o.Trail.From(uint64(from), func(c entry.Change) bool {
		if strings.Contains(c.Subject, subject) {
			lines = append(lines, c)
		}
		return len(lines) < limit
	})
	if err != nil {
		return nil, err
	}
	return list("audit", s.changeBodies(lines)), nil
}

func (s *Server) changeBodies(lines []entry.Change) []object {
	bodies := make([]object, len(lines))
	for i, c := range lines {
		o := object{{"number", c.Number}, {"at", s.stamp(c.At)}, {"who", c.Who}, {"subject", c.Subject}}
		for _, m := range [...]struct{ key, text string }{{"old", c.Old}, {"new", c.New}, {"source", c.Source}, {"by", c.By}, {"why", c.Why}, {"prev", c.Prev}} {
			if m.text != "" {
				o.add(m.key, m.text)
			}
		}
		bodies[i] = o
	}
	return bodies
}

// intact says in a header whether the trail that is downloaded holds together. A broken
// one is given out all the same: it is evidence.
func (s *Server) intact(w http.ResponseWriter) {
	_, err := s.o.Trail.Check()
	if err != nil {
		s.o.Log.Error("check audit trail for download", "error", err)
	}
	w.Header().Set("X-Audit-Intact", strconv.FormatBool(err == nil))
}

// auditLines answers GET /api/v1/audit.ndjson.
func (s *Server) auditLines(w http.ResponseWriter, _ *http.Request) {
	s.download(w, "ndjson", "application/x-ndjson", s.o.Trail.Export)
}

// auditTable answers GET /api/v1/audit.csv, for spreadsheets.
func (s *Server) auditTable(w http.ResponseWriter, _ *http.Request) {
	s.download(w, "csv", "text/csv; charset=utf-8", func(out io.Writer) error {
		if _, err := io.WriteString(out, "\ufeff"); err != nil { // else they take it for GBK
			return err
		}
		table := csv.NewWriter(out)
		head := []string{"number", "at", "who", "subject", "old", "new", "source", "by", "why", "prev"}
		var notice []string
		if s.simulated() {
			head, notice = append(head, "notice"), []string{alert.SimulatedNotice}
		}
		if err := table.Write(head); err != nil {
			return err
		}
		var failed error
		err := s.o.Trail.From(0, func(c entry.Change) bool {
			row := []string{strconv.FormatUint(c.Number, 10), s.stamp(c.At), c.Who, c.Subject, c.Old, c.New, c.Source, c.By, c.Why, c.Prev}
			for i := range row {
				row[i] = report.PlainCell(row[i])
			}
			failed = table.Write(append(row, notice...))
			return failed == nil
		})
		if failed != nil {
			return failed
		}
		table.Flush()
		if err != nil {
			return err
		}
		return table.Error()
	})
}

func (s *Server) download(w http.ResponseWriter, suffix, kind string, write func(io.Writer) error) {
	var body bytes.Buffer
	if err := write(&body); err != nil {
		s.o.Log.Error("export audit trail", "error", err)
		writeProblem(w, problem{Status: http.StatusServiceUnavailable, Title: "审计记录暂时读不到", Detail: "原因见服务日志"})
		return
	}
	s.intact(w)
	w.Header().Set("Content-Type", kind)
	name := "lanbi-audit"
	if s.simulated() {
		name += "-simulated" // each line of a trail holds together as it is: nothing can be added
	}
	w.Header().Set("Content-Disposition", fmt.Sprintf(`attachment; filename="%s-%s.%s"`, name, s.today(), suffix))
	w.Write(body.Bytes())
}

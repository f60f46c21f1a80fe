package web

import (
	"net/http"
	"strings"

	"lanbi/internal/entry"
)

// auditView is everything the page of the trail says.
type auditView struct {
	Limit   int
	Subject string // filter
	Entries uint64
	Broken  string // where the trail does not hold together; empty when it does
	Unread  bool
	Lines   []changeView
}

// auditList answers GET /audit, for signed-in users.
func (s *Server) auditList(w http.ResponseWriter, r *http.Request) {
	view := auditView{Limit: mostOnAuditPage, Subject: strings.TrimSpace(r.URL.Query().Get("subject"))}
	lines, err := s.o.Trail.Newest(mostOnAuditPage, func(c entry.Change) bool {
		return strings.Contains(c.Subject, view.Subject) || strings.Contains(c.Who, view.Subject)
	})
	status := http.StatusOK
	if err != nil {
		s.o.Log.Error("read audit trail for page", "error", err)
		view.Unread, status = true, http.StatusServiceUnavailable
	}
	view.Lines = s.changeViews(lines)
	if view.Entries, err = s.o.Trail.Check(); err != nil {
		s.o.Log.Error("check audit trail for page", "error", err)
		view.Broken = err.Error()
	}
	s.render(w, status, &auditPage, s.frameOf(r, &auditPage), view)
}

// mostOnAuditPage is how many lines the page shows; the downloads hold all.
const mostOnAuditPage = 200

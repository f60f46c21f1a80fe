package web

import (
	"strings"
	"testing"

	"lanbi/internal/entry"
)

// The table of the audit trail says in each line that the data were simulated; the lines
// that hold together by their sums stay as they are, and the file's name says it.
func TestTrail_OfSimulatedData(t *testing.T) {
	f := &reports{trail: []entry.Change{{Number: 1, At: noon, Who: "u", Subject: "alert/x", New: "acknowledged"}}}
	o := f.options(t)
	o.Simulated = func() bool { return true }
	server := serve(t, o)
	auditor := "Bearer " + auditorToken
	response, table := get(t, server+"/api/v1/audit.csv", "Authorization", auditor)
	want := "\ufeffnumber,at,who,subject,old,new,source,by,why,prev,notice\n1,2026-11-21T12:20:00+08:00,u,alert/x,,acknowledged,,,,,模拟数据，非实测，不得引用\n"
	if table != want || !strings.Contains(response.Header.Get("Content-Disposition"), "lanbi-audit-simulated-2026-11-21.csv") {
		t.Errorf("table %v\n got %q\nwant %q", response.Header, table, want)
	}
	response, lines := get(t, server+"/api/v1/audit.ndjson", "Authorization", auditor)
	if strings.TrimSpace(lines) != "{}" || !strings.Contains(response.Header.Get("Content-Disposition"), "lanbi-audit-simulated-2026-11-21.ndjson") {
		t.Errorf("lines %v %q", response.Header, lines)
	}
}

// Answers without a place for it say in a header that the data are simulated, and say
// nothing of measured ones.
func TestAnswers_OfSimulatedData(t *testing.T) {
	o := (&reports{}).options(t)
	for _, simulated := range []bool{false, true} {
		o.Simulated = func() bool { return simulated }
		server := serve(t, o)
		for _, path := range []string{"/api/v1/audit", "/audit", "/metrics"} {
			response, _ := get(t, server+path, "Authorization", "Bearer "+auditorToken)
			if got := response.Header.Get("X-Simulated") == "true"; got != simulated {
				t.Errorf("%s says simulated: %v, want %v", path, got, simulated)
			}
		}
	}
}

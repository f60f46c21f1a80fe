package web

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"strings"
	"time"

	"lanbi/internal/report"
)

// Reports makes the bureau's workbooks.
type Reports struct {
	// Facts are those of a period and area, of all areas where the code is empty. What
	// cannot be reported is a report.Fault.
	Facts func(ctx context.Context, period report.Period, area string) (*report.Facts, error)
	// Periods are the months and years that have data, newest first, each year before its
	// months.
	Periods func(ctx context.Context) ([]report.Period, error)
}

const reportPath = "/api/v1/report"

// signInForTrail is said in a report for whoever has not signed in.
const signInForTrail = "变更记录只附在登录后下载的报表里"

func (s *Server) reportRoutes(mux *http.ServeMux) {
	if s.o.Reads.Reports == nil {
		return
	}
	mux.HandleFunc("GET "+reportsPage.path, s.reportsList)
	mux.HandleFunc("GET "+reportPath, s.reportFile)
}

// reportFile answers GET /api/v1/report with a file. It takes longer than other answers.
func (s *Server) reportFile(w http.ResponseWriter, r *http.Request) {
	// What cannot move its deadline, as in a test, has none.
	_ = http.NewResponseController(w).SetWriteDeadline(time.Now().Add(reportTimeout + writeTimeout))
	facts, format, body, err := s.reportBody(r)
	if err != nil {
		s.unanswered(w, r, err)
		return
	}
	w.Header().Set("Content-Type", format.MediaType())
	w.Header().Set("Content-Disposition", attachment("lanbi-"+facts.Period.String()+format.Suffix(), facts.FileName(format)))
	w.Write(body)
}

// reportBody makes one report at a time: a year of many stations takes some of the
// machine.
func (s *Server) reportBody(r *http.Request) (*report.Facts, report.Format, []byte, error) {
	select {
	case s.reporting <- struct{}{}:
		defer func() { <-s.reporting }()
	case <-r.Context().Done():
		return nil, "", nil, fmt.Errorf("wait for another report: %w", r.Context().Err())
	}
	facts, format, err := s.reportOf(r)
	if err != nil {
		return nil, "", nil, err
	}
	var body bytes.Buffer
	err = report.Write(&body, facts, format)
	return facts, format, body.Bytes(), err
}

// attachment names a file twice (RFC 6266): for people in UTF-8 as RFC 5987 asks, and in
// ASCII for what cannot read that.
func attachment(plain, name string) string {
	return fmt.Sprintf("attachment; filename=%q; filename*=UTF-8''%s", plain, strings.ReplaceAll(url.QueryEscape(name), "+", "%20"))
}

// reportOf reads period, area and format, and gathers the report.
func (s *Server) reportOf(r *http.Request) (*report.Facts, report.Format, error) {
	q := queryOf(r)
	area := q.code("area", false, s.isArea)
	period, err := report.ParsePeriod(q.text("period"))
	if err != nil {
		q.fault("period", "%q 不是月份或年份，应如 2026-10 或 2026", q.text("period"))
	}
	format := report.XLSX
	if text := q.text("format"); text != "" {
		if format, err = report.ParseFormat(text); err != nil {
			q.fault("format", "%q 不是格式，可用 xlsx、csv", text)
		}
	}
	if err := q.err(); err != nil {
		return nil, "", err
	}
	facts, err := s.o.Reads.Reports.Facts(r.Context(), period, area)
	var fault report.Fault
	switch {
	case errors.As(err, &fault) && fault.NoData:
		return nil, "", problem{Status: http.StatusNotFound, Title: "没有数据", Detail: fault.Detail}
	case errors.As(err, &fault):
		return nil, "", problem{Status: http.StatusBadRequest, Title: "参数有误", Detail: fault.Error(), Errors: []parameterFault{{Parameter: fault.Parameter, Detail: fault.Detail}}}
	case err != nil:
		return nil, "", fmt.Errorf("gather report of %s: %w", period, err)
	}
	// The audit trail is for signed-in users alone, here as everywhere.
	if _, known := s.reader(r); !known {
		facts.HideTrail(signInForTrail)
	}
	return facts, format, nil
}

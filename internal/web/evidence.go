package web

import (
	"bytes"
	"errors"
	"io"
	"mime"
	"net/http"
	"net/url"
	"strings"
	"time"

	"lanbi/internal/evidence"
)

// Where files come in, by form and by API, and go out. Their bodies may be as long as a
// file, and take their time.
const (
	evidenceFormPath = "/dust/evidence"
	evidencePath     = "/api/v1/evidence/"

	evidenceBody = evidence.MaxBytes + 64<<10 // with the other fields of the form
	evidenceTime = 2 * time.Minute
)

// bodyLimit is how long the body of a request to a path may be: files and batches of
// entries are long.
func bodyLimit(r *http.Request) int64 {
	if r.Method == http.MethodPost && (r.URL.Path == evidenceFormPath || strings.HasPrefix(r.URL.Path, evidencePath)) {
		return evidenceBody
	}
	if r.URL.Path == figuresPath || r.URL.Path == eventsPath {
		return maxBatchBytes
	}
	return maxBodyBytes
}

// evidenceFile is an attached file; href is where it is fetched.
type evidenceFile struct {
	Name   string `json:"name"`
	Size   int64  `json:"size"`
	SHA256 string `json:"sha256"`
	Time   string `json:"time"`
	Href   string `json:"href"`
}

func (s *Server) evidenceFiles(event string, files []evidence.File) []evidenceFile {
	rows := make([]evidenceFile, len(files))
	for i, f := range files {
		rows[i] = evidenceFile{Name: f.Name, Size: f.Size, SHA256: f.SHA256, Time: s.stamp(f.At),
			Href: (&url.URL{Path: evidencePath + event, RawQuery: "sha256=" + f.SHA256}).String()}
	}
	return rows
}

// evidenceGet hands a file out, as a download and nothing else: what somebody attached
// must not run in a reader's browser.
func (s *Server) evidenceGet(w http.ResponseWriter, r *http.Request) {
	q := queryOf(r)
	hash := q.text("sha256")
	if err := q.err(); err != nil {
		s.refuse(w, r, err)
		return
	}
	f, content, err := s.o.Dust.Evidence.Read(r.PathValue("id"), hash)
	if err != nil {
		s.refuse(w, r, err)
		return
	}
	w.Header().Set("Content-Type", "application/octet-stream")
	w.Header().Set("Content-Disposition", mime.FormatMediaType("attachment", map[string]string{"filename": f.Name}))
	http.ServeContent(w, r, "", f.At, bytes.NewReader(content))
}

// evidencePost takes a file as the body of the request, its name in the query.
func (s *Server) evidencePost(w http.ResponseWriter, r *http.Request) {
	// No form of a foreign page can send this type.
	if kind, _, err := mime.ParseMediaType(r.Header.Get("Content-Type")); err != nil || kind != "application/octet-stream" {
		writeProblem(w, problem{Status: http.StatusUnsupportedMediaType, Title: "只接受文件内容", Detail: "Content-Type 须为 application/octet-stream"})
		return
	}
	q := queryOf(r)
	name := q.text("name")
	if err := q.err(); err != nil {
		s.refuse(w, r, err)
		return
	}
	s.patient(w)
	content, err := io.ReadAll(r.Body)
	if err != nil {
		s.refuse(w, r, err)
		return
	}
	id := r.PathValue("id")
	f, err := s.attach(r, id, name, content)
	if err != nil {
		s.refuse(w, r, err)
		return
	}
	s.api(func(*http.Request) (any, error) { return s.evidenceFiles(id, []evidence.File{f})[0], nil }).ServeHTTP(w, r)
}

// evidenceForm takes a file from the form on the dossier, and leads back to it.
func (s *Server) evidenceForm(w http.ResponseWriter, r *http.Request) {
	s.patient(w)
	// The body is bounded already, so that no part has to go to a temporary file.
	if err := r.ParseMultipartForm(evidenceBody); err != nil {
		var tooLong *http.MaxBytesError
		if !errors.As(err, &tooLong) {
			err = problem{Status: http.StatusBadRequest, Title: "表单有误", Detail: "应为 multipart/form-data 表单，含 csrf、id 和 file"}
		}
		s.refuse(w, r, err)
		return
	}
	if !s.formHolds(w, r) {
		return
	}
	id := r.PostForm.Get("id")
	sent, header, err := r.FormFile("file")
	if err != nil {
		s.renderDossier(w, r, http.StatusUnprocessableEntity, id, "请先选择文件。")
		return
	}
	defer sent.Close()
	content, err := io.ReadAll(sent)
	var refused *evidence.Refusal
	if err == nil {
		_, err = s.attach(r, id, header.Filename, content)
	}
	switch {
	case errors.As(err, &refused):
		s.renderDossier(w, r, http.StatusUnprocessableEntity, id, "文件未接受："+refused.Why+"。")
	case err != nil:
		s.refuse(w, r, err)
	default:
		http.Redirect(w, r, dustPage.path+"?"+url.Values{"id": {id}}.Encode(), http.StatusSeeOther)
	}
}

// attach keeps a file for an event that exists, and notes who attached it.
func (s *Server) attach(r *http.Request, id, name string, content []byte) (evidence.File, error) {
	if _, err := s.storyOf(r.Context(), id); err != nil {
		return evidence.File{}, err
	}
	f, err := s.o.Dust.Evidence.Put(id, name, content)
	if err != nil {
		return f, err
	}
	return f, s.o.Dust.Attached(authorOf(r.Context()), id, f)
}

// patient gives a long body the time it needs. The deadline is the connection's, so it
// is the wall clock's.
func (s *Server) patient(w http.ResponseWriter) {
	if err := http.NewResponseController(w).SetReadDeadline(time.Now().Add(evidenceTime)); err != nil {
		s.o.Log.Warn("lengthen read deadline", "error", err)
	}
}

// refuse answers with what went wrong.
func (s *Server) refuse(w http.ResponseWriter, r *http.Request, err error) {
	var tooLong *http.MaxBytesError
	var refused *evidence.Refusal
	switch {
	case errors.As(err, &tooLong):
		err = problem{Status: http.StatusRequestEntityTooLarge, Title: "请求过大", Detail: "文件至多 10 MiB"}
	case errors.As(err, &refused):
		err = problem{Status: http.StatusUnprocessableEntity, Title: "文件未接受", Detail: refused.Why}
	case errors.Is(err, evidence.ErrMissing):
		err = problem{Status: http.StatusNotFound, Title: "没有这个文件", Detail: "文件以 sha256 指明，见 /api/v1/dust/{id}"}
	}
	s.api(func(*http.Request) (any, error) { return nil, err }).ServeHTTP(w, r)
}

package web

import (
	"bytes"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/hex"
	"html/template"
	"net/http"

	"lanbi/internal/alert"
)

// sitePage is one page of the site: an asset with the content, and its entry in the
// navigation.
type sitePage struct {
	asset string // file of assets, which defines the template "content"
	path  string
	title string // heading, and word in the navigation
	// there tells whether this process has the page; nil for one that is always there
	// and is not in the navigation.
	there func(*Options) bool
}

// The pages of the site in the order of the navigation. A new page is an entry here,
// a file of assets, and a route.
var (
	homePage       = sitePage{"home.html", "/", "年度目标进度", reads}
	todayPage      = sitePage{"today.html", "/today", "今日管控", reads}
	whatIfPage     = sitePage{"whatif.html", "/what-if", "推演", func(o *Options) bool { return reads(o) && o.Reads.WhatIf != nil }}
	dustPage       = sitePage{"dust.html", "/dust", "沙尘", func(o *Options) bool { return o.Dust != nil }}
	dutyPage       = sitePage{"duty.html", "/alerts", "提醒与确认", func(o *Options) bool { return o.Duty != nil }}
	rejectionsPage = sitePage{"rejections.html", "/rejections", "拒收报文", func(*Options) bool { return true }}
	reconcilePage  = sitePage{"reconciliation.html", "/reconciliation", "对账", func(o *Options) bool { return o.Reads != nil && o.Reads.Reconcile != nil }}
	reportsPage    = sitePage{"reports.html", "/reports", "报表", func(o *Options) bool { return o.Reads != nil && o.Reads.Reports != nil }}
	entryPage      = sitePage{"entry.html", "/entry", "填报", func(o *Options) bool { return o.Entry != nil }}
	auditPage      = sitePage{"audit.html", "/audit", "审计记录", func(o *Options) bool { return o.Trail != nil }}
	loginPage      = sitePage{"login.html", "/login", "登录", nil}
	problemPage    = sitePage{"problem.html", "", "未能完成", nil} // has no address of its own

	sitePages = []sitePage{homePage, todayPage, whatIfPage, dutyPage, entryPage, dustPage, reconcilePage, reportsPage, rejectionsPage, auditPage, loginPage, problemPage}
)

func reads(o *Options) bool { return o.Reads != nil }

// frame is what layout.html shows around the content of a page. A template finds its
// own view as .Page, and what every form needs as $.CSRF.
type frame struct {
	Title     string
	Beside    []string // lines at the right of the heading
	Refresh   int      // seconds until the page loads itself anew; 0 for never
	Simulated bool
	Notice    string
	Tabs      []tab
	Reader    *User // who is signed in; nil for nobody
	SignIn    bool  // nobody is signed in, and somebody could
	MayWrite  bool  // the reader is an operator
	CSRF      string
	Said      string // what became of what was just posted
	Refused   bool   // it was not taken
	Version   string
	Reads     bool // this process has the lists of the footer
	Page      any
}

type tab struct {
	Path, Title string
	Here        bool
}

// frameOf is the frame of a page for who asks.
func (s *Server) frameOf(r *http.Request, p *sitePage) *frame {
	f := &frame{Title: p.title, Simulated: s.simulated(), Notice: alert.SimulatedNotice, Version: s.o.Version, Reads: reads(&s.o)}
	if user, ok := s.reader(r); ok {
		f.Reader, f.MayWrite, f.CSRF = &user, user.Role == Operator, s.csrf(r)
	} else {
		f.SignIn = len(s.sessions.users) > 0
	}
	for _, other := range sitePages {
		if other.there != nil && other.there(&s.o) {
			f.Tabs = append(f.Tabs, tab{other.path, other.title, other.path == p.path})
		}
	}
	return f
}

// render answers with a page: its view inside the frame.
func (s *Server) render(w http.ResponseWriter, status int, p *sitePage, f *frame, view any) {
	f.Page, f.Refused = view, status >= http.StatusBadRequest
	var body bytes.Buffer
	if err := s.templates.pages[p.asset].ExecuteTemplate(&body, "layout", f); err != nil {
		s.o.Log.Error("render page", "page", p.path, "error", err)
		http.Error(w, "页面生成失败，原因见服务日志", http.StatusInternalServerError)
		return
	}
	w.Header().Set("Content-Type", "text/html; charset=utf-8")
	w.WriteHeader(status)
	w.Write(body.Bytes())
}

// csrf is what a form must carry: bound to the session of the person who got it.
func (s *Server) csrf(r *http.Request) string {
	mac := hmac.New(sha256.New, s.sessions.key)
	mac.Write([]byte("form\x00"))
	if cookie, err := r.Cookie(sessionCookie); err == nil {
		mac.Write([]byte(cookie.Value))
	}
	return hex.EncodeToString(mac.Sum(nil))
}

// formHolds tells whether a posted form was given out to who posts it; if not, it
// answers.
func (s *Server) formHolds(w http.ResponseWriter, r *http.Request) bool {
	if err := r.ParseForm(); err != nil || !hmac.Equal([]byte(r.PostForm.Get("csrf")), []byte(s.csrf(r))) {
		s.tell(w, r, problem{Status: http.StatusForbidden, Title: "表单已失效", Detail: "请重新打开页面后再提交"})
		return false
	}
	return true
}

// parsePages parses every page with the layout around it and the table of changes.
func parsePages() (map[string]*template.Template, error) {
	pages := make(map[string]*template.Template, len(sitePages))
	for _, p := range sitePages {
		parsed, err := template.ParseFS(assets, "assets/layout.html", "assets/changes.html", "assets/"+p.asset)
		if err != nil {
			return nil, err
		}
		pages[p.asset] = parsed
	}
	return pages, nil
}

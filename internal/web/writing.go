package web

import (
	"mime"
	"net/http"
)

// writing lets only those pass who carry a token or a session. Reading is open on
// loopback when nobody is configured; writing never is.
func (s *Server) writing(next http.HandlerFunc) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if len(s.sessions.hashes) == 0 || !s.signedIn(r) {
			w.Header().Set("WWW-Authenticate", `Bearer realm="lanbi"`)
			writeProblem(w, problem{Status: http.StatusUnauthorized, Title: "需要令牌",
				Detail: "写操作一律需要令牌或先登录（配置 web.auth），本机访问也不例外"})
			return
		}
		next(w, r)
	})
}

// jsonOnly takes a body of JSON only: a form of a foreign page cannot send that.
func jsonOnly(next http.HandlerFunc) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		if kind, _, err := mime.ParseMediaType(r.Header.Get("Content-Type")); err != nil || kind != "application/json" {
			writeProblem(w, problem{Status: http.StatusUnsupportedMediaType, Title: "只接受 JSON", Detail: "Content-Type 须为 application/json"})
			return
		}
		next(w, r)
	}
}

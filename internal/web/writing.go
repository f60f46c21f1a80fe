package web

import (
	"context"
	"mime"
	"net/http"
)

// authorKey is the context key of the user who writes.
type authorKey struct{}

// authorOf is who does a request that passed writing or signedIn.
func authorOf(ctx context.Context) User {
	user, _ := ctx.Value(authorKey{}).(User)
	return user
}

// writing lets only operators pass, by a token or a session. Reading is open on
// loopback when nobody is configured; writing never is.
func (s *Server) writing(next http.HandlerFunc) http.Handler {
	return s.signedIn(func(w http.ResponseWriter, r *http.Request) {
		if user := authorOf(r.Context()); user.Role != Operator {
			s.tell(w, r, problem{Status: http.StatusForbidden, Title: "没有写权限",
				Detail: "用户 " + user.Name + " 是" + user.Role.Chinese() + "，只能查阅"})
			return
		}
		next(w, r)
	})
}

// signedIn lets every user pass, and a browser that asks for a page without a
// session to the sign-in form.
func (s *Server) signedIn(next http.HandlerFunc) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		user, known := s.reader(r)
		switch {
		case known:
			next(w, r.WithContext(context.WithValue(r.Context(), authorKey{}, user)))
		case r.Method == http.MethodGet && isPage(r.URL.Path) && len(s.sessions.users) > 0:
			signInFirst(w, r)
		default:
			s.askForToken(w, r, "写操作与审计记录一律需要令牌或先登录（配置 web.auth），本机访问也不例外")
		}
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

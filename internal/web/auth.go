package web

import (
	"crypto/hmac"
	"crypto/rand"
	"crypto/sha256"
	"crypto/subtle"
	"encoding/base64"
	"encoding/binary"
	"encoding/hex"
	"fmt"
	"net/http"
	"net/url"
	"strings"
	"time"
)

const (
	sessionCookie = "lanbi_session"
	sessionLength = 12 * time.Hour
)

// Role is what a user may do beside reading.
type Role string

const (
	Operator Role = "operator" // 操作员: enters, corrects, acknowledges
	Auditor  Role = "auditor"  // 审计员: reads everything with the audit trail, and changes nothing
)

// Chinese is the word for people.
func (r Role) Chinese() string {
	if r == Auditor {
		return "审计员"
	}
	return "操作员"
}

// User may read, and as operator write. The configuration holds the SHA-256 of the
// token and not the token. A plain hash is enough for a token of random bytes; it
// would not be for a password that people think up.
type User struct {
	Name   string // author of what the user writes
	SHA256 string // of the token, 64 hexadecimal digits
	Role   Role   // empty is Operator
}

// sessions knows the users and signs session cookies. A cookie holds nothing but
// the user's name and its expiry, signed with a key of this process: a restart ends
// all sessions, and nothing has to be stored or cleaned.
type sessions struct {
	users  []User
	hashes [][sha256.Size]byte // of the users' tokens
	key    []byte
	now    func() time.Time
}

func newSessions(users []User, now func() time.Time) (sessions, error) {
	s := sessions{key: make([]byte, 32), now: now}
	rand.Read(s.key) // never fails: crypto/rand ends the process instead
	for _, u := range users {
		raw, err := hex.DecodeString(u.SHA256)
		if err != nil || len(raw) != sha256.Size {
			return s, fmt.Errorf("user %q: token hash is not 64 hexadecimal digits", u.Name)
		}
		switch u.Role {
		case "":
			u.Role = Operator
		case Operator, Auditor:
		default:
			return s, fmt.Errorf("user %q: unknown role %q (have operator, auditor)", u.Name, u.Role)
		}
		s.users = append(s.users, u)
		s.hashes = append(s.hashes, [sha256.Size]byte(raw))
	}
	return s, nil
}

// bearer is the user who has the token. It looks at all of them, so that the time it
// takes does not depend on which.
func (s sessions) bearer(token string) (user User, found bool) {
	hash, at := sha256.Sum256([]byte(token)), -1
	for i, have := range s.hashes {
		at = subtle.ConstantTimeSelect(subtle.ConstantTimeCompare(hash[:], have[:]), i, at)
	}
	if at < 0 {
		return User{}, false
	}
	return s.users[at], true
}

func (s sessions) sign(content []byte) []byte {
	mac := hmac.New(sha256.New, s.key)
	mac.Write(content)
	return mac.Sum(nil)
}

// issue is the value of a cookie for a user who signs in now: expiry, name, and the
// signature over both.
func (s sessions) issue(user string) string {
	content := binary.BigEndian.AppendUint64(nil, uint64(s.now().Add(sessionLength).Unix()))
	content = append(content, user...)
	return base64.RawURLEncoding.EncodeToString(append(content, s.sign(content)...))
}

// holder is the user to whom this process issued the cookie's value, unless it has
// expired.
func (s sessions) holder(value string) (user User, found bool) {
	raw, err := base64.RawURLEncoding.DecodeString(value)
	if err != nil || len(raw) < 8+sha256.Size {
		return User{}, false
	}
	content, signature := raw[:len(raw)-sha256.Size], raw[len(raw)-sha256.Size:]
	if !hmac.Equal(signature, s.sign(content)) || s.now().Unix() >= int64(binary.BigEndian.Uint64(content)) {
		return User{}, false
	}
	for _, u := range s.users {
		if u.Name == string(content[8:]) {
			return u, true
		}
	}
	return User{}, false
}

// authenticated lets a request pass that carries a token or a session. Health
// and the sign-in form are open to all, and everything that reads is when there
// are no users or Options.OpenReading says so.
func (s *Server) authenticated(next http.Handler) http.Handler {
	if len(s.sessions.users) == 0 || s.o.OpenReading {
		return next
	}
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		path := r.URL.Path
		_, known := s.reader(r)
		if isProbe(path) || path == loginPage.path || path == stylePath || known {
			next.ServeHTTP(w, r)
			return
		}
		if r.Method == http.MethodGet && isPage(path) {
			signInFirst(w, r)
			return
		}
		s.askForToken(w, r, "请在请求头 Authorization 中以 Bearer 方式给出令牌")
	})
}

// signInFirst leads to the sign-in form, and from there back to the page asked for.
func signInFirst(w http.ResponseWriter, r *http.Request) {
	where := loginPage.path
	if r.URL.Path != homePage.path {
		where += "?" + url.Values{"to": {r.URL.RequestURI()}}.Encode()
	}
	http.Redirect(w, r, where, http.StatusSeeOther)
}

// afterSignIn is the page of this site that a sign-in leads to: the one asked for, or
// the first page. An address elsewhere is not followed.
func afterSignIn(to string) string {
	address, err := url.Parse(to)
	if err != nil || address.Scheme != "" || address.Host != "" || address.Path == "" || !isPage(address.Path) || address.Path == loginPage.path {
		return homePage.path
	}
	return (&url.URL{Path: address.Path, RawQuery: address.RawQuery}).String()
}

func isPage(path string) bool {
	for _, p := range sitePages {
		if p.path == path {
			return true
		}
	}
	return false
}

func (s *Server) askForToken(w http.ResponseWriter, r *http.Request, detail string) {
	w.Header().Set("WWW-Authenticate", `Bearer realm="lanbi"`)
	s.tell(w, r, problem{Status: http.StatusUnauthorized, Title: "需要令牌", Detail: detail})
}

// reader is the user whose token or session the request carries.
func (s *Server) reader(r *http.Request) (User, bool) {
	scheme, token, _ := strings.Cut(r.Header.Get("Authorization"), " ")
	if strings.EqualFold(scheme, "Bearer") {
		if user, ok := s.sessions.bearer(token); ok {
			return user, true
		}
	}
	cookie, err := r.Cookie(sessionCookie)
	if err != nil {
		return User{}, false
	}
	return s.sessions.holder(cookie.Value)
}

// loginForm shows the form, or the page where nobody has to sign in.
func (s *Server) loginForm(w http.ResponseWriter, r *http.Request) {
	if len(s.sessions.users) == 0 {
		http.Redirect(w, r, homePage.path, http.StatusSeeOther)
		return
	}
	s.render(w, http.StatusOK, &loginPage, s.frameOf(r, &loginPage), r.URL.Query().Get("to"))
}

// login starts a session for who knows a token. The form needs no token against
// forgery: the guard has compared the origin, and the cookie is SameSite=Strict.
func (s *Server) login(w http.ResponseWriter, r *http.Request) {
	user, known := User{}, false
	if err := r.ParseForm(); err == nil {
		user, known = s.sessions.bearer(r.PostForm.Get("token"))
	}
	if !known {
		s.o.Log.Warn("refuse sign-in", "remote", r.RemoteAddr)
		f := s.frameOf(r, &loginPage)
		f.Said = "令牌不对，请核对后再试。"
		s.render(w, http.StatusUnauthorized, &loginPage, f, r.PostForm.Get("to"))
		return
	}
	http.SetCookie(w, &http.Cookie{
		Name: sessionCookie, Value: s.sessions.issue(user.Name), Path: "/",
		MaxAge: int(sessionLength.Seconds()), HttpOnly: true, SameSite: http.SameSiteStrictMode,
		Secure: r.TLS != nil || r.Header.Get("X-Forwarded-Proto") == "https",
	})
	http.Redirect(w, r, afterSignIn(r.PostForm.Get("to")), http.StatusSeeOther)
}

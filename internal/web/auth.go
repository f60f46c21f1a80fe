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
	"strings"
	"time"
)

const (
	loginPath     = "/login"
	sessionCookie = "lanbi_session"
	sessionLength = 12 * time.Hour
)

// User may read. The configuration holds the SHA-256 of the token and not the
// token. A plain hash is enough for a token of random bytes; it would not be for
// a password that people think up.
type User struct {
	Name   string
	SHA256 string // of the token, 64 hexadecimal digits
}

// sessions knows the users and signs session cookies. A cookie holds nothing but
// its expiry, signed with a key of this process: a restart ends all sessions,
// and nothing has to be stored or cleaned.
type sessions struct {
	hashes [][sha256.Size]byte
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
		s.hashes = append(s.hashes, [sha256.Size]byte(raw))
	}
	return s, nil
}

// knows tells whether some user has the token. It looks at all of them, so that
// the time it takes does not depend on which.
func (s sessions) knows(token string) bool {
	hash, found := sha256.Sum256([]byte(token)), 0
	for _, have := range s.hashes {
		found |= subtle.ConstantTimeCompare(hash[:], have[:])
	}
	return found == 1
}

func (s sessions) sign(expiry []byte) []byte {
	mac := hmac.New(sha256.New, s.key)
	mac.Write(expiry)
	return mac.Sum(nil)
}

// issue is the value of a cookie for a person who signs in now.
func (s sessions) issue() string {
	expiry := binary.BigEndian.AppendUint64(nil, uint64(s.now().Add(sessionLength).Unix()))
	return base64.RawURLEncoding.EncodeToString(append(expiry, s.sign(expiry)...))
}

// holds tells whether the cookie's value was issued by this process and has not
// expired.
func (s sessions) holds(value string) bool {
	raw, err := base64.RawURLEncoding.DecodeString(value)
	if err != nil || len(raw) != 8+sha256.Size {
		return false
	}
	expiry, signature := raw[:8], raw[8:]
	return hmac.Equal(signature, s.sign(expiry)) && s.now().Unix() < int64(binary.BigEndian.Uint64(expiry))
}

// authenticated lets a request pass that carries a token or a session. Health
// and the sign-in form are open to all, and everything that reads is when there
// are no users or Options.OpenReading says so.
func (s *Server) authenticated(next http.Handler) http.Handler {
	if len(s.sessions.hashes) == 0 || s.o.OpenReading {
		return next
	}
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		path := r.URL.Path
		if isProbe(path) || path == loginPath || path == stylePath || s.signedIn(r) {
			next.ServeHTTP(w, r)
			return
		}
		if path == "/" || path == rejectionsPath && r.Method == http.MethodGet {
			http.Redirect(w, r, loginPath, http.StatusSeeOther)
			return
		}
		w.Header().Set("WWW-Authenticate", `Bearer realm="lanbi"`)
		writeProblem(w, problem{Status: http.StatusUnauthorized, Title: "需要令牌",
			Detail: "请在请求头 Authorization 中以 Bearer 方式给出令牌"})
	})
}

func (s *Server) signedIn(r *http.Request) bool {
	scheme, token, _ := strings.Cut(r.Header.Get("Authorization"), " ")
	if strings.EqualFold(scheme, "Bearer") && s.sessions.knows(token) {
		return true
	}
	cookie, err := r.Cookie(sessionCookie)
	return err == nil && s.sessions.holds(cookie.Value)
}

// loginForm shows the form, or the page where nobody has to sign in.
func (s *Server) loginForm(w http.ResponseWriter, r *http.Request) {
	if len(s.sessions.hashes) == 0 {
		http.Redirect(w, r, "/", http.StatusSeeOther)
		return
	}
	s.renderLogin(w, http.StatusOK, "")
}

// login starts a session for who knows a token. The form needs no token against
// forgery: the guard has compared the origin, and the cookie is SameSite=Strict.
func (s *Server) login(w http.ResponseWriter, r *http.Request) {
	if err := r.ParseForm(); err != nil || !s.sessions.knows(r.PostForm.Get("token")) {
		s.o.Log.Warn("refuse sign-in", "remote", r.RemoteAddr)
		s.renderLogin(w, http.StatusUnauthorized, "令牌不对，请核对后再试。")
		return
	}
	http.SetCookie(w, &http.Cookie{
		Name: sessionCookie, Value: s.sessions.issue(), Path: "/",
		MaxAge: int(sessionLength.Seconds()), HttpOnly: true, SameSite: http.SameSiteStrictMode,
		Secure: r.TLS != nil || r.Header.Get("X-Forwarded-Proto") == "https",
	})
	http.Redirect(w, r, "/", http.StatusSeeOther)
}

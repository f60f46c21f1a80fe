package web

import (
	"crypto/sha256"
	"encoding/hex"
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"
)

const token = "4f9c1d7e-of-the-bureau"

func guarded(t *testing.T) Options {
	t.Helper()
	o := options(county())
	for _, word := range []string{"another", token} {
		hash := sha256.Sum256([]byte(word))
		o.Users = append(o.Users, User{Name: "u", SHA256: hex.EncodeToString(hash[:])})
	}
	return o
}

func TestAuth_Bearer(t *testing.T) {
	o := guarded(t)
	server := serve(t, o)
	tests := []struct {
		name, path, authorization string
		want                      int
	}{
		{"no token", "/api/v1/targets", "", 401},
		{"wrong token", "/api/v1/targets", "Bearer guess", 401},
		{"empty token", "/api/v1/targets", "Bearer ", 401},
		{"the hash itself", "/api/v1/targets", "Bearer " + o.Users[1].SHA256, 401},
		{"other scheme", "/api/v1/targets", "Basic " + token, 401},
		{"metrics", "/metrics", "", 401},
		{"unknown path", "/api/v1/x", "", 401},
		{"page", "/", "", 303},
		{"health", "/healthz", "", 200},
		{"ready", "/readyz", "", 200},
		{"style", "/static/lanbi.css", "", 200},
		{"form", "/login", "", 200},
		{"token", "/api/v1/targets", "Bearer " + token, 200},
		{"token on metrics", "/metrics", "bearer " + token, 200},
		{"token on page", "/", "Bearer " + token, 200},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			response, body := get(t, server+test.path, "Authorization", test.authorization)
			if response.StatusCode != test.want {
				t.Errorf("status %d, want %d: %s", response.StatusCode, test.want, body)
			}
			if test.want == 401 && !strings.HasPrefix(response.Header.Get("WWW-Authenticate"), "Bearer") {
				t.Error("no challenge")
			}
			if strings.Contains(body, "guess") {
				t.Errorf("the token is echoed: %s", body)
			}
		})
	}
}

func signIn(t *testing.T, server, word string, header ...string) (*http.Response, string) {
	t.Helper()
	form := url.Values{"token": {word}}
	request, err := http.NewRequest(http.MethodPost, server+"/login", strings.NewReader(form.Encode()))
	if err != nil {
		t.Fatal(err)
	}
	request.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	for i := 0; i+1 < len(header); i += 2 {
		request.Header.Set(header[i], header[i+1])
	}
	return do(t, request)
}

func TestAuth_Session(t *testing.T) {
	o := guarded(t)
	now := noon
	o.Now = func() time.Time { return now }
	server := serve(t, o)
	if response, body := signIn(t, server, "guess"); response.StatusCode != 401 || len(response.Cookies()) != 0 ||
		!strings.Contains(body, "令牌不对") || strings.Contains(body, "guess") {
		t.Errorf("wrong token: status %d, cookies %v, %s", response.StatusCode, response.Cookies(), body)
	}
	response, _ := signIn(t, server, token)
	cookies := response.Cookies()
	if response.StatusCode != http.StatusSeeOther || response.Header.Get("Location") != "/" || len(cookies) != 1 {
		t.Fatalf("status %d, cookies %v", response.StatusCode, cookies)
	}
	if c := cookies[0]; !c.HttpOnly || c.SameSite != http.SameSiteStrictMode || c.Secure || strings.Contains(c.Value, token) {
		t.Errorf("cookie %v", c)
	}
	cookie := cookies[0].Name + "=" + cookies[0].Value
	status := func(value string) int {
		response, _ := get(t, server+"/api/v1/targets", "Cookie", value)
		return response.StatusCode
	}
	if got := status(cookie); got != 200 {
		t.Errorf("session: status %d", got)
	}
	forged := []byte(cookie)
	forged[len(forged)-2] ^= 1
	for name, value := range map[string]string{"forged": string(forged), "cut": cookie[:len(cookie)-8], "empty": sessionCookie + "=", "no base64": sessionCookie + "=%%"} {
		if got := status(value); got != 401 {
			t.Errorf("%s cookie: status %d", name, got)
		}
	}
	if response, _ := get(t, serve(t, guarded(t))+"/api/v1/targets", "Cookie", cookie); response.StatusCode != 401 {
		t.Errorf("another process takes the cookie: status %d", response.StatusCode)
	}
	now = noon.Add(sessionLength)
	if got := status(cookie); got != 401 {
		t.Errorf("expired session: status %d", got)
	}
}

func TestAuth_SignInFromElsewhere(t *testing.T) {
	server := serve(t, guarded(t))
	for name, header := range map[string][]string{
		"origin": {"Origin", "https://evil.example"}, "fetch metadata": {"Sec-Fetch-Site", "cross-site"},
	} {
		if response, _ := signIn(t, server, token, header...); response.StatusCode != http.StatusForbidden || len(response.Cookies()) != 0 {
			t.Errorf("%s: status %d, cookies %v", name, response.StatusCode, response.Cookies())
		}
	}
}

func TestAuth_SecureCookieBehindTLS(t *testing.T) {
	response, _ := signIn(t, serve(t, guarded(t)), token, "X-Forwarded-Proto", "https")
	if cookies := response.Cookies(); len(cookies) != 1 || !cookies[0].Secure {
		t.Errorf("cookies %v", cookies)
	}
}

func TestAuth_LongForm(t *testing.T) {
	if response, _ := signIn(t, serve(t, guarded(t)), strings.Repeat("x", maxBodyBytes)); response.StatusCode != 401 {
		t.Errorf("status %d", response.StatusCode)
	}
}

// A signed-in auditor sees everything and changes nothing; the name of who signed in
// stands on every page.
func TestAuth_AuditorReadsOnly(t *testing.T) {
	o := guarded(t)
	o.Users[1].Role, o.Users[1].Name = Auditor, "稽核"
	server := serve(t, o)
	signed, _ := signIn(t, server, token)
	cookie := signed.Cookies()[0].Name + "=" + signed.Cookies()[0].Value
	if _, page := get(t, server+"/", "Cookie", cookie); !strings.Contains(page, "稽核（审计员）") {
		t.Error("the page does not say who reads it")
	}
	response := post(t, server+"/api/v1/rejections/1/replay", "{}", "Content-Type", asJSON, "Authorization", bearer)
	if response.StatusCode != http.StatusForbidden {
		t.Errorf("an auditor's write answers %d, want 403", response.StatusCode)
	}
}

func TestNew_UnknownRole(t *testing.T) {
	o := guarded(t)
	o.Users[0].Role = "boss"
	if _, err := New(o); err == nil || !strings.Contains(err.Error(), `unknown role "boss" (have operator, auditor)`) {
		t.Errorf("error %v", err)
	}
}

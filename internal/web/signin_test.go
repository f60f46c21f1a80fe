package web

import (
	"net/http"
	"net/url"
	"strings"
	"testing"
)

// Whoever follows a link of a message signs in and is where the link led to.
func TestSignIn_LeadsBack(t *testing.T) {
	server := serve(t, (&duty{}).options(t))
	for asked, want := range map[string]string{
		"/alerts": "/login?to=%2Falerts", "/": "/login", "/what-if?target=a%2Fb&like=2023": "/login?to=%2Fwhat-if%3Ftarget%3Da%252Fb%26like%3D2023",
	} {
		response, _ := get(t, server+asked)
		if got := response.Header.Get("Location"); response.StatusCode != http.StatusSeeOther || got != want {
			t.Errorf("%s leads to %s, want %s", asked, got, want)
		}
	}
	if _, page := get(t, server+"/login?to=%2Falerts"); !strings.Contains(page, `name="to" value="/alerts"`) {
		t.Error("the form forgets the page")
	}
	for to, want := range map[string]string{
		"/alerts": "/alerts", "/what-if?target=a%2Fb&like=2023": "/what-if?target=a%2Fb&like=2023", "": "/", "/": "/", "/login": "/",
		"https://evil.example/alerts": "/", "//evil.example/alerts": "/", `/\\evil.example`: "/", "javascript:alert(1)": "/", "/api/v1/targets": "/", "/alerts/../x": "/", "alerts": "/", "?x": "/", "%zz": "/",
	} {
		request, err := http.NewRequest(http.MethodPost, server+"/login", strings.NewReader(url.Values{"token": {token}, "to": {to}}.Encode()))
		if err != nil {
			t.Fatal(err)
		}
		request.Header.Set("Content-Type", "application/x-www-form-urlencoded")
		response, _ := do(t, request)
		if got := response.Header.Get("Location"); response.StatusCode != http.StatusSeeOther || got != want {
			t.Errorf("after %q: %d to %q, want %q", to, response.StatusCode, got, want)
		}
	}
}

// A form sent after the session has ended is answered by a page with a way to sign in,
// and a program by JSON.
func TestSignIn_SessionOver(t *testing.T) {
	server := serve(t, (&duty{}).options(t))
	response := post(t, server+"/alerts", "do=test", "Content-Type", "application/x-www-form-urlencoded", "Accept", "text/html")
	if response.StatusCode != http.StatusUnauthorized || !strings.HasPrefix(response.Header.Get("Content-Type"), "text/html") {
		t.Errorf("status %d, %s", response.StatusCode, response.Header.Get("Content-Type"))
	}
	response = post(t, server+"/alerts", "do=test", "Content-Type", "application/x-www-form-urlencoded")
	if response.StatusCode != http.StatusUnauthorized || response.Header.Get("Content-Type") != "application/problem+json" {
		t.Errorf("status %d, %s", response.StatusCode, response.Header.Get("Content-Type"))
	}
}

package influx

import (
	"net/http"
	"sync/atomic"
)

// authorizing shows the server the credentials in force, which may change while
// requests are under way.
type authorizing struct {
	next  http.RoundTripper
	value atomic.Pointer[string] // of the header; nil leaves requests as they are
}

// RoundTrip sends the request with the credentials of now.
func (a *authorizing) RoundTrip(r *http.Request) (*http.Response, error) {
	if value := a.value.Load(); value != nil {
		r = r.Clone(r.Context())
		r.Header.Del("Authorization")
		if *value != "" {
			r.Header.Set("Authorization", *value)
		}
	}
	return a.next.RoundTrip(r)
}

// SetCredentials replaces token, or user and password, for all requests from now
// on. It may be called at any time.
func (db *DB) SetCredentials(token, username, password string) {
	if token == "" && username != "" {
		token = username + ":" + password
	}
	value := ""
	if token != "" {
		value = "Token " + token
	}
	db.authorize.value.Store(&value)
}

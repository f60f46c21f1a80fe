package web

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"net/http"
	"strings"
	"testing"
)

func TestReplay_NeedsATokenAlwaysAndSaysWhatBecameOfIt(t *testing.T) {
	hash := sha256.Sum256([]byte("token-of-duty"))
	users := []User{{Name: "duty", SHA256: hex.EncodeToString(hash[:])}}
	results := map[int64]Replayed{1: {Found: true, Accepted: true}, 2: {Found: true, Why: "unknown-station: 没有"}}
	bearer := []string{"Authorization", "Bearer token-of-duty"}
	json := []string{"Content-Type", "application/json"}
	for _, c := range []struct {
		name, id string
		users    []User
		header   [][]string
		status   int
		says     string
	}{
		{"accepted", "1", users, [][]string{bearer, json}, http.StatusOK, `"accepted":true`},
		{"refused once more", "2", users, [][]string{bearer, json}, http.StatusConflict, "unknown-station"},
		{"not kept", "3", users, [][]string{bearer, json}, http.StatusNotFound, "没有这条拒收报文"},
		{"no number", "x", users, [][]string{bearer, json}, http.StatusNotFound, "没有这条拒收报文"},
		{"store fails", "9", users, [][]string{bearer, json}, http.StatusServiceUnavailable, ""},
		{"no token", "1", users, [][]string{json}, http.StatusUnauthorized, "令牌"},
		{"wrong token", "1", users, [][]string{{"Authorization", "Bearer other"}, json}, http.StatusUnauthorized, "令牌"},
		{"nobody has a token", "1", nil, [][]string{bearer, json}, http.StatusUnauthorized, "本机访问也不例外"},
		{"a form", "1", users, [][]string{bearer, {"Content-Type", "application/x-www-form-urlencoded"}}, http.StatusUnsupportedMediaType, "JSON"},
		{"another origin", "1", users, [][]string{bearer, json, {"Origin", "http://elsewhere.example"}}, http.StatusForbidden, "跨站"},
	} {
		t.Run(c.name, func(t *testing.T) {
			calls := 0
			o := options(county())
			o.Users = c.users
			o.Replay = func(_ context.Context, id int64) (Replayed, error) {
				calls++
				if id == 9 {
					return Replayed{}, errors.New("spool is full")
				}
				return results[id], nil
			}
			request, err := http.NewRequest(http.MethodPost, serve(t, o)+"/api/v1/rejections/"+c.id+"/replay", strings.NewReader("{}"))
			if err != nil {
				t.Fatal(err)
			}
			for _, h := range c.header {
				request.Header.Set(h[0], h[1])
			}
			response, body := do(t, request)
			if response.StatusCode != c.status || !strings.Contains(body, c.says) {
				t.Errorf("status %d %s, want %d and %q", response.StatusCode, body, c.status, c.says)
			}
			if c.status == http.StatusUnauthorized && calls != 0 {
				t.Error("replayed without a right to")
			}
		})
	}
}

// A process that only takes in (no Reads) once answered 404 for every replay.
func TestReplay_ProcessThatOnlyTakesIn(t *testing.T) {
	hash := sha256.Sum256([]byte("token-of-duty"))
	o := options(county())
	o.Users = []User{{Name: "duty", SHA256: hex.EncodeToString(hash[:])}}
	o.Reads = nil
	o.Replay = func(context.Context, int64) (Replayed, error) { return Replayed{Found: true, Accepted: true}, nil }
	request, err := http.NewRequest(http.MethodPost, serve(t, o)+"/api/v1/rejections/1/replay", strings.NewReader("{}"))
	if err != nil {
		t.Fatal(err)
	}
	request.Header.Set("Authorization", "Bearer token-of-duty")
	request.Header.Set("Content-Type", "application/json")
	if response, body := do(t, request); response.StatusCode != http.StatusOK || !strings.Contains(body, `"accepted":true`) {
		t.Errorf("status %d %s, want 200 and accepted", response.StatusCode, body)
	}
}

package job

import (
	"encoding/json"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"lanbi/internal/alert"
	"lanbi/internal/ledger"
	"lanbi/internal/notify/webhook"
	"lanbi/internal/target"
)

// The whole path on real parts: a receiver that is away at first, the ledger's
// file, and a restart before every run.
func TestAlerts_LedgerAndWebhook(t *testing.T) {
	var mu sync.Mutex
	var got []alert.Message
	away := true
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		mu.Lock()
		defer mu.Unlock()
		if away {
			w.Header().Set("Retry-After", "90")
			w.WriteHeader(http.StatusServiceUnavailable)
			return
		}
		var m alert.Message
		if err := json.NewDecoder(r.Body).Decode(&m); err != nil {
			w.WriteHeader(http.StatusBadRequest)
			return
		}
		got = append(got, m)
	}))
	defer server.Close()

	path := filepath.Join(t.TempDir(), "ledger.db")
	statuses := statusByDay{"2026-11-17": target.Watch, "2026-11-18": target.AtRisk, "2026-11-19": target.AtRisk,
		"2026-11-20": target.AtRisk, "2026-11-21": target.OnTrack, "2026-11-22": target.OnTrack}
	run := func(day int) error {
		t.Helper()
		states, err := ledger.Open(path)
		if err != nil {
			t.Fatal(err)
		}
		defer states.Close()
		hook, err := webhook.New(webhook.Options{Name: "值班", URL: server.URL, Now: func() time.Time { return alertDue(day) }})
		if err != nil {
			t.Fatal(err)
		}
		j := &Alerts{Zone: alertZone, Now: func() time.Time { return alertDue(day) }, Targets: statuses, Store: states, Simulated: func() bool { return true }, Log: slog.New(slog.DiscardHandler),
			Channels: []Channel{{Name: "值班", Sender: hook}}}
		return j.Run(t.Context(), alertDue(day))
	}
	if err := run(19); err != nil {
		t.Fatal(err)
	}
	if err := run(20); err == nil || !strings.Contains(err.Error(), "503") {
		t.Fatalf("run while the receiver is away: %v", err)
	}
	mu.Lock()
	away = false
	mu.Unlock()
	for day := 20; day <= 23; day++ {
		if err := run(day); err != nil {
			t.Fatal(err)
		}
	}
	mu.Lock()
	defer mu.Unlock()
	if len(got) != 2 || got[0].ID != firstMessage || got[0].State != alert.Firing || got[1].State != alert.Resolved {
		t.Fatalf("received %+v, want the begin and the end", got)
	}
	for _, m := range got {
		if !strings.Contains(m.Text, alert.SimulatedNotice) || !m.Simulated {
			t.Errorf("message of simulated data: %q", m.Text)
		}
	}
}

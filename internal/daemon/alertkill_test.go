//go:build !noembed

package daemon

import (
	"encoding/json"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"lanbi/internal/alert"
	"lanbi/internal/assess"
	"lanbi/internal/measure"
	"lanbi/internal/standard/hj633"
)

// toldIn2026 is what a goal of 340 days has people told when 60 to 65, 150 to 159
// and 300 to 311 are the exceeding days of the year, and all others are good. The
// rule without a forecast, e = remaining × exceeding/elapsed against the budget of
// 25 less the exceeding days, gives 有风险 (budget below e) on the days 64 to 87,
// 154 to 157, 176 to 233 and 304 to 307, 难度大 (below e − 2√e) on 158 to 175 and on
// 308, 已无法完成 from 309 on. The second such day in a row is told; of 难度大 and
// 已无法完成 the milder first. Days left are told as they fall to 10, 5, 3, 1 and 0.
var toldIn2026 = []string{
	"target-status/jiangyuan/good-air-days/2026/2026-03-05#1 firing at_risk",
	"target-status/jiangyuan/good-air-days/2026/2026-03-05#2 resolved watch",
	"target-status/jiangyuan/good-air-days/2026/2026-06-03#1 firing at_risk",
	"budget 10",
	"target-status/jiangyuan/good-air-days/2026/2026-06-03#2 firing unlikely",
	"target-status/jiangyuan/good-air-days/2026/2026-06-03#3 firing at_risk",
	"target-status/jiangyuan/good-air-days/2026/2026-06-03#4 resolved watch",
	"budget 5",
	"budget 3",
	"target-status/jiangyuan/good-air-days/2026/2026-10-31#1 firing at_risk",
	"budget 1",
	"budget 0",
	"target-status/jiangyuan/good-air-days/2026/2026-10-31#2 firing unlikely",
	"target-status/jiangyuan/good-air-days/2026/2026-10-31#3 firing lost",
}

func exceedsIn2026(n int) bool {
	return n >= 60 && n <= 65 || n >= 150 && n <= 159 || n >= 300 && n <= 311
}

// strike is a kill -9 while a message is on its way to a channel.
type strike struct {
	channel string
	nth     int // of the messages that come to the channel, counted from 1
	moment  moment
}

// moment is when the process dies.
type moment int

const (
	beforeAccepted moment = iota // the message has come and counts for nothing
	beforeAnswered               // the channel has taken the message, the answer is never seen
	afterAnswered                // the answer 200 is on its way
)

// inboxes are the channels of people and machines. They end the daemon's process
// at the moments of their strikes.
type inboxes struct {
	mu      sync.Mutex
	strikes []strike
	life    *child
	dead    chan struct{} // closed once life has ended
	came    map[string]int
	got     map[string][]alert.Message
}

func (b *inboxes) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	channel := strings.TrimPrefix(r.URL.Path, "/")
	var m alert.Message
	if err := json.NewDecoder(r.Body).Decode(&m); err != nil {
		http.Error(w, err.Error(), http.StatusBadRequest)
		return
	}
	b.mu.Lock()
	b.came[channel]++
	i := slices.IndexFunc(b.strikes, func(s strike) bool { return s.channel == channel && s.nth == b.came[channel] })
	hit := strike{moment: -1}
	if i >= 0 {
		hit = b.strikes[i]
		b.strikes = slices.Delete(b.strikes, i, i+1)
	}
	if hit.moment != beforeAccepted {
		b.got[channel] = append(b.got[channel], m)
	}
	life, dead := b.life, b.dead
	b.mu.Unlock()
	switch hit.moment {
	case beforeAccepted, beforeAnswered:
		life.command.Process.Kill()
		<-dead
		panic(http.ErrAbortHandler)
	case afterAnswered:
		w.WriteHeader(http.StatusOK)
		http.NewResponseController(w).Flush()
		life.command.Process.Kill()
	}
}

// liveThrough2026 runs the alerts of a county on the mornings of 2026 in a process
// of its own, which the strikes kill; after each it starts again with the state it
// left. A morning is a day of the year, and what its clock shows.
func liveThrough2026(t *testing.T, strikes []strike, mornings []time.Time) map[string][]alert.Message {
	t.Helper()
	b := &inboxes{strikes: strikes, came: map[string]int{}, got: map[string][]alert.Message{}}
	receiver := httptest.NewServer(b)
	defer receiver.Close()
	influx := startExternalInflux(t, t.TempDir())
	c := county{dir: t.TempDir(), influx: "url: " + influx.URL(), goal: 340, more: `
jobs: {hours: off, air-hour: off, air-day: off, reassess: off, water: off, progress: off, retention: off}
alerts:
  channels:
    - {name: people, type: webhook, digest: true, url: "` + receiver.URL + `/people"}
    - {name: machine, type: webhook, url: "` + receiver.URL + `/machine"}
  rules: {budget_burn: {on: false}, day_data: {on: false}, validity: {on: false}, station_silent: {on: false}}
`}
	storeYear(t, c)
	path := c.write(t)
	begin := func(now time.Time) {
		life := startChild(t, path, childClock+"="+now.Format(time.RFC3339))
		b.mu.Lock()
		b.life, b.dead = life, make(chan struct{})
		b.mu.Unlock()
	}
	begin(mornings[0])
	for _, now := range mornings {
		for !b.life.alertsAt(now) {
			b.life.command.Wait()
			close(b.dead)
			begin(now)
		}
	}
	if len(b.strikes) > 0 {
		t.Errorf("these did not come to pass: %+v", b.strikes)
	}
	return b.got
}

// storeYear stores the assessed days of 2026 under both editions.
func storeYear(t *testing.T, c county) {
	t.Helper()
	settings := c.config(t)
	db, err := openDB(t.Context(), settings, settings.Influx.URL)
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	var days []assess.AirDay
	for n := 1; n <= 365; n++ {
		row := assess.AirDay{Place: "220605", Day: measure.Date(2026, 1, n), Provisional: true}
		for _, p := range [...]measure.Parameter{measure.PM25, measure.PM10, measure.SO2, measure.NO2, measure.CO, measure.O38h} {
			row.Has, row.Mean[p] = row.Has.With(p), 30*measure.Microgram
		}
		if exceedsIn2026(n) {
			row.Mean[measure.PM25] = 90 * measure.Microgram
		}
		for _, edition := range hj633.Editions {
			days = append(days, assess.Rejudge(row, edition, hj633.Options{}))
		}
	}
	if err := db.WriteAirDays(t.Context(), days); err != nil {
		t.Fatal(err)
	}
}

// names are the ids and statuses of messages as toldIn2026 has them, each once.
func names(messages []alert.Message) []string {
	var out []string
	for _, m := range messages {
		var name string
		switch m.Kind {
		case alert.TargetStatus:
			name = m.ID + " " + m.State.String() + " " + m.Figures.Status
		case alert.Budget:
			_, after, _ := strings.Cut(m.Title, "【还可超标 ")
			left, _, _ := strings.Cut(after, " 天】")
			name = "budget " + left
		default:
			name = m.ID
		}
		if !slices.Contains(out, name) {
			out = append(out, name)
		}
	}
	return out
}

func expectAll(t *testing.T, got map[string][]alert.Message, most int) {
	t.Helper()
	if told := names(got["machine"]); !slices.Equal(told, toldIn2026) {
		t.Errorf("told\n%s\nwant\n%s", strings.Join(told, "\n"), strings.Join(toldIn2026, "\n"))
	}
	first, count := map[string]alert.Message{}, map[string]int{}
	for channel, messages := range got {
		for _, m := range messages {
			key := channel + " " + m.ID
			if count[key]++; count[key] > most {
				t.Errorf("%s came %d times, want at most %d", key, count[key], most)
			}
			if old, seen := first[key]; seen && old.Text != m.Text {
				t.Errorf("two messages of id %s:\n%s\n%s", m.ID, old.Text, m.Text)
			}
			first[key] = m
			if !containsAll(m.Text, alert.SimulatedNotice, "未审核数据") {
				t.Errorf("message that does not say what it rests on: %s", m.Text)
			}
		}
	}
	for _, m := range got["machine"] {
		n := 0
		for key, p := range first {
			if strings.HasPrefix(key, "people ") && strings.Contains(p.Text, m.Text) {
				n++
			}
		}
		if n != 1 {
			t.Errorf("%s is in %d messages to people, want 1", m.ID, n)
		}
	}
}

// A year of the whole program, the quiet parts by the week: every transition once,
// no more than one digest a day.
func TestDaemon_YearOfAlerts(t *testing.T) {
	t.Parallel()
	days := eventful()
	for n := 3; n <= 365; n += 7 {
		days = append(days, mornings(n, n)...)
	}
	slices.SortFunc(days, time.Time.Compare)
	got := liveThrough2026(t, nil, slices.Compact(days))
	expectAll(t, got, 1)
	digests := map[string]bool{}
	for _, m := range got["people"] {
		if m.Kind == alert.Digest && digests[m.AsOf] {
			t.Errorf("a second digest on %s", m.AsOf)
		}
		digests[m.AsOf] = digests[m.AsOf] || m.Kind == alert.Digest
	}
}

// The weeks of the same year in which anything happens, with kill -9 around the
// acceptance of messages and digests, and a clock that is wrong twice: the same transitions, each at least once and at most
// twice, both copies with the same id and word for word.
func TestDaemon_YearOfAlertsWithKills(t *testing.T) {
	t.Parallel()
	strikes := []strike{{"machine", 1, beforeAccepted}, {"people", 1, beforeAnswered}, {"machine", 4, beforeAnswered}, {"machine", 7, afterAnswered}, {"people", 6, afterAnswered}}
	days := eventful()
	days[5] = days[5].AddDate(0, 0, 1) // set forward by a day when the first is told
	// Set back by two days when 难度大 has just been told.
	set := slices.IndexFunc(days, func(now time.Time) bool { return now.YearDay() == 161 })
	days[set] = days[set].AddDate(0, 0, -2)
	expectAll(t, liveThrough2026(t, strikes, days), 2)
}

// eventful are the mornings on which anything is told, and those before: 12 weeks.
func eventful() []time.Time {
	return slices.Concat(mornings(61, 92), mornings(150, 180), mornings(233, 237), mornings(299, 313))
}

// mornings are 08:05 of the days of 2026 with these numbers.
func mornings(first, last int) []time.Time {
	var out []time.Time
	for n := first; n <= last; n++ {
		out = append(out, time.Date(2026, 1, n, 8, 5, 0, 0, beijing))
	}
	return out
}

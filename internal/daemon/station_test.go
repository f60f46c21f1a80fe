//go:build !noembed

package daemon

import (
	"fmt"
	"strings"
	"sync"
	"testing"
	"time"

	mqtt "github.com/eclipse/paho.mqtt.golang"
)

// station is an MQTT client that publishes as the stations do.
type station struct {
	t      *testing.T
	client mqtt.Client
}

// connect makes a station at the broker; it is disconnected at the end.
func connect(t *testing.T, broker, id string) *station {
	t.Helper()
	o := mqtt.NewClientOptions().AddBroker(broker).SetClientID(id).SetCleanSession(false).
		SetAutoReconnect(true).SetMaxReconnectInterval(200 * time.Millisecond).
		SetConnectTimeout(10 * time.Second).
		SetConnectRetry(true).SetConnectRetryInterval(100 * time.Millisecond) // the broker may just be away for a reload
	client := mqtt.NewClient(o)
	if token := client.Connect(); !token.WaitTimeout(patience) || token.Error() != nil {
		t.Fatalf("connect to %s: %v", broker, token.Error())
	}
	s := &station{t: t, client: client}
	t.Cleanup(func() { client.Disconnect(0) })
	return s
}

// message is a topic with a payload.
type message struct{ topic, payload string }

// send publishes the messages with QoS 1 and returns when the broker has
// acknowledged all.
func (s *station) send(messages ...message) {
	s.t.Helper()
	tokens := make([]mqtt.Token, 0, len(messages))
	for i, m := range messages {
		tokens = append(tokens, s.client.Publish(m.topic, 1, false, m.payload))
		if i >= 64 { // no more than this many unacknowledged
			s.settled(tokens[i-64], messages[i-64])
		}
	}
	for i, token := range tokens {
		s.settled(token, messages[i])
	}
}

func (s *station) settled(token mqtt.Token, m message) {
	s.t.Helper()
	if !token.WaitTimeout(patience) || token.Error() != nil {
		s.t.Fatalf("publish on %s: not acknowledged: %v", m.topic, token.Error())
	}
}

// air is what a station says of the hour that ends at the given time. values and
// flags are the members of the objects of these names.
func air(code string, end time.Time, values, flags string) message {
	if flags != "" {
		flags = fmt.Sprintf(`,"flags":{%s}`, flags)
	}
	return message{"env/air/220605/" + code,
		fmt.Sprintf(`{"station":%q,"time":%q,"values":{%s}%s}`, code, end.Format(time.RFC3339), values, flags)}
}

func water(code string, start time.Time, values string) message {
	return message{"env/water/220605/" + code,
		fmt.Sprintf(`{"station":%q,"time":%q,"values":{%s}}`, code, start.Format(time.RFC3339), values)}
}

// clean are values of all six pollutants, good under both editions.
const clean = `"pm2_5":20,"pm10":40,"so2":8,"no2":20,"co":0.5,"o3":60`

// airDay is a whole day of a station with the same values in every hour.
func airDay(code string, day time.Time, values, flags string) []message {
	var out []message
	for hour := 1; hour <= 24; hour++ {
		out = append(out, air(code, day.Add(time.Duration(hour)*time.Hour), values, flags))
	}
	return out
}

// waterDay is a day of a section: six samples of class Ⅱ.
func waterDay(code string, day time.Time, values string) []message {
	var out []message
	for hour := 0; hour < 24; hour += 4 {
		out = append(out, water(code, day.Add(time.Duration(hour)*time.Hour), values))
	}
	return out
}

// classTwo are values of class Ⅱ for a river: permanganate index 3 lies between
// the limits 2 and 4 of Ⅰ and Ⅱ (GB 3838-2002 table 1), the others within Ⅰ.
const classTwo = `"ph":7.5,"do":9,"codmn":3,"nh3n":0.1,"tp":0.02,"tn":1,"temp":6,"ec":200,"turb":4`

// ledgerOf counts what was acknowledged: distinct points, and the sum of their
// carbon monoxide in tenths of mg/m³, which serves as a checksum.
type ledgerOf struct {
	mu     sync.Mutex
	tenths map[string]int64
}

func newLedgerOf() *ledgerOf { return &ledgerOf{tenths: map[string]int64{}} }

// hourOf makes the message i of a long series over several stations, whose CO
// differs from its neighbours'.
func hourOf(first time.Time, i int) (message, string, int64) {
	stations := [...]string{"JY001", "JY002", "JY101"}
	code := stations[i%len(stations)]
	end := first.Add(time.Duration(i/len(stations)) * time.Hour)
	tenths := int64(i%97) + 1
	m := air(code, end, fmt.Sprintf(`"pm2_5":%d,"co":%d.%d`, i%200, tenths/10, tenths%10), "")
	return m, code + end.Format(time.RFC3339), tenths
}

// acknowledged notes a message.
func (l *ledgerOf) acknowledged(key string, tenths int64) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.tenths[key] = tenths
}

// expect wants exactly the acknowledged points at the InfluxDB.
func (l *ledgerOf) expect(t *testing.T, influx string) {
	t.Helper()
	l.mu.Lock()
	defer l.mu.Unlock()
	var sum int64
	for _, v := range l.tenths {
		sum += v
	}
	points := number(t, influx, `SELECT count(co) FROM air`)
	total := number(t, influx, `SELECT sum(co) FROM air`)
	if int(points) != len(l.tenths) || int64(total*10+0.5) != sum {
		t.Errorf("InfluxDB has %v points with a sum of %.1f mg/m³; acknowledged were %d with %d.%d",
			points, total, len(l.tenths), sum/10, sum%10)
	}
	if n := len(query(t, influx, `SELECT pm2_5 FROM air`)); n != len(l.tenths) {
		t.Errorf("InfluxDB has %d values of PM2.5, acknowledged were %d", n, len(l.tenths))
	}
}

// containsAll tells whether text holds every part.
func containsAll(text string, parts ...string) bool {
	for _, part := range parts {
		if !strings.Contains(text, part) {
			return false
		}
	}
	return true
}

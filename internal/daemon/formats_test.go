//go:build !noembed

package daemon

import (
	"bufio"
	"context"
	"fmt"
	"log/slog"
	"net"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"lanbi/internal/config"
	"lanbi/internal/embedded"
	"lanbi/internal/feed"
	"lanbi/internal/feed/hj212"
	"lanbi/internal/measure"
)

// TestDaemon_ForeignFormats runs a whole process: a station speaks HJ 212 over
// TCP, others send frames and foreign JSON as messages; what they sent lies in
// InfluxDB, under the codes of the configuration.
func TestDaemon_ForeignFormats(t *testing.T) {
	if !embedded.Built {
		t.Skip("built without the embedded InfluxDB (tag noembed)")
	}
	dir := t.TempDir()
	if err := os.WriteFile(filepath.Join(dir, "pw"), []byte("654321\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	c, err := config.Parse("x.yaml", []byte(strings.ReplaceAll(`
areas:
  - code: A
    name: 甲
    stations: [{code: S1, lat: 1, lon: 2, network: 省控}, {code: S2, lat: 1, lon: 2, network: 省控}]
    sections: [{code: W1, name: 断面, river: 河, body: river, class: 2}]
mqtt: {embedded: {listen: "127.0.0.1:0"}}
influx: {embedded: {dir: DIR/influx, listen: "127.0.0.1:0"}}
web: {listen: "127.0.0.1:0"}
data_dir: DIR/data
feeds:
  - {kind: air, format: hj212, listen: "tcp://127.0.0.1:0", stamp: start, hj212: {stations: [{mn: "3400010000000001", station: S1, password_file: DIR/pw}]}}
  - {kind: water, format: hj212, topic: "hj/{section}", stamp: start}
  - {kind: air, format: mapped, topic: "vendor/{station}/state", stamp: start, paths: {time: t, values: {pm10: "d[n=PM10].v"}}}
`, "DIR", dir)), config.Options{ReadFile: os.ReadFile})
	if err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithTimeout(t.Context(), 2*time.Minute)
	defer cancel()
	d, err := Open(ctx, Options{Config: c, Log: slog.New(slog.DiscardHandler)})
	if err != nil {
		t.Fatal(err)
	}
	defer func() {
		if err := d.Stop(); err != nil {
			t.Errorf("stop: %v", err)
		}
	}()
	if err := d.Start(ctx); err != nil {
		t.Fatal(err)
	}

	hour := time.Now().Add(-2 * time.Hour).Truncate(time.Hour)
	at := hour.In(c.Timezone).Format("20060102150405")
	yesterday := measure.DayOf(hour, c.Timezone).Add(-1).Start(c.Timezone)
	midnight := yesterday.Format("20060102150405")
	air := func(pw string) string {
		return string(hj212.AppendFrame(nil, []byte("QN=20260101000000001;ST=22;CN=2061;PW="+pw+";MN=3400010000000001;Flag=5;CP=&&DataTime="+at+";a34004-Avg=35.5,a34004-Flag=N&&")))
	}
	station, err := net.Dial("tcp", d.ListenerAddrs()[0])
	if err != nil {
		t.Fatal(err)
	}
	defer station.Close()
	answers := bufio.NewReader(station)
	for _, one := range []struct{ frame, want string }{
		{air("654321"), "CN=9014;"},
		{air("000000"), "QnRtn=3&&"},
		{string(hj212.AppendFrame(nil, []byte("QN=20260101000000001;ST=22;CN=2031;PW=654321;MN=3400010000000001;Flag=5;CP=&&DataTime="+midnight+";a34004-Avg=70,a34004-Flag=D&&"))), "CN=9014;"},
	} {
		if _, err := station.Write([]byte(one.frame)); err != nil {
			t.Fatal(err)
		}
		if answer, err := answers.ReadString('\n'); err != nil || !strings.Contains(answer, one.want) {
			t.Fatalf("answer %q, error %v; want %s", answer, err, one.want)
		}
	}
	water := string(hj212.AppendFrame(nil, []byte("ST=21;CN=2061;PW=1;MN=W1;CP=&&DataTime="+at+";w21003-Avg=0.12&&")))
	for topic, payload := range map[string]string{
		"hj/W1":           water,
		"vendor/S2/state": fmt.Sprintf(`{"t":%d,"d":[{"n":"TSP","v":1},{"n":"PM10","v":"52.1"}]}`, hour.Unix()),
	} {
		if err := d.Intake().Accept(ctx, topic, []byte(payload), false); err != nil {
			t.Fatal(err)
		}
	}

	want := map[string]string{"air S1": "pm2_5=35500", "water W1": "nh3n=120000", "air S2": "pm10=52100"}
	for len(want) > 0 {
		if ctx.Err() != nil {
			t.Fatalf("not stored in time: %v; %+v", want, d.Intake().Stats())
		}
		for _, m := range []measure.Medium{measure.Air, measure.Water} {
			samples, err := d.db.Latest(ctx, m)
			if err != nil {
				t.Fatal(err)
			}
			for _, s := range samples {
				if r := s.Readings[0]; s.Start.Equal(hour) && fmt.Sprintf("%s=%d", r.Parameter, r.Value) == want[m.String()+" "+s.Station] {
					delete(want, m.String()+" "+s.Station)
				}
			}
		}
	}
	eventually(t, "the day that the station computed is stored", func() bool {
		rows := query(t, d.InfluxURL(), `SELECT pm2_5, pm2_5_flag FROM air WHERE "interval"='1d' AND station='S1'`)
		return len(rows) == 1 && fmt.Sprint(rows[0]) == "["+yesterday.UTC().Format(time.RFC3339)+" 70 D]"
	})
	if n := d.Intake().Stats().Rejected[feed.Impostor]; n != 1 {
		t.Errorf("%d frames rejected as impostor, want the one with the wrong password", n)
	}
	for _, r := range d.Intake().Rejections(10) {
		if strings.Contains(r.Payload+r.Error, "000000;MN") || strings.Contains(r.Payload+r.Error, "654321") {
			t.Errorf("a rejection shows a password: %+v", r)
		}
	}
}

package intake

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/prometheus/client_golang/prometheus"
	"github.com/prometheus/client_golang/prometheus/testutil"

	"lanbi/internal/feed"
)

func TestRejections_MaskedBoundedAndKept(t *testing.T) {
	influx := newFakeInflux(t)
	dir := t.TempDir()
	secret := func(o *Options) { o.Secrets = []string{"hunter2", "", "hunter2-long"} }
	in := start(t, dir, influx.addr, secret)
	filler := strings.Repeat("x", 4<<10-3)
	for _, p := range []string{"##0101QN=1;PW=123456;MN=1", "a hunter2 b hunter2-long", filler + "hunter2" + filler} {
		accept(t, in, "env/air/jiangyuan/JY001", p)
	}
	halt(t, in)
	in = start(t, dir, influx.addr, secret)
	got := in.Rejections(10)
	if len(got) != 3 {
		t.Fatalf("%d rejections after a restart, want 3", len(got))
	}
	for i, want := range []string{filler + "***", "a *** b ***", "##0101QN=1;PW=***;MN=1"} {
		if got[i].Payload != want {
			t.Errorf("kept %.60q of %d bytes, want %.60q of %d", got[i].Payload, len(got[i].Payload), want, len(want))
		}
	}
	// The file turns at its bound and the list stays short.
	big := strings.Repeat("y", 4<<10)
	for range 2500 {
		r := in.rejected.make(time.Now(), "t", feed.Malformed, "e", []byte(big))
		if err := in.rejected.keep(r); err != nil {
			t.Fatal(err)
		}
	}
	for _, name := range []string{"rejected.jsonl", "rejected.jsonl.old"} {
		if info, err := os.Stat(filepath.Join(dir, name)); err != nil || info.Size() > rejectionFile {
			t.Errorf("%s: %v %v", name, info, err)
		}
	}
	if n := len(in.Rejections(1 << 20)); n != recentRejections {
		t.Errorf("%d listed, want %d", n, recentRejections)
	}
}

func TestMetrics(t *testing.T) {
	influx := newFakeInflux(t)
	reg := prometheus.NewPedanticRegistry()
	in := start(t, t.TempDir(), influx.addr, func(o *Options) { o.Registry = reg })
	accept(t, in, first(reading(1, 1)), second(reading(1, 1)))
	accept(t, in, "env/air/jiangyuan/JY001", "")
	eventually(t, "stored", func() bool { return in.Stats().Spool.Records == 0 })
	want := `
# HELP lanbi_intake_messages_received_total Messages made durable, refused ones included.
# TYPE lanbi_intake_messages_received_total counter
lanbi_intake_messages_received_total 2
# HELP lanbi_intake_lines_stored_total Lines accepted by InfluxDB.
# TYPE lanbi_intake_lines_stored_total counter
lanbi_intake_lines_stored_total 2
# HELP lanbi_intake_spool_records Records that wait for InfluxDB.
# TYPE lanbi_intake_spool_records gauge
lanbi_intake_spool_records 0
`
	if err := testutil.GatherAndCompare(reg, strings.NewReader(want), "lanbi_intake_messages_received_total",
		"lanbi_intake_lines_stored_total", "lanbi_intake_spool_records"); err != nil {
		t.Error(err)
	}
	if n, err := testutil.GatherAndCount(reg, "lanbi_intake_rejected_total", "lanbi_intake_station_last_seen_timestamp_seconds"); err != nil || n != len(feed.Reasons)+1 {
		t.Errorf("%d series, %v", n, err)
	}
	halt(t, in)
	if n, err := testutil.GatherAndCount(reg); err != nil || n != 0 {
		t.Errorf("%d series after stop, %v", n, err)
	}
}

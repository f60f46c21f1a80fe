package intake

import (
	"log/slog"
	"sync/atomic"
	"testing"
	"time"

	"lanbi/internal/spool"
)

// While a reading waits for InfluxDB for longer than the spool allows, nothing more
// is acknowledged; the broker keeps it, and all is stored in the end.
func TestBroker_OldSpoolStopsAcknowledging(t *testing.T) {
	m := startMosquitto(t)
	influx := newFakeInflux(t)
	influx.freeze()
	var log logs
	var clock atomic.Int64
	clock.Store(time.Date(2026, 3, 2, 0, 0, 0, 0, time.UTC).UnixNano())
	now := func() time.Time { return time.Unix(0, clock.Load()) }
	q, err := spool.Open(t.TempDir(), spool.Options{MaxAge: 24 * time.Hour, Now: now})
	if err != nil {
		t.Fatal(err)
	}
	in := start(t, t.TempDir(), influx.addr, func(o *Options) {
		o.Spool.Close()
		o.Spool, o.Now = q, now
		o.Log = slog.New(slog.NewTextHandler(&log, nil))
		o.WriteTimeout = 200 * time.Millisecond
		subscribed1(m.url)(o)
	})
	waitSubscribed(t, in)
	p := newPublisher(t, m.url)
	p.readings(0, 100)
	eventually(t, "the first are acknowledged", func() bool { return in.Stats().Acknowledged == 100 })
	clock.Add(int64(25 * time.Hour))
	p.readings(100, 100)
	eventually(t, "the log says why", func() bool { return log.has("messages stay with the broker") && log.has("limit_age=24h") })
	if s := in.Stats(); s.Acknowledged != 100 || s.Spool.Records != 100 {
		t.Errorf("%d acknowledged with %d records kept, want 100 of both", s.Acknowledged, s.Spool.Records)
	}
	influx.thaw()
	eventually(t, "all acknowledged", func() bool { return in.Stats().Acknowledged == 200 })
	eventually(t, "all stored", func() bool { return influx.count("air") == 200 })
}

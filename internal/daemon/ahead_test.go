package daemon

import (
	"context"
	"errors"
	"log/slog"
	"testing"
	"testing/synctest"
	"time"

	"lanbi/internal/forecast"
	"lanbi/internal/web"
)

// Nobody but who asks to waits for the first record, an old one stays while a new one is
// computed or fails, and what failed is tried again after a minute.
func TestAhead_TrackRecord(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		down := errors.New("store is down")
		n, fails, warmed := 0, false, 0
		release := make(chan struct{})
		a := newAhead(func(ctx context.Context) (web.TrackRecord, error) {
			select {
			case <-release:
			case <-ctx.Done():
				return web.TrackRecord{}, ctx.Err()
			}
			n++
			if fails {
				return web.TrackRecord{}, down
			}
			return web.TrackRecord{Issued: forecast.TrackRecord{Issued: n}}, nil
		})
		read := func(wait bool) (issued int, err error) {
			ctx, cancel := context.WithTimeout(t.Context(), time.Second)
			defer cancel()
			record, err := a.trackRecord(ctx, wait)
			if record == nil {
				return -1, err
			}
			return record.Issued.Issued, err
		}
		expect := func(when string, wait bool, issued int, wantErr error) {
			t.Helper()
			if got, err := read(wait); got != issued || !errors.Is(err, wantErr) {
				t.Errorf("%s: issued %d, error %v, want %d, %v", when, got, err, issued, wantErr)
			}
		}
		ctx, cancel := context.WithCancel(t.Context())
		done := make(chan struct{})
		go func() {
			defer close(done)
			a.keep(ctx, slog.New(slog.DiscardHandler), func(context.Context) error { warmed++; return nil })
		}()
		synctest.Wait()
		expect("page, while the first is computed", false, -1, nil)
		expect("API, while the first is computed", true, -1, context.DeadlineExceeded)
		fails = true
		release <- struct{}{}
		expect("API, after the first failed", true, -1, down)
		fails = false
		time.Sleep(aheadAgain)
		release <- struct{}{}
		synctest.Wait()
		expect("page, after the second try", false, 2, nil)
		a.renew()
		synctest.Wait()
		expect("page, while it is computed again", false, 2, nil)
		fails = true
		release <- struct{}{}
		synctest.Wait()
		expect("page, after that failed", false, 2, nil)
		if warmed != 3 {
			t.Errorf("warmed %d times, want with every try", warmed)
		}
		cancel()
		<-done
	})
}

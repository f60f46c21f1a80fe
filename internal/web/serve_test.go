package web

import (
	"context"
	"io"
	"net"
	"net/http"
	"strings"
	"testing"

	"lanbi/internal/target"
)

// slow answers when it is told to.
type slow struct {
	*fake
	asked, answer chan struct{}
}

func (s slow) Progress(ctx context.Context) ([]target.Progress, error) {
	close(s.asked)
	select {
	case <-s.answer:
		return s.progress, nil
	case <-ctx.Done():
		return nil, ctx.Err()
	}
}

func start(t *testing.T, o Options) (address string, stop context.CancelFunc, ended chan error) {
	t.Helper()
	s, err := New(o)
	if err != nil {
		t.Fatal(err)
	}
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	ctx, stop := context.WithCancel(context.Background())
	t.Cleanup(stop)
	ended = make(chan error, 1)
	go func() { ended <- s.Serve(ctx, listener) }()
	return listener.Addr().String(), stop, ended
}

func TestServe_FinishesWhatIsUnderWay(t *testing.T) {
	f := county()
	o := options(f)
	board := slow{f, make(chan struct{}), make(chan struct{})}
	o.Reads.Board = board
	address, stop, ended := start(t, o)

	type result struct {
		status int
		body   string
		err    error
	}
	answered := make(chan result, 1)
	go func() {
		response, err := http.Get("http://" + address + "/api/v1/targets")
		if err != nil {
			answered <- result{err: err}
			return
		}
		defer response.Body.Close()
		body, err := io.ReadAll(response.Body)
		answered <- result{response.StatusCode, string(body), err}
	}()
	<-board.asked
	stop()
	close(board.answer)
	if r := <-answered; r.err != nil || r.status != http.StatusOK || !strings.Contains(r.body, "jiangyuan/good-air-days") {
		t.Errorf("request under way: %+v", r)
	}
	if err := <-ended; err != nil {
		t.Errorf("stop: %v", err)
	}
	if connection, err := net.Dial("tcp", address); err == nil {
		connection.Close()
		t.Error("still listening after the stop")
	}
}

func TestServe_ListenerFails(t *testing.T) {
	s, err := New(options(county()))
	if err != nil {
		t.Fatal(err)
	}
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	listener.Close()
	if err := s.Serve(t.Context(), listener); err == nil || !strings.Contains(err.Error(), listener.Addr().String()) {
		t.Errorf("error %v does not name the address", err)
	}
}

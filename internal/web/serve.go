package web

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net"
	"net/http"
	"time"
)

// Limits of a connection. A request has no body to speak of, so that a slow
// sender is cut off early; an answer may be a year of hours on a slow line.
const (
	headerTimeout   = 5 * time.Second
	readTimeout     = 10 * time.Second
	writeTimeout    = 60 * time.Second
	idleTimeout     = 2 * time.Minute
	shutdownTimeout = 3 * time.Second
	answerTimeout   = 15 * time.Second // for all reads of one answer
	reportTimeout   = 2 * time.Minute  // for those of a report, of which one is made at a time
	maxHeaderBytes  = 16 << 10
	maxBodyBytes    = 16 << 10
	maxBatchBytes   = 1 << 20
)

// Serve answers on the listener until ctx is done, then lets the requests under
// way finish for at most three seconds. It closes the listener and returns nil
// after an orderly stop.
func (s *Server) Serve(ctx context.Context, listener net.Listener) error {
	server := &http.Server{
		Handler:           s.handler,
		ReadHeaderTimeout: headerTimeout,
		ReadTimeout:       readTimeout,
		WriteTimeout:      writeTimeout,
		IdleTimeout:       idleTimeout,
		MaxHeaderBytes:    maxHeaderBytes,
		ErrorLog:          slog.NewLogLogger(s.o.Log.Handler(), slog.LevelDebug),
	}
	served := make(chan error, 1)
	go func() { served <- server.Serve(listener) }()
	select {
	case err := <-served:
		return fmt.Errorf("serve http on %s: %w", listener.Addr(), err)
	case <-ctx.Done():
	}
	bounded, cancel := context.WithTimeout(context.WithoutCancel(ctx), shutdownTimeout)
	defer cancel()
	err := server.Shutdown(bounded)
	if err != nil {
		err = errors.Join(fmt.Errorf("stop http on %s: %w", listener.Addr(), err), server.Close())
	}
	<-served
	return err
}

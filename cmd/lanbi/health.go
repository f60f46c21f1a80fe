package main

import (
	"context"
	"time"

	"lanbi/internal/daemon"
)

// healthCommand asks a running daemon whether it is alive. Images without a shell
// have nothing else for their health check.
type healthCommand struct {
	URL string `arg:"" default:"http://127.0.0.1:8080/healthz" help:"Address to ask: /healthz for alive, /readyz for doing its work."`
}

// Run succeeds when the answer is 200.
func (c healthCommand) Run(ctx context.Context) error {
	ctx, cancel := context.WithTimeout(ctx, 5*time.Second)
	defer cancel()
	return daemon.Healthy(ctx, c.URL)
}

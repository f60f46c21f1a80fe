package daemon

import (
	"context"
	"fmt"
	"net/http"
)

// Healthy asks the process's own page whether it is alive. That InfluxDB or the
// broker is down is no fault of the process: a restart would not mend it.
func (d *Daemon) Healthy(ctx context.Context) error { return Healthy(ctx, d.PageURL()+"healthz") }

// Healthy asks an address for health, and fails for any answer but 200.
func Healthy(ctx context.Context, address string) error {
	request, err := http.NewRequestWithContext(ctx, http.MethodGet, address, nil)
	if err != nil {
		return fmt.Errorf("ask for health: %w", err)
	}
	client := &http.Client{Transport: &http.Transport{DisableKeepAlives: true, Proxy: nil}}
	response, err := client.Do(request)
	if err != nil {
		return fmt.Errorf("ask for health: %w", err)
	}
	if err := response.Body.Close(); err != nil {
		return fmt.Errorf("ask for health: %w", err)
	}
	if response.StatusCode != http.StatusOK {
		return fmt.Errorf("ask for health: %s answers %s", address, response.Status)
	}
	return nil
}

//go:build noembed

package embedded_test

import (
	"errors"
	"testing"

	"lanbi/internal/embedded"
)

func TestNoembed_SaysSo(t *testing.T) {
	if _, err := embedded.StartInflux(t.Context(), embedded.InfluxOptions{}); !errors.Is(err, embedded.ErrNotBuilt) {
		t.Errorf("StartInflux: got %v", err)
	}
	if _, err := embedded.StartBroker(embedded.BrokerOptions{}); !errors.Is(err, embedded.ErrNotBuilt) {
		t.Errorf("StartBroker: got %v", err)
	}
}

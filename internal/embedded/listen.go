//go:build !noembed

package embedded

import (
	"fmt"
	"net"
	"strings"
)

// loopback says in its error why address may not be listened on.
func loopback(address string) error {
	host, _, err := net.SplitHostPort(address)
	if err != nil {
		return fmt.Errorf("listen address %q: %w (want host:port)", address, err)
	}
	if ip := net.ParseIP(host); strings.EqualFold(host, "localhost") || ip != nil && ip.IsLoopback() {
		return nil
	}
	return fmt.Errorf("listen address %q: only loopback is allowed (127.0.0.1, ::1 or localhost)", address)
}

package daemon

import (
	"fmt"
	"net"
	"strings"
	"testing"

	"lanbi/internal/config"
)

func TestCheckPorts(t *testing.T) {
	taken, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer taken.Close()
	address := taken.Addr().String()
	const free = "127.0.0.1:0"
	var told strings.Builder
	say := func(format string, args ...any) { fmt.Fprintf(&told, format+"\n", args...) }
	c := &config.Config{Web: config.Web{Listen: address}, MQTT: config.MQTT{Embedded: &config.EmbeddedMQTT{Listen: free}},
		Influx: config.Influx{Embedded: &config.EmbeddedInflux{Listen: free}},
		Feeds:  []config.Feed{{Filter: "a/+"}, {Listen: address}}, Roles: config.Roles{Intake: true}}
	checkPorts(c, say)
	lines := strings.Split(strings.TrimSpace(told.String()), "\n")
	if len(lines) != 2 || !strings.HasPrefix(lines[0], "warning: web.listen: ") || !strings.HasPrefix(lines[1], "warning: feeds[1].listen: ") ||
		!strings.Contains(lines[0], address) || !strings.Contains(lines[0], "in use") {
		t.Errorf("told %q, want warnings of web.listen and feeds[1].listen with their port", lines)
	}
	told.Reset()
	c.Web.Listen, c.Roles.Intake = free, false
	if checkPorts(c, say); told.Len() > 0 {
		t.Errorf("told %q of a process that does not take in", told.String())
	}
}

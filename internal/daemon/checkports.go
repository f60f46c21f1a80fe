package daemon

import (
	"fmt"
	"net"

	"lanbi/internal/config"
)

// checkPorts tries every address that the daemon would listen on and gives it back.
// One that is taken is told as a warning: it may be the running daemon's own.
func checkPorts(c *config.Config, say func(string, ...any)) {
	try := func(key, address string) {
		l, err := net.Listen("tcp", address)
		if err != nil {
			say("warning: %s: %v (a running Lanbi of this configuration holds it, or another program does)", key, err)
			return
		}
		if err := l.Close(); err != nil {
			say("warning: %s: %v", key, err)
		}
	}
	try("web.listen", c.Web.Listen)
	if c.Influx.Embedded != nil {
		try("influx.embedded.listen", c.Influx.Embedded.Listen)
	}
	if !c.Roles.Intake {
		return
	}
	if c.MQTT.Embedded != nil {
		try("mqtt.embedded.listen", c.MQTT.Embedded.Listen)
	}
	for i := range c.Feeds {
		if c.Feeds[i].Listen != "" {
			try(fmt.Sprintf("feeds[%d].listen", i), c.Feeds[i].Listen)
		}
	}
}

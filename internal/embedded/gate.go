//go:build !noembed

package embedded

import (
	"crypto/sha256"
	"crypto/subtle"

	mqtt "github.com/mochi-mqtt/server/v2"
	"github.com/mochi-mqtt/server/v2/packets"
)

// gate lets the given users in, or everybody when there are none. Who is in may
// publish and subscribe to every topic.
type gate struct {
	mqtt.HookBase
	passwords map[string][sha256.Size]byte
}

func newGate(users []User) *gate {
	g := &gate{passwords: make(map[string][sha256.Size]byte, len(users))}
	for _, u := range users {
		g.passwords[u.Name] = sha256.Sum256([]byte(u.Password))
	}
	return g
}

// ID names the hook in the broker's log.
func (*gate) ID() string { return "gate" }

// Provides tells the broker which events to call for.
func (*gate) Provides(event byte) bool {
	return event == mqtt.OnConnectAuthenticate || event == mqtt.OnACLCheck
}

// OnConnectAuthenticate compares in the same time whether the user exists or not.
func (g *gate) OnConnectAuthenticate(client *mqtt.Client, packet packets.Packet) bool {
	if len(g.passwords) == 0 {
		return true
	}
	want, known := g.passwords[string(client.Properties.Username)]
	have := sha256.Sum256(packet.Connect.Password)
	return subtle.ConstantTimeCompare(want[:], have[:]) == 1 && known
}

// OnACLCheck allows every topic.
func (*gate) OnACLCheck(*mqtt.Client, string, bool) bool { return true }

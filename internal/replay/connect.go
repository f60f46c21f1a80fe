package replay

import (
	"context"
	"crypto/rand"
	"encoding/hex"
	"errors"
	"fmt"
	"net/url"
	"strings"
	"sync"
	"time"

	mqtt "github.com/eclipse/paho.mqtt.golang"
)

// ErrConnect reports that no broker of Options.URLs could be reached or that it
// refused the client.
var ErrConnect = errors.New("connect to broker")

func connect(ctx context.Context, o Options) (mqtt.Client, error) {
	if len(o.URLs) == 0 {
		return nil, fmt.Errorf("%w: no address given", ErrConnect)
	}
	client := mqtt.NewClient(clientOptions(o, clientID()).SetCleanSession(false))
	token := client.Connect()
	timeout, cancel := context.WithTimeout(ctx, o.ConnectTimeout)
	defer cancel()
	select {
	case <-token.Done():
		if err := token.Error(); err != nil {
			return nil, fmt.Errorf("%w %s: %w", ErrConnect, addresses(o.URLs), err)
		}
		return client, nil
	case <-timeout.Done():
		client.Disconnect(0)
		return nil, fmt.Errorf("%w %s: no answer within %s", ErrConnect, addresses(o.URLs), o.ConnectTimeout)
	}
}

// addresses lists broker addresses for an error, without any password in them.
func addresses(urls []string) string {
	shown := make([]string, len(urls))
	for i, text := range urls {
		shown[i] = "(not an address)"
		if u, err := url.Parse(text); err == nil {
			shown[i] = u.Redacted()
		}
	}
	return strings.Join(shown, ", ")
}

// discard ends the persistent sessions: a client of the same id that connects
// with a clean session makes the broker forget it.
func discard(clients []mqtt.Client, o Options) {
	var all sync.WaitGroup
	for _, client := range clients {
		all.Go(func() {
			options := client.OptionsReader()
			client.Disconnect(250)
			last := mqtt.NewClient(clientOptions(o, options.ClientID()).SetCleanSession(true).SetAutoReconnect(false))
			if last.Connect().WaitTimeout(2 * time.Second) {
				last.Disconnect(50)
			}
		})
	}
	all.Wait()
}

func clientOptions(o Options, id string) *mqtt.ClientOptions {
	options := mqtt.NewClientOptions().
		SetClientID(id).
		SetUsername(o.Username).
		SetPassword(o.Password).
		SetTLSConfig(o.TLS).
		SetOrderMatters(false).
		SetConnectTimeout(o.ConnectTimeout).
		SetWriteTimeout(30 * time.Second).
		SetMaxReconnectInterval(5 * time.Second)
	for _, address := range o.URLs {
		options.AddBroker(address)
	}
	return options
}

// clientID is new for every run, so that two replays never throw each other off
// the broker.
func clientID() string {
	var b [6]byte
	_, _ = rand.Read(b[:])
	return "lanbi-publish-" + hex.EncodeToString(b[:])
}

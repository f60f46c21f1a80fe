package daemon

import (
	"context"
	"crypto/rand"
	"fmt"
	"time"

	paho "github.com/eclipse/paho.mqtt.golang"

	"lanbi/internal/config"
)

// visitLimit bounds the connecting of a visit to one broker.
const visitLimit = 5 * time.Second

// visit connects to a broker under a random client id, with a session of its own that
// ends with the connection: the intake's session and subscriptions are not touched.
func visit(ctx context.Context, c *config.Config, as string, urls ...string) (paho.Client, error) {
	options := paho.NewClientOptions().SetClientID("lanbi-" + as + "-" + rand.Text()).SetCleanSession(true).
		SetAutoReconnect(false).SetConnectTimeout(visitLimit).
		SetUsername(c.MQTT.Username).SetPassword(c.MQTT.Password.Reveal())
	for _, url := range urls {
		options.AddBroker(url)
	}
	security, err := BrokerTLS(c.MQTT.TLS)
	if err != nil {
		return nil, err
	}
	if security != nil {
		options.SetTLSConfig(security)
	}
	client := paho.NewClient(options)
	if err := settled(ctx, client.Connect()); err != nil {
		client.Disconnect(0) // a broker that answers after ctx has ended must not keep it
		return nil, fmt.Errorf("connect to the broker: %w", err)
	}
	return client, nil
}

// settled waits for a token or the end of ctx.
func settled(ctx context.Context, token paho.Token) error {
	select {
	case <-token.Done():
		return token.Error()
	case <-ctx.Done():
		return context.Cause(ctx)
	}
}

package intake

import (
	"crypto/tls"
	"errors"
	"net"
	"net/url"
	"path/filepath"
	"slices"
	"sync"
	"sync/atomic"
	"time"

	mqtt "github.com/eclipse/paho.mqtt.golang"
	"github.com/eclipse/paho.mqtt.golang/packets"
)

// Broker is an external MQTT broker, or several of which one is used.
type Broker struct {
	URLs []string // tcp, mqtt, tls, ssl, mqtts, ws or wss
	// ClientID names the session at the broker. It must stay the same over
	// restarts, and be no other client's.
	ClientID string
	// Credentials is asked at every connection; nil when there are none.
	Credentials func() (username, password string)
	// TLS is asked at every connection; nil is the system's default.
	TLS func() *tls.Config
	// ShareGroup, when set, shares the subscription with other processes.
	ShareGroup string

	KeepAlive        time.Duration // 30 s
	ConnectTimeout   time.Duration // 10 s
	WriteTimeout     time.Duration // 10 s
	MaxReconnectWait time.Duration // 30 s
	// Silent, when set, is how long nothing may arrive over a connection before it
	// is taken for dead and made anew: keep-alive sees a broker that answers, and
	// not one that has forgotten the subscriptions.
	Silent time.Duration
}

// security is the TLS configuration of the next connection.
func (b *Broker) security() *tls.Config {
	if b.TLS == nil {
		return nil
	}
	return b.TLS()
}

func (b *Broker) fill() error {
	if b.ClientID == "" {
		return errors.New("broker client id is empty: the broker could not keep messages for it")
	}
	if len(b.URLs) == 0 {
		return errors.New("broker has no address")
	}
	for d, v := range map[*time.Duration]time.Duration{
		&b.KeepAlive: 30 * time.Second, &b.ConnectTimeout: 10 * time.Second,
		&b.WriteTimeout: 10 * time.Second, &b.MaxReconnectWait: 30 * time.Second,
	} {
		if *d <= 0 {
			*d = v
		}
	}
	return nil
}

// listFile holds the filters subscribed to.
const listFile = "subscriptions.json"

// subscriber receives messages from the broker.
type subscriber struct {
	in      *Intake
	broker  Broker
	client  mqtt.Client
	queue   *queue
	worked  chan struct{} // closed when work has ended
	filters map[string]byte
	list    string       // file of the filters subscribed to
	granted atomic.Int64 // how often the broker has granted the subscriptions
	current atomic.Pointer[conn]
	// draining takes what the broker holds and subscribes to nothing; taken counts
	// the messages then.
	draining bool
	taken    atomic.Int64

	mu       sync.Mutex
	up       time.Time // of the connection
	number   int       // of the connection, counted
	whole    bool      // every subscription is granted on this connection
	shortly  []time.Time
	complain map[string]time.Time // last report of a failed connection, by its text
}

func newSubscriber(in *Intake, b Broker, draining bool) (*subscriber, error) {
	if err := b.fill(); err != nil {
		return nil, err
	}
	s := &subscriber{
		in: in, broker: b, queue: newQueue(), worked: make(chan struct{}),
		filters: map[string]byte{}, list: filepath.Join(in.opts.Dir, listFile), draining: draining,
	}
	for _, f := range in.opts.Feeds {
		if !f.Local {
			s.filters[s.subscription(f.Topic)] = 1
		}
	}
	o := mqtt.NewClientOptions().
		SetClientID(b.ClientID).
		SetCleanSession(false).
		SetProtocolVersion(4).
		SetStore(noStore{}).
		SetAutoAckDisabled(true).
		SetOrderMatters(true).
		SetDefaultPublishHandler(s.handler()).
		SetOnConnectHandler(s.connected).
		SetConnectionLostHandler(s.lost).
		SetConnectionNotificationHandler(s.notice).
		SetConnectRetry(true).
		SetConnectRetryInterval(min(5*time.Second, b.MaxReconnectWait)).
		SetAutoReconnect(true).
		SetMaxReconnectInterval(b.MaxReconnectWait).
		SetKeepAlive(b.KeepAlive).
		SetConnectTimeout(b.ConnectTimeout).
		SetWriteTimeout(b.WriteTimeout).
		SetCustomOpenConnectionFn(s.opener())
	for _, u := range b.URLs {
		if _, err := url.Parse(u); err != nil {
			return nil, errors.New("broker address is not a URL") // the error would repeat a password in it
		}
		o.AddBroker(u)
	}
	if b.Credentials != nil {
		o.SetCredentialsProvider(mqtt.CredentialsProvider(b.Credentials))
	}
	s.client = mqtt.NewClient(o)
	return s, nil
}

// handler takes messages from the library.
func (s *subscriber) handler() mqtt.MessageHandler {
	if s.draining {
		return func(_ mqtt.Client, m mqtt.Message) {
			s.taken.Add(1)
			s.queue.put(m)
		}
	}
	return func(_ mqtt.Client, m mqtt.Message) { s.queue.put(m) }
}

// opener opens connections for the library, and notes the latest.
func (s *subscriber) opener() mqtt.OpenConnectionFunc {
	return func(u *url.URL, _ mqtt.ClientOptions) (net.Conn, error) {
		c, err := dial(u, &s.broker)
		if err != nil {
			return nil, err
		}
		s.current.Store(c)
		return c, nil
	}
}

func (s *subscriber) subscription(filter string) string {
	if s.broker.ShareGroup == "" {
		return filter
	}
	return "$share/" + s.broker.ShareGroup + "/" + filter
}

func (s *subscriber) start() {
	go s.work()
	if s.broker.Silent > 0 && !s.draining {
		go s.watch()
	}
	s.client.Connect()
}

// stop takes no more messages, waits for those taken to be acknowledged, and
// leaves the broker, which keeps the session.
func (s *subscriber) stop() {
	s.queue.close()
	select {
	case <-s.worked:
	case <-s.in.hard.Done():
	}
	s.client.Disconnect(500)
}

// connected subscribes, on every connection: the broker may have lost the
// session.
func (s *subscriber) connected(c mqtt.Client) {
	s.mu.Lock()
	s.up = s.in.opts.Now()
	s.number++
	number := s.number
	s.whole = false
	s.mu.Unlock()
	s.in.counts.connections.Add(1)
	s.in.opts.Log.Info("connected to broker", "client_id", s.broker.ClientID)
	if s.draining {
		s.granted.Add(1)
		return
	}
	for c.IsConnectionOpen() {
		err := s.subscribe(c)
		if err == nil {
			s.mu.Lock()
			s.whole = s.number == number
			s.mu.Unlock()
			s.granted.Add(1)
			return
		}
		if !c.IsConnectionOpen() {
			return
		}
		s.in.opts.Log.Error("subscribe; trying again", "error", err)
		if !s.pause(5 * time.Second) {
			return
		}
		s.mu.Lock()
		same := s.number == number
		s.mu.Unlock()
		if !same { // a later connection has its own call
			return
		}
	}
}

// ready tells whether the broker is connected and has granted every subscription:
// before that it keeps nothing for a client it does not know yet.
func (s *subscriber) ready() bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.whole && s.client.IsConnectionOpen()
}

// lost reports a lost connection. Another client with the same id shows as
// connections that the broker ends soon after they were made, again and again.
func (s *subscriber) lost(_ mqtt.Client, err error) {
	now := s.in.opts.Now()
	s.in.counts.lost.Add(1)
	s.mu.Lock()
	if now.Sub(s.up) < 20*time.Second {
		s.shortly = append(s.shortly, now)
	}
	s.shortly = slices.DeleteFunc(s.shortly, func(t time.Time) bool { return now.Sub(t) > 2*time.Minute })
	often := len(s.shortly) >= 3
	if often {
		s.shortly = s.shortly[:0]
	}
	s.mu.Unlock()
	s.in.opts.Log.Warn("connection to broker lost; reconnecting", "error", err)
	if often {
		s.in.opts.Log.Error("the broker ended three connections shortly after they were made: "+
			"another client is probably connected with the same client id; every Lanbi needs its own mqtt.client_id",
			"client_id", s.broker.ClientID)
	}
}

// noStore keeps no packets: what is unacknowledged is kept by the broker, and
// nothing is published here.
type noStore struct{}

func (noStore) Open()                             {}
func (noStore) Put(string, packets.ControlPacket) {}
func (noStore) Get(string) packets.ControlPacket  { return nil }
func (noStore) All() []string                     { return nil }
func (noStore) Del(string)                        {}
func (noStore) Close()                            {}
func (noStore) Reset()                            {}

package intake

import (
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/tls"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/pem"
	"fmt"
	"log/slog"
	"math/big"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	mochi "github.com/mochi-mqtt/server/v2"
	"github.com/mochi-mqtt/server/v2/hooks/auth"
	"github.com/mochi-mqtt/server/v2/listeners"
)

// authority signs certificates for tests.
type authority struct {
	t    *testing.T
	dir  string
	cert *x509.Certificate
	key  *ecdsa.PrivateKey
	next int64
}

func newAuthority(t *testing.T, name string) *authority {
	a := &authority{t: t, dir: t.TempDir()}
	a.key = a.newKey()
	a.cert = a.sign(&x509.Certificate{
		Subject: pkix.Name{CommonName: name}, IsCA: true, BasicConstraintsValid: true, KeyUsage: x509.KeyUsageCertSign,
	}, a.key, nil)
	a.write("ca.pem", "CERTIFICATE", a.cert.Raw)
	return a
}

func (a *authority) newKey() *ecdsa.PrivateKey {
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		a.t.Fatal(err)
	}
	return key
}

func (a *authority) sign(c *x509.Certificate, key *ecdsa.PrivateKey, parent *x509.Certificate) *x509.Certificate {
	a.t.Helper()
	a.next++
	c.SerialNumber = big.NewInt(a.next)
	c.NotBefore, c.NotAfter = time.Now().Add(-time.Hour), time.Now().Add(time.Hour)
	if parent == nil {
		parent = c
	}
	der, err := x509.CreateCertificate(rand.Reader, c, parent, &key.PublicKey, a.key)
	if err != nil {
		a.t.Fatal(err)
	}
	signed, err := x509.ParseCertificate(der)
	if err != nil {
		a.t.Fatal(err)
	}
	return signed
}

// write puts a PEM block into a file and returns its path.
func (a *authority) write(name, kind string, der []byte) string {
	a.t.Helper()
	path := filepath.Join(a.dir, name)
	if err := os.WriteFile(path, pem.EncodeToMemory(&pem.Block{Type: kind, Bytes: der}), 0o600); err != nil {
		a.t.Fatal(err)
	}
	return path
}

// issue makes a certificate for 127.0.0.1, or of the client called name.
func (a *authority) issue(name string, use x509.ExtKeyUsage) (cert, key string, pair tls.Certificate) {
	a.t.Helper()
	private := a.newKey()
	signed := a.sign(&x509.Certificate{
		Subject: pkix.Name{CommonName: name}, KeyUsage: x509.KeyUsageDigitalSignature,
		ExtKeyUsage: []x509.ExtKeyUsage{use}, IPAddresses: []net.IP{net.IPv4(127, 0, 0, 1)},
	}, private, a.cert)
	der, err := x509.MarshalECPrivateKey(private)
	if err != nil {
		a.t.Fatal(err)
	}
	cert, key = a.write(name+".pem", "CERTIFICATE", signed.Raw), a.write(name+".key", "EC PRIVATE KEY", der)
	if pair, err = tls.LoadX509KeyPair(cert, key); err != nil {
		a.t.Fatal(err)
	}
	return cert, key, pair
}

func (a *authority) pool() *x509.CertPool {
	p := x509.NewCertPool()
	p.AddCert(a.cert)
	return p
}

// A broker that asks for client certificates: a foreign one and none are refused,
// a new one is shown at the next connection, without a restart.
func TestBroker_ClientCertificateChangesWhileRunning(t *testing.T) {
	ours, foreign := newAuthority(t, "ours"), newAuthority(t, "foreign")
	cert, key, _ := ours.issue("broker", x509.ExtKeyUsageServerAuth)
	m := startMosquitto(t, "cafile "+filepath.Join(ours.dir, "ca.pem"), "certfile "+cert, "keyfile "+key, "require_certificate true")
	_, _, good := ours.issue("lanbi", x509.ExtKeyUsageClientAuth)
	_, _, bad := foreign.issue("lanbi", x509.ExtKeyUsageClientAuth)

	var current atomic.Pointer[tls.Config]
	current.Store(&tls.Config{RootCAs: ours.pool(), Certificates: []tls.Certificate{bad}})
	influx := newFakeInflux(t)
	var log logs
	address := strings.Replace(m.url, "tcp:", "tls:", 1)
	in := start(t, t.TempDir(), influx.addr, func(o *Options) {
		subscribed1(address)(o)
		o.Broker.TLS = current.Load
		o.Log = slog.New(slog.NewTextHandler(&log, nil))
	})
	eventually(t, "refusal is logged", func() bool { return log.has("broker cannot be reached or refuses") })
	if in.Stats().Connected {
		t.Fatal("connected with a foreign certificate")
	}
	current.Store(&tls.Config{RootCAs: ours.pool(), Certificates: []tls.Certificate{good}})
	waitSubscribed(t, in)
	if err := in.sub.client.Publish("env/air/jiangyuan/JY001", 0, false, second(reading(1, 1))).Error(); err != nil {
		t.Fatal(err)
	}
	eventually(t, "stored", func() bool { return influx.count("air") == 1 })
}

// A broker whose certificate nobody known has signed gets nothing, not even the
// password.
func TestBroker_UnknownServerCertificate(t *testing.T) {
	ours, foreign := newAuthority(t, "ours"), newAuthority(t, "foreign")
	cert, key, _ := foreign.issue("broker", x509.ExtKeyUsageServerAuth)
	m := startMosquitto(t, "certfile "+cert, "keyfile "+key)
	var log logs
	in := start(t, t.TempDir(), newFakeInflux(t).addr, func(o *Options) {
		subscribed1(strings.Replace(m.url, "tcp:", "mqtts:", 1))(o)
		o.Broker.TLS = func() *tls.Config { return &tls.Config{RootCAs: ours.pool()} }
		o.Log = slog.New(slog.NewTextHandler(&log, nil))
	})
	eventually(t, "the log says so", func() bool { return log.has("certificate signed by unknown authority") })
	if in.Stats().Connected {
		t.Error("connected to a broker nobody vouches for")
	}
}

// A wrong password is refused in words, and a corrected one is used without a
// restart.
func TestBroker_PasswordChangesWhileRunning(t *testing.T) {
	if _, err := exec.LookPath("mosquitto_passwd"); err != nil {
		if os.Getenv("LANBI_TEST_MOSQUITTO") == "required" {
			t.Fatal("mosquitto_passwd is required (LANBI_TEST_MOSQUITTO) and not installed")
		}
		t.Skip("mosquitto_passwd is not installed")
	}
	file := filepath.Join(t.TempDir(), "passwords")
	if out, err := exec.Command("mosquitto_passwd", "-b", "-c", file, "lanbi", "right-word").CombinedOutput(); err != nil {
		t.Fatalf("mosquitto_passwd: %v %s", err, out)
	}
	if err := os.Chmod(file, 0o600); err != nil {
		t.Fatal(err)
	}
	m := startMosquitto(t, "allow_anonymous false", "password_file "+file)
	var password atomic.Value
	password.Store("wrong-word")
	var log logs
	in := start(t, t.TempDir(), newFakeInflux(t).addr, func(o *Options) {
		subscribed1(m.url)(o)
		o.Broker.Credentials = func() (string, string) { return "lanbi", password.Load().(string) }
		o.Log = slog.New(slog.NewTextHandler(&log, nil))
	})
	eventually(t, "refusal is logged", func() bool { return log.has("check mqtt.username and the content of mqtt.password_file") })
	password.Store("right-word")
	waitSubscribed(t, in)
	if log.has("wrong-word") || log.has("right-word") {
		t.Error("a password is in the log")
	}
}

// Of two brokers the second is used while the first is away, with its own session.
func TestBroker_FailOver(t *testing.T) {
	one, two := startMosquitto(t), startMosquitto(t)
	influx := newFakeInflux(t)
	in := start(t, t.TempDir(), influx.addr, func(o *Options) {
		subscribed1(one.url)(o)
		o.Broker.URLs = []string{one.url, two.url}
	})
	waitSubscribed(t, in)
	newPublisher(t, one.url).readings(0, 100)
	eventually(t, "stored from the first", func() bool { return influx.count("air") == 100 })
	one.kill()
	eventually(t, "subscribed at the second", func() bool { return in.sub.granted.Load() == 2 })
	newPublisher(t, two.url).readings(100, 100)
	eventually(t, "stored from the second", func() bool { return influx.count("air") == 200 })
}

// Websocket, plain and over TLS, on the broker that is embedded in production: the
// Mosquitto of many distributions is built without it.
func TestBroker_Websocket(t *testing.T) {
	ca := newAuthority(t, "ours")
	_, _, pair := ca.issue("broker", x509.ExtKeyUsageServerAuth)
	for scheme, security := range map[string]*tls.Config{"ws": nil, "wss": {Certificates: []tls.Certificate{pair}}} {
		t.Run(scheme, func(t *testing.T) {
			s := mochi.New(&mochi.Options{Logger: slog.New(slog.DiscardHandler), InlineClient: true})
			l := listeners.NewWebsocket(listeners.Config{ID: "ws", Address: freeAddress(t), TLSConfig: security})
			if err := s.AddHook(new(auth.AllowHook), nil); err != nil {
				t.Fatal(err)
			}
			if err := s.AddListener(l); err != nil {
				t.Fatal(err)
			}
			if err := s.Serve(); err != nil {
				t.Fatal(err)
			}
			t.Cleanup(func() { s.Close() })
			influx := newFakeInflux(t)
			in := start(t, t.TempDir(), influx.addr, func(o *Options) {
				subscribed1(fmt.Sprintf("%s://%s", scheme, l.Address()))(o)
				o.Broker.TLS = func() *tls.Config { return &tls.Config{RootCAs: ca.pool()} }
			})
			waitSubscribed(t, in)
			for i := range 50 {
				topic, payload := reading(i%10, i/10)
				if err := s.Publish(topic, []byte(payload), false, 1); err != nil {
					t.Fatal(err)
				}
			}
			eventually(t, "stored", func() bool { return influx.count("air") == 50 })
			eventually(t, "acknowledged", func() bool { return in.Stats().Acknowledged == 50 })
		})
	}
}

// freeAddress is an address nobody listens on at the moment.
func freeAddress(t *testing.T) string {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer l.Close()
	return l.Addr().String()
}

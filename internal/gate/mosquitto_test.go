package gate

import (
	"crypto/tls"
	"crypto/x509"
	"fmt"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	mqtt "github.com/eclipse/paho.mqtt.golang"
)

// A station that knows its password writes only its own topic.
func TestDeploy_MosquittoKeepsStationsApart(t *testing.T) {
	broker, authority := mosquitto(t)
	connect := func(user, password string, on mqtt.MessageHandler) (mqtt.Client, error) {
		options := mqtt.NewClientOptions().AddBroker(broker).SetClientID("test-" + user).SetUsername(user).SetPassword(password).
			SetTLSConfig(&tls.Config{RootCAs: authority, ServerName: "broker.example.cn"}).SetConnectTimeout(10 * time.Second).SetConnectRetry(false)
		c := mqtt.NewClient(options)
		if token := c.Connect(); token.Wait() && token.Error() != nil {
			return nil, token.Error()
		}
		t.Cleanup(func() { c.Disconnect(100) })
		if on != nil {
			if token := c.Subscribe("env/#", 1, on); token.Wait() && token.Error() != nil {
				return nil, token.Error()
			}
		}
		return c, nil
	}
	if _, err := connect("JY001", "guess", nil); err == nil {
		t.Error("a wrong password is accepted")
	}
	heard := make(chan string, 10)
	if _, err := connect("lanbi", "secret of lanbi", func(_ mqtt.Client, m mqtt.Message) { heard <- m.Topic() }); err != nil {
		t.Fatal(err)
	}
	station, err := connect("JY001", "password-1 of one", nil)
	if err != nil {
		t.Fatal(err)
	}
	// Messages of one client arrive in order: had the first been let through, it
	// would be heard first.
	for _, topic := range []string{"env/air/220605/JY002", "env/water/220605/JY001/more", "lanbi/rejected", "env/air/220605/JY001"} {
		if token := station.Publish(topic, 1, false, "x"); token.Wait() && token.Error() != nil {
			t.Fatal(token.Error())
		}
	}
	select {
	case topic := <-heard:
		if topic != "env/air/220605/JY001" {
			t.Errorf("JY001 could publish to %s", topic)
		}
	case <-time.After(20 * time.Second):
		t.Error("JY001 could not publish to its own topic")
	}
}

// mosquitto starts the broker by the scripts and the configuration of deploy, with
// paths and port of this test.
func mosquitto(t *testing.T) (broker string, authority *x509.CertPool) {
	t.Helper()
	for _, program := range []string{"mosquitto", "mosquitto_passwd", "openssl"} {
		if _, err := exec.LookPath(program); err != nil {
			if os.Getenv("LANBI_TEST_MOSQUITTO") == "required" && program != "openssl" {
				t.Fatalf("%s is not installed", program)
			}
			t.Skipf("%s is not installed (apt-get install mosquitto openssl)", program)
		}
	}
	dir := t.TempDir()
	if err := os.Chmod(dir, 0o755); err != nil {
		t.Fatal(err)
	}
	folder := func(name string) string {
		path := filepath.Join(dir, name)
		if err := os.Mkdir(path, 0o755); err != nil {
			t.Fatal(err)
		}
		return path
	}
	file := func(name, text string) string {
		path := filepath.Join(dir, name)
		if err := os.WriteFile(path, []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
		return path
	}
	scripts, err := filepath.Abs(filepath.Join(deploy, "mosquitto"))
	if err != nil {
		t.Fatal(err)
	}
	keys, data := folder("tls"), folder("data")
	certificates := exec.CommandContext(t.Context(), "sh", filepath.Join(scripts, "certificates.sh"))
	certificates.Env = append(os.Environ(), "TLS="+keys, "NAME=broker.example.cn", fmt.Sprint("BROKER_UID=", os.Getuid()))
	if out, err := certificates.CombinedOutput(); err != nil {
		t.Fatalf("certificates.sh: %v\n%s", err, out)
	}
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	address := listener.Addr().(*net.TCPAddr)
	listener.Close()
	conf := strings.NewReplacer("listener 8883", fmt.Sprintf("listener %d 127.0.0.1", address.Port), "/mosquitto/tls", keys,
		"/mosquitto/data", data, "/mosquitto/config", scripts).Replace(deployed(t, "mosquitto/mosquitto.conf"))
	if os.Getuid() == 0 {
		conf += "user root\n"
	}
	start := exec.Command("sh", filepath.Join(scripts, "start.sh"))
	start.Env = append(os.Environ(), "DATA="+data, "CONF="+file("mosquitto.conf", conf),
		"LANBI_MQTT_PASSWORD_FILE="+file("password", "secret of lanbi"), "STATIONS="+file("stations", "# code:password\r\nJY001:password-1 of one\r\n"))
	var log strings.Builder
	start.Stdout, start.Stderr = &log, &log
	if err := start.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		start.Process.Kill()
		start.Wait()
		if t.Failed() {
			t.Log(log.String())
		}
	})
	for deadline := time.Now().Add(20 * time.Second); ; time.Sleep(20 * time.Millisecond) {
		conn, err := net.Dial("tcp", address.String())
		if err == nil {
			conn.Close()
			break
		}
		if time.Now().After(deadline) {
			t.Fatalf("mosquitto does not listen: %v", err)
		}
	}
	authority = x509.NewCertPool()
	pem, err := os.ReadFile(filepath.Join(keys, "ca.crt"))
	if err != nil || !authority.AppendCertsFromPEM(pem) {
		t.Fatalf("ca.crt: %v", err)
	}
	return "ssl://" + address.String(), authority
}

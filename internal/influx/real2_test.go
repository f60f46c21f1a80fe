//go:build !noembed

package influx_test

import (
	"bytes"
	"encoding/json"
	"net"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"testing"
	"time"
)

// real2Token is the token of the InfluxDB 2.x that a test starts.
const real2Token = "token-of-this-test"

// onReal2 tells that the tests run against a real InfluxDB 2.x.
func onReal2() bool { return os.Getenv("LANBI_TEST_INFLUX2") != "" }

// startReal2 runs the influxd of InfluxDB 2.x that LANBI_TEST_INFLUX2 names, for
// one test, and returns its address; empty when the variable is not set.
func startReal2(t testing.TB) string {
	t.Helper()
	program := os.Getenv("LANBI_TEST_INFLUX2")
	if program == "" {
		return ""
	}
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	address := listener.Addr().String()
	listener.Close()
	dir := t.TempDir()
	server := exec.Command(program, "--http-bind-address", address, "--reporting-disabled", "--log-level", "error",
		"--bolt-path", filepath.Join(dir, "bolt"), "--engine-path", filepath.Join(dir, "engine"), "--sqlite-path", filepath.Join(dir, "sqlite"))
	if err := server.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		_ = server.Process.Kill()
		_ = server.Wait()
	})
	url := "http://" + address
	body, err := json.Marshal(map[string]any{"username": "admin", "password": "admin-of-this-test", "org": "lanbi", "bucket": "unused", "token": real2Token})
	if err != nil {
		t.Fatal(err)
	}
	for deadline := time.Now().Add(60 * time.Second); ; time.Sleep(50 * time.Millisecond) {
		response, err := http.Post(url+"/api/v2/setup", "application/json", bytes.NewReader(body))
		if err == nil {
			response.Body.Close()
			if response.StatusCode == http.StatusCreated {
				return url
			}
		}
		if time.Now().After(deadline) {
			t.Fatalf("%s is not ready: %v", program, err)
		}
	}
}

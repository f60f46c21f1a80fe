package daemon

import (
	"crypto/tls"
	"crypto/x509"
	"fmt"
	"os"

	"lanbi/internal/config"
)

// BrokerTLS reads the files of a TLS connection; nil when none are named.
func BrokerTLS(t config.TLS) (*tls.Config, error) {
	if t == (config.TLS{}) {
		return nil, nil
	}
	return readTLS("mqtt.tls", t)
}

// listenerTLS reads the files of a listener's TLS; nil when none are named. With
// a CA, stations have to show a certificate of it.
func listenerTLS(t config.TLS) (*tls.Config, error) {
	if t.Cert == "" {
		return nil, nil
	}
	security, err := readTLS("hj212.tls", t)
	if err != nil || security.RootCAs == nil {
		return security, err
	}
	security.ClientCAs, security.RootCAs, security.ClientAuth = security.RootCAs, nil, tls.RequireAndVerifyClientCert
	return security, nil
}

// readTLS reads the files of t, whose key in the configuration is named in errors.
func readTLS(key string, t config.TLS) (*tls.Config, error) {
	security := &tls.Config{MinVersion: tls.VersionTLS12}
	if t.Cert != "" {
		pair, err := tls.LoadX509KeyPair(t.Cert, t.Key)
		if err != nil {
			return nil, fmt.Errorf("read %s.cert and key: %w", key, err)
		}
		security.Certificates = []tls.Certificate{pair}
	}
	if t.CA == "" {
		return security, nil
	}
	pem, err := os.ReadFile(t.CA)
	if err != nil {
		return nil, fmt.Errorf("read %s.ca: %w", key, err)
	}
	security.RootCAs = x509.NewCertPool()
	if !security.RootCAs.AppendCertsFromPEM(pem) {
		return nil, fmt.Errorf("read %s.ca: %s holds no certificate in PEM form", key, t.CA)
	}
	return security, nil
}

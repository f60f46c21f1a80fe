package grafana

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"net/url"
	"os"
	"path/filepath"
	"strings"
)

// Options are what differs between sites.
type Options struct {
	InfluxURL     string // of the InfluxDB as Grafana reaches it
	Bucket        string // bucket of 2.x, database of 1.8
	TokenVariable string // environment variable of Grafana with the token of 2.x; empty for 1.8 without users
	PrometheusURL string
	PageURL       string // of Lanbi's page as people reach it
	Folder        string // where Grafana sees the dashboards' JSON files
}

// Defaults fit Grafana beside a `lanbi demo` on one machine.
func Defaults() Options {
	return Options{
		InfluxURL: "http://127.0.0.1:8086", Bucket: "lanbi", PrometheusURL: "http://127.0.0.1:9090",
		PageURL: "http://127.0.0.1:8080/", Folder: "/var/lib/grafana/dashboards/lanbi",
	}
}

// Validate names everything that is wrong with o.
func (o Options) Validate() error {
	var errs []error
	for name, text := range map[string]string{"influx": o.InfluxURL, "prometheus": o.PrometheusURL, "page": o.PageURL} {
		u, err := url.Parse(text)
		if err != nil || (u.Scheme != "http" && u.Scheme != "https") || u.Host == "" {
			errs = append(errs, fmt.Errorf("%s %q: want an address such as http://127.0.0.1:8086", name, text))
		}
	}
	if o.Bucket == "" || strings.ContainsAny(o.Bucket, "\"\n") {
		errs = append(errs, fmt.Errorf("bucket %q: want the name of a bucket", o.Bucket))
	}
	if !filepath.IsAbs(o.Folder) || strings.ContainsAny(o.Folder, "\"\n") {
		errs = append(errs, fmt.Errorf("folder %q: want an absolute path", o.Folder))
	}
	for _, r := range o.TokenVariable {
		if r != '_' && (r < 'A' || r > 'Z') && (r < '0' || r > '9') {
			errs = append(errs, fmt.Errorf("token variable %q: want capital letters, digits and _", o.TokenVariable))
			break
		}
	}
	return errors.Join(errs...)
}

// Files are all files by path, with slashes.
func Files(o Options) (map[string][]byte, error) {
	if err := o.Validate(); err != nil {
		return nil, err
	}
	files := map[string][]byte{
		"provisioning/datasources/lanbi.yaml": dataSources(o),
		"provisioning/dashboards/lanbi.yaml":  provider(o),
		"alerting/lanbi.yaml":                 alerting(o),
	}
	for name, b := range boards(o) {
		var out bytes.Buffer
		e := json.NewEncoder(&out)
		e.SetEscapeHTML(false)
		e.SetIndent("", "  ")
		if err := e.Encode(b); err != nil {
			return nil, fmt.Errorf("encode dashboard %s: %w", b.UID, err)
		}
		files["dashboards/"+name] = out.Bytes()
	}
	return files, nil
}

// Write writes all files below dir.
func Write(dir string, o Options) error {
	files, err := Files(o)
	if err != nil {
		return err
	}
	for name, data := range files {
		path := filepath.Join(dir, filepath.FromSlash(name))
		if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
			return fmt.Errorf("make folder for %s: %w", name, err)
		}
		if err := os.WriteFile(path, data, 0o644); err != nil {
			return fmt.Errorf("write %s: %w", name, err)
		}
	}
	return nil
}

const generated = "# Written by `lanbi dashboards`; changes are lost.\n"

// dataSources gives the database twice: Grafana before 9.4 reads the first,
// later ones the second.
func dataSources(o Options) []byte {
	var out bytes.Buffer
	fmt.Fprintf(&out, `%sapiVersion: 1
datasources:
  - name: Lanbi InfluxDB
    uid: %s
    type: influxdb
    access: proxy
    url: "%s"
    database: "%s"
    isDefault: true
    editable: false
    jsonData:
      version: InfluxQL
      dbName: "%s"
      httpMode: POST
`, generated, influxSource.UID, o.InfluxURL, o.Bucket, o.Bucket)
	if o.TokenVariable != "" {
		fmt.Fprintf(&out, `      httpHeaderName1: Authorization
    secureJsonData:
      httpHeaderValue1: "Token ${%s}"
`, o.TokenVariable)
	}
	fmt.Fprintf(&out, `  - name: Lanbi Prometheus
    uid: %s
    type: prometheus
    access: proxy
    url: "%s"
    editable: false
    jsonData:
      httpMethod: POST
`, prometheusSource.UID, o.PrometheusURL)
	return out.Bytes()
}

func provider(o Options) []byte {
	return fmt.Appendf(nil, `%sapiVersion: 1
providers:
  - name: lanbi
    folder: 蓝碧
    folderUid: lanbi
    type: file
    disableDeletion: false
    allowUiUpdates: false
    updateIntervalSeconds: 60
    options:
      path: "%s"
`, generated, o.Folder)
}

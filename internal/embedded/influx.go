//go:build !noembed

package embedded

import (
	"context"
	"errors"
	"fmt"
	"net"
	"os"
	"path/filepath"
	"sync"
	"time"

	"github.com/influxdata/influxdb/cmd/influxd/run"
	"github.com/influxdata/influxdb/services/httpd"
	"github.com/influxdata/influxdb/services/meta"
	"github.com/influxdata/influxdb/services/retention"
	"github.com/influxdata/influxdb/services/storage"
	"github.com/influxdata/influxdb/toml"
)

// influxVersion is the version the server reports; it is that of the module.
const influxVersion = "1.8.10"

// Influx is a running InfluxDB.
type Influx struct {
	server *run.Server
	url    string
	once   sync.Once
	err    error
}

// StartInflux opens the database of o.Dir and serves it. It returns when the
// server answers; ctx bounds the wait for that, not the life of the server.
func StartInflux(ctx context.Context, o InfluxOptions) (*Influx, error) {
	if o.Listen == "" {
		o.Listen = "127.0.0.1:8086"
	}
	if err := loopback(o.Listen); err != nil {
		return nil, fmt.Errorf("start embedded InfluxDB: %w", err)
	}
	if o.Dir == "" {
		return nil, errors.New("start embedded InfluxDB: no data directory given")
	}
	if err := os.MkdirAll(o.Dir, 0o700); err != nil {
		return nil, fmt.Errorf("start embedded InfluxDB: %w", err)
	}
	server, err := run.NewServer(influxConfig(o), &run.BuildInfo{Version: influxVersion, Branch: "1.8"})
	if err != nil {
		return nil, fmt.Errorf("start embedded InfluxDB in %s: %w", o.Dir, err)
	}
	address, err := openInflux(server, o)
	in := &Influx{server: server}
	if err != nil {
		return nil, errors.Join(fmt.Errorf("start embedded InfluxDB in %s: %w", o.Dir, err), in.Close())
	}
	in.url = "http://" + address.String()
	if err := ctx.Err(); err != nil {
		return nil, errors.Join(fmt.Errorf("start embedded InfluxDB: %w", err), in.Close())
	}
	return in, nil
}

func influxConfig(o InfluxOptions) *run.Config {
	c := run.NewConfig()
	c.ReportingDisabled = true
	c.Meta.Dir = filepath.Join(o.Dir, "meta")
	c.Meta.LoggingEnabled = false
	c.Data.Dir = filepath.Join(o.Dir, "data")
	c.Data.WALDir = filepath.Join(o.Dir, "wal")
	c.Data.QueryLogEnabled = false
	c.Monitor.StoreEnabled = false
	c.Coordinator.LogQueriesAfter = 0
	c.HTTPD.BindAddress = o.Listen
	c.HTTPD.LogEnabled = false
	c.HTTPD.PprofEnabled = false
	// Flux would compile its standard library at the start, which takes 5 s.
	c.HTTPD.FluxEnabled = false
	c.Retention.CheckInterval = toml.Duration(30 * time.Minute)
	return c
}

// openInflux opens the parts of server that are needed here, in the order of
// run.Server.Open. That method itself would also open the second TCP port of
// backups, which writes to standard error when it is closed, and services that
// nobody uses here.
func openInflux(server *run.Server, o InfluxOptions) (net.Addr, error) {
	server.SetLogOutput(&logLines{log: o.Log})
	config := influxConfig(o)

	server.TSDBStore.WithLogger(server.Logger)
	server.PointsWriter.WithLogger(server.Logger)
	server.PointsWriter.MetaClient = server.MetaClient
	server.Monitor.MetaClient = server.MetaClient
	if err := server.TSDBStore.Open(); err != nil {
		return nil, fmt.Errorf("open store: %w", err)
	}
	if err := server.PointsWriter.Open(); err != nil {
		return nil, fmt.Errorf("open points writer: %w", err)
	}

	expiry := retention.NewService(config.Retention)
	expiry.MetaClient = server.MetaClient
	expiry.TSDBStore = server.TSDBStore

	front := httpd.NewService(config.HTTPD)
	front.Handler.MetaClient = server.MetaClient
	front.Handler.QueryAuthorizer = meta.NewQueryAuthorizer(server.MetaClient)
	front.Handler.WriteAuthorizer = meta.NewWriteAuthorizer(server.MetaClient)
	front.Handler.QueryExecutor = server.QueryExecutor
	front.Handler.Monitor = server.Monitor
	front.Handler.PointsWriter = server.PointsWriter
	front.Handler.Store = storage.NewStore(server.TSDBStore, server.MetaClient)
	front.Handler.Version = influxVersion
	front.Handler.BuildType = "OSS"

	for _, s := range []run.Service{expiry, front} {
		s.WithLogger(server.Logger)
		if err := s.Open(); err != nil {
			return nil, fmt.Errorf("open service: %w", err)
		}
		server.Services = append(server.Services, s)
	}
	return front.Addr(), nil
}

// URL is where the server listens, with the real port.
func (in *Influx) URL() string { return in.url }

// Close lets running requests finish for at most 10 s, then closes the
// database. It may be called twice.
func (in *Influx) Close() error {
	in.once.Do(func() {
		if err := in.server.Close(); err != nil {
			in.err = fmt.Errorf("close embedded InfluxDB: %w", err)
		}
	})
	return in.err
}

package daemon

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net/http"
	"os"
	"path/filepath"
	"time"

	"lanbi/internal/assess"
	"lanbi/internal/config"
	"lanbi/internal/embedded"
	"lanbi/internal/influx"
	"lanbi/internal/ledger"
)

// Store is the InfluxDB of a configuration, with the server itself where it is
// embedded and nobody else runs it.
type Store struct {
	*influx.DB
	// Simulated tells that the data are those of a demo: whatever is made of them says so.
	Simulated bool

	config *config.Config
	// ledger is open here where nobody else runs the embedded InfluxDB; where somebody
	// does, theirs is taken.
	ledger *ledger.Ledger
	taken  bool
	down   teardown
}

// OpenStore connects to the configuration's InfluxDB for a command beside the
// daemon. An embedded one is used where the daemon runs it, and otherwise started
// here for as long as the command lasts.
func OpenStore(ctx context.Context, c *config.Config, log *slog.Logger) (*Store, error) {
	s := &Store{config: c, down: teardown{log: log}}
	url := c.Influx.URL
	if e := c.Influx.Embedded; e != nil {
		url = "http://" + e.Listen
		if s.taken = answers(ctx, url); !s.taken {
			// The ledger is the lock of the directory: two servers on one would ruin it.
			l, err := openLedger(c.DataDir)
			if err != nil {
				return nil, err
			}
			s.ledger = l
			s.down.push("ledger", func(context.Context) error { return l.Close() })
			server, err := startInflux(ctx, e, log)
			if err != nil {
				return nil, errors.Join(err, s.Close())
			}
			s.down.push("embedded InfluxDB", func(context.Context) error { return server.Close() })
			url = server.URL()
		}
	}
	db, err := openDB(ctx, c, url)
	if err != nil {
		return nil, errors.Join(err, s.Close())
	}
	s.DB = db
	s.down.push("InfluxDB client", func(context.Context) error { db.Close(); return nil })
	if err := db.Ping(ctx); err != nil {
		return nil, errors.Join(fmt.Errorf("reach InfluxDB of %s: %w", c.File, err), s.Close())
	}
	if err := newerSchema(ctx, db); err != nil {
		return nil, errors.Join(err, s.Close())
	}
	if s.Simulated, err = db.Simulated(ctx); err != nil {
		return nil, errors.Join(err, s.Close())
	}
	return s, nil
}

// noteFlips leaves flips in the inbox of the audit trail, which the daemon takes in.
func (s *Store) noteFlips(_ context.Context, flips []assess.Flip) error {
	entries := make([]ledger.Entry, len(flips))
	for i := range flips {
		entries[i] = ledger.FlipEntry(&flips[i], time.Now())
	}
	return ledger.LeaveInInbox(inboxDir(s.config), entries)
}

// newerSchema refuses a database that a newer program has written. An older one serves
// a command as it is: the daemon brings it up to date.
func newerSchema(ctx context.Context, db *influx.DB) error {
	var newer *influx.SchemaError
	if err := db.KnowsSchema(ctx); errors.As(err, &newer) {
		return err
	}
	return nil // what cannot be read now is told by what the command reads next
}

// Close gives everything back.
func (s *Store) Close() error { return s.down.run(stopLimit) }

// openDB makes the client of the InfluxDB at url. The buckets of an embedded one
// are made when missing.
func openDB(ctx context.Context, c *config.Config, url string) (*influx.DB, error) {
	db, err := influx.Open(influx.Options{
		URL:       url,
		Org:       c.Influx.Org,
		Bucket:    c.Influx.Bucket,
		RawBucket: c.Influx.RawBucket,
		RawDays:   c.Influx.RawDays,
		Token:     c.Influx.Token.Reveal(),
		Username:  c.Influx.Username,
		Password:  c.Influx.Password.Reveal(),
		Zone:      c.Timezone,
	})
	if err != nil {
		return nil, fmt.Errorf("configure InfluxDB: %w", err)
	}
	if c.Influx.Embedded == nil {
		return db, nil
	}
	if err := db.Create(ctx); err != nil {
		db.Close()
		return nil, fmt.Errorf("prepare embedded InfluxDB: %w", err)
	}
	return db, nil
}

func startInflux(ctx context.Context, e *config.EmbeddedInflux, log *slog.Logger) (*embedded.Influx, error) {
	server, err := embedded.StartInflux(ctx, embedded.InfluxOptions{Dir: e.Dir, Listen: e.Listen, Log: log})
	if err != nil {
		return nil, fmt.Errorf("start embedded InfluxDB: %w", err)
	}
	return server, nil
}

func ledgerFile(dir string) string { return filepath.Join(dir, "ledger.db") }

// openLedger opens the ledger of a data directory, which it makes when missing.
func openLedger(dir string) (*ledger.Ledger, error) {
	if err := os.MkdirAll(dir, 0o750); err != nil {
		return nil, fmt.Errorf("make data_dir: %w", err)
	}
	l, err := ledger.Open(ledgerFile(dir))
	if err != nil {
		return nil, fmt.Errorf("open ledger: %w", err)
	}
	return l, nil
}

// answers tells whether an InfluxDB listens at url already.
func answers(ctx context.Context, url string) bool {
	ctx, cancel := context.WithTimeout(ctx, 2*time.Second)
	defer cancel()
	request, err := http.NewRequestWithContext(ctx, http.MethodGet, url+"/ping", nil)
	if err != nil {
		return false
	}
	response, err := http.DefaultClient.Do(request)
	if err != nil {
		return false
	}
	response.Body.Close()
	return response.Header.Get("X-Influxdb-Version") != ""
}

package config

import (
	"path/filepath"
	"strings"
	"time"
)

// influx reads the database.
func (l *loader) influx(n node, dataDir string) Influx {
	o := n.object()
	c := Influx{
		URL:       o.key("url").address("http", "https"),
		Org:       o.key("org").str(""),
		Bucket:    l.bucket(o.key("bucket"), "lanbi"),
		RawBucket: l.bucket(o.key("raw_bucket"), ""),
		RawDays:   o.key("raw_days").integer(90, 1, 36_500),
		Flush:     o.key("flush").duration(100*time.Millisecond, time.Millisecond, time.Minute),
		Token:     o.key("token_file").secret(),
		Username:  o.key("username").str(""),
		Password:  o.key("password_file").secret(),
	}
	if c.RawBucket != "" && c.RawBucket == c.Bucket {
		o.key("raw_bucket").fault("is the bucket itself (leave it out to keep raw values there)")
	}
	if !o.key("token_file").absent() && !o.key("username").absent() {
		o.key("username").fault("token_file and username are both there (want one)")
	}
	if o.key("username").absent() != o.key("password_file").absent() {
		o.key("password_file").fault("username and password_file belong together, one is missing")
	}
	embedded := o.key("embedded")
	eo := embedded.object()
	e := EmbeddedInflux{Dir: eo.key("dir").str(filepath.Join(dataDir, "influx"))}
	var loopback bool
	if e.Listen, loopback = eo.key("listen").listen("127.0.0.1:8086"); !loopback {
		eo.key("listen").fault("%s is reachable from other machines: the embedded InfluxDB has no passwords (want 127.0.0.1)", e.Listen)
	}
	eo.done()
	o.done()
	switch {
	case !embedded.absent() && !o.key("url").absent():
		embedded.fault("url and embedded are both there (want one)")
	case !embedded.absent():
		c.Embedded = &e
	case o.key("url").absent():
		n.fault("no database (want url or embedded)")
	}
	return c
}

// bucket reads a bucket, or database/policy.
func (l *loader) bucket(n node, def string) string {
	name := n.str(def)
	database, policy, two := strings.Cut(name, "/")
	switch {
	case name == "" && n.absent():
	case strings.TrimSpace(name) == "":
		n.fault("is empty")
	case strings.ContainsAny(name, "\"\\\r\n") || two && (database == "" || policy == "" || strings.Contains(policy, "/")):
		n.fault("%q is not a bucket (want bucket or database/policy)", name)
	case strings.HasPrefix(name, "_"):
		n.fault("%q begins with _, which is reserved", name)
	}
	return name
}

// Package config reads the configuration file: defaults, then the file, then
// every fault at once, each with file, line, column and the path of its key.
//
// Keys that are not known are faults, because a misspelt key would otherwise
// leave a default in force unnoticed. A scalar may contain ${NAME}, which stands
// for an environment variable; one that is not set is a fault. Keys ending in
// _file name files whose content is a secret, read once at load. Relative paths
// start at the folder in which the program was started.
//
// YAML aliases and merge keys are refused: a configuration is read by people
// from top to bottom, and without them no file can unfold beyond its own size.
package config

import (
	"log/slog"
	"time"

	"lanbi/internal/alert"
	"lanbi/internal/measure"
	"lanbi/internal/target"
)

// Config is a configuration without faults, defaults filled in.
type Config struct {
	File     string
	Timezone *time.Location
	Areas    []measure.Area
	Targets  []target.Target // of all areas, in the order of the file
	MQTT     MQTT
	Influx   Influx
	Feeds    []Feed
	Jobs     []Job // every known job, in the order of knownJobs
	Alerts   Alerts
	Web      Web
	Roles    Roles
	DataDir  string // durable state: spool, ledger
	Spool    Spool
	Log      Log
	// Warnings are what --check tells beside faults: nothing wrong, but a
	// statement is missing that somebody should make.
	Warnings []Fault
}

// Roles are the duties of this process.
type Roles struct {
	Intake bool // receives readings and stores them
	Assess bool // assesses, alerts, shows
}

// Spool bounds what waits for InfluxDB. At either bound messages are no longer
// acknowledged, and stay with the broker.
type Spool struct {
	MaxBytes int64
	MaxAge   time.Duration // of the oldest reading
}

// Log says what is logged.
type Log struct {
	Level slog.Level
	JSON  bool // lines of JSON instead of text
}

// MQTT is the broker: exactly one of URLs and Embedded is set, or neither when
// no feed has a topic.
type MQTT struct {
	URLs     []string
	Embedded *EmbeddedMQTT
	ClientID string
	TLS      TLS
	Username string // of the client, and of the embedded broker's only user
	Password Secret
	// ShareGroup makes every subscription a shared one, $share/<group>/…; empty
	// for none.
	ShareGroup string
	// PublishRejected sends rejected messages to lanbi/rejected as well.
	PublishRejected bool
}

// EmbeddedMQTT is the broker inside this process.
type EmbeddedMQTT struct {
	Listen string // host:port; port 0 takes any free one
}

// TLS names files in PEM form; all empty means the system's authorities and no
// client certificate.
type TLS struct{ CA, Cert, Key string }

// Influx is the database: exactly one of URL and Embedded is set.
type Influx struct {
	URL       string
	Org       string
	Bucket    string // a bucket, or database/policy
	RawBucket string // for intervals below one hour; empty keeps them in Bucket
	RawDays   int    // how long those are kept without a RawBucket
	// Flush is how long a reading waits for others before they are written together.
	Flush    time.Duration
	Token    Secret
	Username string // InfluxDB 1.8 with authentication; else empty
	Password Secret
	Embedded *EmbeddedInflux
}

// EmbeddedInflux is the InfluxDB inside this process. It listens on loopback.
type EmbeddedInflux struct{ Dir, Listen string }

// Job is one scheduled job.
type Job struct {
	Name string
	Spec string // cron line of five fields; empty when switched off
}

// Alerts says who is told of what.
type Alerts struct {
	Channels []Channel
	// Page is the address of the page for links in messages; empty for no links.
	Page string
	// Wording words the messages, Desk says who gets them when.
	Wording *alert.Wording
	Desk    alert.Desk
	Rules   alert.Rules
}

// Channel is one way to people. What belongs to another type is zero.
type Channel struct {
	Name    string
	Type    string // webhook, wecom, dingtalk, feishu, mail, gateway, alertmanager, mqtt
	URL     Secret // the address may hold a key; not of mail and mqtt
	Secret  Secret // signs or authorises; empty for none
	Timeout time.Duration
	Digest  bool     // what is not critical waits for the morning's digest
	Mention []string // wecom user ids, dingtalk mobile numbers, feishu open ids; @all
	Topic   string   // mqtt
	Mail    *MailChannel
	Gateway *GatewayChannel
}

// MailChannel is a mail server and who is written to.
type MailChannel struct {
	Host     string
	Port     int
	TLS      bool // from the start; otherwise STARTTLS
	Username string
	Password Secret
	From     string
	To       []string
}

// GatewayChannel is an HTTP interface described by templates; see package
// gateway.
type GatewayChannel struct {
	Method        string
	To            []string
	Query, Header map[string]string
	Body          string
	SuccessPath   string
	Success, Busy []string
}

// Web is the page and the API.
type Web struct {
	Listen string
	Hosts  []string // values of the Host header that are answered
	Tokens []WebToken
}

// WebToken lets its bearer read, and as operator write. Only the hash is kept in
// memory.
type WebToken struct {
	Name   string
	SHA256 string // 64 hexadecimal digits
	Role   string // operator, auditor
}

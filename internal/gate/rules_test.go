package gate

import (
	"path"
	"strings"
)

// rule is a row of the import table. Packages are named by their path below
// internal; "x/*" stands for every package directly below x, and core for the
// pure core. Modules stand for all their packages.
type rule struct {
	pure     bool // no input or output, no clock
	packages []string
	modules  []string
}

const (
	core = "core"

	bbolt      = "go.etcd.io/bbolt"
	cron       = "github.com/robfig/cron/v3"
	errgroup   = "golang.org/x/sync/errgroup"
	excelize   = "github.com/xuri/excelize/v2"
	goMail     = "github.com/wneessen/go-mail"
	influxdb   = "github.com/influxdata/influxdb"
	influxAPI  = "github.com/influxdata/influxdb-client-go/v2"
	kong       = "github.com/alecthomas/kong"
	mochi      = "github.com/mochi-mqtt/server/v2"
	paho       = "github.com/eclipse/paho.mqtt.golang"
	prometheus = "github.com/prometheus/client_golang"
	text       = "golang.org/x/text"
	yaml       = "github.com/goccy/go-yaml"
)

// pureCore are the packages that core stands for, each of which has its own row. What
// makes tables and texts of it (calc, explain) is as pure, and nothing rests on that.
var pureCore = []string{"measure", "standard/*", "assess", "target", "forecast", "whatif", "alert"}

// rules is the import table. A package without a row fails.
var rules = map[string]rule{
	"measure":    {pure: true},
	"standard/*": {pure: true, packages: []string{"measure", "standard/gbt8170", "standard/gb3095", "standard/gb3838"}},
	"assess":     {pure: true, packages: []string{"measure", "standard/*"}},
	"target":     {pure: true, packages: []string{"measure", "standard/*", "assess"}},
	"forecast":   {pure: true, packages: []string{"measure", "standard/*", "assess", "target"}},
	"whatif":     {pure: true, packages: []string{"measure", "standard/*", "assess", "target", "forecast"}},
	"alert":      {pure: true, packages: []string{"measure", "standard/*", "assess", "target", "forecast"}},

	"calc":    {pure: true, packages: []string{core}, modules: []string{text}},
	"explain": {pure: true, packages: []string{core}},

	"feed":     {packages: []string{"measure", "feed/*"}},
	"feed/*":   {packages: []string{"measure", "feed", "feed/*"}},
	"simulate": {packages: []string{core}},
	"job":      {packages: []string{core}},
	"entry":    {packages: []string{core}},
	"grafana":  {},

	"spool":        {modules: []string{prometheus}},
	"intake":       {packages: []string{core, "feed", "feed/*", "spool"}, modules: []string{paho, prometheus}},
	"listen":       {packages: []string{"feed", "feed/*"}, modules: []string{prometheus}},
	"influx":       {packages: []string{core}, modules: []string{influxAPI, prometheus}},
	"ledger":       {packages: []string{core}, modules: []string{bbolt, prometheus}},
	"schedule":     {modules: []string{cron, prometheus}},
	"notify":       {packages: []string{"alert"}, modules: []string{prometheus}},
	"notify/*":     {packages: []string{"alert", "notify"}, modules: []string{prometheus}},
	"notify/mail":  {packages: []string{"alert", "notify"}, modules: []string{goMail, prometheus}},
	"replay":       {packages: []string{core, "feed", "feed/*"}, modules: []string{paho}},
	"report":       {packages: []string{core}, modules: []string{excelize}},
	"web":          {packages: []string{core, "entry", "evidence", "report"}, modules: []string{prometheus}},
	"evidence":     {},
	"systemd":      {},
	"embedded":     {modules: []string{mochi, influxdb, prometheus}},
	"config":       {packages: []string{core}, modules: []string{yaml}},
	"daemon":       {packages: []string{everything}, modules: []string{paho, prometheus}},
	"demo":         {packages: []string{everything}, modules: []string{paho, errgroup}},
	"gate":         {},
	"scenario":     {packages: []string{"measure"}},
	"../configs":   {},
	"../cmd/lanbi": {packages: []string{everything}, modules: []string{kong, text}},
}

// everything stands for every package but gate.
const everything = "everything"

// ruleOf is the row of a package, named as in the table.
func ruleOf(name string) (rule, bool) {
	if r, ok := rules[name]; ok {
		return r, true
	}
	r, ok := rules[path.Dir(name)+"/*"]
	return r, ok
}

// allows tells whether the row lets its package import another of this module.
func (r rule) allows(imported string) bool {
	for _, pattern := range r.packages {
		switch {
		case pattern == everything && imported != "gate":
			return true
		case pattern == core && (rule{packages: pureCore}).allows(imported):
			return true
		case pattern == imported, pattern == path.Dir(imported)+"/*":
			return true
		}
	}
	return false
}

// allowsModule tells whether the row lets its package import from another
// module.
func (r rule) allowsModule(imported string) bool {
	for _, module := range r.modules {
		if imported == module || strings.HasPrefix(imported, module+"/") {
			return true
		}
	}
	return false
}

// impure are the standard packages, with all below them, that the core must not
// import.
var impure = []string{"os", "net", "io/fs", "io/ioutil", "log", "context", "database", "syscall",
	"embed", "plugin", "runtime", "unsafe", "crypto/rand", "math/rand", "time/tzdata", "testing"}

const randV2 = "math/rand/v2"

// allowedRand are the names of math/rand/v2 the core may use: sources made from
// a seed of the caller. The functions of the package itself draw from a global
// source.
var allowedRand = map[string]bool{"New": true, "NewPCG": true, "NewChaCha8": true, "NewZipf": true,
	"Rand": true, "Source": true, "PCG": true, "ChaCha8": true, "Zipf": true}

// banned are the names, by package, that the core must not use: those of time
// that read the clock, wait for it or look up a zone, and those of fmt that use
// the standard streams.
var banned = map[string]map[string]bool{
	"time": {"Now": true, "Since": true, "Until": true, "Sleep": true, "After": true,
		"NewTimer": true, "NewTicker": true, "Tick": true, "AfterFunc": true, "LoadLocation": true, "Local": true},
	"fmt": {"Print": true, "Printf": true, "Println": true, "Scan": true, "Scanf": true, "Scanln": true},
}

// topLevel are the entries of the repository, beside names with a dot in front.
var topLevel = map[string]bool{"cmd": true, "internal": true, "configs": true, "deploy": true,
	"go.mod": true, "go.sum": true, "README.md": true}

// emptyWords are names that say nothing about what a package or file is for.
var emptyWords = map[string]bool{"util": true, "utils": true, "common": true, "helper": true, "helpers": true,
	"types": true, "type": true, "model": true, "models": true, "manager": true, "managers": true,
	"misc": true, "shared": true, "base": true, "lib": true}

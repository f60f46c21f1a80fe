package config

import (
	"math"
	"net"
	"net/netip"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/goccy/go-yaml/ast"

	"lanbi/internal/measure"
)

// text is the scalar as it is written, ${NAME} expanded. Numbers and dates are
// texts too: code: 220605 needs no quotes. ok is false when it is absent or a
// fault was reported.
func (n node) text() (text string, ok bool) {
	if n.absent() {
		return "", false
	}
	switch v := n.n.(type) {
	case *ast.StringNode:
		text = v.Value
	case *ast.LiteralNode:
		text = v.Value.Value
	case *ast.IntegerNode, *ast.FloatNode, *ast.BoolNode, *ast.InfinityNode, *ast.NanNode:
		text = v.GetToken().Value
	default:
		n.fault("want a single value, found %s", kindOf(n.n))
		return "", false
	}
	return n.expand(text)
}

// expand replaces ${NAME}. Values are not expanded again.
func (n node) expand(text string) (string, bool) {
	var b strings.Builder
	ok := true
	for {
		before, rest, found := strings.Cut(text, "${")
		b.WriteString(before)
		if !found {
			return b.String(), ok
		}
		name, after, closed := strings.Cut(rest, "}")
		if !closed || !environmentName(name) {
			n.fault("%q is not ${NAME}", "${"+rest)
			return "", false
		}
		value, set := n.l.o.Env(name)
		if !set {
			n.fault("environment variable %s is not set", name)
			ok = false
		}
		b.WriteString(value)
		text = after
	}
}

func environmentName(name string) bool {
	for i, c := range name {
		if c != '_' && (c < 'A' || c > 'Z') && (c < 'a' || c > 'z') && (i == 0 || c < '0' || c > '9') {
			return false
		}
	}
	return name != ""
}

// str is the text, or def when the value is absent.
func (n node) str(def string) string {
	if text, ok := n.text(); ok {
		return text
	}
	return def
}

// required is the text of a value that must be there and not be blank.
func (n node) required() string {
	if !n.require() {
		return ""
	}
	text, ok := n.text()
	if ok && strings.TrimSpace(text) == "" {
		n.fault("is empty")
	}
	return text
}

// oneOf is the text if it is one of have, else a fault; def when absent.
func (n node) oneOf(def string, have ...string) string {
	text, ok := n.text()
	if !ok {
		return def
	}
	if !slices.Contains(have, text) {
		n.fault("unknown %q (have %s)", text, strings.Join(have, ", "))
		return def
	}
	return text
}

func (n node) boolean(def bool) bool {
	text, ok := n.text()
	switch {
	case !ok:
	case text == "true":
		return true
	case text == "false":
		return false
	default:
		n.fault("%q (want true or false)", text)
	}
	return def
}

// number is a finite decimal between low and high.
func (n node) number(def, low, high float64) float64 {
	text, ok := n.text()
	if !ok {
		return def
	}
	v, err := strconv.ParseFloat(text, 64)
	switch {
	case err != nil || math.IsNaN(v) || math.IsInf(v, 0):
		n.fault("%q is not a number", text)
	case v < low || v > high:
		n.fault("%s is out of range (want %s to %s)", text, plain(low), plain(high))
	default:
		return v
	}
	return def
}

func plain(v float64) string { return strconv.FormatFloat(v, 'f', -1, 64) }

func (n node) integer(def, low, high int) int {
	v := n.number(float64(def), float64(low), float64(high))
	if v != math.Trunc(v) {
		n.fault("%s is not a whole number", plain(v))
		return def
	}
	return int(v)
}

// day is a date, 0 when absent.
func (n node) day() measure.Day {
	text, ok := n.text()
	if !ok {
		return 0
	}
	d, err := measure.ParseDay(text)
	if err != nil {
		n.fault("%v", err)
		return 0
	}
	if y := d.Year(); y < firstYear || y > lastYear {
		n.fault("year %d is out of range (want %d to %d)", y, firstYear, lastYear)
		return 0
	}
	return d
}

// duration is a length of time such as 10s, 36h.
func (n node) duration(def, low, high time.Duration) time.Duration {
	text, ok := n.text()
	if !ok {
		return def
	}
	d, err := time.ParseDuration(text)
	switch {
	case err != nil:
		n.fault("%q is not a duration (want such as 10s, 36h)", text)
	case d < low || d > high:
		n.fault("%s is out of range (want %s to %s)", text, low, high)
	default:
		return d
	}
	return def
}

// secret reads the file that n names. Its last line break is not part of it.
func (n node) secret() Secret {
	path, ok := n.text()
	if !ok {
		return Secret{}
	}
	data, err := n.l.o.ReadFile(path)
	if err != nil {
		n.fault("read secret: %v", err)
		return Secret{}
	}
	value := strings.TrimRight(string(data), "\r\n")
	switch {
	case strings.TrimSpace(value) == "":
		n.fault("read secret: %s is empty", path)
	case strings.ContainsAny(value, "\r\n\x00"):
		n.fault("read secret: %s has more than one line", path)
	default:
		return Secret{value}
	}
	return Secret{}
}

// file is the path of a file that must be readable.
func (n node) file() string {
	path, ok := n.text()
	if !ok {
		return ""
	}
	if _, err := n.l.o.ReadFile(path); err != nil {
		n.fault("read file: %v", err)
	}
	return path
}

// listen is an address host:port and whether it is reachable from this machine
// only.
func (n node) listen(def string) (address string, loopback bool) {
	address = strings.TrimPrefix(n.str(def), "tcp://")
	host, port, err := net.SplitHostPort(address)
	if err != nil {
		n.fault("%q is not host:port", address)
		return address, true
	}
	if p, err := strconv.ParseUint(port, 10, 16); err != nil {
		n.fault("port %q of %q (want 0 to 65535)", port, address)
		return address, true
	} else if p == 0 && port != "0" {
		n.fault("port %q of %q (want 0 to 65535)", port, address)
	}
	if host == "localhost" {
		return address, true
	}
	ip, err := netip.ParseAddr(host)
	return address, err == nil && ip.IsLoopback()
}

// address is a URL of one of the schemes, with a host and without a password.
func (n node) address(schemes ...string) string {
	text, ok := n.text()
	if !ok {
		return ""
	}
	u, err := url.Parse(text)
	switch {
	case err != nil || u.Host == "":
		// The text is not repeated: it may hold a password.
		n.fault("is not an address such as %s://host:port", schemes[0])
	case !slices.Contains(schemes, u.Scheme):
		n.fault("unknown scheme %q (have %s)", u.Scheme, strings.Join(schemes, ", "))
	case u.User != nil:
		n.fault("has a user or password in it (want username and password_file)")
	default:
		return text
	}
	return ""
}

package config

import (
	"crypto/sha256"
	"encoding/hex"
	"net"
	"slices"
	"strings"

	"github.com/goccy/go-yaml/ast"
)

// shortestToken is the least length of a token read from a file: its hash is
// plain SHA-256, which protects random bytes and not words.
const shortestToken = 16

// web reads page and API.
func (l *loader) web(n node) Web {
	o := n.object()
	var w Web
	listen := o.key("listen")
	address, loopback := listen.listen("127.0.0.1:8080")
	w.Listen = address
	w.Hosts = l.hosts(o.key("hosts"), address)
	auth := o.key("auth")
	ao := auth.object()
	names := map[string]bool{}
	tokens := ao.key("tokens")
	for _, one := range tokens.list() {
		t := l.webToken(one.object())
		if names[t.Name] && t.Name != "" {
			one.fault("name %q occurs twice", t.Name)
		}
		names[t.Name] = true
		w.Tokens = append(w.Tokens, t)
	}
	if _, list := tokens.n.(*ast.SequenceNode); !auth.absent() && len(w.Tokens) == 0 && (list || tokens.absent()) {
		tokens.fault("is empty: nobody could sign in")
	}
	ao.done()
	if !loopback && len(w.Tokens) == 0 {
		listen.fault("%s is reachable from other machines: web.auth is needed", address)
	}
	o.done()
	return w
}

// hosts are the names under which the page is reached. Unless stated they are
// the address listened on and localhost.
func (l *loader) hosts(n node, address string) []string {
	if n.absent() {
		hosts := []string{"localhost", "127.0.0.1", "::1"}
		if host, _, err := net.SplitHostPort(address); err == nil && host != "" && !slices.Contains(hosts, host) {
			hosts = append(hosts, host)
		}
		return hosts
	}
	var out []string
	all := n.list()
	for _, one := range all {
		host := one.required()
		if strings.ContainsAny(host, "/ @?#*") {
			one.fault("%q is not a host name (want such as lanbi.example.cn)", host)
		}
		out = append(out, strings.ToLower(host))
	}
	if all != nil && len(all) == 0 {
		n.fault("is empty: no request would be answered")
	}
	return out
}

// webToken reads a token as its hash, or as a file whose content is hashed here
// and then forgotten.
func (l *loader) webToken(o *object) WebToken {
	t := WebToken{Name: o.key("name").required(), Role: o.key("role").oneOf("operator", "operator", "auditor")}
	hash, file := o.key("sha256"), o.key("token_file")
	switch {
	case hash.absent() == file.absent():
		file.fault("want one of sha256, token_file")
	case file.absent():
		text, ok := hash.text()
		if raw, err := hex.DecodeString(text); ok && (err != nil || len(raw) != sha256.Size) {
			hash.fault("is not 64 hexadecimal digits")
		}
		t.SHA256 = strings.ToLower(text)
	default:
		token := file.secret()
		if !token.Empty() && len(token.Reveal()) < shortestToken {
			file.fault("the token is shorter than %d characters", shortestToken)
		}
		sum := sha256.Sum256([]byte(token.Reveal()))
		t.SHA256 = hex.EncodeToString(sum[:])
	}
	o.done()
	return t
}

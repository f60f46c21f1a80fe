package web

import (
	"net"
	"net/http"
	"net/netip"
	"net/url"
	"strings"
)

// guard refuses requests that a foreign page or a rebound name could have
// caused, and sets the headers that keep a browser from more.
type guard struct {
	hosts          map[string]bool
	contentPolicy  string
	framesDenied   bool
	crossOriginNot *http.CrossOriginProtection
}

func newGuard(hosts, frameAncestors []string) guard {
	g := guard{
		hosts:          make(map[string]bool, len(hosts)),
		framesDenied:   len(frameAncestors) == 0,
		crossOriginNot: http.NewCrossOriginProtection(),
	}
	for _, host := range hosts {
		g.hosts[hostname(host)] = true
	}
	ancestors := "'none'"
	if !g.framesDenied {
		ancestors = strings.Join(frameAncestors, " ")
	}
	g.contentPolicy = "default-src 'none'; style-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors " + ancestors
	return g
}

func (g guard) wrap(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		h := w.Header()
		h.Set("Content-Security-Policy", g.contentPolicy)
		h.Set("X-Content-Type-Options", "nosniff")
		h.Set("Referrer-Policy", "no-referrer")
		h.Set("Cross-Origin-Resource-Policy", "same-origin")
		h.Set("Cache-Control", "no-store")
		if g.framesDenied {
			h.Set("X-Frame-Options", "DENY")
		}
		// Probes ask by the address of a container that no configuration knows.
		if !isProbe(r.URL.Path) && !g.allowsHost(r) {
			writeProblem(w, problem{Status: http.StatusMisdirectedRequest, Title: "主机名不在允许之列",
				Detail: "请求的 Host 不在配置 web.hosts 中，也不是监听地址"})
			return
		}
		if !sameOrigin(r) || g.crossOriginNot.Check(r) != nil {
			writeProblem(w, problem{Status: http.StatusForbidden, Title: "不接受跨站请求",
				Detail: "请求的 Origin 与本站不符"})
			return
		}
		r.Body = http.MaxBytesReader(w, r.Body, bodyLimit(r))
		next.ServeHTTP(w, r)
	})
}

func isProbe(path string) bool { return path == "/healthz" || path == "/readyz" }

// allowsHost tells whether the Host header names this server: a configured name,
// or the address the connection arrived at, or a name of loopback if it arrived
// there. Ports are not compared; a forwarded port is still this server.
func (g guard) allowsHost(r *http.Request) bool {
	host := hostname(r.Host)
	if g.hosts[host] {
		return true
	}
	local, ok := r.Context().Value(http.LocalAddrContextKey).(net.Addr)
	if !ok {
		return false
	}
	address, err := netip.ParseAddrPort(local.String())
	if err != nil {
		return false
	}
	own := address.Addr().Unmap()
	asked, err := netip.ParseAddr(host)
	if err != nil {
		return own.IsLoopback() && host == "localhost"
	}
	return asked.Unmap() == own || own.IsLoopback() && asked.Unmap().IsLoopback()
}

// hostname is the lower-case host without port and brackets.
func hostname(hostport string) string {
	if host, _, err := net.SplitHostPort(hostport); err == nil {
		hostport = host
	}
	hostport = strings.TrimSuffix(strings.TrimPrefix(hostport, "["), "]")
	return strings.ToLower(strings.TrimSuffix(hostport, "."))
}

// sameOrigin tells whether the Origin header, where there is one, is the host
// that was asked.
func sameOrigin(r *http.Request) bool {
	origin := r.Header.Get("Origin")
	if origin == "" {
		return true
	}
	u, err := url.Parse(origin)
	return err == nil && u.Host != "" && strings.EqualFold(u.Host, r.Host)
}

package diagnosis

import (
	"context"
	"crypto/tls"
	"crypto/x509"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/http/httptrace"
	"net/url"
	"strings"
	"sync/atomic"
	"time"

	"github.com/beats-contrib/filebeat-salesforce/input/salesforce/internal/oauth"
	"github.com/beats-contrib/filebeat-salesforce/input/salesforce/internal/words"
)

// versionsPath is answered by every host of Salesforce, without a session.
const versionsPath = "/services/data/"

// network looks at the hosts that are known before the sign-in: the one that gives
// the tokens, without which nothing goes on, and the one of the org.
func (e *examination) network(ctx context.Context) {
	tokens := origin(e.Flow.TokenURL())
	if tokens != "" && !e.reach(ctx, tokens, "token_url") {
		e.blocked = "the token host cannot be reached"
	}
	if org := origin(e.URL); org != tokens {
		e.reach(ctx, org, "url")
	}
}

// instance looks at the host that the token answer named, if it is another one: all
// data comes from there.
func (e *examination) instance(ctx context.Context) {
	if e.blocked != "" {
		return
	}
	host := origin(e.token.InstanceURL)
	reachable, tried := e.reached[host]
	if !tried {
		reachable = e.reach(ctx, host, "")
	}
	if !reachable {
		e.blocked = "the org's host cannot be reached"
	}
}

// reach checks the way to a host and reports whether it answers.
func (e *examination) reach(ctx context.Context, host, option string) bool {
	result := e.check(ctx, Network, strings.TrimPrefix(host, "https://"), networkTimeout, func(ctx context.Context) Check {
		return e.visit(ctx, host, option)
	})
	e.reached[host] = result.Status != Failed
	return e.reached[host]
}

// way is how a request went to a host, as far as it came.
type way struct {
	proxy     *url.URL
	source    string // where the proxy comes from
	secure    bool   // TLS is asked for
	connected bool
	encrypted bool // TLS was agreed on
}

// trail is how far a request has come. A connection that is given up goes on in a
// goroutine of its own.
type trail struct{ dialed, got atomic.Bool }

func (t *trail) trace() *httptrace.ClientTrace {
	return &httptrace.ClientTrace{
		ConnectDone: func(_, _ string, err error) {
			if err == nil {
				t.dialed.Store(true)
			}
		},
		GotConn: func(httptrace.GotConnInfo) { t.got.Store(true) },
	}
}

// mark notes in a way how far the request came.
func (t *trail) mark(w *way) {
	w.connected = t.dialed.Load() || t.got.Load()
	w.encrypted = w.secure && t.got.Load()
}

// visit asks a host for its API versions and says how it went.
func (e *examination) visit(ctx context.Context, host, option string) Check {
	w := way{source: e.ProxySource, secure: strings.HasPrefix(host, "https:")}
	var t trail
	request, err := http.NewRequestWithContext(httptrace.WithClientTrace(ctx, t.trace()), http.MethodGet, host+versionsPath, nil)
	if err != nil {
		return failed("the URL cannot be requested", "", "correct "+option)
	}
	if e.Proxy != nil {
		if w.proxy, err = e.Proxy(request); err != nil {
			// The error repeats the setting, which may hold a password.
			return failed("the proxy in the environment is not a URL", "HTTPS_PROXY or HTTP_PROXY is set to something else", "correct the variable, or set resource.proxy_url or resource.proxy_disable")
		}
	}
	client := *e.HTTP
	client.CheckRedirect = func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }
	sent := time.Now()
	response, err := client.Do(request)
	t.mark(&w)
	if err != nil {
		f := faultOf(withoutURL(err), w)
		return failed(f.found+w.suffix(), f.cause, f.remedy)
	}
	defer response.Body.Close()
	if skew, ok := oauth.ClockSkew(response.Header, sent, time.Now()); ok {
		e.skew, e.skewed = skew, true
	}
	// What cannot be read is no list of versions either.
	body, _ := io.ReadAll(io.LimitReader(response.Body, 1<<20))
	return e.welcome(response, body, option, w)
}

// welcome says what a host's answer tells.
func (e *examination) welcome(response *http.Response, body []byte, option string, w way) Check {
	found := encryption(response.TLS) + w.suffix()
	var versions []struct{ Version string }
	status := response.StatusCode
	switch target, _ := response.Location(); {
	case status == http.StatusOK && json.Unmarshal(body, &versions) == nil:
	case status/100 == 3 && target != nil:
		elsewhere := target.Scheme + "://" + target.Host
		remedy := "set token_url to the org's My Domain URL, https://<name>.my.salesforce.com"
		if option == "url" {
			remedy = fmt.Sprintf("if that is the org's present host, set url to %q; the host is part of the key of the state, so collection then starts from initial_interval", elsewhere)
		}
		return warning(fmt.Sprintf("it redirects to %q%s", elsewhere, w.suffix()), "the org is on another host, or a proxy requires its own sign-in", remedy)
	case status == http.StatusProxyAuthRequired:
		return failed("HTTP 407 from the proxy"+w.suffix(), proxyAuthCause, proxyAuthRemedy)
	case status >= 500 || status == 420:
		return warning(fmt.Sprintf("HTTP %d%s", status, w.suffix()), "Salesforce is in maintenance or overloaded, or a proxy cannot reach it", "if it persists, check https://status.salesforce.com and the proxy")
	default:
		return warning(fmt.Sprintf("HTTP %d, and no list of API versions%s", status, w.suffix()), "the server is in maintenance, is not a Salesforce org, or is a proxy that shows its own page", "check the URL, the proxy, and https://status.salesforce.com")
	}
	if response.TLS == nil && !loopback(response.Request.URL.Hostname()) {
		return warning(found, "resource.allow_http is set: secrets, tokens and data can be read in transit", "use https, and remove resource.allow_http")
	}
	if e.TLSUnverified && response.TLS != nil {
		return warning(found, "resource.ssl.verification_mode is none: anyone in between could impersonate the host and steal the tokens", "set it to full, and add your own authority to resource.ssl.certificate_authorities")
	}
	return ok(found)
}

// loopback reports whether a host is this very machine.
func loopback(host string) bool {
	address := net.ParseIP(host)
	return strings.EqualFold(host, "localhost") || address != nil && address.IsLoopback()
}

// encryption says what protects a connection.
func encryption(state *tls.ConnectionState) string {
	if state == nil {
		return "not encrypted"
	}
	text := tls.VersionName(state.Version)
	if len(state.PeerCertificates) > 0 {
		leaf := state.PeerCertificates[0]
		text += fmt.Sprintf(", certificate by %s until %s", issuer(leaf), words.Date(leaf.NotAfter))
	}
	return text
}

func issuer(certificate *x509.Certificate) string {
	switch name := certificate.Issuer; {
	case name.CommonName != "":
		return fmt.Sprintf("%q", name.CommonName)
	case len(name.Organization) > 0:
		return fmt.Sprintf("%q", name.Organization[0])
	}
	return "an authority without name"
}

// suffix says which proxy the way has. User and password of its URL are left out.
func (w way) suffix() string {
	if w.proxy == nil {
		return ""
	}
	return fmt.Sprintf(", through the proxy %s (%s)", w.proxy.Host, w.source)
}

// origin returns scheme and host of a URL.
func origin(address string) string {
	parsed, err := url.Parse(address)
	if err != nil || parsed.Host == "" {
		return ""
	}
	return strings.ToLower(parsed.Scheme + "://" + parsed.Host)
}

// withoutURL takes off what net/http says around an error.
func withoutURL(err error) error {
	var wrapped *url.Error
	if errors.As(err, &wrapped) {
		return wrapped.Err
	}
	return err
}

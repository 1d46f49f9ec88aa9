package diagnosis

import (
	"context"
	"crypto/tls"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/base64"
	"errors"
	"io"
	"log"
	"math/big"
	"net"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/beats-contrib/filebeat-salesforce/input/salesforce/internal/oauth"
	"github.com/beats-contrib/filebeat-salesforce/input/salesforce/internal/words"
	"github.com/beats-contrib/filebeat-salesforce/testing/orgsim"
	"github.com/beats-contrib/filebeat-salesforce/testing/orgsim/orgtest"
)

// secureOrg is an org behind TLS, and the certificates of its server.
func secureOrg(t *testing.T, certificate tls.Certificate) (Input, *httptest.Server) {
	t.Helper()
	simulated, err := orgsim.New(orgsim.Options{Empty: true, PublicKey: &orgtest.Key().PublicKey})
	if err != nil {
		t.Fatal(err)
	}
	server := httptest.NewUnstartedServer(simulated)
	server.Config.ErrorLog = log.New(io.Discard, "", 0)
	if certificate.Certificate != nil {
		server.TLS = &tls.Config{Certificates: []tls.Certificate{certificate}}
	}
	server.StartTLS()
	t.Cleanup(server.Close)
	return inputOf(t, server.URL, simulated), server
}

// trust makes an input accept the server's certificate as an authority's.
func trust(in *Input, server *httptest.Server) {
	pool := x509.NewCertPool()
	pool.AddCert(server.Certificate())
	in.HTTP.Transport.(*http.Transport).TLSClientConfig = &tls.Config{RootCAs: pool}
}

// selfSigned makes a certificate that is its own authority.
func selfSigned(t *testing.T, name string, from, to time.Time) tls.Certificate {
	t.Helper()
	template := &x509.Certificate{
		SerialNumber: big.NewInt(1), Subject: pkix.Name{CommonName: "the authority of " + name}, DNSNames: []string{name},
		NotBefore: from, NotAfter: to, IsCA: true, BasicConstraintsValid: true, KeyUsage: x509.KeyUsageDigitalSignature | x509.KeyUsageCertSign,
	}
	if ip := net.ParseIP(name); ip != nil {
		template.DNSNames, template.IPAddresses = nil, []net.IP{ip}
	}
	raw, err := x509.CreateCertificate(nil, template, template, &orgtest.Key().PublicKey, orgtest.Key())
	if err != nil {
		t.Fatal(err)
	}
	return tls.Certificate{Certificate: [][]byte{raw}, PrivateKey: orgtest.Key()}
}

func TestTLSThatIsWell(t *testing.T) {
	end := time.Now().Add(90 * 24 * time.Hour)
	in, server := secureOrg(t, selfSigned(t, "127.0.0.1", time.Now().Add(-time.Hour), end))
	trust(&in, server)
	diagnose(t, in).of(t, Network, "").says(t, OK, "TLS 1.3", `"the authority of 127.0.0.1"`, words.Date(end))

	in.TLSUnverified = true
	diagnose(t, in).of(t, Network, "").says(t, Warning, "verification_mode is none", "set it to full")
}

func TestNoTLSToAnotherHost(t *testing.T) {
	o := newOrg(t, orgsim.Options{Empty: true, InstanceURL: "http://rig.example"})
	o.input.HTTP.Transport.(*http.Transport).DialContext = func(ctx context.Context, network, _ string) (net.Conn, error) {
		return new(net.Dialer).DialContext(ctx, network, strings.TrimPrefix(o.input.URL, "http://"))
	}
	flow := o.input.Flow.(oauth.JWTBearer)
	flow.AllowHTTP = true
	o.input.Flow = flow
	o.input.use("")
	all := diagnose(t, o.input)
	all.of(t, Network, o.input.URL).says(t, OK, "not encrypted")
	all.of(t, Network, "http://rig.example").says(t, Warning, "can be read in transit", "resource.allow_http")
}

func TestTLSThatIsNot(t *testing.T) {
	hour := time.Hour
	now := time.Now()
	for _, tt := range []struct {
		name        string
		certificate tls.Certificate
		trusted     bool
		prepare     func(*httptest.Server)
		words       []string
	}{
		{"unknown authority", selfSigned(t, "127.0.0.1", now.Add(-hour), now.Add(hour)), false, nil, []string{"unknown authority", "the authority of 127.0.0.1", "resource.ssl.certificate_authorities"}},
		{"wrong host", selfSigned(t, "acme.my.salesforce.com", now.Add(-hour), now.Add(hour)), true, nil, []string{`certificate for "acme.my.salesforce.com"`, `not for "127.0.0.1"`, "misspelled"}},
		{"expired", selfSigned(t, "127.0.0.1", now.Add(-48*hour), now.Add(-24*hour)), true, nil, []string{"valid from", "to " + words.Date(now.Add(-24*hour)), "clock"}},
		{"not yet valid", selfSigned(t, "127.0.0.1", now.Add(24*hour), now.Add(48*hour)), true, nil, []string{"valid from", "clock"}},
		{"old versions only", selfSigned(t, "127.0.0.1", now.Add(-hour), now.Add(hour)), true, func(s *httptest.Server) { s.TLS.MaxVersion = tls.VersionTLS11 }, []string{"TLS handshake", "version 1.2 or later"}},
	} {
		t.Run(tt.name, func(t *testing.T) {
			in, server := secureOrg(t, tt.certificate)
			if tt.prepare != nil {
				tt.prepare(server)
			}
			if tt.trusted {
				trust(&in, server)
			}
			all := diagnose(t, in)
			all.of(t, Network, "").says(t, Failed, tt.words...)
			all.of(t, SignIn, "").says(t, Skipped, "cannot be reached")
		})
	}
}

// listener answers each connection with a function.
func listener(t *testing.T, answer func(net.Conn)) string {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	ended := make(chan struct{})
	go func() {
		defer close(ended)
		for {
			connection, err := l.Accept()
			if err != nil {
				return
			}
			answer(connection)
			_ = connection.Close()
		}
	}()
	t.Cleanup(func() {
		_ = l.Close()
		<-ended
	})
	return l.Addr().String()
}

func TestHostsThatDoNotAnswer(t *testing.T) {
	closed := listener(t, func(net.Conn) {})
	plain := listener(t, func(c net.Conn) { _, _ = c.Write([]byte("HTTP/1.1 400 Bad Request\r\n\r\n")) })
	unused, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	refusing := unused.Addr().String()
	_ = unused.Close()
	for _, tt := range []struct {
		name, address string
		words         []string
	}{
		{"no such name", "https://acme.my.salesforce.invalid", []string{`DNS has no host "acme.my.salesforce.invalid"`, "misspelled", "check the URL"}},
		{"nothing listens", "https://" + refusing, []string{"connection refused", "port 443"}},
		{"no TLS", "https://" + plain, []string{"not TLS", "captive portal"}},
		{"closed", "https://" + closed, []string{"closed during the TLS handshake", "without TLS inspection"}},
		{"closed, without TLS", "http://" + closed, []string{"was interrupted"}},
	} {
		t.Run(tt.name, func(t *testing.T) {
			o := newOrg(t, orgsim.Options{Empty: true})
			in := inputOf(t, tt.address, o.Org)
			all := diagnose(t, in)
			all.of(t, Network, "").says(t, Failed, tt.words...)
			all.of(t, Clock, "").says(t, Skipped, "no host reported the time")
			all.of(t, SignIn, "").says(t, Skipped, "cannot be reached")
		})
	}
}

func TestHowFarARequestCame(t *testing.T) {
	for _, tt := range []struct {
		way   way
		words string
	}{
		{way{}, "no connection in time"},
		{way{secure: true, connected: true}, "the TLS handshake does not finish"},
		{way{secure: true, connected: true, encrypted: true}, "no answer in time"},
		{way{connected: true}, "no answer in time"},
	} {
		if f := faultOf(context.DeadlineExceeded, tt.way); !strings.Contains(f.found, tt.words) || f.remedy == "" {
			t.Errorf("%+v: %+v, want %q", tt.way, f, tt.words)
		}
	}
	if f := faultOf(&net.DNSError{Name: "acme", IsTimeout: true}, way{}); !strings.Contains(f.found, "DNS did not answer") {
		t.Errorf("a DNS server that is not there: %+v", f)
	}
	if f := faultOf(errors.New("something"), way{}); f.found != "something" || f.remedy == "" {
		t.Errorf("an unknown fault: %+v", f)
	}
}

func TestHostsThatAnswerSomethingElse(t *testing.T) {
	for _, tt := range []struct {
		fault string
		words []string
	}{
		{"unavailable:on=versions", []string{"HTTP 503", "status.salesforce.com"}},
		{"html-page:on=versions", []string{"no list of API versions", "proxy"}},
		{"redirect:to=https://new.my.salesforce.com", []string{"it redirects to", "https://new.my.salesforce.com", "token_url"}},
	} {
		o := newOrg(t, orgsim.Options{Empty: true})
		inject(t, o, tt.fault)
		all := diagnose(t, o.input)
		all.of(t, Network, "").says(t, Warning, tt.words...)
		all.of(t, SignIn, "").says(t, OK) // what answers may still give tokens
	}
}

// A proxy that passes on what is plain, tunnels what is not, or answers itself.
func proxyThat(t *testing.T, answers int, user string, passed *atomic.Int32) *url.URL {
	t.Helper()
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		given := strings.TrimPrefix(r.Header.Get("Proxy-Authorization"), "Basic ")
		switch {
		case answers != 0:
			w.WriteHeader(answers)
			return
		case user != "" && given != base64.StdEncoding.EncodeToString([]byte(user)):
			w.WriteHeader(http.StatusProxyAuthRequired)
			return
		}
		passed.Add(1)
		if r.Method != http.MethodConnect {
			forward(w, r)
			return
		}
		target, err := net.Dial("tcp", r.Host)
		if err != nil {
			w.WriteHeader(http.StatusBadGateway)
			return
		}
		client, _, err := http.NewResponseController(w).Hijack()
		if err != nil {
			_ = target.Close()
			return
		}
		// The client says nothing before it has this.
		_, _ = io.WriteString(client, "HTTP/1.1 200 Connection established\r\n\r\n")
		done := make(chan struct{})
		go func() {
			defer close(done)
			_, _ = io.Copy(target, client)
			_ = target.Close()
		}()
		_, _ = io.Copy(client, target)
		_ = client.Close()
		<-done
	}))
	t.Cleanup(server.Close)
	address, err := url.Parse(server.URL)
	if err != nil {
		t.Fatal(err)
	}
	return address
}

func forward(w http.ResponseWriter, r *http.Request) {
	r.RequestURI = ""
	transport := &http.Transport{DisableKeepAlives: true}
	response, err := transport.RoundTrip(r)
	if err != nil {
		w.WriteHeader(http.StatusBadGateway)
		return
	}
	defer response.Body.Close()
	for name, values := range response.Header {
		w.Header()[name] = values
	}
	w.WriteHeader(response.StatusCode)
	_, _ = io.Copy(w, response.Body)
}

func through(in *Input, proxy *url.URL, source string) {
	in.Proxy, in.ProxySource = http.ProxyURL(proxy), source
	in.HTTP.Transport.(*http.Transport).Proxy = in.Proxy
}

func TestAProxyIsNamedAndItsPasswordIsNot(t *testing.T) {
	var passed atomic.Int32
	proxy := proxyThat(t, 0, "mole:hunter2", &passed)
	proxy.User = url.UserPassword("mole", "hunter2")
	for _, encrypted := range []bool{false, true} {
		var in Input
		if encrypted {
			var server *httptest.Server
			in, server = secureOrg(t, tls.Certificate{})
			trust(&in, server)
		} else {
			in = newOrg(t, orgsim.Options{Empty: true}).input
		}
		through(&in, proxy, ProxyOption)
		passed.Store(0)
		all := diagnose(t, in)
		all.of(t, Network, "").says(t, OK, "through the proxy "+proxy.Host, "resource.proxy_url")
		if passed.Load() == 0 {
			t.Error("nothing went through the proxy")
		}
		if strings.Contains(all.String(), "hunter2") || strings.Contains(all.String(), "mole") {
			t.Errorf("the proxy's user is told:\n%s", all)
		}
	}
}

func TestProxiesThatDoNotPassARequest(t *testing.T) {
	for _, tt := range []struct {
		name    string
		answers int
		user    string
		source  string
		words   []string
	}{
		{"wants a password", 0, "mole:hunter2", ProxyOption, []string{"requires a username and password", "resource.proxy_url"}},
		{"refuses the host", http.StatusForbidden, "", ProxyOption, []string{"the proxy refuses", "does not allow this host", "*.salesforce.com"}},
		{"cannot reach the host", http.StatusBadGateway, "", ProxyOption, []string{"the proxy fails", "cannot reach the host"}},
		{"is not there", -1, "", ProxyEnvironment, []string{"the proxy cannot be reached", "connection refused", "HTTPS_PROXY", "NO_PROXY"}},
	} {
		t.Run(tt.name, func(t *testing.T) {
			var passed atomic.Int32
			in, server := secureOrg(t, tls.Certificate{})
			trust(&in, server)
			proxy := &url.URL{Scheme: "http", Host: "127.0.0.1:1"}
			if tt.answers >= 0 {
				proxy = proxyThat(t, tt.answers, tt.user, &passed)
			}
			through(&in, proxy, tt.source)
			diagnose(t, in).of(t, Network, "").says(t, Failed, append(tt.words, "through the proxy "+proxy.Host, tt.source)...)
		})
	}
	// Without TLS, what the proxy says is the answer.
	var passed atomic.Int32
	in := newOrg(t, orgsim.Options{Empty: true}).input
	through(&in, proxyThat(t, 0, "mole:hunter2", &passed), ProxyOption)
	diagnose(t, in).of(t, Network, "").says(t, Failed, "HTTP 407", "requires a username and password")
}

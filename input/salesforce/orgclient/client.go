package orgclient

import (
	"fmt"
	"net/http"
	"time"

	"github.com/elastic/beats/v7/libbeat/version"
	"github.com/elastic/elastic-agent-libs/logp"
	"github.com/elastic/elastic-agent-libs/transport"
	"github.com/elastic/elastic-agent-libs/transport/httpcommon"
	"github.com/elastic/elastic-agent-libs/transport/tlscommon"
	"github.com/elastic/elastic-agent-libs/useragent"

	"github.com/beats-contrib/filebeat-salesforce/input/salesforce/internal/budget"
	"github.com/beats-contrib/filebeat-salesforce/input/salesforce/internal/metrics"
	"github.com/beats-contrib/filebeat-salesforce/input/salesforce/internal/oauth"
	"github.com/beats-contrib/filebeat-salesforce/input/salesforce/internal/rest"
	"github.com/beats-contrib/filebeat-salesforce/input/salesforce/stanza"
)

// keepAlive leaves room for a connection for each worker and each object.
var keepAlive = httpcommon.WithKeepaliveSettings{MaxIdleConns: 100, MaxIdleConnsPerHost: 32, IdleConnTimeout: 90 * time.Second}

// New returns the client for the org's API. Nothing is sent before the first
// call. Without budgets there are no bounds, and now is the host's clock unless it is nil.
func New(c stanza.Config, sessions *oauth.Broker, budgets *budget.Ledger, counts *metrics.Set, tracer *Tracer, now func() time.Time) (*rest.Client, error) {
	httpClient, err := NewHTTPClient(c.Resource.Transport)
	if err != nil {
		return nil, err
	}
	if tracer != nil && tracer.Log != nil {
		httpClient.Transport = tracer.Transport(httpClient.Transport)
	}

	var account *budget.Account
	if budgets != nil {
		account = budgets.Account(c.Flow().Identity())
	}
	return rest.New(rest.Options{
		Session: sessions.Session(c.Flow(), introduced(httpClient)),
		Budget:  account,
		Share:   float64(c.Resource.APIShare),
		HTTP:    httpClient,
		Version: string(c.Version),
		Retry: rest.Retry{
			MaxAttempts: c.Resource.Retry.MaxAttempts,
			WaitMin:     time.Duration(c.Resource.Retry.WaitMin),
			WaitMax:     time.Duration(c.Resource.Retry.WaitMax),
		},
		Metrics:       counts,
		HeaderTimeout: c.Resource.Transport.Timeout,
		IdleTimeout:   time.Duration(c.Resource.IdleTimeout),
		UserAgent:     UserAgent(),
		Now:           now,
	}), nil
}

// NewHTTPClient returns the client that all requests of an input go through. The body of a
// log file may take hours, so only dialing and the wait for an answer's header are bounded,
// never the whole of a request.
func NewHTTPClient(settings httpcommon.HTTPTransportSettings) (*http.Client, error) {
	settings.TLS = withoutOldTLS(settings.TLS)
	dial, err := newDialers(settings)
	if err != nil {
		return nil, fmt.Errorf("resource: %w", err)
	}
	client, err := settings.Client(keepAlive, httpcommon.WithLogger(logp.NewNopLogger()), dial)
	if err != nil {
		return nil, fmt.Errorf("resource: %w", err)
	}
	client.Timeout = 0
	client.CheckRedirect = func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }
	return client, nil
}

// newDialers returns the option that puts dialers in the place of Beats' own. These log a line at
// the level error for each try that fails, which the input reports itself, and hide from net/http
// that a connection is one of TLS.
func newDialers(settings httpcommon.HTTPTransportSettings) (httpcommon.TransportOption, error) {
	encryption, err := tlscommon.LoadTLSConfig(settings.TLS, logp.NewNopLogger())
	if err != nil {
		return nil, err
	}
	plain := transport.NetDialer(settings.Timeout)
	secure := transport.TLSDialer(plain, encryption, settings.Timeout, logp.NewNopLogger())
	return httpcommon.WithTransportFunc(func(to *http.Transport) {
		to.DialContext, to.DialTLSContext = plain.DialContext, secure.DialContext
	}), nil
}

// withoutOldTLS returns TLS settings with TLS 1.2 as the oldest version, unless they name
// their versions: Beats would allow 1.1. Without settings Go itself allows no older one.
func withoutOldTLS(settings *tlscommon.Config) *tlscommon.Config {
	if settings == nil || len(settings.Versions) > 0 {
		return settings
	}
	changed := *settings
	changed.Versions = []tlscommon.TLSVersion{tlscommon.TLSVersion12, tlscommon.TLSVersion13}
	return &changed
}

// UserAgent is what the collector calls itself, also in the org's own logs.
func UserAgent() string {
	return useragent.UserAgent("Filebeat", version.GetDefaultVersion(), version.Commit(), version.BuildTime().String())
}

// introduced returns a copy of a client that says who it is. It shares the connections.
func introduced(client *http.Client) *http.Client {
	copied := *client
	copied.Transport = introduction{client.Transport}
	return &copied
}

type introduction struct{ next http.RoundTripper }

func (i introduction) RoundTrip(request *http.Request) (*http.Response, error) {
	if request.Header.Get("User-Agent") == "" {
		request = request.Clone(request.Context())
		request.Header.Set("User-Agent", UserAgent())
	}
	return i.next.RoundTrip(request)
}

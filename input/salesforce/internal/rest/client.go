package rest

import (
	"context"
	"net/http"
	"sync"
	"time"

	"github.com/beats-contrib/filebeat-salesforce/input/salesforce/internal/budget"
	"github.com/beats-contrib/filebeat-salesforce/input/salesforce/internal/metrics"
	"github.com/beats-contrib/filebeat-salesforce/input/salesforce/internal/oauth"
)

// Defaults for what Options leaves at zero. A query may take two minutes until
// Salesforce ends it, and its header comes no sooner than its first record.
const (
	defaultMaxAttempts   = 5
	defaultWaitMin       = time.Second
	defaultWaitMax       = time.Minute
	defaultHeaderTimeout = 150 * time.Second
	defaultIdleTimeout   = time.Minute
	defaultUserAgent     = "filebeat-salesforce"
)

// Options say how a Client calls. Only Session has to be set.
type Options struct {
	Session *oauth.Session
	// HTTP has the transport, with its TLS and proxy settings. Its Timeout is
	// not used: it would include the time in which a body is read.
	HTTP *http.Client
	// Version is the API version, such as "62.0"; empty means the newest that
	// both the org and this package know.
	Version string
	Retry   Retry
	// HeaderTimeout bounds the time from a request to the header of its answer.
	HeaderTimeout time.Duration
	// IdleTimeout bounds the time in which a Read waits without a byte arriving.
	IdleTimeout time.Duration
	UserAgent   string
	Logger      Logger
	// Metrics counts the requests and what the answers say; nil for nobody.
	Metrics *metrics.Set
	// Budget has the requests of the session, of which Share is what this client may
	// make; nil for no bounds.
	Budget *budget.Account
	Share  float64
	// Now is this host's clock.
	Now func() time.Time
}

// Retry says how often and how soon a call that failed is made again.
type Retry struct {
	MaxAttempts int // tries in all
	WaitMin     time.Duration
	WaitMax     time.Duration
}

// Logger is told about tries that failed and are made again. A *logp.Logger is
// one.
type Logger interface {
	Debugw(message string, keysAndValues ...any)
}

type silence struct{}

func (silence) Debugw(string, ...any) {}

// Client calls one org on behalf of one session. It may be used from many
// goroutines.
type Client struct {
	session   *oauth.Session
	http      *http.Client
	retry     Retry
	userAgent string
	log       Logger
	metrics   *metrics.Set
	budget    *budget.Account
	share     float64
	now       func() time.Time
	pageLimit int64 // bytes of a page, decoded

	mu           sync.Mutex // guards all below
	version      string     // empty as long as it is not known
	versionFound bool       // by asking the org
	usage        Usage
	usageSeen    bool
	clock        clock
	useUnsaid    bool           // the answers do not tell how many requests the org has left
	pageSizes    map[string]int // in bytes, by object
	noComposite  time.Time      // when composite requests were refused
	pathLimit    int            // of queries that are sent as a URL
}

// New returns a Client.
func New(options Options) *Client {
	c := &Client{
		session:   options.Session,
		retry:     options.Retry,
		userAgent: options.UserAgent,
		log:       options.Logger,
		metrics:   options.Metrics,
		budget:    options.Budget,
		share:     options.Share,
		now:       options.Now,
		version:   normalVersion(options.Version),
		pageLimit: pageLimit,
		pathLimit: pathLimit,
		pageSizes: make(map[string]int),
	}
	if c.retry.MaxAttempts <= 0 {
		c.retry.MaxAttempts = defaultMaxAttempts
	}
	if c.retry.WaitMin <= 0 {
		c.retry.WaitMin = defaultWaitMin
	}
	if c.retry.WaitMax <= 0 {
		c.retry.WaitMax = defaultWaitMax
	}
	c.retry.WaitMax = max(c.retry.WaitMax, c.retry.WaitMin)
	if c.userAgent == "" {
		c.userAgent = defaultUserAgent
	}
	if c.log == nil {
		c.log = silence{}
	}
	if c.now == nil {
		c.now = time.Now
	}
	c.http = patientClient(options.HTTP, options.HeaderTimeout, options.IdleTimeout)
	return c
}

// Token returns the session's token and signs in if there is none.
func (c *Client) Token(ctx context.Context) (oauth.Token, error) {
	defer c.countSignIns()
	return c.session.Token(ctx)
}

// Org returns the org's 18-character id.
func (c *Client) Org(ctx context.Context) (string, error) {
	token, err := c.session.Token(ctx)
	return token.OrgID, err
}

// Usage returns the org's daily requests by the latest answer that told; false
// means that none did.
func (c *Client) Usage() (Usage, bool) {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.usage, c.usageSeen
}

// observe learns from the header of an answer.
func (c *Client) observe(call *call, header http.Header, sent time.Time) {
	usage, ok := ParseLimitInfo(header.Values("Sforce-Limit-Info"))
	unsaid := false
	if ok {
		c.budget.Told(c.now(), budget.Use{Used: usage.Used, Max: usage.Max, AppUsed: usage.AppUsed, AppMax: usage.AppMax})
	} else if !call.open {
		unsaid = c.budget.Unsaid(c.now())
	}
	c.observeClock(header, sent)
	c.mu.Lock()
	defer c.mu.Unlock()
	c.useUnsaid = c.useUnsaid || unsaid
	if ok {
		c.usage, c.usageSeen = usage, true
		c.countUsage(usage)
	}
}

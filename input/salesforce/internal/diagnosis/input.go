package diagnosis

import (
	"net/http"
	"net/url"
	"time"

	"github.com/beats-contrib/filebeat-salesforce/input/salesforce/internal/enrich"
	"github.com/beats-contrib/filebeat-salesforce/input/salesforce/internal/oauth"
	"github.com/beats-contrib/filebeat-salesforce/input/salesforce/internal/profile"
	"github.com/beats-contrib/filebeat-salesforce/input/salesforce/internal/rest"
)

// Input is what is examined, as its configuration has it.
type Input struct {
	URL    string // of the org
	Flow   oauth.Flow
	Client *rest.Client

	// HTTP has the settings of the input, and no connections yet: one that is open
	// already says nothing of the way to the org.
	HTTP *http.Client
	// Proxy returns the proxy of a request; nil stands for none.
	Proxy func(*http.Request) (*url.URL, error)
	// ProxySource says where the proxy comes from: one of the constants below.
	ProxySource string
	// TLSUnverified says that the configuration accepts any certificate.
	TLSUnverified bool

	Version  string         // empty for the newest
	LogFiles *LogFileSource // nil if none are collected
	Objects  []ObjectSource
	// EventLogs says how all event log objects of the org are collected, besides Objects;
	// nil if they are not. It has no name.
	EventLogs *ObjectSource
	Queries   []QuerySource
	Profile   *ProfileSource // nil without a profile
	Share     float64        // of the org's daily requests that the input may make

	Enrichment []EnrichmentSource
}

// EnrichmentSource is an object whose records are added to events.
type EnrichmentSource struct {
	enrich.Source
	Option   string // that wants it
	Interval time.Duration
}

// ProfileSource is what is chosen by what the org offers.
type ProfileSource struct {
	profile.Selection
	ObjectInterval time.Duration
	// Objects says how each object is collected that may be chosen, by name. One that is
	// not in it is asked for at ObjectInterval.
	Objects map[string]ObjectSource
}

// The sources of a proxy.
const (
	ProxyOption      = "resource.proxy_url"
	ProxyEnvironment = "the environment"
)

// LogFileSource says which event log files are collected.
type LogFileSource struct {
	EventTypes        []string // empty for all, unless Profiled
	ExcludeEventTypes []string
	LogInterval       string // auto, hourly, daily or both
	Interval          time.Duration
	Profiled          bool // a profile adds event types
	OwnQuery          bool // a query of the user's own lists them
}

// ObjectSource is an object that is collected.
type ObjectSource struct {
	Name     string
	Interval time.Duration
	Delay    time.Duration // how far windows stay behind the org's clock
	Lookback time.Duration // how far they overlap
	Optional bool          // nobody named it, so it may be missing
	OwnQuery bool          // a query of the user's own asks for its records
}

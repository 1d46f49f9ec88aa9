package salesforce

import (
	"fmt"
	"regexp"
	"strings"
	"time"

	conf "github.com/elastic/elastic-agent-libs/config"
	"github.com/elastic/elastic-agent-libs/transport/httpcommon"

	"github.com/beats-contrib/filebeat-salesforce/input/salesforce/internal/oauth"
	"github.com/beats-contrib/filebeat-salesforce/input/salesforce/internal/querytemplate"
	"github.com/beats-contrib/filebeat-salesforce/input/salesforce/internal/words"
)

// config is the stanza. What its options mean is said in options.go.
type config struct {
	ID   string `config:"id"`
	Type string `config:"type"`

	URL                   string         `config:"url"`
	Version               apiVersion     `config:"version"`
	Auth                  *authConfig    `config:"auth"`
	EventMonitoringMethod *methodConfig  `config:"event_monitoring_method"`
	Resource              resource       `config:"resource"`
	PreserveOriginalEvent bool           `config:"preserve_original_event"`
	Events                eventsConfig   `config:",inline"`
	Profile               []string       `config:"profile"`
	Coverage              coverageConfig `config:"coverage"`
	// Unacknowledged is how many bytes may be published and not acknowledged.
	Unacknowledged byteSize `config:"max_unacknowledged"`

	warnings []string // of what is no mistake, each with its option
}

type authConfig struct {
	OAuth2 *oauth2Config `config:"oauth2"`
}

type oauth2Config struct {
	JWTBearer         *jwtBearerConfig         `config:"jwt_bearer_flow"`
	UserPassword      *userPasswordConfig      `config:"user_password_flow"`
	ClientCredentials *clientCredentialsConfig `config:"client_credentials_flow"`
}

type jwtBearerConfig struct {
	Enabled     *bool           `config:"enabled"`
	Client      jwtClientConfig `config:"client"`
	URL         string          `config:"url"`
	AudienceURL string          `config:"audience_url"`
	TokenURL    string          `config:"token_url"`
}

type jwtClientConfig struct {
	ID            string `config:"id"`
	Username      string `config:"username"`
	KeyPath       string `config:"key_path"`
	Key           secret `config:"key"`
	KeyPassphrase secret `config:"key_passphrase"`
	CertPath      string `config:"cert_path"`
}

type userPasswordConfig struct {
	Enabled       *bool              `config:"enabled"`
	Client        secretClientConfig `config:"client"`
	Username      string             `config:"username"`
	Password      secret             `config:"password"`
	SecurityToken secret             `config:"security_token"`
	TokenURL      string             `config:"token_url"`
}

type clientCredentialsConfig struct {
	Enabled  *bool              `config:"enabled"`
	Client   secretClientConfig `config:"client"`
	TokenURL string             `config:"token_url"`
}

type secretClientConfig struct {
	ID     string `config:"id"`
	Secret secret `config:"secret"`
}

type methodConfig struct {
	EventLogFile blocks[eventLogFileConfig] `config:"event_log_file"`
	Object       blocks[objectConfig]       `config:"object"`
}

type eventLogFileConfig struct {
	Enabled           *bool    `config:"enabled"`
	EventTypes        []string `config:"event_types"`
	ExcludeEventTypes []string `config:"exclude_event_types"`
	LogInterval       string   `config:"log_interval"`
	Interval          duration `config:"interval"`
	InitialInterval   duration `config:"initial_interval"`
	Lookback          duration `config:"lookback"`
	Settle            duration `config:"settle"`
	Workers           int      `config:"workers"`

	Own queryConfig `config:",inline"`
	// given are the options of the block that say something about what is collected.
	given givenOptions
	// profiled says that what a profile chooses is collected by these settings too.
	profiled bool
}

type objectConfig struct {
	Enabled         *bool        `config:"enabled"`
	Names           []string     `config:"names"`
	Interval        duration     `config:"interval"`
	InitialInterval duration     `config:"initial_interval"`
	Delay           *duration    `config:"delay"`    // nil for what the kind of object needs
	Lookback        *duration    `config:"lookback"` // likewise
	Batch           *batchConfig `config:"batch"`

	Own queryConfig `config:",inline"`
	// given are the options of the block that say something about what is collected.
	given givenOptions
	// optional says that the org need not have the objects: nobody named them.
	optional bool
	// profiled says that what a profile chooses is collected by these settings too.
	profiled bool
}

type resource struct {
	Transport   httpcommon.HTTPTransportSettings `config:",inline"`
	IdleTimeout duration                         `config:"idle_timeout"`
	Retry       retryConfig                      `config:"retry"`
	AllowHTTP   bool                             `config:"allow_http"`
	Tracer      tracerConfig                     `config:"tracer"`
	APIShare    share                            `config:"api_share"`
}

type retryConfig struct {
	MaxAttempts int      `config:"max_attempts"`
	WaitMin     duration `config:"wait_min"`
	WaitMax     duration `config:"wait_max"`
}

// apiVersion is the version of the REST API: 62, 62.0 or "v62.0"; empty for the
// newest.
type apiVersion string

var apiVersionForm = regexp.MustCompile(`^v?([0-9]{2,3})(\.0)?$`)

// Unpack implements the unpacking of go-ucfg.
func (v *apiVersion) Unpack(value any) error {
	match := apiVersionForm.FindStringSubmatch(strings.TrimSpace(fmt.Sprint(value)))
	if match == nil {
		return fmt.Errorf("%s is not an API version such as 62", quoted(value))
	}
	*v = apiVersion(match[1] + ".0")
	return nil
}

// methodDefaults are the defaults of a block, which it has only where it is given.
func defaultEventLogFile() eventLogFileConfig {
	return eventLogFileConfig{
		EventTypes:      []string{"*"},
		LogInterval:     "auto",
		Interval:        duration(10 * time.Minute),
		InitialInterval: duration(24 * time.Hour),
		Lookback:        duration(time.Hour),
		Settle:          duration(2 * time.Minute),
		Workers:         4,
	}
}

func defaultObject() objectConfig {
	return objectConfig{
		Interval:        duration(5 * time.Minute),
		InitialInterval: duration(24 * time.Hour),
	}
}

func defaultConfig() config {
	transport := httpcommon.DefaultHTTPTransportSettings()
	// The time until an answer begins. Salesforce takes up to two minutes for a
	// query before it ends it with QUERY_TIMEOUT.
	transport.Timeout = 150 * time.Second
	return config{
		Events:   defaultEvents(),
		Coverage: defaultCoverage(),

		Unacknowledged: defaultUnacknowledged,
		Resource: resource{
			Transport:   transport,
			IdleTimeout: duration(time.Minute),
			Retry:       retryConfig{MaxAttempts: 5, WaitMin: duration(time.Second), WaitMax: duration(time.Minute)},
			Tracer:      tracerConfig{MaxSize: 1},
			APIShare:    defaultShare,
		},
	}
}

// Unpack gives a block its defaults before its options are read.
func (c *eventLogFileConfig) Unpack(from *conf.C) error {
	type plain eventLogFileConfig
	block := plain(defaultEventLogFile())
	if from.HasField("event_types") {
		block.EventTypes = nil // a list is replaced, not merged index by index
	}
	if err := from.Unpack(&block); err != nil {
		return err
	}
	*c = eventLogFileConfig(block)
	c.given = fieldsOf(from, "event_types", "exclude_event_types", "log_interval", "initial_interval")
	return nil
}

// Unpack gives a block its defaults before its options are read.
func (c *objectConfig) Unpack(from *conf.C) error {
	type plain objectConfig
	block := plain(defaultObject())
	if err := from.Unpack(&block); err != nil {
		return err
	}
	*c = objectConfig(block)
	c.given = fieldsOf(from, "names", "initial_interval")
	return nil
}

// enabled reports whether a block that is present is in use.
func enabled(flag *bool) bool { return flag == nil || *flag }

// defaultUnacknowledged keeps a process under 250 MiB: an event takes several times the
// bytes of its row while it waits in the queue and an output encodes it. The rows of a
// full queue of Filebeat's default size have far less, unless they are many kilobytes long.
const defaultUnacknowledged = byteSize(16 << 20)

// readConfig unpacks, normalizes and checks a stanza.
func readConfig(from *conf.C) (config, error) {
	found := examine(from)
	c := unpack(found, defaultConfig)
	c.normalize()
	if err := found.and(c.check()); err != nil {
		return config{}, err
	}
	c.complete()
	c.warnings = append(found.warnings, c.signInWarnings()...)
	if len(c.sources("")) == 0 {
		return config{}, &mistake{option: "profile", text: fmt.Sprintf("nothing that tells of %s is enabled: enable event_log_file, object or both", words.List(c.Profile, 0))}
	}
	return c, nil
}

// normalize puts what the stanza says into one form, and puts in what it leaves out. What
// is wrong stays as it is, for check to say.
func (c *config) normalize() {
	if !Named(c.Type) {
		c.Type = Name
	}
	c.placeProfile()
	if base, err := oauth.BaseURL(c.URL, c.Resource.AllowHTTP); err == nil {
		c.URL = base
	}
	if c.Auth != nil {
		_, blocks := c.Auth.OAuth2.enabledFlows()
		for _, block := range blocks {
			block.normalize(c.URL, c.Resource.AllowHTTP)
		}
	}
	if methods := c.EventMonitoringMethod; methods != nil {
		for n := range methods.EventLogFile {
			methods.EventLogFile[n].Own.read(querytemplate.EventLogFile)
		}
		for n := range methods.Object {
			methods.Object[n].Own.read(querytemplate.Object)
		}
	}
}

// complete puts in what the stanza leaves out of what is collected.
func (c *config) complete() {
	if len(c.Profile) > 0 {
		c.completeProfile()
		return
	}
	methods := c.EventMonitoringMethod
	if methods == nil || (methods.EventLogFile == nil && methods.Object == nil) {
		files, objects := defaultEventLogFile(), defaultObject()
		objects.Names, objects.optional = append([]string{"SetupAuditTrail"}, threatDetection...), true
		c.EventMonitoringMethod = &methodConfig{EventLogFile: blocks[eventLogFileConfig]{files}, Object: blocks[objectConfig]{objects}}
	}
}

// threatDetection are the objects that hold what Salesforce itself detected.
var threatDetection = []string{
	"ApiAnomalyEventStore",
	"CredentialStuffingEventStore",
	"GuestUserAnomalyEventStore",
	"LoginAnomalyEventStore",
	"ReportAnomalyEventStore",
	"SessionHijackingEventStore",
	"UniversalAnomalyEventStore",
}

package stanza

import (
	"time"

	conf "github.com/elastic/elastic-agent-libs/config"
	"github.com/elastic/elastic-agent-libs/transport/httpcommon"
	"github.com/elastic/elastic-agent-libs/transport/tlscommon"

	"github.com/beats-contrib/filebeat-salesforce/input/salesforce/stanza/schema"
)

// Config is the stanza. What its options mean is said in options.go.
type Config struct {
	ID   string `config:"id"`
	Type string `config:"type"`

	URL                   string            `config:"url"`
	Version               schema.APIVersion `config:"version"`
	Auth                  *authConfig       `config:"auth"`
	EventMonitoringMethod *methodConfig     `config:"event_monitoring_method"`
	Resource              Resource          `config:"resource"`
	PreserveOriginalEvent bool              `config:"preserve_original_event"`
	Events                eventsConfig      `config:",inline"`
	Profile               []string          `config:"profile"`
	Coverage              coverageConfig    `config:"coverage"`
	Audit                 auditConfig       `config:"audit"`
	// Unacknowledged is how many bytes may be published and not acknowledged.
	Unacknowledged schema.ByteSize `config:"max_unacknowledged"`

	Warnings []string // of what is no mistake, each with its option
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
	Enabled           *bool           `config:"enabled"`
	EventTypes        []string        `config:"event_types"`
	ExcludeEventTypes []string        `config:"exclude_event_types"`
	LogInterval       string          `config:"log_interval"`
	Interval          schema.Duration `config:"interval"`
	InitialInterval   schema.Duration `config:"initial_interval"`
	Lookback          schema.Duration `config:"lookback"`
	Settle            schema.Duration `config:"settle"`
	Workers           int             `config:"workers"`

	Own queryConfig `config:",inline"`
	// given are the options of the block that say something about what is collected.
	given givenOptions
	// profiled says that what a profile chooses is collected by these settings too.
	profiled bool
}

type objectConfig struct {
	Enabled         *bool            `config:"enabled"`
	Names           []string         `config:"names"`
	Interval        schema.Duration  `config:"interval"`
	InitialInterval schema.Duration  `config:"initial_interval"`
	Delay           *schema.Duration `config:"delay"`    // nil for what the kind of object needs
	Lookback        *schema.Duration `config:"lookback"` // likewise
	Batch           *batchConfig     `config:"batch"`

	Own queryConfig `config:",inline"`
	// given are the options of the block that say something about what is collected.
	given givenOptions
	// optional says that the org need not have the objects: nobody named them.
	optional bool
	// profiled says that what a profile chooses is collected by these settings too.
	profiled bool
}

// Resource says how the org is talked to.
type Resource struct {
	Transport   httpcommon.HTTPTransportSettings `config:",inline"`
	IdleTimeout schema.Duration                  `config:"idle_timeout"`
	Retry       retryConfig                      `config:"retry"`
	AllowHTTP   bool                             `config:"allow_http"`
	Tracer      tracerConfig                     `config:"tracer"`
	APIShare    schema.Share                     `config:"api_share"`
}

type retryConfig struct {
	MaxAttempts int             `config:"max_attempts"`
	WaitMin     schema.Duration `config:"wait_min"`
	WaitMax     schema.Duration `config:"wait_max"`
}

// DefaultEventLogFile returns the defaults of a block, which it has only if it is given.
func DefaultEventLogFile() eventLogFileConfig {
	return eventLogFileConfig{
		EventTypes:      []string{"*"},
		LogInterval:     "auto",
		Interval:        schema.Duration(10 * time.Minute),
		InitialInterval: schema.Duration(24 * time.Hour),
		Lookback:        schema.Duration(time.Hour),
		Settle:          schema.Duration(2 * time.Minute),
		Workers:         4,
	}
}

// DefaultObject returns the defaults of a block, which it has only if it is given.
func DefaultObject() objectConfig {
	return objectConfig{
		Interval:        schema.Duration(5 * time.Minute),
		InitialInterval: schema.Duration(24 * time.Hour),
	}
}

func defaultConfig() Config {
	transport := httpcommon.DefaultHTTPTransportSettings()
	// The time until an answer begins. Salesforce takes up to two minutes for a
	// query before it ends it with QUERY_TIMEOUT.
	transport.Timeout = 150 * time.Second
	return Config{
		Events:   defaultEvents(),
		Coverage: defaultCoverage(),
		Audit:    defaultAudit(),

		Unacknowledged: defaultUnacknowledged,
		Resource: Resource{
			Transport:   transport,
			IdleTimeout: schema.Duration(time.Minute),
			Retry:       retryConfig{MaxAttempts: 5, WaitMin: schema.Duration(time.Second), WaitMax: schema.Duration(time.Minute)},
			Tracer:      tracerConfig{MaxSize: 1},
			APIShare:    defaultShare,
		},
	}
}

// Unpack gives a block its defaults before its options are read.
func (c *eventLogFileConfig) Unpack(from *conf.C) error {
	type plain eventLogFileConfig
	block := plain(DefaultEventLogFile())
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
	block := plain(DefaultObject())
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
const defaultUnacknowledged = schema.ByteSize(16 << 20)

// Unverified reports whether the settings accept any certificate.
func (c *Resource) Unverified() bool {
	settings := c.Transport.TLS
	return settings.IsEnabled() && settings.VerificationMode == tlscommon.VerifyNone
}

// defaultShare leaves half of the org's requests to others.
const defaultShare = schema.Share(0.5)

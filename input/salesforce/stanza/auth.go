package stanza

import (
	"cmp"
	"strings"

	"github.com/beats-contrib/filebeat-salesforce/input/salesforce/internal/oauth"
	"github.com/beats-contrib/filebeat-salesforce/input/salesforce/stanza/schema"
)

// signInFlow is a way to sign in, with what can be said of it beforehand.
type signInFlow interface {
	oauth.Flow
	oauth.Inspector
}

// flowBlock is the block of a flow.
type flowBlock interface {
	// normalize puts what it says into one form, and puts in what was left out, by the
	// org's URL.
	normalize(orgURL string, allowHTTP bool)
	// validate adds its mistakes. It changes nothing.
	validate(m *schema.Mistakes, option string, from *Config)
	// warnings returns what is doubtful, each with its option.
	warnings(option string) []string
	flow(allowHTTP bool) signInFlow
}

// enabledFlows returns the blocks that are in use, and their names. Where some say so
// themselves, those that say nothing are not, as in the x-pack input.
func (c *oauth2Config) enabledFlows() (names []string, blocks []flowBlock) {
	if c == nil {
		return nil, nil
	}
	said := false
	add := func(name string, flag *bool, block flowBlock) {
		switch {
		case !enabled(flag), flag == nil && said:
			return
		case flag != nil && !said:
			said, names, blocks = true, nil, nil
		}
		names, blocks = append(names, name), append(blocks, block)
	}
	if block := c.JWTBearer; block != nil {
		add(schema.JWTBearerFlow, block.Enabled, block)
	}
	if block := c.UserPassword; block != nil {
		add(schema.UserPasswordFlow, block.Enabled, block)
	}
	if block := c.ClientCredentials; block != nil {
		add(schema.ClientCredentialsFlow, block.Enabled, block)
	}
	return names, blocks
}

// Flow returns how the input signs in. The stanza has been checked.
func (c *Config) Flow() signInFlow {
	_, blocks := c.Auth.OAuth2.enabledFlows()
	return blocks[0].flow(c.Resource.AllowHTTP)
}

func (c *Config) validateAuth(m *schema.Mistakes) {
	const option = "auth.oauth2"
	if c.Auth == nil || c.Auth.OAuth2 == nil {
		m.Add(option, "is required: choose how to sign in with %s, %s or %s", schema.JWTBearerFlow, schema.UserPasswordFlow, schema.ClientCredentialsFlow)
		return
	}
	names, blocks := c.Auth.OAuth2.enabledFlows()
	switch len(blocks) {
	case 0:
		m.Add(option, "has no enabled flow: enable one of %s, %s or %s", schema.JWTBearerFlow, schema.UserPasswordFlow, schema.ClientCredentialsFlow)
	case 1:
	default:
		m.Add(option, "has %d enabled flows, %s, but only one is allowed: remove the others, or set enabled: false in them", len(names), strings.Join(names, " and "))
	}
	for n, block := range blocks {
		block.validate(m, option+"."+names[n], c)
	}
}

// signInWarnings returns what is doubtful of how the input signs in. The stanza has been
// checked.
func (c *Config) signInWarnings() []string {
	names, blocks := c.Auth.OAuth2.enabledFlows()
	return blocks[0].warnings("auth.oauth2." + names[0])
}

func (c *jwtBearerConfig) normalize(orgURL string, allowHTTP bool) {
	trim(&c.Client.ID, &c.Client.Username)
	c.Client.Key.trim()
	c.Client.KeyPassphrase.trimLineEnds()
	c.AudienceURL = cleanURL(c.AudienceURL, allowHTTP)
	if c.URL == "" {
		c.URL = c.AudienceURL
	}
	c.URL = cleanURL(cmp.Or(strings.TrimSpace(c.URL), oauth.DefaultAudience(orgURL)), allowHTTP)
	c.TokenURL = cleanURL(cmp.Or(strings.TrimSpace(c.TokenURL), c.URL), allowHTTP)
}

func (c *jwtBearerConfig) validate(m *schema.Mistakes, option string, from *Config) {
	m.Required(option+".client.id", c.Client.ID, "the consumer key of the app")
	m.Required(option+".client.username", c.Client.Username, "the Salesforce username to sign in as")
	c.Client.validateKey(m, option+".client")
	if c.AudienceURL != "" && c.URL != c.AudienceURL {
		m.Add(option+".audience_url", "%q differs from url, %q, but both set the audience: remove one of them", c.AudienceURL, c.URL)
	}
	from.validateAddress(m, option+".url", c.URL, oauth.DefaultAudience(from.URL))
	from.validateAddress(m, option+".token_url", c.TokenURL, c.URL)
}

func (c *jwtBearerConfig) warnings(option string) []string {
	return c.Client.KeyPassphrase.warnings(option + ".client.key_passphrase")
}

// validateKey wants one key.
func (c *jwtClientConfig) validateKey(m *schema.Mistakes, option string) {
	byPath := strings.TrimSpace(c.KeyPath) != ""
	switch {
	case byPath && (!c.Key.Empty() || c.Key.problem != ""):
		m.Add(option+".key", "cannot be combined with key_path, %q: remove one of them", c.KeyPath)
	case byPath || !c.Key.Empty():
	case c.Key.problem != "":
		m.Add(option+".key", "%s", c.Key.problem)
	default:
		m.Add(option+".key_path", "is required unless key is set: the private key that matches the app's certificate")
	}
	c.KeyPassphrase.validate(m, option+".key_passphrase")
}

func (c *jwtBearerConfig) flow(allowHTTP bool) signInFlow {
	key := oauth.KeyText(c.Client.Key.Secret, c.Client.KeyPassphrase.Secret)
	if c.Client.Key.Empty() {
		key = oauth.KeyFile(c.Client.KeyPath, c.Client.KeyPassphrase.Secret)
	}
	return oauth.JWTBearer{
		ClientID:     c.Client.ID,
		Username:     c.Client.Username,
		Audience:     c.URL,
		TokenURLBase: c.TokenURL,
		Key:          key,
		CertPath:     c.Client.CertPath,
		AllowHTTP:    allowHTTP,
	}
}

func (c *userPasswordConfig) normalize(orgURL string, allowHTTP bool) {
	trim(&c.Client.ID, &c.Username)
	c.Client.Secret.trim()
	c.Password.trimLineEnds()
	c.SecurityToken.trim()
	c.TokenURL = cleanURL(cmp.Or(strings.TrimSpace(c.TokenURL), oauth.DefaultLogin(orgURL)), allowHTTP)
}

func (c *userPasswordConfig) warnings(option string) []string {
	return c.Password.warnings(option + ".password")
}

func (c *userPasswordConfig) validate(m *schema.Mistakes, option string, from *Config) {
	c.Client.validate(m, option+".client")
	m.Required(option+".username", c.Username, "the Salesforce username to sign in as")
	if c.Password.problem == "" && c.Password.Empty() {
		m.Add(option+".password", "is required: the user's password")
	}
	c.Password.validate(m, option+".password")
	c.SecurityToken.validate(m, option+".security_token")
	from.validateAddress(m, option+".token_url", c.TokenURL, oauth.DefaultLogin(from.URL))
}

func (c *userPasswordConfig) flow(allowHTTP bool) signInFlow {
	return oauth.UserPassword{
		ClientID:      c.Client.ID,
		ClientSecret:  c.Client.Secret.Secret,
		Username:      c.Username,
		Password:      c.Password.Secret,
		SecurityToken: c.SecurityToken.Secret,
		TokenURLBase:  c.TokenURL,
		AllowHTTP:     allowHTTP,
	}
}

func (c *clientCredentialsConfig) normalize(orgURL string, allowHTTP bool) {
	trim(&c.Client.ID)
	c.Client.Secret.trim()
	c.TokenURL = cleanURL(cmp.Or(strings.TrimSpace(c.TokenURL), orgURL), allowHTTP)
}

func (c *clientCredentialsConfig) warnings(string) []string { return nil }

func (c *clientCredentialsConfig) validate(m *schema.Mistakes, option string, from *Config) {
	c.Client.validate(m, option+".client")
	from.validateAddress(m, option+".token_url", c.TokenURL, from.URL)
	if err := oauth.OwnDomain(c.TokenURL); err != nil {
		m.Add(option+".token_url", "%v", err)
	}
}

func (c *clientCredentialsConfig) flow(allowHTTP bool) signInFlow {
	return oauth.ClientCredentials{
		ClientID:     c.Client.ID,
		ClientSecret: c.Client.Secret.Secret,
		TokenURLBase: c.TokenURL,
		AllowHTTP:    allowHTTP,
	}
}

func (c *secretClientConfig) validate(m *schema.Mistakes, option string) {
	m.Required(option+".id", c.ID, "the consumer key of the app")
	switch {
	case !c.Secret.Empty(): // of a number too: those of older apps are numbers
	case c.Secret.problem != "":
		m.Add(option+".secret", "%s", c.Secret.problem)
	default:
		m.Add(option+".secret", "is required: the consumer secret of the app")
	}
}

// cleanURL returns the base of a URL, or the text as it is if it is none.
func cleanURL(text string, allowHTTP bool) string {
	if base, err := oauth.BaseURL(text, allowHTTP); err == nil {
		return base
	}
	return text
}

// trim takes off the white space that came along with texts.
func trim(texts ...*string) {
	for _, text := range texts {
		*text = strings.TrimSpace(*text)
	}
}

// validateAddress wants a URL, unless it was left out: of the default, something else is said.
func (c *Config) validateAddress(m *schema.Mistakes, option, value, byDefault string) {
	if value == byDefault {
		return
	}
	if _, err := oauth.BaseURL(value, c.Resource.AllowHTTP); err != nil {
		m.Add(option, "%v", err)
	}
}

// ClientID is the consumer key that the input signs in with.
func (c *Config) ClientID() string {
	switch flow := c.Flow().(type) {
	case oauth.JWTBearer:
		return flow.ClientID
	case oauth.UserPassword:
		return flow.ClientID
	case oauth.ClientCredentials:
		return flow.ClientID
	}
	return ""
}

// Secrets are the texts of the stanza that are sent to sign in, or to a proxy.
func (c *Config) Secrets() []string {
	var all []string
	add := func(secrets ...secret) {
		for _, one := range secrets {
			all = append(all, one.Reveal())
		}
	}
	oauth2 := c.Auth.OAuth2
	if block := oauth2.JWTBearer; block != nil {
		add(block.Client.Key, block.Client.KeyPassphrase)
	}
	if block := oauth2.UserPassword; block != nil {
		add(block.Client.Secret, block.Password, block.SecurityToken)
	}
	if block := oauth2.ClientCredentials; block != nil {
		add(block.Client.Secret)
	}
	if proxy := c.Resource.Transport.Proxy; proxy.URL != nil && proxy.URL.User != nil {
		password, _ := proxy.URL.User.Password()
		all = append(all, password)
	}
	return all
}

package salesforce

import (
	"strings"

	"github.com/beats-contrib/filebeat-salesforce/input/salesforce/internal/oauth"
)

// Flow names, as they are in a stanza.
const (
	jwtBearerFlow         = "jwt_bearer_flow"
	userPasswordFlow      = "user_password_flow"
	clientCredentialsFlow = "client_credentials_flow"
)

// signInFlow is a way to sign in, with what can be said of it beforehand.
type signInFlow interface {
	oauth.Flow
	oauth.Inspector
}

// flowBlock is the block of a flow.
type flowBlock interface {
	// check adds its mistakes, and puts in what was left out, by the org's URL.
	check(m *mistakes, option string, from *config)
	flow(allowHTTP bool) signInFlow
}

// enabledFlows returns the blocks that are in use, and their names. Where some say so
// themselves, those that say nothing are not, as in Elastic's input.
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
		add(jwtBearerFlow, block.Enabled, block)
	}
	if block := c.UserPassword; block != nil {
		add(userPasswordFlow, block.Enabled, block)
	}
	if block := c.ClientCredentials; block != nil {
		add(clientCredentialsFlow, block.Enabled, block)
	}
	return names, blocks
}

// flow returns how the input signs in. The stanza has been checked.
func (c *config) flow() signInFlow {
	_, blocks := c.Auth.OAuth2.enabledFlows()
	return blocks[0].flow(c.Resource.AllowHTTP)
}

func (c *config) checkAuth(m *mistakes) {
	const option = "auth.oauth2"
	if c.Auth == nil || c.Auth.OAuth2 == nil {
		m.add(option, "is required: one of %s, %s or %s says how to sign in", jwtBearerFlow, userPasswordFlow, clientCredentialsFlow)
		return
	}
	names, blocks := c.Auth.OAuth2.enabledFlows()
	switch len(blocks) {
	case 0:
		m.add(option, "has no enabled flow: one of %s, %s or %s is required", jwtBearerFlow, userPasswordFlow, clientCredentialsFlow)
	case 1:
	default:
		m.add(option, "has %d enabled flows, %s: exactly one is allowed, remove the others or set enabled: false in them", len(names), strings.Join(names, " and "))
	}
	for n, block := range blocks {
		block.check(m, option+"."+names[n], c)
	}
}

func (c *jwtBearerConfig) check(m *mistakes, option string, from *config) {
	m.required(option+".client.id", &c.Client.ID, "the consumer key of the app")
	m.required(option+".client.username", &c.Client.Username, "the Salesforce username to sign in as")
	c.Client.checkKey(m, option+".client", from)
	switch {
	case c.URL != "" && c.AudienceURL != "" && c.URL != c.AudienceURL:
		m.add(option+".audience_url", "%q differs from url, %q: both name the audience, give one", c.AudienceURL, c.URL)
	case c.URL == "":
		c.URL = c.AudienceURL
	}
	from.address(m, option+".url", &c.URL, oauth.DefaultAudience)
	from.address(m, option+".token_url", &c.TokenURL, func(string) string { return c.URL })
}

// checkKey wants one key.
func (c *jwtClientConfig) checkKey(m *mistakes, option string, from *config) {
	c.Key.trim()
	c.KeyPassphrase.trimLineEnds()
	from.warnOfSpaces(option+".key_passphrase", c.KeyPassphrase)
	byPath := strings.TrimSpace(c.KeyPath) != ""
	switch {
	case byPath && (!c.Key.Empty() || c.Key.problem != ""):
		m.add(option+".key", "is given, and so is key_path, %q: give one of them", c.KeyPath)
	case byPath || !c.Key.Empty():
	case c.Key.problem != "":
		m.add(option+".key", "%s", c.Key.problem)
	default:
		m.add(option+".key_path", "is required, or key: the private key whose certificate the app has")
	}
	m.readable(option+".key_passphrase", c.KeyPassphrase)
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

func (c *userPasswordConfig) check(m *mistakes, option string, from *config) {
	c.Client.check(m, option+".client")
	m.required(option+".username", &c.Username, "the Salesforce username to sign in as")
	c.Password.trimLineEnds()
	c.SecurityToken.trim()
	from.warnOfSpaces(option+".password", c.Password)
	if c.Password.problem == "" && c.Password.Empty() {
		m.add(option+".password", "is required: the user's password")
	}
	m.readable(option+".password", c.Password)
	m.readable(option+".security_token", c.SecurityToken)
	from.address(m, option+".token_url", &c.TokenURL, oauth.DefaultLogin)
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

func (c *clientCredentialsConfig) check(m *mistakes, option string, from *config) {
	c.Client.check(m, option+".client")
	from.address(m, option+".token_url", &c.TokenURL, func(org string) string { return org })
	if err := oauth.OwnDomain(c.TokenURL); err != nil {
		m.add(option+".token_url", "%v", err)
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

func (c *secretClientConfig) check(m *mistakes, option string) {
	m.required(option+".id", &c.ID, "the consumer key of the app")
	c.Secret.trim()
	switch {
	case !c.Secret.Empty(): // of a number too: those of older apps are numbers
	case c.Secret.problem != "":
		m.add(option+".secret", "%s", c.Secret.problem)
	default:
		m.add(option+".secret", "is required: the consumer secret of the app")
	}
}

// address cleans a URL, or puts in the default that belongs to the org's URL.
func (c *config) address(m *mistakes, option string, value *string, byDefault func(orgURL string) string) {
	if strings.TrimSpace(*value) == "" {
		*value = byDefault(c.URL)
		return
	}
	base, err := oauth.BaseURL(*value, c.Resource.AllowHTTP)
	if err != nil {
		m.add(option, "%v", err)
		return
	}
	*value = base
}

// required wants a text, and takes off the white space that came along with it.
func (m *mistakes) required(option string, value *string, what string) {
	if *value = strings.TrimSpace(*value); *value == "" {
		m.add(option, "is required: %s", what)
	}
}

// readable notes a secret whose text is not known for certain.
func (m *mistakes) readable(option string, value secret) {
	if value.problem != "" {
		m.add(option, "%s", value.problem)
	}
}

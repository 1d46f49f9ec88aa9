package oauth

import (
	"fmt"
	"net/url"
	"time"
)

// UserPassword signs in as a user, with the user's password. Salesforce blocks it
// in orgs made since Summer '23 unless an administrator allows it, and external
// client apps do not have it.
type UserPassword struct {
	ClientID      string // the app's consumer key
	ClientSecret  Secret // the app's consumer secret
	Username      string
	Password      Secret
	SecurityToken Secret // what Salesforce wants after the password from addresses it does not trust; may be empty
	TokenURLBase  string // where to ask
	AllowHTTP     bool   // plain http to other hosts is allowed
}

// Validate reports all that can be wrong without asking the org.
func (f UserPassword) Validate() error {
	var m mistakes
	m.required("client.id", f.ClientID != "")
	m.required("client.secret", !f.ClientSecret.Empty())
	m.required("username", f.Username != "")
	m.required("password", !f.Password.Empty())
	m.address("token_url", f.TokenURLBase, f.AllowHTTP)
	return m.err()
}

// TokenURL returns the token endpoint.
func (f UserPassword) TokenURL() string { return endpointOf(f.TokenURLBase, f.AllowHTTP) }

// Identity returns what a session is shared by.
func (f UserPassword) Identity() string { return identity(f.TokenURL(), f.ClientID, f.Username) }

// Form holds the password, with the security token after it.
func (f UserPassword) Form(time.Time) (url.Values, error) {
	if err := f.Validate(); err != nil {
		return nil, err
	}
	return url.Values{
		"grant_type":    {"password"},
		"client_id":     {f.ClientID},
		"client_secret": {f.ClientSecret.Reveal()},
		"username":      {f.Username},
		"password":      {f.Password.Reveal() + f.SecurityToken.Reveal()},
	}, nil
}

// Inspect implements Inspector.
func (f UserPassword) Inspect(time.Time) (Credentials, error) {
	if err := f.Validate(); err != nil {
		return Credentials{}, err
	}
	with := "without a security_token of its own"
	if !f.SecurityToken.Empty() {
		with = "with a security token"
	}
	return Credentials{Description: fmt.Sprintf("client secret, and password of %s %s", f.Username, with)}, nil
}

func (f UserPassword) allowsHTTP() bool { return f.AllowHTTP }

// secrets are the parts of the form's password: answers may repeat one of them.
func (f UserPassword) secrets() []string {
	return []string{f.Password.Reveal(), f.SecurityToken.Reveal()}
}

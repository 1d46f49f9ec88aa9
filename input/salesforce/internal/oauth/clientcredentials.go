package oauth

import (
	"fmt"
	"net/url"
	"time"
)

// ClientCredentials signs in as the app itself, which acts as the user that its
// policy in Salesforce names.
type ClientCredentials struct {
	ClientID     string // the app's consumer key
	ClientSecret Secret // the app's consumer secret
	TokenURLBase string // the org's own URL
	AllowHTTP    bool   // plain http to other hosts is allowed
}

// Validate reports all that can be wrong without asking the org.
func (f ClientCredentials) Validate() error {
	var m mistakes
	m.required("client.id", f.ClientID != "")
	m.required("client.secret", !f.ClientSecret.Empty())
	if err := OwnDomain(f.TokenURLBase); err != nil {
		m = append(m, fmt.Errorf("token_url: %w", err))
	} else {
		m.address("token_url", f.TokenURLBase, f.AllowHTTP)
	}
	return m.err()
}

// OwnDomain refuses the hosts that all orgs share: they cannot know which org an
// app without a user means. It looks for nothing else.
func OwnDomain(base string) error {
	clean, err := parseBase(base, true)
	if err != nil || clean != loginURL && clean != testURL {
		return nil
	}
	return fmt.Errorf("%q does not support this flow (Salesforce answers \"request not supported on this domain\"): use the org's My Domain URL, https://<name>.my.salesforce.com", base)
}

// TokenURL returns the token endpoint.
func (f ClientCredentials) TokenURL() string { return endpointOf(f.TokenURLBase, f.AllowHTTP) }

// Identity returns what a session is shared by. The user is the app's own matter.
func (f ClientCredentials) Identity() string { return identity(f.TokenURL(), f.ClientID, "") }

// Form holds the secret. It is in the form, not in a header: RFC 6749 would have
// the header's parts escaped, and servers disagree on that.
func (f ClientCredentials) Form(time.Time) (url.Values, error) {
	if err := f.Validate(); err != nil {
		return nil, err
	}
	return url.Values{
		"grant_type":    {"client_credentials"},
		"client_id":     {f.ClientID},
		"client_secret": {f.ClientSecret.Reveal()},
	}, nil
}

// Inspect implements Inspector.
func (f ClientCredentials) Inspect(time.Time) (Credentials, error) {
	if err := f.Validate(); err != nil {
		return Credentials{}, err
	}
	return Credentials{Description: "client secret; the app's policy names the user"}, nil
}

func (f ClientCredentials) allowsHTTP() bool { return f.AllowHTTP }

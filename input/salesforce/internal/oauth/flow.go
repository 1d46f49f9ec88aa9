package oauth

import (
	"errors"
	"fmt"
	"net/url"
	"strings"
	"time"
)

// Flow is one way to ask for a token. Flows are plain values: two that are
// deeply equal ask for the same in the same way.
type Flow interface {
	// TokenURL is the full token endpoint, or nothing if there is no valid one.
	TokenURL() string
	// Identity is what a session is shared by: token endpoint, client and user.
	Identity() string
	// Form is what is posted. now is the token endpoint's time.
	Form(now time.Time) (url.Values, error)
}

// Inspector is a Flow whose credentials can be looked at without signing in.
type Inspector interface {
	// Inspect reads the credentials and says what they are, and what is wrong with
	// them now or will be soon. The error is why no sign-in can work with them. It
	// holds no secret.
	Inspect(now time.Time) (Credentials, error)
}

// Credentials is what Inspect found.
type Credentials struct {
	// Description says what there is, such as "RSA key of 2048 bits, PKCS#8".
	Description string
	// NotAfter is when the certificate ends; zero if there is none to look at.
	NotAfter time.Time
	// Warnings are sentences, each with what to do. One that tells of a date stays
	// the same until the matter becomes more urgent.
	Warnings []string
}

// allowsHTTP reports whether a flow may use plain http to hosts other than this
// one. It may not unless it says so.
func allowsHTTP(flow Flow) bool {
	f, ok := flow.(interface{ allowsHTTP() bool })
	return ok && f.allowsHTTP()
}

// endpointOf returns the token endpoint at base, or nothing.
func endpointOf(base string, allowHTTP bool) string {
	endpoint, err := TokenEndpoint(base, allowHTTP)
	if err != nil {
		return ""
	}
	return endpoint
}

// identity is what a session is shared by. User names are e-mail addresses to
// Salesforce, whatever their case.
func identity(endpoint, client, user string) string {
	return strings.Join([]string{endpoint, client, strings.ToLower(user)}, "\n")
}

// mistakes collects what is wrong with a flow.
type mistakes []error

// required notes that an option is empty.
func (m *mistakes) required(option string, given bool) {
	if !given {
		*m = append(*m, errors.New(option+" is empty"))
	}
}

// address notes what is wrong with a URL.
func (m *mistakes) address(option, base string, allowHTTP bool) {
	if _, err := BaseURL(base, allowHTTP); err != nil {
		*m = append(*m, fmt.Errorf("%s: %w", option, err))
	}
}

func (m mistakes) err() error { return errors.Join(m...) }

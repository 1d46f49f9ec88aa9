package oauth

import (
	"errors"
	"fmt"
	"net/url"
	"strings"
	"time"

	"github.com/golang-jwt/jwt/v5"
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
	// Warnings are sentences, each with what to do.
	Warnings []string
}

// assertionLife is how long an assertion is valid. Salesforce takes three
// minutes; the rest is room for what is not known about its clock.
const assertionLife = 170 * time.Second

// grantJWTBearer is the grant type of RFC 7523.
const grantJWTBearer = "urn:ietf:params:oauth:grant-type:jwt-bearer"

// JWTBearer signs in with an assertion, signed by the private key whose
// certificate the app in Salesforce has.
type JWTBearer struct {
	ClientID     string    // the app's consumer key
	Username     string    // who to be
	Audience     string    // the authorization server the assertion is for
	TokenURLBase string    // where to ask; empty means Audience
	Key          KeySource // asked for each sign-in
}

// Validate reports all that can be wrong without asking the org or reading the
// key.
func (f JWTBearer) Validate() error {
	var problems []error
	if f.ClientID == "" {
		problems = append(problems, errors.New("client.id is empty"))
	}
	if f.Username == "" {
		problems = append(problems, errors.New("client.username is empty"))
	}
	if f.Key == nil {
		problems = append(problems, errors.New("there is no private key"))
	}
	if _, err := BaseURL(f.Audience); err != nil {
		problems = append(problems, fmt.Errorf("audience: %w", err))
	}
	if f.TokenURLBase != "" {
		if _, err := TokenEndpoint(f.TokenURLBase); err != nil {
			problems = append(problems, fmt.Errorf("token_url: %w", err))
		}
	}
	return errors.Join(problems...)
}

// TokenURL returns the token endpoint.
func (f JWTBearer) TokenURL() string {
	base := f.TokenURLBase
	if base == "" {
		base = f.Audience
	}
	endpoint, err := TokenEndpoint(base)
	if err != nil {
		return ""
	}
	return endpoint
}

// Identity returns what a session is shared by. User names are e-mail addresses
// to Salesforce, whatever their case.
func (f JWTBearer) Identity() string {
	return strings.Join([]string{f.TokenURL(), f.ClientID, strings.ToLower(f.Username)}, "\n")
}

// Form signs an assertion.
func (f JWTBearer) Form(now time.Time) (url.Values, error) {
	if err := f.Validate(); err != nil {
		return nil, err
	}
	audience, err := BaseURL(f.Audience)
	if err != nil {
		return nil, err
	}
	key, err := f.Key.PrivateKey()
	if err != nil {
		return nil, err
	}
	// RegisteredClaims would write the audience as a list, which Salesforce is
	// not known to read.
	claims := jwt.MapClaims{
		"iss": f.ClientID,
		"sub": f.Username,
		"aud": audience,
		"exp": now.Add(assertionLife).Unix(),
	}
	assertion, err := jwt.NewWithClaims(jwt.SigningMethodRS256, claims).SignedString(key)
	if err != nil {
		return nil, fmt.Errorf("signing the assertion: %w", err)
	}
	return url.Values{"grant_type": {grantJWTBearer}, "assertion": {assertion}}, nil
}

// Inspect implements Inspector.
func (f JWTBearer) Inspect(time.Time) (Credentials, error) {
	key, err := f.Key.PrivateKey()
	if err != nil {
		return Credentials{}, err
	}
	return Credentials{Description: fmt.Sprintf("RSA key of %d bits", key.N.BitLen())}, nil
}

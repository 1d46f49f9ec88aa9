package oauth

import (
	"errors"
	"fmt"
	"net/url"
	"time"

	"github.com/golang-jwt/jwt/v5"
)

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
	Key          KeySource // read for each sign-in
	CertPath     string    // file of the key's certificate, to be checked; may be empty
	AllowHTTP    bool      // plain http to other hosts is allowed
}

// Validate reports all that can be wrong without asking the org or reading the
// key.
func (f JWTBearer) Validate() error {
	var m mistakes
	m.required("client.id", f.ClientID != "")
	m.required("client.username", f.Username != "")
	if f.Key == (KeySource{}) {
		m = append(m, errors.New("there is no private key"))
	}
	m.address("audience", f.Audience, f.AllowHTTP)
	if f.TokenURLBase != "" {
		m.address("token_url", f.TokenURLBase, f.AllowHTTP)
	}
	return m.err()
}

// TokenURL returns the token endpoint.
func (f JWTBearer) TokenURL() string {
	if f.TokenURLBase == "" {
		return endpointOf(f.Audience, f.AllowHTTP)
	}
	return endpointOf(f.TokenURLBase, f.AllowHTTP)
}

// Identity returns what a session is shared by.
func (f JWTBearer) Identity() string { return identity(f.TokenURL(), f.ClientID, f.Username) }

// Form signs an assertion.
func (f JWTBearer) Form(now time.Time) (url.Values, error) {
	if err := f.Validate(); err != nil {
		return nil, err
	}
	audience, err := BaseURL(f.Audience, f.AllowHTTP)
	if err != nil {
		return nil, err
	}
	key, _, err := f.credentials()
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
	assertion, err := jwt.NewWithClaims(jwt.SigningMethodRS256, claims).SignedString(key.private)
	if err != nil {
		return nil, fmt.Errorf("signing the assertion: %w", err)
	}
	return url.Values{"grant_type": {grantJWTBearer}, "assertion": {assertion}}, nil
}

// credentials reads the key, and the certificate if there is one to be read.
func (f JWTBearer) credentials() (privateKey, certificate, error) {
	key, err := f.Key.read()
	if err != nil || f.CertPath == "" {
		return key, certificate{}, err
	}
	found, err := readCertificate(f.CertPath, &key.private.PublicKey)
	return key, found, err
}

// Inspect implements Inspector.
func (f JWTBearer) Inspect(now time.Time) (Credentials, error) {
	if err := f.Validate(); err != nil {
		return Credentials{}, err
	}
	key, found, err := f.credentials()
	if err != nil {
		return Credentials{}, err
	}
	return Credentials{
		Description: fmt.Sprintf("RSA key of %d bits, %s", key.private.N.BitLen(), key.form),
		NotAfter:    found.notAfter,
		Warnings:    append(key.warnings, found.warnings(now)...),
	}, nil
}

func (f JWTBearer) allowsHTTP() bool { return f.AllowHTTP }

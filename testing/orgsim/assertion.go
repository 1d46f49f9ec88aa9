package orgsim

import (
	"net/http"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/golang-jwt/jwt/v5"
)

// clockSkew is how long an assertion is good after its exp.
const clockSkew = 3 * time.Minute

// audiences are the values of aud that a token request may have, without a
// slash at the end.
func (o *Org) audiences(r *http.Request) []string {
	accepted := []string{requestURL(r)}
	if o.options.InstanceURL != "" {
		accepted = append(accepted, strings.TrimSuffix(o.options.InstanceURL, "/"))
	}
	for _, audience := range o.options.Audiences {
		accepted = append(accepted, strings.TrimSuffix(audience, "/"))
	}
	return accepted
}

// verifyAssertion checks a JWT as Salesforce does and returns its sub. There is
// no bound on how far ahead exp may be, and exp may be a string.
func (o *Org) verifyAssertion(assertion string, audiences []string, now time.Time) (string, *tokenError) {
	claims := jwt.MapClaims{}
	parser := jwt.NewParser(jwt.WithValidMethods([]string{"RS256"}), jwt.WithoutClaimsValidation())
	if _, _, err := parser.ParseUnverified(assertion, claims); err != nil {
		return "", invalidGrant("invalid assertion")
	}
	if issuer, _ := claims["iss"].(string); issuer != o.options.ClientID {
		return "", &tokenError{"invalid_client_id", "client identifier invalid"}
	}
	if o.options.PublicKey == nil {
		return "", invalidGrant("invalid assertion")
	}
	keys := func(*jwt.Token) (any, error) { return o.options.PublicKey, nil }
	if _, err := parser.Parse(assertion, keys); err != nil {
		return "", invalidGrant("invalid assertion")
	}
	expires, ok := expiry(claims["exp"])
	if !ok {
		return "", invalidGrant("invalid assertion")
	}
	if expires+clockSkew.Seconds() < float64(now.Unix()) {
		return "", invalidGrant("expired authorization code")
	}
	audience, err := claims.GetAudience()
	if err != nil || !slices.ContainsFunc(audience, func(a string) bool {
		return slices.Contains(audiences, strings.TrimSuffix(a, "/"))
	}) {
		return "", invalidGrant("audience is invalid")
	}
	subject, _ := claims["sub"].(string)
	return subject, nil
}

// expiry returns exp in seconds, which may come as a number or a string.
func expiry(claim any) (float64, bool) {
	switch claim := claim.(type) {
	case float64:
		return claim, true
	case string:
		seconds, err := strconv.ParseFloat(claim, 64)
		return seconds, err == nil
	}
	return 0, false
}

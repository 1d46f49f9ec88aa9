package soql

import (
	"fmt"
	"regexp"
	"slices"
	"strings"
)

// tokenObject is the object whose records are the standing keys of an org.
const tokenObject = "OauthToken"

// standingKeys are its fields that give access to the org or take it away: AccessToken is
// a refresh token. Nobody who collects events needs them.
var standingKeys = []string{"AccessToken", "RequestToken", "DeleteToken"}

// IsStandingKey reports whether a field is one of those that must never be selected,
// logged or published, whatever its case.
func IsStandingKey(field string) bool {
	return slices.ContainsFunc(standingKeys, func(key string) bool { return strings.EqualFold(key, field) })
}

// names are the words of a text that is no SOQL.
var names = regexp.MustCompile(`[A-Za-z_][A-Za-z0-9_]*`)

// RefuseStandingKeys returns an error if a query names a standing key, anywhere but in a
// literal, or can select one by FIELDS() of OauthToken. It also covers sub-queries, aliases
// and conditions: a condition on a key tells its value, too.
func RefuseStandingKeys(query string) error {
	var words []string
	if tokens, err := tokenize(query); err == nil {
		for _, t := range tokens {
			if t.kind == wordToken {
				words = append(words, strings.Split(t.text, ".")...)
			}
		}
	} else {
		words = names.FindAllString(query, -1)
	}
	ofTokens, fields := false, false
	for _, word := range words {
		if IsStandingKey(word) {
			return fmt.Errorf("asks for %s, which gives access to the org and must not be collected: leave the field out", word)
		}
		fields = fields || strings.EqualFold(word, "FIELDS")
		ofTokens = ofTokens || strings.Contains(strings.ToLower(word), strings.ToLower(tokenObject))
	}
	if fields && ofTokens {
		return fmt.Errorf("asks for FIELDS() of %s, which include %s: name the fields instead", tokenObject, strings.Join(standingKeys, ", "))
	}
	return nil
}

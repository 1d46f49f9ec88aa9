package oauth

import (
	"encoding/json"
	"errors"
	"fmt"
	"net/url"
	"strings"
)

// Token is what a sign-in gave.
type Token struct {
	Value       Secret // the access token
	InstanceURL string // where all calls go, without a slash at its end
	OrgID       string // 18 characters; empty if the answer did not tell
	UserID      string // 18 characters; empty if the answer did not tell
	Generation  uint64 // counts the tokens of a session, from 1
}

// tokenAnswer holds the fields of a token endpoint's answer, of which there may
// be more. There is no expires_in: a session ends when the org says so.
type tokenAnswer struct {
	AccessToken string `json:"access_token"`
	InstanceURL string `json:"instance_url"`
	Identity    string `json:"id"`
}

// parseToken reads an answer. plain allows an instance_url with plain http.
func parseToken(body []byte, plain bool) (Token, error) {
	var answer tokenAnswer
	if err := json.Unmarshal(body, &answer); err != nil {
		return Token{}, errors.New("the answer is not the JSON of a token")
	}
	if answer.AccessToken == "" {
		return Token{}, errors.New("the answer has no access_token")
	}
	if answer.InstanceURL == "" {
		return Token{}, errors.New("the answer has no instance_url")
	}
	instance, err := parseBase(answer.InstanceURL, plain)
	if err != nil {
		return Token{}, fmt.Errorf("reading instance_url from the response: %w", err)
	}
	token := Token{Value: NewSecret(answer.AccessToken), InstanceURL: instance}
	token.OrgID, token.UserID = parseIdentity(answer.Identity)
	if token.OrgID == "" {
		if org, _, ok := strings.Cut(answer.AccessToken, "!"); ok {
			token.OrgID = longID(org)
		}
	}
	return token, nil
}

// parseIdentity takes org and user from an identity URL, whose path ends in
// /id/<org>/<user>.
func parseIdentity(identity string) (org, user string) {
	parsed, err := url.Parse(identity)
	if err != nil {
		return "", ""
	}
	parts := strings.Split(strings.TrimRight(parsed.Path, "/"), "/")
	if len(parts) < 3 || parts[len(parts)-3] != "id" {
		return "", ""
	}
	return longID(parts[len(parts)-2]), longID(parts[len(parts)-1])
}

// longID returns the 18-character form of an id, or nothing if it is none. The
// last three characters tell which of the first fifteen are capitals, five each,
// so that ids that differ in case only stay apart where case is ignored.
func longID(id string) string {
	const suffixes = "ABCDEFGHIJKLMNOPQRSTUVWXYZ012345"
	if len(id) != 15 && len(id) != 18 {
		return ""
	}
	for i := range len(id) {
		letter := id[i]|0x20 >= 'a' && id[i]|0x20 <= 'z'
		if !letter && (id[i] < '0' || id[i] > '9') {
			return ""
		}
	}
	if len(id) == 18 {
		return id
	}
	long := []byte(id)
	for chunk := 0; chunk < 15; chunk += 5 {
		capitals := 0
		for i, letter := range []byte(id[chunk : chunk+5]) {
			if letter >= 'A' && letter <= 'Z' {
				capitals |= 1 << i
			}
		}
		long = append(long, suffixes[capitals])
	}
	return string(long)
}

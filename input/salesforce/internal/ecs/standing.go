package ecs

import (
	"bytes"
	"encoding/json"
	"strings"
)

// standingKeys are the fields of OauthToken that give access to the org, without "Token".
// No query asks for them; if an answer has them all the same, no event does.
var standingKeys = []string{"access", "request", "delete"}

func isStandingKey(name string) bool {
	const token = "token"
	for _, key := range standingKeys {
		if len(name) == len(key)+len(token) && strings.EqualFold(name[:len(key)], key) && strings.EqualFold(name[len(key):], token) {
			return true
		}
	}
	return false
}

// mayHaveStandingKeys looks for the end of such a name without decoding the record.
func mayHaveStandingKeys(record []byte) bool {
	for at, c := range record {
		if c != '"' || at == 0 || record[at-1]|0x20 != 'n' {
			continue
		}
		for _, key := range standingKeys {
			if begin := at - len(key) - len("token"); begin > 0 && record[begin-1] == '"' && isStandingKey(string(record[begin:at])) {
				return true
			}
		}
	}
	return false
}

// withoutStandingKeys returns a record without these fields, at whatever depth.
func withoutStandingKeys(record json.RawMessage) json.RawMessage {
	if !mayHaveStandingKeys(record) {
		return record
	}
	decoder := json.NewDecoder(bytes.NewReader(record))
	decoder.UseNumber()
	var value any
	if err := decoder.Decode(&value); err != nil || !dropStandingKeys(value) {
		return record // what is no JSON becomes no event
	}
	cleaned, err := json.Marshal(value)
	if err != nil {
		return json.RawMessage("{}") // it was decoded, so it can be encoded
	}
	return cleaned
}

// dropStandingKeys reports whether there were any.
func dropStandingKeys(value any) (dropped bool) {
	switch value := value.(type) {
	case map[string]any:
		for name, inner := range value {
			if isStandingKey(name) {
				delete(value, name)
				dropped = true
			} else if dropStandingKeys(inner) {
				dropped = true
			}
		}
	case []any:
		for _, inner := range value {
			if dropStandingKeys(inner) {
				dropped = true
			}
		}
	}
	return dropped
}

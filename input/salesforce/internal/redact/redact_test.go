package redact

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/base64"
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"
)

var key = []byte("a key of more than enough letters")

func hashOf(text string) string {
	mac := hmac.New(sha256.New, key)
	mac.Write([]byte(text))
	return base64.RawURLEncoding.EncodeToString(mac.Sum(nil)[:16])
}

func TestApply(t *testing.T) {
	ana, name := hashOf("ana@acme.example"), hashOf("Ana Diaz")
	for _, tt := range []struct {
		name     string
		options  Options
		in, want map[string]any
	}{
		{
			"a hash is the same wherever the value is",
			Options{Hash: []string{"user.name"}},
			map[string]any{
				"user":    map[string]any{"id": "005", "name": "ana@acme.example", "email": "ana@acme.example", "target": map[string]any{"name": "bob"}},
				"related": map[string]any{"user": []string{"ana@acme.example", "005"}, "hosts": []string{"acme.example"}},
			},
			map[string]any{
				"user":    map[string]any{"id": "005", "name": ana, "email": ana, "target": map[string]any{"name": "bob"}},
				"related": map[string]any{"user": []string{ana, "005"}, "hosts": []string{"acme.example"}},
			},
		},
		{
			"an address that is not the username stays, unless it is named",
			Options{Hash: []string{"user.name"}},
			map[string]any{"user": map[string]any{"name": "ana@acme.example", "email": "a.diaz@mail.example"}},
			map[string]any{"user": map[string]any{"name": ana, "email": "a.diaz@mail.example"}},
		},
		{
			"who drops the address alone keeps the username",
			Options{Drop: []string{"user.email"}},
			map[string]any{"user": map[string]any{"name": "ana@acme.example", "email": "ana@acme.example"}, "related": map[string]any{"user": []string{"ana@acme.example"}}},
			map[string]any{"user": map[string]any{"name": "ana@acme.example"}, "related": map[string]any{"user": []string{"ana@acme.example"}}},
		},
		{
			"a hash goes before what is dropped",
			Options{Hash: []string{"user.name"}, Drop: []string{"user.effective.name"}},
			map[string]any{"user": map[string]any{"name": "ana@acme.example", "effective": map[string]any{"name": "ana@acme.example"}}, "related": map[string]any{"user": []string{"ana@acme.example"}}},
			map[string]any{"user": map[string]any{"name": ana}, "related": map[string]any{"user": []string{ana}}},
		},
		{
			"what is dropped is dropped everywhere, with the groups that become empty",
			Options{Drop: []string{"source.ip", "client.ip", "source.geo"}},
			map[string]any{
				"source": map[string]any{"ip": "203.0.113.1", "geo": map[string]any{"city_name": "Porto", "location": map[string]any{"lat": 1.5}}},
				"client": map[string]any{"ip": "203.0.113.2"}, "related": map[string]any{"ip": []string{"203.0.113.1", "203.0.113.2"}},
			},
			map[string]any{},
		},
		{
			"a hash is no address",
			Options{Hash: []string{"salesforce.login.forwarded_for_ip"}},
			map[string]any{"salesforce": map[string]any{"login": map[string]any{"forwarded_for_ip": "203.0.113.1"}}, "related": map[string]any{"ip": []string{"203.0.113.1", "203.0.113.2"}}},
			map[string]any{"salesforce": map[string]any{"login": map[string]any{"forwarded_for_ip": hashOf("203.0.113.1")}}, "related": map[string]any{"ip": []string{"203.0.113.2"}}},
		},
		{
			"sentences",
			Options{Hash: []string{"user.target.full_name"}, Drop: []string{"user.name"}},
			map[string]any{
				"user":       map[string]any{"name": "al", "target": map[string]any{"full_name": "Ana Diaz"}},
				"message":    "For user Ana Diaz, the signal changed", // "al" is too short to be looked for
				"error":      map[string]any{"message": []string{"no Ana Diaz"}},
				"salesforce": map[string]any{"setup_audit_trail": map[string]any{"display": "For user Ana Diaz, the signal changed"}},
			},
			map[string]any{
				"user":       map[string]any{"target": map[string]any{"full_name": name}},
				"message":    "For user " + name + ", the signal changed",
				"error":      map[string]any{"message": []string{"no " + name}},
				"salesforce": map[string]any{"setup_audit_trail": map[string]any{"display": "For user " + name + ", the signal changed"}},
			},
		},
		{
			"lists, and what is no text",
			Options{Hash: []string{"salesforce.record_id", "salesforce.x.n"}},
			map[string]any{"salesforce": map[string]any{"record_id": []string{"001", "002"}, "x": map[string]any{"n": 12.5, "m": true}}},
			map[string]any{"salesforce": map[string]any{"record_id": []string{hashOf("001"), hashOf("002")}, "x": map[string]any{"m": true}}},
		},
		{
			"what could not be read goes",
			Options{Hash: []string{"user.name"}},
			map[string]any{"salesforce": map[string]any{"unparsed": map[string]any{"user_name": "ana@acme.example"}, "x": "y"}},
			map[string]any{"salesforce": map[string]any{"x": "y"}},
		},
		{
			"queries and addresses",
			Options{Queries: []string{"salesforce.query"}, Addresses: []string{"url.original"}, Drop: []string{"url.query"}},
			map[string]any{"salesforce": map[string]any{"query": "SELECT Id FROM A WHERE N = 'x'"}, "url": map[string]any{"original": "/a?q=1", "path": "/a", "query": "q=1"}},
			map[string]any{"salesforce": map[string]any{"query": "SELECT Id FROM A WHERE N = ?"}, "url": map[string]any{"original": "/a", "path": "/a"}},
		},
		{"an event that has none of it", Options{Hash: []string{"user.name", "a.b.c"}}, map[string]any{"a": "text"}, map[string]any{"a": "text"}},
	} {
		t.Run(tt.name, func(t *testing.T) {
			tt.options.Key = key
			New(tt.options).Apply(tt.in)
			if diff := cmp.Diff(tt.want, tt.in); diff != "" {
				t.Errorf("event (-want +got):\n%s", diff)
			}
		})
	}
}

// The mapping shares slices between events.
func TestApplyDoesNotWriteToSlices(t *testing.T) {
	shared := []string{"ana@acme.example", "005"}
	New(Options{Key: key, Hash: []string{"user.roles", "user.name"}}).Apply(map[string]any{
		"user": map[string]any{"name": "ana@acme.example", "roles": shared}, "related": map[string]any{"user": shared},
	})
	if !slices.Equal(shared, []string{"ana@acme.example", "005"}) {
		t.Errorf("the slice is now %q", shared)
	}
}

func TestAnotherKeyGivesAnotherHash(t *testing.T) {
	one, other := New(Options{Key: key}), New(Options{Key: []byte("another")})
	if one.hash("ana") == other.hash("ana") {
		t.Error("the hashes are the same")
	}
	if got, want := one.hash("ana"), hashOf("ana"); got != want {
		t.Errorf("hash is %q, want %q", got, want)
	}
}

func BenchmarkApply(b *testing.B) {
	r := New(Options{Key: key, Hash: []string{"user.name", "salesforce.session_key", "salesforce.login_key"}})
	b.ReportAllocs()
	for b.Loop() {
		r.Apply(map[string]any{
			"user":       map[string]any{"name": "ana@acme.example", "email": "ana@acme.example"},
			"related":    map[string]any{"user": []string{"ana@acme.example", "005Qy00000Wz9LmIAJ"}},
			"salesforce": map[string]any{"session_key": "sK9vInventedSes1", "login_key": "pR4xInventedKey1"},
		})
	}
}

package redact

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/base64"
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/elastic/elastic-agent-libs/mapstr"
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
		in, want mapstr.M
	}{
		{
			"a hash is the same wherever the value is",
			Options{Hash: []string{"user.name"}},
			mapstr.M{
				"user":    mapstr.M{"id": "005", "name": "ana@acme.example", "email": "ana@acme.example", "target": mapstr.M{"name": "bob"}},
				"related": mapstr.M{"user": []string{"ana@acme.example", "005"}, "hosts": []string{"acme.example"}},
			},
			mapstr.M{
				"user":    mapstr.M{"id": "005", "name": ana, "email": ana, "target": mapstr.M{"name": "bob"}},
				"related": mapstr.M{"user": []string{ana, "005"}, "hosts": []string{"acme.example"}},
			},
		},
		{
			"an address that is not the username stays, unless it is named",
			Options{Hash: []string{"user.name"}},
			mapstr.M{"user": mapstr.M{"name": "ana@acme.example", "email": "a.diaz@mail.example"}},
			mapstr.M{"user": mapstr.M{"name": ana, "email": "a.diaz@mail.example"}},
		},
		{
			"who drops the address alone keeps the username",
			Options{Drop: []string{"user.email"}},
			mapstr.M{"user": mapstr.M{"name": "ana@acme.example", "email": "ana@acme.example"}, "related": mapstr.M{"user": []string{"ana@acme.example"}}},
			mapstr.M{"user": mapstr.M{"name": "ana@acme.example"}, "related": mapstr.M{"user": []string{"ana@acme.example"}}},
		},
		{
			"a hash goes before what is dropped",
			Options{Hash: []string{"user.name"}, Drop: []string{"user.effective.name"}},
			mapstr.M{"user": mapstr.M{"name": "ana@acme.example", "effective": mapstr.M{"name": "ana@acme.example"}}, "related": mapstr.M{"user": []string{"ana@acme.example"}}},
			mapstr.M{"user": mapstr.M{"name": ana}, "related": mapstr.M{"user": []string{ana}}},
		},
		{
			"what is dropped is dropped everywhere, with the groups that become empty",
			Options{Drop: []string{"source.ip", "client.ip", "source.geo"}},
			mapstr.M{
				"source": mapstr.M{"ip": "203.0.113.1", "geo": mapstr.M{"city_name": "Porto", "location": mapstr.M{"lat": 1.5}}},
				"client": mapstr.M{"ip": "203.0.113.2"}, "related": mapstr.M{"ip": []string{"203.0.113.1", "203.0.113.2"}},
			},
			mapstr.M{},
		},
		{
			"a hash is no address",
			Options{Hash: []string{"salesforce.login.forwarded_for_ip"}},
			mapstr.M{"salesforce": mapstr.M{"login": mapstr.M{"forwarded_for_ip": "203.0.113.1"}}, "related": mapstr.M{"ip": []string{"203.0.113.1", "203.0.113.2"}}},
			mapstr.M{"salesforce": mapstr.M{"login": mapstr.M{"forwarded_for_ip": hashOf("203.0.113.1")}}, "related": mapstr.M{"ip": []string{"203.0.113.2"}}},
		},
		{
			"sentences",
			Options{Hash: []string{"user.target.full_name"}, Drop: []string{"user.name"}},
			mapstr.M{
				"user":       mapstr.M{"name": "al", "target": mapstr.M{"full_name": "Ana Diaz"}},
				"message":    "For user Ana Diaz, the signal changed", // "al" is too short to be looked for
				"error":      mapstr.M{"message": []string{"no Ana Diaz"}},
				"salesforce": mapstr.M{"setup_audit_trail": mapstr.M{"display": "For user Ana Diaz, the signal changed"}},
			},
			mapstr.M{
				"user":       mapstr.M{"target": mapstr.M{"full_name": name}},
				"message":    "For user " + name + ", the signal changed",
				"error":      mapstr.M{"message": []string{"no " + name}},
				"salesforce": mapstr.M{"setup_audit_trail": mapstr.M{"display": "For user " + name + ", the signal changed"}},
			},
		},
		{
			"lists, and what is no text",
			Options{Hash: []string{"salesforce.record_id", "salesforce.x.n"}},
			mapstr.M{"salesforce": mapstr.M{"record_id": []string{"001", "002"}, "x": mapstr.M{"n": 12.5, "m": true}}},
			mapstr.M{"salesforce": mapstr.M{"record_id": []string{hashOf("001"), hashOf("002")}, "x": mapstr.M{"m": true}}},
		},
		{
			"what could not be read goes",
			Options{Hash: []string{"user.name"}},
			mapstr.M{"salesforce": mapstr.M{"unparsed": mapstr.M{"user_name": "ana@acme.example"}, "x": "y"}},
			mapstr.M{"salesforce": mapstr.M{"x": "y"}},
		},
		{
			"queries and addresses",
			Options{Queries: []string{"salesforce.query"}, Addresses: []string{"url.original"}, Drop: []string{"url.query"}},
			mapstr.M{"salesforce": mapstr.M{"query": "SELECT Id FROM A WHERE N = 'x'"}, "url": mapstr.M{"original": "/a?q=1", "path": "/a", "query": "q=1"}},
			mapstr.M{"salesforce": mapstr.M{"query": "SELECT Id FROM A WHERE N = ?"}, "url": mapstr.M{"original": "/a", "path": "/a"}},
		},
		{"an event that has none of it", Options{Hash: []string{"user.name", "a.b.c"}}, mapstr.M{"a": "text"}, mapstr.M{"a": "text"}},
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
	New(Options{Key: key, Hash: []string{"user.roles", "user.name"}}).Apply(mapstr.M{
		"user": mapstr.M{"name": "ana@acme.example", "roles": shared}, "related": mapstr.M{"user": shared},
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
		r.Apply(mapstr.M{
			"user":       mapstr.M{"name": "ana@acme.example", "email": "ana@acme.example"},
			"related":    mapstr.M{"user": []string{"ana@acme.example", "005Qy00000Wz9LmIAJ"}},
			"salesforce": mapstr.M{"session_key": "sK9vInventedSes1", "login_key": "pR4xInventedKey1"},
		})
	}
}

package orgtest

import (
	"testing"

	"github.com/beats-contrib/filebeat-salesforce/testing/orgsim"
)

// Start starts an org that trusts the key of its options, or else Key, and returns it
// with its URL. Its server is closed when the test ends.
func Start(t testing.TB, options orgsim.Options) (org *orgsim.Org, url string) {
	t.Helper()
	if options.PublicKey == nil {
		options.PublicKey = &Key().PublicKey
	}
	org, err := orgsim.New(options)
	if err != nil {
		t.Fatal(err)
	}
	server, err := org.Start("127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := server.Close(); err != nil {
			t.Error(err)
		}
	})
	return org, server.URL
}

package diagnosis

import (
	"fmt"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"go.uber.org/goleak"

	"github.com/beats-contrib/filebeat-salesforce/input/salesforce/internal/oauth"
	"github.com/beats-contrib/filebeat-salesforce/input/salesforce/internal/rest"
	"github.com/beats-contrib/filebeat-salesforce/testing/orgsim"
	"github.com/beats-contrib/filebeat-salesforce/testing/orgsim/orgtest"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

// keyText is the key as a stanza has it.
func keyText() oauth.KeySource {
	return oauth.KeyText(oauth.NewSecret(orgtest.PEM(orgtest.Key())), oauth.Secret{})
}

// org is an org that listens, and an input for it.
type org struct {
	*orgsim.Org
	input Input
}

// newOrg makes an org and an input that collects all log files and an object each
// hour.
func newOrg(t *testing.T, options orgsim.Options) *org {
	t.Helper()
	options.PublicKey = &orgtest.Key().PublicKey
	simulated, err := orgsim.New(options)
	if err != nil {
		t.Fatal(err)
	}
	server := httptest.NewServer(simulated)
	t.Cleanup(server.Close)
	o := &org{Org: simulated, input: inputOf(t, server.URL, simulated)}
	o.input.LogFiles = &LogFileSource{LogInterval: "auto", Interval: time.Hour}
	o.input.Objects = []ObjectSource{{Name: "SetupAuditTrail", Interval: time.Hour}}
	return o
}

func inputOf(t *testing.T, address string, simulated *orgsim.Org) Input {
	transport := &http.Transport{}
	t.Cleanup(transport.CloseIdleConnections)
	client := &http.Client{Transport: transport}
	flow := oauth.JWTBearer{
		ClientID: simulated.ClientID(), Username: simulated.Username(), Audience: "https://login.salesforce.com",
		TokenURLBase: address, Key: keyText(),
	}
	in := Input{URL: address, Flow: flow, HTTP: client}
	in.use("")
	return in
}

// use makes the input's client, for an API version.
func (in *Input) use(version string) {
	in.Version = version
	in.Client = rest.New(rest.Options{
		Session: oauth.NewBroker().Session(in.Flow, in.HTTP), HTTP: in.HTTP, Version: version,
		Retry: rest.Retry{MaxAttempts: 2, WaitMin: time.Millisecond, WaitMax: time.Millisecond},
	})
}

// checks are those of a diagnosis.
type checks []Check

func diagnose(t *testing.T, in Input) checks {
	t.Helper()
	var all checks
	if err := Run(t.Context(), in, func(c Check) { all = append(all, c) }); err != nil {
		t.Fatal(err)
	}
	for _, c := range all {
		if (c.Status == Failed || c.Status == Warning) == (c.Remedy == "") {
			t.Errorf("a check with a remedy where none is due, or without: %+v", c)
		}
		if c.Found == "" || c.Name == "" {
			t.Errorf("a check says nothing: %+v", c)
		}
	}
	return all
}

// of returns the check of a name, and of a subject if there is one.
func (all checks) of(t *testing.T, name Name, subject string) Check {
	t.Helper()
	for _, c := range all {
		if c.Name == name && (subject == "" || c.Subject == subject) {
			return c
		}
	}
	t.Fatalf("no check %s %q in:\n%s", name, subject, all)
	return Check{}
}

func (all checks) String() string {
	var text strings.Builder
	for _, c := range all {
		fmt.Fprintf(&text, "%s %s %q: %s | %s | %s\n", c.Status, c.Name, c.Subject, c.Found, c.Cause, c.Remedy)
	}
	return text.String()
}

// says checks the status of a check and words of it.
func (c Check) says(t *testing.T, status Status, words ...string) {
	t.Helper()
	whole := c.Found + " | " + c.Cause + " | " + c.Remedy
	if c.Status != status {
		t.Errorf("%s %q is %s, want %s: %s", c.Name, c.Subject, c.Status, status, whole)
	}
	for _, word := range words {
		if !strings.Contains(whole, word) {
			t.Errorf("%s %q does not say %q: %s", c.Name, c.Subject, word, whole)
		}
	}
}

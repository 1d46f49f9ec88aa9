package doctor

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"github.com/elastic/elastic-agent-libs/config"
	"go.uber.org/goleak"

	"github.com/beats-contrib/filebeat-salesforce/testing/orgsim"
	"github.com/beats-contrib/filebeat-salesforce/testing/orgsim/orgtest"
)

// Idle connections end with their server, so that leaks show at the end.
func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

// org is an org that listens, and keeps what came and went that is nobody's business.
type org struct {
	*orgsim.Org
	url string
	key string // file of the private key
}

func newOrg(t *testing.T, options orgsim.Options, faults ...string) *org {
	t.Helper()
	options.PublicKey = &orgtest.Key().PublicKey
	for _, fault := range faults {
		parsed, err := orgsim.ParseFault(fault, time.Now())
		if err != nil {
			t.Fatal(err)
		}
		options.Faults = append(options.Faults, parsed)
	}
	simulated, err := orgsim.New(options)
	if err != nil {
		t.Fatal(err)
	}
	server := httptest.NewServer(simulated)
	t.Cleanup(server.Close)
	return &org{Org: simulated, url: server.URL, key: orgtest.KeyFile(t)}
}

// stanza returns an input, with further lines of YAML.
func (o *org) stanza(t *testing.T, id, further string) *config.C {
	t.Helper()
	stanza, err := config.NewConfigWithYAML([]byte(fmt.Sprintf(`
type: salesforce
id: %s
url: %s
auth.oauth2.jwt_bearer_flow:
  client.id: %s
  client.username: %s
  client.key_path: '%s'
  url: https://login.salesforce.com
  token_url: %s
resource.retry: {max_attempts: 2, wait_min: 1ms, wait_max: 2ms}
event_monitoring_method:
  event_log_file: {interval: 1h}
  object: {names: [SetupAuditTrail, LoginEvent], interval: 1h}
%s
`, id, o.url, o.ClientID(), o.Username(), o.key, o.url, further)), "test")
	if err != nil {
		t.Fatal(err)
	}
	return stanza
}

// result is what the command did.
type result struct {
	output string
	code   int
	err    error
}

func (c choice) result(t *testing.T, stanzas ...*config.C) result {
	t.Helper()
	var out bytes.Buffer
	err := c.run(t.Context(), &out, stanzas)
	r := result{output: out.String(), err: err}
	var exit *ExitError
	if errors.As(err, &exit) {
		r.code = exit.Code
	} else if err != nil {
		t.Errorf("an error without exit code: %v", err)
	}
	return r
}

// flat is the output with its lines joined, to look for words that may be broken.
func (r result) flat() string { return strings.Join(strings.Fields(r.output), " ") }

// documents are all documents of a JSON output.
type documents struct {
	Inputs []inputDocument `json:"inputs"`
	Shared []groupDocument `json:"shared"`
	Totals totalsDocument  `json:"totals"`
}

func (r result) document(t *testing.T) documents {
	t.Helper()
	decoder := json.NewDecoder(strings.NewReader(r.output))
	decoder.DisallowUnknownFields()
	var d documents
	if err := decoder.Decode(&d); err != nil {
		t.Fatalf("%v in:\n%s", err, r.output)
	}
	if decoder.More() {
		t.Errorf("more than one document:\n%s", r.output)
	}
	return d
}

func canceled() context.Context {
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	return ctx
}

package outputs

import (
	"fmt"
	"testing"
	"time"

	"github.com/beats-contrib/filebeat-salesforce/testing/orgsim"
	"github.com/beats-contrib/filebeat-salesforce/testing/orgsim/orgtest"
)

const (
	files       = 4
	rowsOfAFile = 6000
	// interruptAt is how many rows have come when the counterpart goes away. The
	// beat's queue is smaller than the rest, so it cannot have all of it by then.
	interruptAt = 5000
	// requestColumn is where a row has what tells it from all others.
	requestColumn = 2
)

// org is an org that has some log files.
type org struct {
	*orgsim.Org
	url, key string
	requests map[string]bool // one a row
}

func startOrg(t *testing.T) *org {
	t.Helper()
	simulated, url := orgtest.Start(t, orgsim.Options{Empty: true})
	o := &org{Org: simulated, url: url, key: orgtest.KeyFile(t), requests: make(map[string]bool)}
	o.fill(t)
	return o
}

func (o *org) fill(t *testing.T) {
	t.Helper()
	for file := range files {
		start := time.Now().UTC().Add(-time.Duration(3+file) * time.Hour).Truncate(time.Hour)
		spec := orgsim.LogFileSpec{
			EventType: "URI", LogDate: start, CreatedDate: time.Now().UTC().Add(-time.Hour),
			Columns: []string{"EVENT_TYPE", "TIMESTAMP", "REQUEST_ID", "ORGANIZATION_ID", "USER_ID", "URI", "TIMESTAMP_DERIVED", "CLIENT_IP"},
		}
		for n := range rowsOfAFile {
			at := start.Add(time.Duration(n) * time.Hour / rowsOfAFile)
			request := fmt.Sprintf("REQ%d%06d", file, n)
			o.requests[request] = true
			spec.Rows = append(spec.Rows, []string{
				"URI", at.Format("20060102150405.000"), request, o.ID()[:15], "0055j0000000001",
				"/lightning/page/home", at.Format("2006-01-02T15:04:05.000Z"), "203.0.113.7",
			})
		}
		if _, err := o.AddLogFile(spec); err != nil {
			t.Fatal(err)
		}
	}
}

// stanza is the input that collects the log files, as rows that can be told apart.
func (o *org) stanza() string {
	return fmt.Sprintf(`
- type: salesforce
  id: outputs
  url: %s
  auth.oauth2.jwt_bearer_flow:
    client.id: %s
    client.username: %s
    client.key_path: '%s'
    url: https://login.salesforce.com
    token_url: %s
  preserve_original_event: true
  event_monitoring_method.event_log_file:
    interval: 1s
    settle: 0s
    initial_interval: 30d
`, o.url, o.ClientID(), o.Username(), o.key, o.url)
}

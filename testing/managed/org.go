package managed

import (
	"net/http"
	"strings"
	"sync/atomic"
	"testing"

	"github.com/beats-contrib/filebeat-salesforce/testing/orgsim"
	"github.com/beats-contrib/filebeat-salesforce/testing/orgsim/orgtest"
)

// org is an org that listens and trusts a key.
type org struct {
	*orgsim.Org
	url string
	key string // the private key, in PEM
	// listings counts the queries for log files.
	listings atomic.Int64
}

func startOrg(t *testing.T) *org {
	t.Helper()
	simulated, url := orgtest.Start(t, orgsim.Options{
		Seed: 8, Days: 1, RowsPerHour: 40, EventTypes: []string{"Login", "Logout", "API"},
	})
	simulated.Grow(10) // what grows later is as old as this at most
	o := &org{Org: simulated, url: url, key: orgtest.PEM(orgtest.Key())}
	simulated.Intercept(func(_ http.ResponseWriter, r *http.Request) bool {
		if strings.Contains(r.URL.Query().Get("q"), "FROM EventLogFile") {
			o.listings.Add(1)
		}
		return false
	})
	return o
}

// source is a stream's source that collects the org with a key.
func (o *org) source(key string, methods map[string]any) map[string]any {
	return map[string]any{
		"url": o.url,
		"auth.oauth2.jwt_bearer_flow": map[string]any{
			"client.id": o.ClientID(), "client.username": o.Username(), "client.key": key,
			"url": "https://login.salesforce.com", "token_url": o.url,
		},
		"resource.retry":          map[string]any{"max_attempts": 2, "wait_min": "1ms", "wait_max": "5ms"},
		"event_monitoring_method": methods,
	}
}

func (o *org) files(key string) Stream {
	stream := Stream{ID: "files-1", Dataset: "salesforce_events.log_file", Source: o.source(key, map[string]any{
		"event_log_file": map[string]any{"log_interval": "hourly", "interval": "1s", "settle": "0s", "initial_interval": "7d"},
	})}
	stream.Source["tags"] = []string{"forwarded", "mine"}
	stream.Source["processors"] = []any{
		map[string]any{"add_fields": map[string]any{"target": "labels", "fields": map[string]any{"owner": "the team"}}},
	}
	return stream
}

func (o *org) records(key string, objects ...string) Stream {
	return Stream{ID: "objects-1", Dataset: "salesforce_events.object", Source: o.source(key, map[string]any{
		"object": map[string]any{"names": objects, "interval": "1s", "initial_interval": "7d", "delay": "1s"},
	})}
}

// rows returns how many rows its hourly files have.
func (o *org) rows() int {
	rows := 0
	for _, file := range o.Truth().LogFiles {
		if file.Interval == orgsim.Hourly {
			rows += len(file.Rows)
		}
	}
	return rows
}

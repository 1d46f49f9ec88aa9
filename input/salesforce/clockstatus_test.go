package salesforce

import (
	"context"
	"net/http"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/elastic/beats/v7/libbeat/management/status"
	"github.com/elastic/elastic-agent-libs/logp"

	"github.com/beats-contrib/filebeat-salesforce/input/salesforce/health"
	"github.com/beats-contrib/filebeat-salesforce/input/salesforce/internal/logfile"
	"github.com/beats-contrib/filebeat-salesforce/input/salesforce/internal/poll/polltest"
	"github.com/beats-contrib/filebeat-salesforce/input/salesforce/stanza"
	"github.com/beats-contrib/filebeat-salesforce/testing/orgsim"
)

// statuses keeps what an input says of its health.
type statuses struct {
	mu   sync.Mutex // guards all below
	last status.Status
	text string
}

func (s *statuses) update(to status.Status, text string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.last, s.text = to, text
}

func (s *statuses) want(t *testing.T, when string, want status.Status, text string) {
	t.Helper()
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.last != want || !strings.Contains(s.text, text) {
		t.Errorf("%s the status is %v, %q, want %v with %q", when, s.last, s.text, want, text)
	}
}

// TestClocksThatAreTooFarApartShowInTheStatus has a Date header that is wrong, whatever the
// input collects, and one that is right again.
func TestClocksThatAreTooFarApartShowInTheStatus(t *testing.T) {
	files, records := stanza.DefaultEventLogFile(), stanza.DefaultObject()
	files.LogInterval = string(logfile.LogIntervalHourly)
	for name, s := range map[string]*stanza.Source{
		"log files": {Label: stanza.EventLogFile, Interval: time.Duration(files.Interval), LogFiles: files.CollectorConfig()},
		"an object": {Label: "LoginEvent", Interval: time.Duration(records.Interval), Records: records.CollectorConfig("LoginEvent")},
	} {
		for _, tt := range []struct {
			ahead time.Duration
			text  string
		}{
			{26 * time.Hour, "this host's clock is 26 hours behind the Date header"},
			{-900 * 24 * time.Hour, "this host's clock is 900 days ahead of the Date header"},
			{2 * time.Hour, ""},
		} {
			t.Run(name+" by "+tt.ahead.String(), func(t *testing.T) {
				synctest.Test(t, func(t *testing.T) {
					var mu sync.Mutex
					var ahead time.Duration
					set := func(to time.Duration) {
						mu.Lock()
						defer mu.Unlock()
						ahead = to
					}
					org := polltest.NewOrg(t, orgsim.Options{Empty: true})
					org.Change(func(_ *http.Request, answer *http.Response) {
						mu.Lock()
						defer mu.Unlock()
						answer.Header.Set("Date", time.Now().Add(ahead).UTC().Format(http.TimeFormat))
					})
					in := &input{client: org.Client, credentials: &credentialsWatch{credentials: soundCredentials{}}, health: health.New(), sources: []*stanza.Source{s}}
					told := &statuses{}
					ctx, cancel := context.WithCancel(t.Context())
					var running sync.WaitGroup
					running.Go(func() {
						in.run(ctx, s, position{isNew: true}, newPublisher(&life{t: t, org: org}), nil, logp.NewLogger("test"), told.update)
					})
					time.Sleep(2 * time.Hour)
					told.want(t, "with clocks that agree", status.Running, "")
					set(tt.ahead)
					time.Sleep(6 * time.Hour)
					if tt.text == "" {
						told.want(t, "with a clock that a time zone explains", status.Running, "")
					} else {
						told.want(t, "with clocks that are far apart", status.Degraded, tt.text)
					}
					set(0)
					time.Sleep(6 * time.Hour)
					told.want(t, "with clocks that agree again", status.Running, "")
					cancel()
					running.Wait()
				})
			})
		}
	}
}

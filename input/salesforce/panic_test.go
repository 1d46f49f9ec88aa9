package salesforce

import (
	"context"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/elastic/beats/v7/libbeat/management/status"
	"github.com/elastic/elastic-agent-libs/logp"

	"github.com/beats-contrib/filebeat-salesforce/input/salesforce/health"
	"github.com/beats-contrib/filebeat-salesforce/input/salesforce/internal/enrich"
	"github.com/beats-contrib/filebeat-salesforce/input/salesforce/internal/oauth"
	"github.com/beats-contrib/filebeat-salesforce/input/salesforce/internal/poll/polltest"
	"github.com/beats-contrib/filebeat-salesforce/input/salesforce/stanza"
	"github.com/beats-contrib/filebeat-salesforce/testing/orgsim"
)

type brokenCredentials struct{}

func (brokenCredentials) Inspect(time.Time) (oauth.Credentials, error) { panic("broken credentials") }

// TestPanicOutsideAPollFailsTheSourceOnly has what surrounds the polls panic, on the
// goroutine that Beats runs the source on.
func TestPanicOutsideAPollFailsTheSourceOnly(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		org := polltest.NewOrg(t, orgsim.Options{Empty: true})
		records := stanza.DefaultObject()
		source := func(name string) *stanza.Source {
			return &stanza.Source{Label: name, Interval: time.Minute, Records: records.CollectorConfig(name)}
		}
		broken := &input{client: org.Client, credentials: &credentialsWatch{credentials: brokenCredentials{}}, health: health.New()}
		sound := &input{client: org.Client, credentials: &credentialsWatch{credentials: soundCredentials{}}, health: health.New()}
		ctx, cancel := context.WithCancel(t.Context())
		var running sync.WaitGroup
		var ended bool
		failed, works := &statuses{}, &statuses{}
		running.Go(func() {
			broken.run(ctx, source("LoginEvent"), position{isNew: true}, newPublisher(&life{t: t, org: org}), nil, logp.NewLogger("test"), failed.update)
			ended = true
		})
		running.Go(func() {
			sound.run(ctx, source("LogoutEvent"), position{isNew: true}, newPublisher(&life{t: t, org: org}), nil, logp.NewLogger("test"), works.update)
		})
		time.Sleep(time.Hour)
		synctest.Wait()
		failed.want(t, "after the panic", status.Failed, "panic while collecting: broken credentials")
		works.want(t, "beside it", status.Running, "")
		if ended {
			t.Error("the source ended, and would take its siblings with it")
		}
		cancel()
		running.Wait()
		failed.want(t, "at the end", status.Stopped, "")
	})
}

// TestPanicInEnrichmentFailsNothingElse has an enrichment whose every poll panics.
func TestPanicInEnrichmentFailsNothingElse(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		told := &statuses{}
		broken := &enrichment{options: enrich.Options{Users: true, Interval: time.Minute}, client: nil, health: health.New()}
		directory, leave := broken.join(logp.NewLogger("test"), told.update)
		if directory == nil {
			t.Fatal("no directory")
		}
		synctest.Wait()
		told.mu.Lock()
		if told.last != status.Degraded || !strings.Contains(told.text, "panic while") {
			t.Errorf("the status is %v, %q", told.last, told.text)
		}
		told.mu.Unlock()
		leave() // which waits for the goroutine
	})
}

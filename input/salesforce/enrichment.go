package salesforce

import (
	"context"
	"sync"
	"time"

	"github.com/elastic/beats/v7/libbeat/management/status"
	"github.com/elastic/elastic-agent-libs/logp"

	"github.com/beats-contrib/filebeat-salesforce/input/salesforce/health"
	"github.com/beats-contrib/filebeat-salesforce/input/salesforce/internal/budget"
	"github.com/beats-contrib/filebeat-salesforce/input/salesforce/internal/enrich"
	"github.com/beats-contrib/filebeat-salesforce/input/salesforce/internal/guard"
	"github.com/beats-contrib/filebeat-salesforce/input/salesforce/internal/poll"
	"github.com/beats-contrib/filebeat-salesforce/input/salesforce/internal/rest"
	"github.com/beats-contrib/filebeat-salesforce/input/salesforce/stanza"
)

// enrichment is the directory that an input's sources share, and the goroutine that
// keeps it up to date. It runs as long as one of the sources does, and the last to end
// waits for it.
type enrichment struct {
	options enrich.Options
	client  *rest.Client
	health  *health.Health

	mu        sync.Mutex // guards all below
	sources   int
	directory *enrich.Directory
	stop      func() // ends the goroutine and waits for it
}

// newEnrichment returns nil where none is wanted.
func newEnrichment(c stanza.Config, client *rest.Client, health *health.Health) *enrichment {
	if !c.Events.Enrich.On() {
		return nil
	}
	return &enrichment{options: c.Events.Enrich.Options(), client: client, health: health}
}

// join adds a source, which calls leave when it ends. The directory is nil where there
// is no enrichment.
func (e *enrichment) join(log *logp.Logger, update func(status.Status, string)) (directory *enrich.Directory, leave func()) {
	if e == nil {
		return nil, func() {}
	}
	e.mu.Lock()
	defer e.mu.Unlock()
	if e.sources == 0 {
		e.start(log, update)
	}
	e.sources++
	return e.directory, e.leave
}

func (e *enrichment) leave() {
	e.mu.Lock()
	defer e.mu.Unlock()
	if e.sources--; e.sources == 0 {
		e.stop()
	}
}

// start starts the goroutine. Its context is no source's, for any of them may end first.
func (e *enrichment) start(log *logp.Logger, update func(status.Status, string)) {
	ctx, cancel := context.WithCancel(context.Background())
	directory, done := enrich.New(e.options, e.client, log), make(chan struct{})
	part := e.health.Part("enrichment", log, update)
	e.directory = directory
	e.stop = func() { cancel(); <-done }
	go func() {
		defer close(done)
		defer part.Stopped()
		loop := poll.Loop{
			Collector: prioritySetter{directory, budget.Last},
			Interval:  time.Duration(e.options.Interval),
			Pace:      paced(e.client, budget.Last),
			Health:    part.Polled,
		}
		err := guard.Run("reading users and names", func() error {
			loop.Run(ctx, nil)
			return nil
		})
		if err != nil {
			part.Polled(err)
			<-ctx.Done()
		}
	}()
}

package orgclient

import (
	"sync"
	"time"

	"github.com/elastic/elastic-agent-libs/logp"

	"github.com/beats-contrib/filebeat-salesforce/input/salesforce/internal/trace"
	"github.com/beats-contrib/filebeat-salesforce/input/salesforce/stanza"
)

// Tracer is the trace of an input, which writes as long as one of its sources runs.
type Tracer struct {
	*trace.Log // nil if it is switched off
	Path       string
	removal    sync.Once
}

// NewTracer returns nil where the stanza says nothing of a trace.
func NewTracer(c stanza.Config, id string) *Tracer {
	wanted := c.Resource.Tracer
	if wanted.Filename == "" {
		return nil
	}
	t := &Tracer{Path: wanted.Path(id)}
	if !wanted.On() {
		return t
	}
	t.Log = trace.New(trace.Options{
		Path:       t.Path,
		MaxBytes:   max(int64(wanted.MaxSize), 1) << 20,
		MaxAge:     time.Duration(wanted.MaxAge) * 24 * time.Hour,
		MaxBackups: wanted.MaxBackups,
		LocalTime:  wanted.LocalTime,
		Compress:   wanted.Compress,
		Secrets:    c.Secrets(),
	})
	return t
}

// Join adds a source, which calls leave when it ends. A trace that is switched off is
// deleted, once.
func (t *Tracer) Join(log *logp.Logger) (leave func()) {
	switch {
	case t == nil:
		return func() {}
	case t.Log != nil:
		return t.Log.Join(log)
	}
	t.removal.Do(func() {
		if err := trace.Remove(t.Path); err != nil {
			log.Warnf("resource.tracer is disabled, but its file cannot be deleted: %v", err)
		}
	})
	return func() {}
}

package rest

import (
	"context"

	"github.com/beats-contrib/filebeat-salesforce/input/salesforce/internal/metrics"
)

// answered and failed are the metrics of requests by what they ask for.
var (
	answered = map[Resource]metrics.ID{
		ResourceQuery: metrics.RequestsQuery, ResourceLocator: metrics.RequestsPage, ResourceBody: metrics.RequestsBody, ResourceOther: metrics.RequestsOther,
	}
	failed = map[Resource]metrics.ID{
		ResourceQuery: metrics.FailedQuery, ResourceLocator: metrics.FailedPage, ResourceBody: metrics.FailedBody, ResourceOther: metrics.FailedOther,
	}
)

// failedBy are the metrics of failures by what they mean; what is not in it was refused.
var failedBy = map[Class]metrics.ID{
	Transient:       metrics.FailedTransient,
	Moved:           metrics.FailedTransient,
	Concurrency:     metrics.FailedConcurrency,
	DailyLimit:      metrics.FailedDailyLimit,
	SessionExpired:  metrics.FailedSession,
	SessionUnusable: metrics.FailedSession,
}

// count notes the request that was made. One that was given up by the caller says
// nothing of the org.
func (t *trial) count(ctx context.Context) {
	counts, resource := t.client.metrics, t.call.resource
	if counts == nil || ctx.Err() != nil {
		return
	}
	if _, ok := answered[resource]; !ok {
		resource = ResourceOther
	}
	if t.requests > 1 {
		counts.Add(metrics.Retries, 1)
	}
	counts.Observe(metrics.RequestDuration, t.client.now().Sub(t.sent).Milliseconds())
	if t.accepted {
		counts.Add(answered[resource], 1)
		return
	}
	counts.Add(failed[resource], 1)
	by, ok := failedBy[t.failure.class]
	if !ok {
		by = metrics.FailedRefused
	}
	counts.Add(by, 1)
}

// countSignIns notes how often the session signed in.
func (c *Client) countSignIns() {
	if c.metrics == nil {
		return
	}
	succeeded, failed := c.session.SignIns()
	c.metrics.Put(metrics.SignIns, int64(succeeded))
	c.metrics.Put(metrics.SignInsFailed, int64(failed))
	c.metrics.Put(metrics.SessionGeneration, int64(succeeded))
}

func (c *Client) countUsage(usage Usage) {
	c.metrics.Put(metrics.APIUsed, usage.Used)
	c.metrics.Put(metrics.APILimit, usage.Max)
	c.metrics.Put(metrics.APILeft, max(usage.Max-usage.Used, 0))
	c.metrics.Put(metrics.APIPercent, 100*usage.Used/usage.Max)
}

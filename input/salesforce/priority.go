package salesforce

import (
	"context"
	"time"

	"github.com/beats-contrib/filebeat-salesforce/input/salesforce/internal/budget"
	"github.com/beats-contrib/filebeat-salesforce/input/salesforce/internal/poll"
	"github.com/beats-contrib/filebeat-salesforce/input/salesforce/internal/publisher"
	"github.com/beats-contrib/filebeat-salesforce/input/salesforce/internal/rest"
)

// prioritySetter makes requests for what has a priority.
type prioritySetter struct {
	poll.Collector
	priority budget.Priority
}

// Poll implements the collector.
func (p prioritySetter) Poll(ctx context.Context, out publisher.Publisher) (time.Duration, error) {
	return p.Collector.Poll(budget.WithPriority(ctx, p.priority), out)
}

// paced makes waits for what has a priority longer where requests are scarce.
func paced(client *rest.Client, priority budget.Priority) func(time.Duration) time.Duration {
	return func(wait time.Duration) time.Duration { return client.Standing(priority).Longer(wait) }
}

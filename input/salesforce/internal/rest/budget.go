package rest

import (
	"context"
	"errors"
	"strings"

	"github.com/beats-contrib/filebeat-salesforce/input/salesforce/internal/budget"
	"github.com/beats-contrib/filebeat-salesforce/input/salesforce/internal/catalog"
	"github.com/beats-contrib/filebeat-salesforce/input/salesforce/internal/metrics"
)

// Standing returns how the client's share of the org's requests stands, for a priority.
func (c *Client) Standing(priority budget.Priority) budget.Standing {
	return c.budget.Standing(c.now(), c.share, priority)
}

// Settle notes that whoever made requests has ended.
func (c *Client) Settle() { c.budget.Settle() }

// take counts a request that is about to be made, for the priority of the context. The
// error is an *Error of class DailyLimit, for which the org was not asked.
func (c *Client) take(ctx context.Context, call *call) error {
	err := c.budget.Take(c.now(), c.share, budget.PriorityOf(ctx))
	c.countShare()
	var scarce *budget.Scarce
	if !errors.As(err, &scarce) {
		return err
	}
	c.metrics.Add(metrics.RequestsWithheld, 1)
	return &Error{Operation: call.operation, Err: scarce, Remedy: scarce.Standing.Remedy(), RetryAfter: scarce.Wait, class: DailyLimit}
}

// countShare shows how the share stands.
func (c *Client) countShare() {
	if c.metrics == nil || c.budget == nil {
		return
	}
	standing := c.Standing(budget.First)
	long, _ := c.budget.Running()
	c.metrics.Put(metrics.APIShareLimit, standing.Limit)
	c.metrics.Put(metrics.APIShareUsed, standing.Spent)
	c.metrics.Put(metrics.APIShareLeft, max(standing.Limit-standing.Spent, 0))
	c.metrics.Put(metrics.RequestsLong, int64(long))
}

// begin waits for the turn of a request that may last long.
func (c *Client) begin(ctx context.Context, call *call) (end func(), err error) {
	end, err = c.budget.Begin(ctx, call.length)
	c.countShare()
	return end, err
}

// askUse asks the org how many requests it has left, where its answers have not told
// for a while. Who may not know that goes on without.
func (c *Client) askUse(ctx context.Context) {
	c.mu.Lock()
	due := c.useUnsaid
	c.useUnsaid = false
	c.mu.Unlock()
	if !due {
		return
	}
	limits, err := c.Limits(ctx)
	if limit, ok := limits["DailyApiRequests"]; err == nil && ok {
		c.budget.Told(c.now(), budget.Use{Used: max(limit.Max-limit.Remaining, 0), Max: limit.Max})
	}
}

// lengthOf returns how long queries of an object last, as far as it is known.
func lengthOf(object string) budget.Length {
	known, ok := catalog.ObjectByName(object)
	if ok && known.Kind != catalog.Standard || strings.HasSuffix(strings.ToLower(object), "__b") {
		return budget.LongQuery
	}
	return budget.Short
}

package salesforce

import (
	"context"
	"fmt"
	"strconv"
	"strings"
	"time"

	"github.com/beats-contrib/filebeat-salesforce/input/salesforce/internal/budget"
	"github.com/beats-contrib/filebeat-salesforce/input/salesforce/internal/poll"
	"github.com/beats-contrib/filebeat-salesforce/input/salesforce/internal/publisher"
	"github.com/beats-contrib/filebeat-salesforce/input/salesforce/internal/rest"
)

// defaultShare leaves half of the org's requests to others.
const defaultShare = share(0.5)

// share is a part of a whole, such as 25% or 0.25: more than nothing, at most 1.
type share float64

// Unpack implements the unpacking of go-ucfg.
func (s *share) Unpack(value any) error {
	text := strings.TrimSpace(fmt.Sprint(value))
	digits, percent := strings.CutSuffix(text, "%")
	number, err := strconv.ParseFloat(strings.TrimSpace(digits), 64)
	switch {
	case err != nil:
		return fmt.Errorf("%s is not a share, such as 25%% or 0.25", quoted(value))
	case !percent && number >= 1:
		return fmt.Errorf("%s could be a percentage or a multiple: write it as a percentage, such as 25%%, or as a part of 1, such as 0.25", text)
	case percent:
		number /= 100
	}
	if !(number > 0 && number <= 1) {
		return fmt.Errorf("%s is not more than 0%% and at most 100%%", text)
	}
	*s = share(number)
	return nil
}

// String returns the share as a percentage.
func (s share) String() string { return strconv.FormatFloat(100*float64(s), 'f', -1, 64) + "%" }

// prioritized makes requests for what has a priority.
type prioritized struct {
	poll.Collector
	priority budget.Priority
}

// Poll implements the collector.
func (p prioritized) Poll(ctx context.Context, out publisher.Publisher) (time.Duration, error) {
	return p.Collector.Poll(budget.WithPriority(ctx, p.priority), out)
}

// paced makes waits for what has a priority longer where requests are scarce.
func paced(client *rest.Client, priority budget.Priority) func(time.Duration) time.Duration {
	return func(wait time.Duration) time.Duration { return client.Standing(priority).Longer(wait) }
}

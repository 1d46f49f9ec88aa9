package salesforce

import (
	"context"
	"slices"
	"time"

	"github.com/elastic/elastic-agent-libs/logp"

	"github.com/beats-contrib/filebeat-salesforce/input/salesforce/internal/logfile"
	"github.com/beats-contrib/filebeat-salesforce/input/salesforce/internal/poll"
	"github.com/beats-contrib/filebeat-salesforce/input/salesforce/internal/profile"
	"github.com/beats-contrib/filebeat-salesforce/input/salesforce/internal/publisher"
	"github.com/beats-contrib/filebeat-salesforce/input/salesforce/stanza"
)

// profileFilter collects what a profile has chosen, and nothing as long as it has not.
type profileFilter struct {
	poll.Collector
	chooser *profile.Chooser
	log     *logp.Logger
	object  string
	// files is the collector, if it is that of log files, and named are the event types
	// that it collects anyway.
	files *logfile.Collector
	named []string
}

func chosenBy(chooser *profile.Chooser, s *stanza.Source, collector poll.Collector, log *logp.Logger) poll.Collector {
	c := &profileFilter{Collector: collector, chooser: chooser, log: log}
	if files, ok := collector.(*logfile.Collector); ok {
		c.files, c.named = files, s.LogFiles.EventTypes
	} else {
		c.object = s.Records.Object
	}
	return c
}

// Poll implements the collector.
func (c *profileFilter) Poll(ctx context.Context, out publisher.Publisher) (time.Duration, error) {
	choice, err := c.chooser.Choice(ctx, c.log)
	if err != nil {
		return 0, err
	}
	if c.files != nil {
		types := slices.Concat(c.named, choice.EventTypes())
		if len(types) == 0 {
			c.files.Stop()
			return 0, nil // none would be all
		}
		c.files.Select(types)
	} else if !choice.Has(c.object) {
		return 0, nil
	}
	ready, err := c.Collector.Poll(ctx, out)
	if err != nil && c.files == nil && profile.Unavailable(err) {
		c.chooser.Doubt(ctx)
	}
	return ready, err
}

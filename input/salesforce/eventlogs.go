package salesforce

import (
	"context"
	"errors"
	"slices"
	"strings"
	"time"

	"github.com/elastic/elastic-agent-libs/logp"

	"github.com/beats-contrib/filebeat-salesforce/input/salesforce/internal/catalog"
	"github.com/beats-contrib/filebeat-salesforce/input/salesforce/internal/poll"
	"github.com/beats-contrib/filebeat-salesforce/input/salesforce/internal/publisher"
	"github.com/beats-contrib/filebeat-salesforce/input/salesforce/internal/rest"
	"github.com/beats-contrib/filebeat-salesforce/input/salesforce/internal/spelling"
)

const (
	// offerLasts is how long the org's list of event log objects is used.
	offerLasts = 24 * time.Hour
	// offerDoubted is how long it is used at least, if an object of it is refused, or
	// the org could not be asked again.
	offerDoubted = 10 * time.Minute
)

// offer knows which event log objects the org has. All sources of an input share it.
type offer struct {
	list func(context.Context) ([]string, error)
	now  func() time.Time
	// busy holds who may look at the rest: the others wait, or are stopped.
	busy    chan struct{}
	names   []string
	askedAt time.Time // zero before the org was asked
	again   time.Time
}

func newOffer(list func(context.Context) ([]string, error)) *offer {
	return &offer{list: list, now: time.Now, busy: make(chan struct{}, 1)}
}

// eventLogs returns the names of the event log objects that the org has. It asks once a
// day. If the org cannot be asked again, the list of before is used.
func (o *offer) eventLogs(ctx context.Context, log *logp.Logger) ([]string, error) {
	select {
	case o.busy <- struct{}{}:
		defer func() { <-o.busy }()
	case <-ctx.Done():
		return nil, ctx.Err()
	}
	now := o.now()
	if now.Before(o.again) {
		return o.names, nil
	}
	names, err := o.list(ctx)
	switch {
	case err == nil:
		if o.askedAt.IsZero() || !slices.Equal(names, o.names) {
			said := "none: only orgs on Hyperforce with Event Monitoring have them, and the user needs View Event Log Object Data"
			if len(names) > 0 {
				said = strings.Join(names, ", ")
			}
			log.Infof("event log objects of the org: %s", said)
		}
		o.names, o.askedAt, o.again = names, now, now.Add(offerLasts)
		return names, nil
	case o.askedAt.IsZero() || ctx.Err() != nil:
		return nil, err
	}
	o.again = now.Add(offerDoubted)
	log.Warnf("cannot list the org's event log objects again, using the list from %s: %v", o.askedAt.UTC().Format(time.RFC3339), err)
	return o.names, nil
}

// doubt makes the list be asked for again soon.
func (o *offer) doubt(ctx context.Context) {
	select {
	case o.busy <- struct{}{}:
		defer func() { <-o.busy }()
	case <-ctx.Done():
		return
	}
	if soon := o.askedAt.Add(offerDoubted); soon.Before(o.again) {
		o.again = soon
	}
}

// others returns those that the catalog does not know.
func (o *offer) others(ctx context.Context, log *logp.Logger) ([]string, error) {
	names, err := o.eventLogs(ctx, log)
	return slices.DeleteFunc(slices.Clone(names), func(name string) bool {
		_, ok := catalog.ObjectByName(name)
		return ok
	}), err
}

// offerFilter collects an object if the org has it.
type offerFilter struct {
	poll.Collector
	object string
	offer  *offer
	log    *logp.Logger
}

// Poll implements the collector.
func (w *offerFilter) Poll(ctx context.Context, out publisher.Publisher) (time.Duration, error) {
	names, err := w.offer.eventLogs(ctx, w.log)
	if err != nil || !spelling.Contains(names, w.object) {
		return 0, err
	}
	ready, err := w.Collector.Poll(ctx, out)
	if err != nil && unavailable(err) {
		w.offer.doubt(ctx)
	}
	return ready, err
}

// unavailable reports whether the org lacks an object or keeps it from the user.
func unavailable(err error) bool {
	var refused *rest.Error
	if !errors.As(err, &refused) {
		return false
	}
	switch refused.Class() {
	case rest.Forbidden, rest.NotFound, rest.InvalidQuery, rest.InvalidField:
		return true
	}
	return false
}

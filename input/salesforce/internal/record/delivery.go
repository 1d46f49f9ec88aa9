package record

import (
	"encoding/json"
	"fmt"
	"time"

	"github.com/beats-contrib/filebeat-salesforce/input/salesforce/internal/catalog"
	"github.com/beats-contrib/filebeat-salesforce/input/salesforce/internal/ecs"
	"github.com/beats-contrib/filebeat-salesforce/input/salesforce/internal/identity"
	"github.com/beats-contrib/filebeat-salesforce/input/salesforce/internal/metrics"
	"github.com/beats-contrib/filebeat-salesforce/input/salesforce/internal/poll"
	"github.com/beats-contrib/filebeat-salesforce/input/salesforce/internal/publisher"
	"github.com/beats-contrib/filebeat-salesforce/input/salesforce/internal/rest"
	"github.com/beats-contrib/filebeat-salesforce/input/salesforce/internal/state"
)

// errRepeat restarts a result whose first records are not those that were published
// before the restart of the process.
var errRepeat = fmt.Errorf("%w: the first records have changed", rest.ErrLocatorLost)

// delivery publishes the records of one result, each of them once, also where the
// result has to be asked for several times.
type delivery struct {
	out     publisher.Publisher
	orgInfo ecs.Org
	records *ecs.RecordMapper
	object  string
	mapped  func(ecs.Event) // is told of each event that is to be published
	metrics *metrics.Set

	within           state.Cursor    // of this result
	earlierRecords   map[uint64]bool // records of the results before
	publishedRecords map[uint64]bool // records of this result that are published
	count            int64
	sum              uint64
	// resume is how many records were published before this process began, and
	// resumed the sum of them.
	resume  int64
	resumed uint64

	pendingEvent *ecs.Event // to be published when it is known whether it is the last
	pendingID    uint64
	equal        map[identity.ID]int // records of equal content, where there is no key
}

// meet tells where the events go and what org they are from. A result can outlast a
// poll, and a sign-in that moved the org to another host.
func (d *delivery) meet(mapper *ecs.Mapper, out publisher.Publisher, org ecs.Org) {
	d.out = out
	if d.records == nil || d.orgInfo != org {
		d.orgInfo, d.records = org, mapper.Records(org, d.object)
	}
}

// again is called whenever the result is asked for.
func (d *delivery) again() { d.pendingEvent, d.equal = nil, make(map[identity.ID]int) }

// identify returns the identity of a record: of its key, or of all that it says.
func (d *delivery) identify(record fields, key string) identity.ID {
	if key != "" && key != catalog.EmptyKey {
		return identity.Record(d.orgInfo.ID, d.object, key)
	}
	content := record.content()
	same := identity.Record(d.orgInfo.ID, d.object, content)
	d.equal[same]++
	return identity.Record(d.orgInfo.ID, d.object, fmt.Sprintf("%s#%d", content, d.equal[same]))
}

// deliver publishes a record, unless it was seen or sent before.
func (d *delivery) deliver(raw json.RawMessage, id identity.ID) error {
	short := id.Short()
	if d.earlierRecords[short] || d.publishedRecords[short] || (d.pendingEvent != nil && d.pendingID == short) {
		d.metrics.Add(metrics.RecordsRepeated, 1)
		return nil
	}
	if d.resume > 0 {
		return d.skip(short)
	}
	event, err := d.records.Map(raw, id.String())
	if err != nil {
		return fmt.Errorf("record %s: %w", id, err)
	}
	event.Size = len(raw)
	d.mapped(event)
	if err := d.publishHeld(); err != nil {
		return err
	}
	d.pendingEvent, d.pendingID = &event, short
	return nil
}

// skip passes over a record that the last run of the process seems to have
// published. Whether it has shows when all of them are there.
func (d *delivery) skip(short uint64) error {
	d.publishedRecords[short] = true
	d.count++
	d.sum ^= short
	if d.count < d.resume {
		return nil
	}
	if d.sum == d.resumed {
		d.resume = 0
		return nil
	}
	return d.repeat()
}

// repeat gives up to find the records that the last run of the process published:
// those that were passed over may be others, and all are published.
func (d *delivery) repeat() error {
	d.publishedRecords, d.count, d.sum, d.resume = make(map[uint64]bool), 0, 0, 0
	return errRepeat
}

func (d *delivery) publishHeld() error {
	if d.pendingEvent == nil {
		return nil
	}
	d.publishedRecords[d.pendingID] = true
	d.count++
	d.sum ^= d.pendingID
	if err := d.out.Publish(*d.pendingEvent, d.within.After(d.count, d.sum)); err != nil {
		return poll.Stopped(err)
	}
	d.metrics.Add(metrics.Records, 1)
	d.pendingEvent = nil
	return nil
}

// end completes the result, with its last record if there is one that was held.
func (d *delivery) end(finished state.Cursor) error {
	if d.pendingEvent == nil {
		return advance(d.out, finished)
	}
	last := *d.pendingEvent
	d.pendingEvent = nil
	if err := d.out.Publish(last, finished); err != nil {
		return poll.Stopped(err)
	}
	d.metrics.Add(metrics.Records, 1)
	return nil
}

// tellDrift warns of fields that no table knows, now and then.
func tellDrift(drift *ecs.Drift, log poll.Logger, object string, event ecs.Event, now time.Time) {
	if len(event.Unknown) == 0 {
		return
	}
	if news := drift.News(object, event.Unknown, now); len(news) > 0 {
		log.Warnf("%s", ecs.DriftMessage(object, news))
	}
}

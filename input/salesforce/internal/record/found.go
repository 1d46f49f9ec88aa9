package record

import (
	"encoding/json"
	"fmt"
	"time"

	"github.com/beats-contrib/filebeat-salesforce/input/salesforce/internal/catalog"
	"github.com/beats-contrib/filebeat-salesforce/input/salesforce/internal/coverage"
	"github.com/beats-contrib/filebeat-salesforce/input/salesforce/internal/ecs"
	"github.com/beats-contrib/filebeat-salesforce/input/salesforce/internal/identity"
	"github.com/beats-contrib/filebeat-salesforce/input/salesforce/internal/metrics"
	"github.com/beats-contrib/filebeat-salesforce/input/salesforce/internal/oauth"
	"github.com/beats-contrib/filebeat-salesforce/input/salesforce/internal/poll"
)

// ecsOrg returns the org that a token is for.
func ecsOrg(token oauth.Token) ecs.Org {
	return ecs.Org{ID: token.OrgID, InstanceURL: token.InstanceURL, UserID: token.UserID}
}

// keyIdentity returns the identity of a record by its key; false if it has none.
func (a *dayAudit) keyIdentity(record fields) (id identity.ID, ok bool) {
	key := a.shape.keyOf(record)
	if key == "" || key == catalog.EmptyKey {
		return identity.ID{}, false
	}
	return identity.Record(a.token.OrgID, a.shape.object, key), true
}

// publish publishes a record that the polls have missed. Its cursor is that of the source,
// which does not move.
func (a *dayAudit) publish(r *reading, record fields, raw json.RawMessage, id identity.ID, at time.Time) error {
	event, err := r.records.Map(raw, id.String())
	if err != nil {
		return fmt.Errorf("record %s: %w", id, err)
	}
	event.Size = len(raw)
	late, cause := a.lateness(record, at)
	ecs.MarkLate(event, late)
	found := coverage.IdentityAt(id.Short(), at)
	if !at.Before(a.state.Through.Add(-a.config.Lookback)) {
		a.state.Seen = append(a.state.Seen, id.Short()) // the next window has it again
	}
	a.known.Add(found)
	a.config.Coverage.Found(found)
	a.result.Miss(cause)
	if err := r.out.Publish(event, a.state.Cursor()); err != nil {
		return poll.Stopped(err)
	}
	a.config.Metrics.Add(metrics.Records, 1)
	a.config.Metrics.Add(metrics.AuditFound, 1)
	return nil
}

// lateness returns how late a record was, and why. When a record became visible is not known,
// only that it was not before the polls had passed its time.
func (a *dayAudit) lateness(record fields, at time.Time) (time.Duration, coverage.Cause) {
	created := record.time("CreatedDate")
	if a.shape.timeField != "CreatedDate" && created.Sub(at) > a.config.Delay+a.config.Lookback {
		return created.Sub(at), coverage.CreatedLate
	}
	return max(a.org.Now().Sub(at), 0), coverage.VisibleLate
}

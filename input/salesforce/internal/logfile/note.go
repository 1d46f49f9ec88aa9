package logfile

import "github.com/beats-contrib/filebeat-salesforce/input/salesforce/internal/coverage"

// note hands a file that is done with over to the ledger, with so many rows more than the
// state knows of. The next cursor has to be the one that completes it.
func (r *run) note(b batch, more int, outcome coverage.Outcome) {
	if r.config.Coverage == nil {
		return
	}
	f := b.file
	r.config.Coverage.File(coverage.File{
		EventType: f.eventType, Interval: f.interval, Hour: f.logDate, Sequence: f.sequence,
		ID: f.id, Created: f.createdDate, Bytes: b.read, Length: max(f.length, 0),
		Rows: r.state.Rows(f.key()) + int64(more), Outcome: outcome,
	})
}

package logfile

import "github.com/beats-contrib/filebeat-salesforce/input/salesforce/internal/metrics"

// count notes a batch that was published.
func (r *run) count(b batch) {
	counts := r.config.Metrics
	counts.Add(metrics.Rows, int64(len(b.events)))
	counts.Add(metrics.RowsMalformed, b.malformed)
	counts.Add(metrics.RowsRepeated, b.repeated)
	switch {
	case b.whole:
		counts.Add(metrics.FilesCollected, 1)
		counts.Add(metrics.Bytes, b.read)
		counts.Observe(metrics.FileBytes, b.read)
		counts.Took(metrics.FileDuration, b.began)
		if b.file.position.Before(r.passed) && r.scope.behind(r.state, b.file) == "" {
			counts.Add(metrics.FilesLate, 1)
		}
	case b.err != nil:
		counts.Add(metrics.FilesFailed, 1)
	}
	counts.Reach(metrics.Watermark, r.state.Watermark)
}

// countPending notes what a poll leaves.
func (r *run) countPending() {
	r.config.Metrics.Put(metrics.FilesListed, r.all)
	r.config.Metrics.Put(metrics.FilesPending, int64(len(r.pending)))
	r.config.Metrics.Reach(metrics.Watermark, r.state.Watermark)
}

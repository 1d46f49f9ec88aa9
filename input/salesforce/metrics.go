package salesforce

import (
	"fmt"
	"sync"
	"time"

	"github.com/elastic/beats/v7/libbeat/monitoring/inputmon"
	"github.com/elastic/elastic-agent-libs/logp"
	"github.com/elastic/elastic-agent-libs/monitoring"

	"github.com/beats-contrib/filebeat-salesforce/input/salesforce/internal/metrics"
)

// inputMetrics are what the sources of an input share. They are registered as long as
// one of them runs.
type inputMetrics struct {
	counts *metrics.Set

	mu         sync.Mutex // guards all below
	running    int
	unregister func()
}

func newInputMetrics() *inputMetrics { return &inputMetrics{counts: metrics.NewSet(metrics.Input)} }

// source registers the metrics of a source that begins to run, and those of its input
// if it is the first. It returns what the source is to count with.
func (m *inputMetrics) source(input, source string, log *logp.Logger) (counts *metrics.Set, stop func()) {
	counts = metrics.NewSet(metrics.Source)
	unregister := register(counts, source, log)
	m.mu.Lock()
	defer m.mu.Unlock()
	if m.running++; m.running == 1 {
		m.unregister = register(m.counts, input, log)
	}
	return counts, func() {
		unregister()
		m.mu.Lock()
		defer m.mu.Unlock()
		if m.running--; m.running == 0 {
			m.unregister()
		}
	}
}

// register makes Beats show a set under /inputs/. Two inputs with one id cannot both be
// shown; Beats panics, which would end the source, and nobody starts it again.
func register(counts *metrics.Set, id string, log *logp.Logger) (unregister func()) {
	unregister = func() {}
	defer func() {
		if v := recover(); v != nil {
			log.Warnf("the metrics of %q are not shown, because others have that id: %v", id, v)
		}
	}()
	registry, unregister := inputmon.NewInputRegistry(Name, id, nil)
	counts.Each(func(metric metrics.ID, what metrics.Metric) { show(registry, counts, metric, what) })
	return unregister
}

// show registers what there is of a metric.
func show(registry *monitoring.Registry, counts *metrics.Set, id metrics.ID, metric metrics.Metric) {
	number := func(name string, value func() int64) {
		monitoring.NewFunc(registry, name, func(_ monitoring.Mode, to monitoring.Visitor) { to.OnInt(value()) })
	}
	switch metric.Kind {
	case metrics.Moment:
		number(metric.Name+metrics.AtSuffix, func() int64 { return counts.Value(id) })
		number(metric.Name+metrics.LagSuffix, func() int64 {
			if at := counts.Value(id); at > 0 {
				return max(time.Now().Unix()-at, 0)
			}
			return 0
		})
	case metrics.Distribution:
		monitoring.NewFunc(registry, metric.Name, func(_ monitoring.Mode, to monitoring.Visitor) {
			to.OnRegistryStart()
			defer to.OnRegistryFinished()
			to.OnKey(metrics.DistributionKey)
			to.OnRegistryStart()
			defer to.OnRegistryFinished()
			summary := counts.Summary(id)
			monitoring.ReportInt(to, "count", summary.Count)
			monitoring.ReportInt(to, "sum", summary.Sum)
			monitoring.ReportInt(to, "min", summary.Min)
			monitoring.ReportInt(to, "max", summary.Max)
			monitoring.ReportInt(to, "median", summary.Median)
			monitoring.ReportInt(to, "p95", summary.P95)
			monitoring.ReportInt(to, "p99", summary.P99)
		})
	case metrics.Total, metrics.Gauge:
		number(metric.Name, func() int64 { return counts.Value(id) })
	default:
		panic(fmt.Sprintf("metric %s is of no kind", metric.Name))
	}
}

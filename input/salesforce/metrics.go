package salesforce

import (
	"fmt"
	"time"

	v2 "github.com/elastic/beats/v7/filebeat/input/v2"
	"github.com/elastic/beats/v7/libbeat/monitoring/inputmon"
	"github.com/elastic/elastic-agent-libs/monitoring"

	"github.com/beats-contrib/filebeat-salesforce/input/salesforce/internal/metrics"
	"github.com/beats-contrib/filebeat-salesforce/input/salesforce/stanza"
)

// showInput makes Beats show the metrics that the sources of an input share, until hide is
// called. Beats hides the registry of the input itself and shows what is in it side by side:
// those of the sources, and this one, which has the input's id.
func showInput(ctx v2.Context, counts *metrics.Set) (hide func()) {
	show(inputmon.NewMetricsRegistry(ctx.ID, stanza.Name, ctx.MetricsRegistry, ctx.Logger), counts)
	return func() { inputmon.CancelMetricsRegistry(ctx.ID, stanza.Name, ctx.MetricsRegistry, ctx.Logger) }
}

// show registers the metrics of a set.
func show(registry *monitoring.Registry, counts *metrics.Set) {
	counts.Each(func(id metrics.ID, metric metrics.Metric) { showMetric(registry, counts, id, metric) })
}

// showMetric registers what there is of a metric.
func showMetric(registry *monitoring.Registry, counts *metrics.Set, id metrics.ID, metric metrics.Metric) {
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

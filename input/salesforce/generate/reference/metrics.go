package reference

import (
	"bytes"
	"fmt"

	"github.com/beats-contrib/filebeat-salesforce/input/salesforce/internal/metrics"
)

const metricsHead = `<!-- Generated from the table of metrics; run "go tool mage update" after changing it. -->

# Metrics

Each input, and each of its sources, has metrics in Beats' own monitoring of inputs. With

    http.enabled: true

they are at ` + "`http://localhost:5066/inputs/?type=salesforce`" + `, and with

    logging.metrics.namespaces: [stats, dataset]

in the log, every 30 seconds: totals by how much they grew since the line before, all others as
they are.

The ` + "`id`" + ` of an entry is the input's for what its sources share, such as requests, and the input's,
the org's and the source's name for a source: ` + "`acme::acme.my.salesforce.com::event_log_file`" + `.
Numbers begin with the process; only what is stored begins before it.

Totals only grow. A gauge is what it is now. Of a moment there are ` + "`<name>_seconds_gauge`" + `, the
seconds since 1970, and ` + "`<name>_lag_seconds_gauge`" + `, how long ago that is; both are 0 as long as
there is none. A distribution has ` + "`count`, `sum`, `min`, `max`, `median`, `p95` and `p99`" + ` of all its
values below ` + "`histogram`" + `; the last three are at most an eighth off.
`

const alertsHead = `
## When to look

Data is late by nature: Salesforce creates an hourly log file three to six hours after the
begin of its hour, and daily files on the next day. Records of real-time events show within a
minute. Rules that do not reckon with that are always on.

| when | why, and what to do |
| --- | --- |
`

func metricsPage() []byte {
	var page bytes.Buffer
	page.WriteString(metricsHead)
	for _, part := range []struct {
		of    metrics.Of
		title string
	}{{metrics.Input, "Of an input"}, {metrics.Source, "Of a source"}} {
		fmt.Fprintf(&page, "\n## %s\n\n| metric | kind | what it is |\n| --- | --- | --- |\n", part.title)
		metrics.NewSet(part.of).Each(func(_ metrics.ID, metric metrics.Metric) {
			fmt.Fprintf(&page, "| `%s` | %s | %s |\n", metric.Name, kindNames[metric.Kind], metric.Help)
		})
		for _, metric := range metrics.Pipeline {
			if metric.Of == part.of {
				fmt.Fprintf(&page, "| `%s` | %s | %s |\n", metric.Name, kindNames[metric.Kind], metric.Help)
			}
		}
	}
	page.WriteString(alertsHead)
	for _, alert := range metrics.Alerts {
		fmt.Fprintf(&page, "| %s | %s |\n", alert.When, alert.Why)
	}
	return page.Bytes()
}

var kindNames = map[metrics.Kind]string{
	metrics.Total: "total", metrics.Gauge: "gauge", metrics.Moment: "moment", metrics.Distribution: "distribution",
}

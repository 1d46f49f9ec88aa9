package diagnosis

import (
	"context"
	"fmt"
	"math"
	"slices"
	"strings"
	"time"

	"github.com/beats-contrib/filebeat-salesforce/input/salesforce/internal/budget"
	"github.com/beats-contrib/filebeat-salesforce/input/salesforce/internal/words"
)

const day = 24 * time.Hour

// Shares of the org's daily requests.
const (
	largeShare  = 0.10 // from which collecting is worth a warning
	littleShare = 0.10 // below which what is left is worth one
)

// requests says how many API requests the org has left. Who may not read the limits
// learns them from the header of other answers, which the client keeps.
func (e *examination) requests(ctx context.Context) {
	e.check(ctx, APIRequests, "", queryTimeout, func(ctx context.Context) Check {
		var left int64
		source := ""
		if e.blocked == "" {
			limits, err := e.Client.Limits(ctx)
			if limit, ok := limits["DailyApiRequests"]; err == nil && ok {
				left, e.dailyMax = limit.Remaining, limit.Max
			} else if err != nil && !unavailable(err) {
				if c := e.refused(err); e.blocked == "" {
					return c
				}
			}
		}
		if usage, ok := e.Client.Usage(); e.dailyMax == 0 && ok {
			left, e.dailyMax, source = max(usage.Max-usage.Used, 0), usage.Max, ", by the header of its answers"
		}
		switch {
		case e.dailyMax == 0 && e.blocked != "":
			return e.notChecked()
		case e.dailyMax == 0:
			return skipped("not known: the user lacks " + viewSetup + ", and no answer told")
		}
		found := fmt.Sprintf("%s left of %s in 24 hours%s", words.Thousands(left), words.Thousands(e.dailyMax), source)
		if e.Share > 0 {
			found += fmt.Sprintf(", of which resource.api_share lets this input make %s", words.Thousands(budget.LimitOf(e.Share, e.dailyMax)))
		}
		const remedy = "find what uses them (Setup > Company Information, or the event type ApiTotalUsage), lengthen its intervals, or raise the org's limit"
		switch {
		case left <= 0:
			return failed(found, "the org has used up its API requests: nothing is collected until some are available again", remedy)
		case float64(left) < littleShare*float64(e.dailyMax):
			return warning(found, "the org will soon refuse all API requests, including those of other applications", remedy)
		}
		return ok(found)
	})
}

// expense is what a part of the configuration costs.
type expense struct {
	what   string
	amount float64 // requests a day
	remedy string
}

// cost estimates the requests that this configuration needs a day.
func (e *examination) cost(ctx context.Context) {
	e.check(ctx, Cost, "", queryTimeout, func(context.Context) Check {
		var sum float64
		var largest expense
		var parts []string
		for _, part := range e.expenses() {
			sum += part.amount
			if part.amount > largest.amount {
				largest = part
			}
			parts = append(parts, words.Thousands(int64(math.Round(part.amount)))+" "+part.what)
		}
		found := "about " + words.Count(int(math.Round(sum)), "request", "requests") + " a day"
		share := 0.0
		if e.dailyMax > 0 {
			share = sum / float64(e.dailyMax)
			found += ", " + percent(share) + " of the org's"
		}
		found += ": " + strings.Join(parts, ", ")
		listing := func(query QuerySource) bool { return strings.EqualFold(query.Object, "EventLogFile") }
		if (e.LogFiles != nil && !e.filesKnown) || slices.ContainsFunc(e.Queries, listing) {
			found += ", and log files that could not be counted"
		}
		switch {
		case share > 1:
			return failed(found, "that is more than the org allows in a day", largest.remedy)
		case e.Share > 0 && share > e.Share:
			return warning(found, fmt.Sprintf("resource.api_share lets it make %s: polls become less frequent, and performance and availability data waits", words.Thousands(budget.LimitOf(e.Share, e.dailyMax))), "raise resource.api_share, or "+largest.remedy)
		case share > largeShare:
			return warning(found, "other integrations of the org need requests too", largest.remedy)
		}
		return ok(found)
	})
}

// expenses are the polls, each of which costs a request at least, and the files.
func (e *examination) expenses() []expense {
	var parts []expense
	if files := e.LogFiles; files != nil {
		polls := polls(files.Interval)
		if e.polledTwice {
			polls *= 2
		}
		parts = append(parts, expense{"to look for log files", polls, fmt.Sprintf("raise event_log_file.interval, which is %s", words.Span(files.Interval))})
		if e.filesKnown {
			parts = append(parts, expense{"for log files", float64(e.filesPerDay), "name the event_types that you need, or set log_interval to daily"})
		}
	}
	if len(e.Objects) > 0 {
		var sum float64
		for _, object := range e.Objects {
			sum += polls(object.Interval)
		}
		parts = append(parts, expense{"for " + words.Count(len(e.Objects), "object", "objects"), sum, fmt.Sprintf("raise object.interval, which is %s, or name fewer objects", words.Span(e.Objects[0].Interval))})
	}
	if len(e.Enrichment) > 0 {
		interval := e.Enrichment[0].Interval
		parts = append(parts, expense{"for enrichment", float64(len(e.Enrichment)) * polls(interval), fmt.Sprintf("raise enrich.interval, which is %s", words.Span(interval))})
	}
	if len(e.Queries) > 0 {
		var sum float64
		for _, query := range e.Queries {
			sum += polls(query.Interval)
		}
		parts = append(parts, expense{"for " + words.Count(len(e.Queries), "query", "queries"), sum, fmt.Sprintf("raise the interval of the query, which is %s", words.Span(e.Queries[0].Interval))})
	}
	return parts
}

// polls is how often an interval fits into a day.
func polls(interval time.Duration) float64 {
	return float64(day) / float64(max(interval, time.Millisecond))
}

func percent(share float64) string {
	switch p := share * 100; {
	case p < 0.1:
		return "less than 0.1 %"
	case p < 10:
		return fmt.Sprintf("%.1f %%", p)
	default:
		return words.Thousands(int64(math.Round(p))) + " %"
	}
}

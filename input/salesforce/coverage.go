package salesforce

import (
	"context"
	"errors"
	"fmt"
	"os"
	"strings"
	"time"

	"github.com/elastic/elastic-agent-libs/logp"

	"github.com/beats-contrib/filebeat-salesforce/input/salesforce/delivery"
	"github.com/beats-contrib/filebeat-salesforce/input/salesforce/internal/budget"
	"github.com/beats-contrib/filebeat-salesforce/input/salesforce/internal/coverage"
	"github.com/beats-contrib/filebeat-salesforce/input/salesforce/internal/ecs"
	"github.com/beats-contrib/filebeat-salesforce/input/salesforce/internal/guard"
	"github.com/beats-contrib/filebeat-salesforce/input/salesforce/internal/identity"
	"github.com/beats-contrib/filebeat-salesforce/input/salesforce/internal/poll"
	"github.com/beats-contrib/filebeat-salesforce/input/salesforce/internal/publisher"
	"github.com/beats-contrib/filebeat-salesforce/input/salesforce/internal/rest"
	"github.com/beats-contrib/filebeat-salesforce/input/salesforce/internal/state"
	"github.com/beats-contrib/filebeat-salesforce/input/salesforce/stanza"
)

// newLedger returns the ledger of a source that begins, or nil.
func (in *input) newLedger(s *stanza.Source, from position, log *logp.Logger) *coverage.Ledger {
	if !in.config.Coverage.Enabled || s.Unlisted { // a ledger is for one object
		return nil
	}
	_, name, _ := strings.Cut(s.Label, "::")
	header := coverage.Header{
		Key: s.Key, Input: in.id, Host: s.Host(), Source: name,
		Kind: state.KindLogFiles, PollSeconds: int64(s.Interval / time.Second),
	}
	if s.LogFiles == nil {
		header.Kind, header.Object = state.KindRecords, s.Records.Object
		header.DelaySeconds = int64(s.Records.Delay / time.Second)
		if query := s.Records.Query; query != nil {
			header.Object = query.Object()
			if !query.InBatches() {
				header.Kind = state.KindQuery
			}
		}
	}
	return in.ledgers.Begin(coverage.Begin{
		Header: header, Noted: from.cursor.Noted(), New: from.isNew,
		Retention: time.Duration(in.config.Coverage.Retention), Audits: in.config.AuditsOf(s), Warn: log.Warnf,
	})
}

// audited lets a collector compare what it has collected with the org between its polls.
func (in *input) audited(collector poll.Collector, auditor poll.Auditor, interval time.Duration, log *logp.Logger) poll.Collector {
	if auditor == nil || len(in.config.Audits()) == 0 {
		return collector
	}
	return poll.Between{Collector: collector, Interval: interval, Work: func(ctx context.Context, out publisher.Publisher, until time.Time) error {
		if in.client.Standing(budget.Audits).Closed {
			return nil // it is done when there are requests again
		}
		err := guard.Run("auditing", func() error {
			return auditor.Audit(budget.WithPriority(ctx, budget.Audits), out, until)
		})
		if err != nil && ctx.Err() == nil && !errors.Is(err, poll.ErrStopped) {
			log.Warnf("the audit is left to the next poll: %v", err)
			return nil
		}
		return err
	}}
}

// ledgerKeeper keeps the ledger of a source in order, and publishes what it has to say.
type ledgerKeeper struct {
	poll.Collector
	ledger *coverage.Ledger
	// events says whether summaries are published, and options how they are made.
	events  bool
	options ecs.Options
	client  *rest.Client
	out     delivery.Publisher
	log     *logp.Logger
	// busy reports whether the collector has left something in progress; nil if it never does.
	busy func() bool
	idle time.Time // when it last had not
}

// maxSummaryDelay is how long summaries wait for downloads: a summary that is published while
// files of its hour are in progress is followed by another one.
const maxSummaryDelay = time.Hour

// Poll implements the collector. What the poll before has collected is acknowledged by
// now, or will be told of after the next one.
func (c *ledgerKeeper) Poll(ctx context.Context, out publisher.Publisher) (time.Duration, error) {
	c.ledger.Tidy()
	if c.events && c.isDue() {
		if err := c.summarize(ctx); err != nil {
			if errors.Is(err, poll.ErrStopped) || ctx.Err() != nil {
				return 0, err
			}
			c.log.Warnf("cannot publish the coverage summaries, trying again at the next poll: %v", err)
		}
	}
	return c.Collector.Poll(ctx, out)
}

// isDue reports whether summaries are to be published now.
func (c *ledgerKeeper) isDue() bool {
	if now := time.Now(); c.busy == nil || !c.busy() || now.Sub(c.idle) >= maxSummaryDelay {
		c.idle = now
		return true
	}
	return false
}

// maxSummaries is how many hours are told of in a poll. There are more when the option is
// new.
const maxSummaries = 2000

func (c *ledgerKeeper) summarize(ctx context.Context) error {
	owed, err := c.ledger.Owed(maxSummaries)
	if errors.Is(err, os.ErrNotExist) || (err == nil && len(owed) == 0) {
		return nil
	}
	if err != nil {
		return err
	}
	token, err := c.client.Token(ctx)
	if err != nil {
		return err
	}
	org := ecs.Org{ID: token.OrgID, InstanceURL: token.InstanceURL, UserID: token.UserID}
	mapper := ecs.NewMapper(c.options)
	for _, summary := range owed {
		of := coverageOf(summary)
		of.Source = c.ledger.Source()
		subject := fmt.Sprintf("coverage %q %q %q %s: %s", of.Source, summary.Series.Name, summary.Series.Interval, of.Start.Format(time.RFC3339), summary.Version)
		event := mapper.Coverage(org, of, identity.Notice(org.ID, subject).String())
		if err := c.out.Tell(event, c.ledger.Tell(summary)); err != nil {
			return poll.Stopped(err)
		}
	}
	return nil
}

// coverageOf puts a summary into the words of events.
func coverageOf(summary coverage.Summary) ecs.Coverage {
	cell := summary.Cell
	of := ecs.Coverage{
		Start: cell.Hour, End: cell.Hour.Add(summary.Series.Step()),
		FirstSeen: cell.First, LastSeen: cell.Last,
	}
	if summary.Series.Interval == "" {
		of.Object, of.Records, of.Windows = summary.Series.Name, cell.Rows, cell.Windows
		return of
	}
	of.EventType, of.Interval = summary.Series.Name, summary.Series.Interval
	of.Files, of.Sequences, of.MissingSequences = int64(len(cell.Files)), cell.Sequences(), int64(len(cell.MissingSequences()))
	of.Bytes, of.Rows = cell.Bytes, cell.Rows
	of.FilesQuarantined, of.FilesGone = int64(cell.With(coverage.Quarantined)), int64(cell.With(coverage.Gone))
	of.FilesReplaced = int64(cell.Replaced())
	return of
}

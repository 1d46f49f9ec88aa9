package salesforce

import (
	"context"
	"errors"
	"fmt"
	"time"

	v2 "github.com/elastic/beats/v7/filebeat/input/v2"
	cursor "github.com/elastic/beats/v7/filebeat/input/v2/input-cursor"
	"github.com/elastic/beats/v7/libbeat/management/status"
	"github.com/elastic/elastic-agent-libs/logp"

	"github.com/beats-contrib/filebeat-salesforce/input/salesforce/internal/budget"
	"github.com/beats-contrib/filebeat-salesforce/input/salesforce/internal/coverage"
	"github.com/beats-contrib/filebeat-salesforce/input/salesforce/internal/ecs"
	"github.com/beats-contrib/filebeat-salesforce/input/salesforce/internal/enrich"
	"github.com/beats-contrib/filebeat-salesforce/input/salesforce/internal/guard"
	"github.com/beats-contrib/filebeat-salesforce/input/salesforce/internal/logfile"
	"github.com/beats-contrib/filebeat-salesforce/input/salesforce/internal/metrics"
	"github.com/beats-contrib/filebeat-salesforce/input/salesforce/internal/poll"
	"github.com/beats-contrib/filebeat-salesforce/input/salesforce/internal/profile"
	"github.com/beats-contrib/filebeat-salesforce/input/salesforce/internal/record"
	"github.com/beats-contrib/filebeat-salesforce/input/salesforce/internal/redact"
	"github.com/beats-contrib/filebeat-salesforce/input/salesforce/internal/rest"
	"github.com/beats-contrib/filebeat-salesforce/input/salesforce/internal/state"
)

// input is what a stanza becomes. Its sources run side by side and share it.
type input struct {
	id          string
	config      config
	client      *rest.Client
	sources     []*source
	health      *health
	credentials *credentialsWatch
	metrics     *metrics.Set
	tracer      *tracer // nil without one
	self        ecs.Self
	enrichment  *enrichment       // nil for none
	redactor    *redact.Redactor  // nil for none
	chooser     *profile.Chooser  // nil without a profile
	offer       *offer            // of event log objects
	predecessor *predecessor      // nil where no state is at hand
	kind        string            // under which of its names the input is
	ledgers     *coverage.Ledgers // nil for none
	room        *allowance        // nil for no bound of what is in flight
}

// Name implements the input of input-cursor.
func (in *input) Name() string { return Name }

// Test signs in and asks the org for what the source collects.
func (in *input) Test(src cursor.Source, ctx v2.TestContext) error {
	s, ok := src.(*source)
	if !ok {
		return fmt.Errorf("source %q is not one of this input", src.Name())
	}
	if err := in.probe(v2.GoContextFromCanceler(ctx.Cancelation), s); err != nil {
		return fmt.Errorf("%s: %w", s.what(), err)
	}
	ctx.Logger.Infof("%s: readable", s.what())
	return nil
}

// Run collects a source until the input is stopped.
func (in *input) Run(ctx v2.Context, src cursor.Source, stored cursor.Cursor, out cursor.Publisher) error {
	s, ok := src.(*source)
	if !ok {
		return fmt.Errorf("source %q is not one of this input", src.Name())
	}
	// A source that had to wait for another input's lock may get it at shutdown.
	if ctx.Cancelation.Err() != nil {
		return nil
	}
	var at state.Cursor
	var err error
	counts := metrics.NewSet(metrics.Source)
	show(ctx.MetricsRegistry, counts) // Beats removes it when the source has ended
	events := newEventPublisher(out)
	defer events.cursors.leave()
	if err := out.Publish(naming(counts, events.cursors), nil); err != nil {
		return nil // the input is being stopped
	}
	isNew := stored.IsNew()
	if !isNew {
		if err = stored.Unpack(&at); err != nil {
			err = &state.UnreadableError{Cause: err}
		}
	} else if taken, ok := in.takeOver(s, ctx.Logger); ok {
		// It is stored at once: the other input's state is soon gone.
		if err := events.Advance(taken); err != nil {
			return nil // the input is being stopped
		}
		at, isNew = taken, false
	}
	in.run(v2.GoContextFromCanceler(ctx.Cancelation), s, start{cursor: at, isNew: isNew, err: err}, events, counts, ctx.Logger, ctx.UpdateStatus)
	return nil
}

// start is where a source goes on.
type start struct {
	cursor state.Cursor
	isNew  bool
	err    error
}

// run is Run without Beats' types that only Beats can make. A panic fails the source: Beats
// would end the other sources of the input as well, and nobody starts them again.
func (in *input) run(ctx context.Context, s *source, from start, out eventPublisher, counts *metrics.Set, log *logp.Logger, update func(status.Status, string)) {
	err := guard.Run("collecting", func() error {
		in.collect(ctx, s, from, out, counts, log, update)
		return nil
	})
	if err != nil {
		report := in.health.source(s, log, update)
		defer report.stopped()
		report.failed(err)
		<-ctx.Done()
	}
}

// collect collects a source until ctx ends.
func (in *input) collect(ctx context.Context, s *source, from start, out eventPublisher, counts *metrics.Set, log *logp.Logger, update func(status.Status, string)) {
	if s.waiting != nil {
		s.waiting.stopped()
	}
	defer in.tracer.join(log)()
	defer in.client.Settle()
	report := in.health.source(s, log, update)
	defer report.stopped()
	report.starting()
	if from.isNew && s.query() != nil {
		log.Infof("%s has no state yet and begins with query.default: a query that is edited is a new one", s.what())
	}
	for _, warning := range s.warnings {
		log.Warnf("%s: %s", s.what(), warning)
	}
	in.credentials.look(time.Now(), false, log)
	directory, leave := in.enrichment.join(log, update)
	defer leave()
	out.cursors.bound(in.room, int64(in.config.Unacknowledged), in.copies(), ctx.Done())
	if from.err == nil {
		out.cursors.keep(in.ledger(s, from, log))
	}
	collector, err := in.collector(s, from, directory, counts, out.cursors.ledger, log)
	if err != nil {
		// Neither waiting nor collecting from a guess can mend this. Returning would
		// stop the other sources of the input as well.
		report.failed(err)
		<-ctx.Done()
		return
	}
	var busy func() bool
	if files, ok := collector.(*logfile.Collector); ok {
		defer files.Stop()
		busy = files.Busy
	}
	report.configuring()
	switch {
	case s.profiled:
		collector = in.chosen(s, collector, log)
	case s.offered && !s.unlisted:
		collector = &whereOffered{Collector: collector, object: s.records.Object, offer: in.offer, log: log}
	}
	poll.Loop{
		Collector: prioritized{saving{in.covered(collector, busy, out, log), out.cursors}, s.priority()},
		Interval:  s.interval,
		Pace:      in.pace(s.priority()),
		Metrics:   counts,
		Health: func(err error) {
			if s.optional && unavailable(err) {
				log.Infof("%s is not available in this org and left out: %v", s.what(), err)
				err = nil
			}
			in.credentials.look(time.Now(), err == nil, log)
			if err == nil {
				err = in.client.Standing(s.priority()).Notice()
			}
			if err == nil {
				err = in.client.ClockTrouble()
			}
			report.polled(err)
		},
	}.Run(ctx, out)
}

func (in *input) collector(s *source, from start, directory *enrich.Directory, counts *metrics.Set, ledger *coverage.Ledger, log *logp.Logger) (poll.Collector, error) {
	if from.err != nil {
		return nil, from.err
	}
	mapper := ecs.NewMapper(in.eventOptions(directory))
	if s.logFiles != nil {
		var at state.LogFiles
		var err error
		if !from.isNew {
			at, err = state.ReadLogFiles(from.cursor)
		}
		config := *s.logFiles
		config.Metrics, config.Coverage = counts, ledger
		pace := in.pace(s.priority())
		config.Relist = func() time.Duration { return pace(s.interval) }
		config.Room = func(priority budget.Priority) bool { return !in.client.Standing(priority).Closed }
		return logfile.New(config, in.client, mapper, at, log), err
	}
	config := *s.records
	config.Metrics, config.Coverage = counts, ledger
	if query := config.Query; query != nil && !query.InBatches() {
		var at state.Query
		var err error
		if !from.isNew {
			at, err = state.ReadQuery(from.cursor)
		}
		return record.NewFollower(config, in.client, mapper, at, log), err
	}
	if s.unlisted {
		var at state.Objects
		var err error
		if !from.isNew {
			at, err = state.ReadObjects(from.cursor)
		}
		names := func(ctx context.Context) ([]string, error) { return in.offer.others(ctx, log) }
		return record.NewUnlisted(config, in.client, mapper, at, names, log), err
	}
	var at state.Records
	var err error
	if !from.isNew {
		at, err = state.ReadRecords(from.cursor)
	}
	return record.New(config, in.client, mapper, at, log), err
}

// copies returns how often an event holds its row: as fields, and as the original.
func (in *input) copies() int64 {
	if in.config.PreserveOriginalEvent {
		return 2
	}
	return 1
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

package salesforce

import (
	"context"
	"fmt"
	"time"

	v2 "github.com/elastic/beats/v7/filebeat/input/v2"
	cursor "github.com/elastic/beats/v7/filebeat/input/v2/input-cursor"
	"github.com/elastic/beats/v7/libbeat/management/status"
	conf "github.com/elastic/elastic-agent-libs/config"
	"github.com/elastic/elastic-agent-libs/logp"

	"github.com/beats-contrib/filebeat-salesforce/input/salesforce/delivery"
	"github.com/beats-contrib/filebeat-salesforce/input/salesforce/health"
	"github.com/beats-contrib/filebeat-salesforce/input/salesforce/internal/budget"
	"github.com/beats-contrib/filebeat-salesforce/input/salesforce/internal/coverage"
	"github.com/beats-contrib/filebeat-salesforce/input/salesforce/internal/ecs"
	"github.com/beats-contrib/filebeat-salesforce/input/salesforce/internal/enrich"
	"github.com/beats-contrib/filebeat-salesforce/input/salesforce/internal/guard"
	"github.com/beats-contrib/filebeat-salesforce/input/salesforce/internal/logfile"
	"github.com/beats-contrib/filebeat-salesforce/input/salesforce/internal/metrics"
	"github.com/beats-contrib/filebeat-salesforce/input/salesforce/internal/oauth"
	"github.com/beats-contrib/filebeat-salesforce/input/salesforce/internal/poll"
	"github.com/beats-contrib/filebeat-salesforce/input/salesforce/internal/profile"
	"github.com/beats-contrib/filebeat-salesforce/input/salesforce/internal/record"
	"github.com/beats-contrib/filebeat-salesforce/input/salesforce/internal/redact"
	"github.com/beats-contrib/filebeat-salesforce/input/salesforce/internal/rest"
	"github.com/beats-contrib/filebeat-salesforce/input/salesforce/internal/state"
	"github.com/beats-contrib/filebeat-salesforce/input/salesforce/orgclient"
	"github.com/beats-contrib/filebeat-salesforce/input/salesforce/stanza"
)

// input is what a stanza becomes. Its sources run side by side and share it.
type input struct {
	id          string
	config      stanza.Config
	client      *rest.Client
	sources     []*stanza.Source
	health      *health.Health
	credentials *credentialsWatch
	metrics     *metrics.Set
	tracer      *orgclient.Tracer // nil without one
	self        ecs.Self
	enrichment  *enrichment         // nil for none
	redactor    *redact.Redactor    // nil for none
	chooser     *profile.Chooser    // nil without a profile
	offer       *offer              // of event log objects
	xpack       *xpackState         // nil where no state is at hand
	ledgers     *coverage.Ledgers   // nil for none
	room        *delivery.Allowance // nil for no bound of what is in flight
	// waitingHealth has the health of sources whose state another input has.
	waitingHealth map[*stanza.Source]*health.Part
}

func newInput(from *conf.C, sessions *oauth.Broker, budgets *budget.Ledger, now func() time.Time) (*input, error) {
	c, err := stanza.Read(from)
	if err != nil {
		return nil, stanza.Error(from, err)
	}
	counts, tracer := metrics.NewSet(metrics.Input), orgclient.NewTracer(c, c.ID)
	client, err := orgclient.New(c, sessions, budgets, counts, tracer, now)
	if err != nil {
		return nil, stanza.Error(from, err)
	}
	sources, err := stanza.NewSources(c)
	if err != nil {
		return nil, stanza.Error(from, err)
	}
	var chooser *profile.Chooser
	if len(c.Profile) > 0 {
		chooser = profile.NewChooser(client, c.Wanted())
	}
	health := health.New()
	return &input{
		chooser: chooser, offer: newOffer(client.EventLogs),
		tracer: tracer,
		id:     c.ID, config: c, client: client, sources: sources, health: health, metrics: counts,
		credentials: &credentialsWatch{credentials: c.Flow(), stanzaWarnings: c.Warnings},
		self:        selfOf(c, sources),
		enrichment:  newEnrichment(c, client, health),
		redactor:    c.Events.Redact.Redactor(),
	}, nil
}

// Name implements the input of input-cursor.
func (in *input) Name() string { return stanza.Name }

// Test implements the input of input-cursor. Filebeat never calls it; the command
// "test salesforce" examines an input.
func (in *input) Test(cursor.Source, v2.TestContext) error { return nil }

// Run collects a source until the input is stopped.
func (in *input) Run(ctx v2.Context, src cursor.Source, stored cursor.Cursor, out cursor.Publisher) error {
	s, ok := src.(*stanza.Source)
	if !ok {
		return fmt.Errorf("source %q does not belong to this input", src.Name())
	}
	// A source that had to wait for another input's lock may get it at shutdown.
	if ctx.Cancelation.Err() != nil {
		return nil
	}
	var at state.Cursor
	counts := metrics.NewSet(metrics.Source)
	show(ctx.MetricsRegistry, counts) // Beats removes it when the source has ended
	events, err := delivery.NewPublisher(out, counts)
	defer events.Leave()
	if err != nil {
		return nil // the input is being stopped
	}
	isNew := stored.IsNew()
	if !isNew {
		if err = stored.Unpack(&at); err != nil {
			err = &state.UnreadableError{Cause: err}
		}
	} else if taken, ok := in.xpack.takeOver(s, in.objects() == 1, ctx.Logger); ok {
		// It is stored at once: the x-pack input's state is soon gone.
		if err := events.Advance(taken); err != nil {
			return nil // the input is being stopped
		}
		at, isNew = taken, false
	}
	in.run(v2.GoContextFromCanceler(ctx.Cancelation), s, position{cursor: at, isNew: isNew, err: err}, events, counts, ctx.Logger, ctx.UpdateStatus)
	return nil
}

// position is where a source goes on.
type position struct {
	cursor state.Cursor
	isNew  bool
	err    error
}

// run is Run without Beats' types that only Beats can make. A panic fails the source: Beats
// would end the other sources of the input as well, and nobody starts them again.
func (in *input) run(ctx context.Context, s *stanza.Source, from position, out delivery.Publisher, counts *metrics.Set, log *logp.Logger, update func(status.Status, string)) {
	err := guard.Run("collecting", func() error {
		in.collect(ctx, s, from, out, counts, log, update)
		return nil
	})
	if err != nil {
		health := in.health.Part(s.What(), log, update)
		defer health.Stopped()
		health.Failed(err)
		<-ctx.Done()
	}
}

// collect collects a source until ctx ends.
func (in *input) collect(ctx context.Context, s *stanza.Source, from position, out delivery.Publisher, counts *metrics.Set, log *logp.Logger, update func(status.Status, string)) {
	if waited := in.waitingHealth[s]; waited != nil {
		waited.Stopped()
	}
	defer in.tracer.Join(log)()
	defer in.client.Settle()
	health := in.health.Part(s.What(), log, update)
	defer health.Stopped()
	health.Starting()
	if from.isNew && s.Query() != nil {
		log.Infof("%s has no state yet and starts with query.default: an edited query counts as a new one", s.What())
	}
	for _, warning := range s.Warnings {
		log.Warnf("%s: %s", s.What(), warning)
	}
	in.credentials.look(time.Now(), false, log)
	directory, leave := in.enrichment.join(log, update)
	defer leave()
	out.Bound(in.room, int64(in.config.Unacknowledged), in.copies(), ctx.Done())
	var ledger *coverage.Ledger
	if from.err == nil {
		ledger = in.newLedger(s, from, log)
		out.Keep(ledger)
	}
	collector, err := in.collector(s, from, directory, counts, ledger, log)
	if err != nil {
		// Neither waiting nor collecting from a guess can mend this. Returning would
		// stop the other sources of the input as well.
		health.Failed(err)
		<-ctx.Done()
		return
	}
	var busy func() bool
	if files, ok := collector.(*logfile.Collector); ok {
		defer files.Stop()
		busy = files.Busy
	}
	health.Configuring()
	auditor, _ := collector.(poll.Auditor)
	switch {
	case s.Profiled:
		collector = chosenBy(in.chooser, s, collector, log)
	case s.Offered && !s.Unlisted:
		collector = &offerFilter{Collector: collector, object: s.Records.Object, offer: in.offer, log: log}
	}
	if ledger != nil {
		collector = &ledgerKeeper{
			Collector: collector, ledger: ledger, events: in.config.Coverage.Events, options: in.eventOptions(nil),
			client: in.client, out: out, log: log, busy: busy,
		}
		collector = in.audited(collector, auditor, s.Interval, log)
	}
	poll.Loop{
		Collector: prioritySetter{out.Saving(collector), s.Priority()},
		Interval:  s.Interval,
		Pace:      paced(in.client, s.Priority()),
		Metrics:   counts,
		Health: func(err error) {
			if s.Optional && unavailable(err) {
				log.Infof("skipping %s, which is not available in this org: %v", s.What(), err)
				err = nil
			}
			in.credentials.look(time.Now(), err == nil, log)
			if err == nil {
				err = in.client.Standing(s.Priority()).Notice()
			}
			if err == nil {
				err = in.client.ClockTrouble()
			}
			health.Polled(err)
		},
	}.Run(ctx, out)
}

func (in *input) collector(s *stanza.Source, from position, directory *enrich.Directory, counts *metrics.Set, ledger *coverage.Ledger, log *logp.Logger) (poll.Collector, error) {
	if from.err != nil {
		return nil, from.err
	}
	mapper := ecs.NewMapper(in.eventOptions(directory))
	if s.LogFiles != nil {
		var at state.LogFiles
		var err error
		if !from.isNew {
			at, err = state.ReadLogFiles(from.cursor)
		}
		config := *s.LogFiles
		config.Metrics, config.Coverage = counts, ledger
		pace := paced(in.client, s.Priority())
		config.Relist = func() time.Duration { return pace(s.Interval) }
		config.Room = func(priority budget.Priority) bool { return !in.client.Standing(priority).Closed }
		return logfile.New(config, in.client, mapper, at, log), err
	}
	config := *s.Records
	config.Metrics, config.Coverage, config.MaxAuditRequests = counts, ledger, in.config.Audit.MaxRequests
	if query := config.Query; query != nil && !query.InBatches() {
		var at state.Query
		var err error
		if !from.isNew {
			at, err = state.ReadQuery(from.cursor)
		}
		return record.NewFollower(config, in.client, mapper, at, log), err
	}
	if s.Unlisted {
		var at state.Objects
		var err error
		if !from.isNew {
			at, err = state.ReadObjects(from.cursor)
		}
		names := func(ctx context.Context) ([]string, error) { return in.offer.others(ctx, log) }
		return record.NewUnlistedObjects(config, in.client, mapper, at, names, log), err
	}
	var at state.Records
	var err error
	if !from.isNew {
		at, err = state.ReadRecords(from.cursor)
	}
	return record.New(config, in.client, mapper, at, log), err
}

// objects counts the sources of records.
func (in *input) objects() int {
	count := 0
	for _, s := range in.sources {
		if s.Records != nil {
			count++
		}
	}
	return count
}

// copies returns how often an event holds its row: as fields, and as the original.
func (in *input) copies() int64 {
	if in.config.PreserveOriginalEvent {
		return 2
	}
	return 1
}

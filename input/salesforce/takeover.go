package salesforce

import (
	"fmt"
	"time"

	"github.com/elastic/beats/v7/libbeat/statestore"
	conf "github.com/elastic/elastic-agent-libs/config"
	"github.com/elastic/elastic-agent-libs/logp"

	"github.com/beats-contrib/filebeat-salesforce/input/salesforce/internal/logfile"
	"github.com/beats-contrib/filebeat-salesforce/input/salesforce/internal/peer"
	"github.com/beats-contrib/filebeat-salesforce/input/salesforce/internal/querytemplate"
	"github.com/beats-contrib/filebeat-salesforce/input/salesforce/internal/record"
	"github.com/beats-contrib/filebeat-salesforce/input/salesforce/internal/state"
)

// predecessor finds the state of Elastic's own input in the registry. Beats removes it
// half an hour after the process began, because no input has that key any more.
type predecessor struct {
	store statestore.States
	keys  []string
}

func newPredecessor(store statestore.States, from *conf.C, in *input) *predecessor {
	url, _ := from.String("url", -1) // the stanza has been read
	p := &predecessor{store: store}
	for _, key := range peer.Keys(in.id, url, in.config.URL) {
		p.keys = append(p.keys, Name+"::"+key)
	}
	return p
}

// state returns what is stored, and under which key; "" if there is nothing.
func (p *predecessor) state() (peer.State, string, error) {
	states, err := p.store.StoreFor(Name)
	if err != nil {
		return peer.State{}, "", fmt.Errorf("reading the registry: %w", err)
	}
	defer states.Close()
	for _, key := range p.keys {
		if has, err := states.Has(key); err != nil || !has {
			continue
		}
		var stored struct {
			Cursor peer.State `struct:"cursor"`
		}
		if err := states.Get(key, &stored); err != nil {
			return peer.State{}, key, fmt.Errorf("reading %s: %w", key, err)
		}
		return stored.Cursor, key, nil
	}
	return peer.State{}, "", nil
}

// takeOver returns where a source without a state goes on after Elastic's own input,
// if that collected the same: from the source's lookback before what that had, because
// what showed late there was not looked for. What comes twice has other ids.
func (in *input) takeOver(s *source, log *logp.Logger) (state.Cursor, bool) {
	if in.predecessor == nil || s.profiled || (s.logFiles == nil && in.objects() != 1) {
		return state.Cursor{}, false // that input's one object may be any of several
	}
	found, key, err := in.predecessor.state()
	if key == "" && err == nil {
		return state.Cursor{}, false
	}
	progress := found.Object
	if s.logFiles != nil {
		progress = found.EventLogFile
	}
	if err == nil && s.followsID() && progress != (peer.Progress{}) {
		log.Infof("%s goes on from the state of Elastic's own input, %s: after the Id %s", s.what(), key, progress.LastEventID)
		return state.Query{Begun: time.Now(), First: progress.FirstEventTime, Last: progress.LastEventTime, LastID: progress.LastEventID}.Cursor(), true
	}
	var reached time.Time
	if err == nil {
		reached, err = progress.Reached()
	}
	if err != nil {
		log.Warnf("%s begins at initial_interval, because how far Elastic's own input came cannot be told: %v", s.what(), err)
		return state.Cursor{}, false
	}
	if reached.IsZero() {
		return state.Cursor{}, false
	}
	at, from := in.after(s, progress, reached)
	log.Infof("%s goes on from the state of Elastic's own input, %s: from %s. What that input had collected of the time since comes once more, with other ids.",
		s.what(), key, from.UTC().Format(time.RFC3339))
	return at, true
}

// after returns the state of a source that begins after what was reached, and from when
// that is.
func (in *input) after(s *source, progress peer.Progress, reached time.Time) (state.Cursor, time.Time) {
	if s.logFiles != nil {
		from := reached.Add(-s.logFiles.Lookback)
		return logfile.Resume(*s.logFiles, from).Cursor(), from
	}
	from := reached.Add(-s.records.Lookback)
	switch query := s.records.Query; {
	case query == nil:
		return record.Resume(s.records.Object, from).Cursor(), from
	case query.InBatches():
		return state.Records{Through: from, Settled: from}.Cursor(), from
	}
	// The query itself is told the time less the lookback.
	at := state.Query{Begun: reached, Newest: reached, First: progress.FirstEventTime, Last: progress.LastEventTime}
	return at.Cursor(), from
}

// followsID reports whether the source is a query that goes on by something else than a
// time.
func (s *source) followsID() bool {
	query := s.query()
	return s.records != nil && query != nil && !query.InBatches() &&
		!query.Uses(querytemplate.FirstEventTime, querytemplate.LastEventTime, querytemplate.ProgressTime)
}

// objects counts the sources of records.
func (in *input) objects() int {
	count := 0
	for _, s := range in.sources {
		if s.records != nil {
			count++
		}
	}
	return count
}

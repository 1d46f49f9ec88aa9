package salesforce

import (
	"fmt"
	"time"

	"github.com/elastic/beats/v7/libbeat/statestore"
	"github.com/elastic/elastic-agent-libs/logp"

	"github.com/beats-contrib/filebeat-salesforce/input/salesforce/internal/logfile"
	"github.com/beats-contrib/filebeat-salesforce/input/salesforce/internal/record"
	"github.com/beats-contrib/filebeat-salesforce/input/salesforce/internal/state"
	"github.com/beats-contrib/filebeat-salesforce/input/salesforce/internal/xpack"
	"github.com/beats-contrib/filebeat-salesforce/input/salesforce/stanza"
)

// xpackState finds the state of the x-pack input in the registry. Beats removes it
// half an hour after the process began, because no input has that key any more.
type xpackState struct {
	store statestore.States
	keys  []string
}

// newXpackState takes the id of an input, and its URL as it is written and as it is read.
func newXpackState(store statestore.States, id, written, read string) *xpackState {
	p := &xpackState{store: store}
	for _, key := range xpack.Keys(id, written, read) {
		p.keys = append(p.keys, stanza.Name+"::"+key)
	}
	return p
}

// state returns what is stored, and under which key; "" if there is nothing.
func (p *xpackState) state() (xpack.State, string, error) {
	states, err := p.store.StoreFor(stanza.Name)
	if err != nil {
		return xpack.State{}, "", fmt.Errorf("reading the registry: %w", err)
	}
	defer states.Close()
	for _, key := range p.keys {
		if has, err := states.Has(key); err != nil || !has {
			continue
		}
		var stored struct {
			Cursor xpack.State `struct:"cursor"`
		}
		if err := states.Get(key, &stored); err != nil {
			return xpack.State{}, key, fmt.Errorf("reading %s: %w", key, err)
		}
		return stored.Cursor, key, nil
	}
	return xpack.State{}, "", nil
}

// takeOver returns where a source without a state goes on after the x-pack input,
// if that collected the same: from the source's lookback before what that had, because
// what showed late there was not looked for. What comes twice has other ids.
func (p *xpackState) takeOver(s *stanza.Source, onlyObject bool, log *logp.Logger) (state.Cursor, bool) {
	if p == nil || s.Profiled || (s.LogFiles == nil && !onlyObject) {
		return state.Cursor{}, false // that input's one object may be any of several
	}
	found, key, err := p.state()
	if key == "" && err == nil {
		return state.Cursor{}, false
	}
	progress := found.Object
	if s.LogFiles != nil {
		progress = found.EventLogFile
	}
	if err == nil && s.Follows() && !s.FollowsTime() && progress != (xpack.Progress{}) {
		log.Infof("%s continues from the state of the x-pack input, %s: after the Id %s", s.What(), key, progress.LastEventID)
		return state.Query{Begun: time.Now(), First: progress.FirstEventTime, Last: progress.LastEventTime, LastID: progress.LastEventID}.Cursor(), true
	}
	var reached time.Time
	if err == nil {
		reached, err = progress.Reached()
	}
	if err != nil {
		log.Warnf("%s starts at initial_interval, because the progress of the x-pack input is unknown: %v", s.What(), err)
		return state.Cursor{}, false
	}
	if reached.IsZero() {
		return state.Cursor{}, false
	}
	at, from := after(s, progress, reached)
	log.Infof("%s continues from the state of the x-pack input, %s: from %s. Events that the x-pack input collected after that time are collected once more, with different ids.",
		s.What(), key, from.UTC().Format(time.RFC3339))
	return at, true
}

// after returns the state of a source that begins after what was reached, and from when
// that is.
func after(s *stanza.Source, progress xpack.Progress, reached time.Time) (state.Cursor, time.Time) {
	if s.LogFiles != nil {
		from := reached.Add(-s.LogFiles.Lookback)
		return logfile.Resume(*s.LogFiles, from).Cursor(), from
	}
	from := reached.Add(-s.Records.Lookback)
	switch query := s.Records.Query; {
	case query == nil:
		return record.Resume(s.Records.Object, from).Cursor(), from
	case query.InBatches():
		return state.Records{Through: from, Settled: from}.Cursor(), from
	}
	// The query itself is told the time less the lookback.
	at := state.Query{Begun: reached, Newest: reached, First: progress.FirstEventTime, Last: progress.LastEventTime}
	return at.Cursor(), from
}

package record

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"time"

	"github.com/beats-contrib/filebeat-salesforce/input/salesforce/internal/ecs"
	"github.com/beats-contrib/filebeat-salesforce/input/salesforce/internal/poll"
	"github.com/beats-contrib/filebeat-salesforce/input/salesforce/internal/publisher"
	"github.com/beats-contrib/filebeat-salesforce/input/salesforce/internal/state"
)

// UnlistedObjects collects objects whose names are not known before the org is asked, one after
// another. They share a source, because the sources of an input are fixed when it starts.
// It is used by one goroutine.
type UnlistedObjects struct {
	config  Config
	org     Org
	mapper  *ecs.Mapper
	log     poll.Logger
	names   func(ctx context.Context) ([]string, error)
	state   state.Objects
	members map[string]*member
}

// NewUnlistedObjects returns a collector of the objects that names returns at each poll. It goes
// on from start; a zero start is a first run. An object that is not returned any more
// keeps its state. The object of config is not used.
func NewUnlistedObjects(config Config, org Org, mapper *ecs.Mapper, start state.Objects, names func(context.Context) ([]string, error), log poll.Logger) *UnlistedObjects {
	config.Coverage = nil // a ledger is for one object
	u := &UnlistedObjects{config: config, org: org, mapper: mapper, log: log, names: names, state: start.Clone(), members: make(map[string]*member)}
	if u.state.Cursors == nil {
		u.state.Cursors = make(map[string]state.Cursor)
	}
	return u
}

// Poll collects each object until it has caught up; see poll.Collector. The error joins
// those of the objects that failed, which do not stop the others.
func (u *UnlistedObjects) Poll(ctx context.Context, out publisher.Publisher) (time.Duration, error) {
	names, err := u.names(ctx)
	if err != nil {
		return 0, err
	}
	var failed []error
	for _, name := range slices.Sorted(slices.Values(names)) {
		m, err := u.member(name)
		if err != nil {
			failed = append(failed, err)
			continue
		}
		m.out, m.position = out, "" // the others have moved since
		if _, err := m.collector.Poll(ctx, m); err != nil {
			if errors.Is(err, poll.ErrStopped) || ctx.Err() != nil {
				return 0, err
			}
			failed = append(failed, err)
		}
	}
	return 0, errors.Join(failed...)
}

func (u *UnlistedObjects) member(name string) (*member, error) {
	if m := u.members[name]; m != nil {
		return m, nil
	}
	var start state.Records
	if cursor, ok := u.state.Cursors[name]; ok {
		var err error
		if start, err = state.ReadRecords(cursor); err != nil {
			return nil, fmt.Errorf("state of %s: %w", name, err)
		}
	} else {
		u.log.Infof("%s is new in this org, collecting it from %v ago", name, u.config.InitialInterval)
	}
	config := u.config
	config.Object = name
	m := &member{all: u, name: name, collector: New(config, u.org, u.mapper, start, u.log)}
	u.members[name] = m
	return m, nil
}

// member is one of the objects. It publishes with cursors that cover all of them.
type member struct {
	all       *UnlistedObjects
	name      string
	collector *Collector
	out       publisher.Publisher
	// position is that of the member's latest cursor, and composed the cursor of all made
	// of it: within a window only what is done of it changes.
	position string
	composed state.Cursor
}

// Publish implements publisher.Publisher.
func (m *member) Publish(event ecs.Event, cursor state.Cursor) error {
	return m.out.Publish(event, m.compose(cursor))
}

// Advance implements publisher.Publisher.
func (m *member) Advance(cursor state.Cursor) error {
	return m.out.Advance(m.compose(cursor))
}

func (m *member) compose(cursor state.Cursor) state.Cursor {
	if !cursor.Encoded() {
		return cursor // which nobody stores
	}
	if cursor.Position != m.position {
		m.composed, m.position = m.all.state.With(m.name, cursor), cursor.Position
	}
	m.all.state.Cursors[m.name] = cursor
	m.composed.Done, m.composed.Sum = cursor.Done, cursor.Sum
	return m.composed
}

package polltest

import (
	"testing"

	"github.com/beats-contrib/filebeat-salesforce/input/salesforce/internal/audit"
	"github.com/beats-contrib/filebeat-salesforce/input/salesforce/internal/coverage"
	"github.com/beats-contrib/filebeat-salesforce/input/salesforce/internal/ecs"
	"github.com/beats-contrib/filebeat-salesforce/input/salesforce/internal/state"
)

// Ledger is a publisher whose registry goes with a coverage ledger: what is acknowledged is in
// both.
type Ledger struct {
	*coverage.Ledger
	registry *Registry
}

// NewLedger begins a ledger in a folder as a process does that starts.
func NewLedger(t testing.TB, folder string, registry *Registry, header coverage.Header, ages audit.Schedule) *Ledger {
	t.Helper()
	cursor, stored := registry.Cursor()
	return &Ledger{registry: registry, Ledger: coverage.NewLedgers(folder).Begin(coverage.Begin{
		Header: header, Noted: cursor.Noted(), New: !stored, Retention: 35 * audit.Day, Audits: ages,
		Warn: func(format string, arguments ...any) { t.Errorf(format, arguments...) },
	})}
}

// Publish implements publisher.Publisher.
func (l *Ledger) Publish(event ecs.Event, cursor state.Cursor) error {
	return l.take(cursor, func(noting state.Cursor) error { return l.registry.Publish(event, noting) })
}

// Advance implements publisher.Publisher.
func (l *Ledger) Advance(cursor state.Cursor) error { return l.take(cursor, l.registry.Advance) }

func (l *Ledger) take(cursor state.Cursor, take func(state.Cursor) error) error {
	lines, wasDown := l.Noted(), l.registry.Down()
	err := take(cursor.Noting(lines))
	if err == nil && !wasDown {
		l.Acknowledge(lines)
	}
	return err
}

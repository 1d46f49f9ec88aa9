package polltest

import (
	"fmt"
	"strings"
	"sync"
)

// Log keeps warnings and what is told.
type Log struct {
	mu       sync.Mutex
	warnings []string
	told     []string
}

// Debugf implements poll.Logger.
func (*Log) Debugf(string, ...any) {}

// Infof implements poll.Logger.
func (l *Log) Infof(format string, arguments ...any) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.told = append(l.told, fmt.Sprintf(format, arguments...))
}

// Told returns what was told since the last call.
func (l *Log) Told() []string {
	l.mu.Lock()
	defer l.mu.Unlock()
	told := l.told
	l.told = nil
	return told
}

// Warnf implements poll.Logger.
func (l *Log) Warnf(format string, arguments ...any) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.warnings = append(l.warnings, fmt.Sprintf(format, arguments...))
}

// Warnings returns the warnings that have a text in them.
func (l *Log) Warnings(text string) []string {
	l.mu.Lock()
	defer l.mu.Unlock()
	var found []string
	for _, warning := range l.warnings {
		if strings.Contains(warning, text) {
			found = append(found, warning)
		}
	}
	return found
}

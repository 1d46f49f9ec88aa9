package coverage

import (
	"os"
	"path/filepath"
	"sync"
	"time"

	"github.com/beats-contrib/filebeat-salesforce/input/salesforce/internal/audit"
)

// Ledgers are those of a process, by the key of their source. A source that begins again,
// in another input, goes on with the ledger that it had: lines of the one before may
// still wait for their acknowledgement.
type Ledgers struct {
	folder string
	now    func() time.Time

	mu     sync.Mutex
	opened map[string]*Ledger
}

// NewLedgers returns the ledgers of a folder, which is made when something is written.
func NewLedgers(folder string) *Ledgers {
	return &Ledgers{folder: folder, now: time.Now, opened: make(map[string]*Ledger)}
}

// Begin is what is known of a source that begins.
type Begin struct {
	Header
	// Noted is how many lines the stored cursor covers; 0 if it does not say.
	Noted int64
	// New is true for a source without a cursor.
	New bool
	// Retention is how long hours are kept.
	Retention time.Duration
	// Audits are the ages at which days are compared with the org; none for no audit.
	Audits audit.Schedule
	// Warn tells of what goes wrong.
	Warn func(format string, arguments ...any)
}

// Begin returns the ledger of a source that begins to run. On nil it returns nil.
func (l *Ledgers) Begin(with Begin) *Ledger {
	if l == nil {
		return nil
	}
	l.mu.Lock()
	defer l.mu.Unlock()
	ledger := l.opened[with.Key]
	if ledger == nil {
		if len(l.opened) == 0 {
			l.removeOld(with.Retention)
		}
		ledger = &Ledger{path: pathOf(l.folder, with.Key), now: l.now}
		l.opened[with.Key] = ledger
	}
	ledger.begin(with)
	return ledger
}

// removeOld removes the ledgers of sources that have collected nothing for longer than
// anything is kept. The one that changed last stays.
func (l *Ledgers) removeOld(retention time.Duration) {
	entries, err := os.ReadDir(l.folder)
	if err != nil {
		return // there is none yet, or what is written next says why
	}
	changed := make(map[string]time.Time)
	var newest time.Time
	for _, entry := range entries {
		info, err := entry.Info()
		ours := isOurs(entry.Name())
		if err != nil || !ours {
			continue
		}
		changed[entry.Name()] = info.ModTime()
		if info.ModTime().After(newest) {
			newest = info.ModTime()
		}
	}
	// A clock that is ahead must not make everything old.
	oldest := older(l.now(), newest).Add(-retention)
	for name, at := range changed {
		if at.Before(oldest) {
			_ = os.Remove(filepath.Join(l.folder, name)) // the next process tries again
		}
	}
}

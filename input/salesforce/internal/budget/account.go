package budget

import (
	"sync"
	"time"
)

const (
	// Unknown is how many requests an org is taken to have as long as it does not say:
	// as many as the smallest of those that Event Monitoring is sold for. A smaller one
	// refuses what it has not, which costs no more than waiting.
	Unknown = 100_000
	// ProbeEvery is how often one request is made although the org, by what it said
	// last, has none for us.
	ProbeEvery = 15 * time.Minute
	// smallestOrg is how many requests the smallest org has. Of one that says that it has
	// less, it is doubted: such a share is no reason to be silent for a day.
	smallestOrg = 1000
	// trusted is how long it is taken to be true what the org said of its use: longer than
	// the longest wait between two polls that are stretched.
	trusted = 2 * time.Hour
	// askEvery is how often an org whose answers say nothing of it is asked for its use.
	askEvery = time.Hour
	// silence is how many answers without a word of the org's use are a reason to ask.
	silence = 10
	// longestWait bounds what a Scarce says.
	longestWait = time.Hour
	// maxStretch bounds by how much waits are stretched.
	maxStretch = 100
)

// Use is what an org says of its requests of 24 hours: of the whole org and, where it
// has a limit of its own, of the app.
type Use struct {
	Used, Max       int64
	AppUsed, AppMax int64
}

// Store keeps what was counted when the process ends. What goes wrong is its own to tell
// of: counting goes on.
type Store interface {
	// Load returns what was saved for a session; nothing, if there is nothing.
	Load(identity string) Counts
	Save(identity string, counts Counts)
}

// Ledger has the accounts of a process. It may be used from many goroutines.
type Ledger struct {
	store    Store
	mu       sync.Mutex // guards accounts
	accounts map[string]*Account
}

// NewLedger returns a Ledger without accounts. A nil store keeps nothing.
func NewLedger(store Store) *Ledger {
	return &Ledger{store: store, accounts: make(map[string]*Account)}
}

// Account returns the account of a session, by what the session is shared by.
func (l *Ledger) Account(identity string) *Account {
	l.mu.Lock()
	defer l.mu.Unlock()
	account, ok := l.accounts[identity]
	if !ok {
		account = &Account{identity: identity, store: l.store}
		l.accounts[identity] = account
	}
	return account
}

// Account counts the requests that are made with one session.
type Account struct {
	identity string
	store    Store // nil for none

	mu       sync.Mutex // guards all below
	restored bool
	spent    window
	// covered is how many requests may be made until the counts have to be saved again,
	// as long as the newest span is the one that was saved.
	covered, saved int64

	use     Use
	usedAt  time.Time // when the org said so
	probed  time.Time
	silent  int // answers since the org was told of
	askedAt time.Time
	running longRequests
}

// Told notes what the org said.
func (a *Account) Told(now time.Time, use Use) {
	if a == nil || use.Max <= 0 {
		return
	}
	a.mu.Lock()
	defer a.mu.Unlock()
	a.use, a.usedAt, a.silent = use, now, 0
}

// Unsaid notes an answer in which the org said nothing of its use, and reports whether
// it is time to ask for that.
func (a *Account) Unsaid(now time.Time) bool {
	if a == nil {
		return false
	}
	a.mu.Lock()
	defer a.mu.Unlock()
	if a.silent++; a.silent < silence || !a.askedAt.IsZero() && now.Sub(a.askedAt).Abs() < askEvery {
		return false
	}
	a.askedAt = now
	return true
}

// Take counts a request that is about to be made. The error is a *Scarce, and then the
// request must not be made.
func (a *Account) Take(now time.Time, share float64, priority Priority) error {
	if a == nil {
		return nil
	}
	a.mu.Lock()
	defer a.mu.Unlock()
	standing := a.standing(now, share, priority)
	if standing.Closed {
		if !standing.OfOrg && !a.doubted() || !a.mayProbe(now, share) {
			return &Scarce{Standing: standing, Wait: a.wait(now, standing)}
		}
		a.probed = now
	}
	a.spent.add(now)
	a.save()
	return nil
}

// ahead is how many requests are saved before they are made. After a crash they count as
// if they had been.
const ahead = 5

// save saves the counts before more requests are made than are saved.
func (a *Account) save() {
	if a.store == nil {
		return
	}
	if a.covered == 0 || a.saved != a.spent.newest {
		a.store.Save(a.identity, a.spent.stored(ahead))
		a.covered, a.saved = ahead, a.spent.newest
	}
	a.covered--
}

// Settle saves exactly what was made. Whoever has made requests calls it when it ends.
func (a *Account) Settle() {
	if a == nil || a.store == nil {
		return
	}
	a.mu.Lock()
	defer a.mu.Unlock()
	if a.restored {
		a.store.Save(a.identity, a.spent.stored(0))
		a.covered = 0
	}
}

// restore begins with what was counted before the process began.
func (a *Account) restore() {
	if !a.restored && a.store != nil {
		a.spent.restore(a.store.Load(a.identity))
	}
	a.restored = true
}

// mayProbe reports whether a request is due that only asks how it stands. As long as
// those that come first are made, theirs do.
func (a *Account) mayProbe(now time.Time, share float64) bool {
	return a.standing(now, share, First).Closed && now.Sub(a.usedAt).Abs() >= ProbeEvery && now.Sub(a.probed).Abs() >= ProbeEvery
}

// doubted reports whether the org says that it has fewer requests than any org has.
func (a *Account) doubted() bool { return a.use.Max > 0 && a.use.Max < smallestOrg }

// wait returns when there may be room again.
func (a *Account) wait(now time.Time, standing Standing) time.Duration {
	if standing.OfOrg || a.doubted() {
		return ProbeEvery
	}
	return min(a.spent.next(now), longestWait)
}

// Standing returns how a share stands.
func (a *Account) Standing(now time.Time, share float64, priority Priority) Standing {
	if a == nil {
		return Standing{Stretch: 1}
	}
	a.mu.Lock()
	defer a.mu.Unlock()
	return a.standing(now, share, priority)
}

func (a *Account) standing(now time.Time, share float64, priority Priority) Standing {
	a.restore()
	a.spent.move(now)
	s := Standing{Spent: a.spent.sum, Max: a.max(), Known: a.use.Max > 0}
	s.Limit = LimitOf(share, s.Max)
	s.Stretch, s.Closed = stretch(float64(s.Spent)/float64(s.Limit), bounds[priority].share)
	if now.Sub(a.usedAt).Abs() > trusted {
		return s
	}
	used := float64(a.use.Used) / float64(s.Max)
	if a.use.AppMax > 0 {
		used = max(used, float64(a.use.AppUsed)/float64(a.use.AppMax))
	}
	if more, closed := stretch(used, bounds[priority].org); closed && !s.Closed || more > s.Stretch {
		s.Stretch, s.Closed, s.OfOrg = more, closed || s.Closed, true
	}
	return s
}

// max is how many requests the org has, or is taken to have.
func (a *Account) max() int64 {
	if a.use.Max > 0 {
		return a.use.Max
	}
	return Unknown
}

// LimitOf returns how many requests a share is of those that an org has: rounded down,
// but an org with few requests is no reason for none.
func LimitOf(share float64, most int64) int64 {
	const rounding = 1e-9 // 29 % of 100 are 28.999999999999996
	return max(int64(share*float64(most)+rounding), 1)
}

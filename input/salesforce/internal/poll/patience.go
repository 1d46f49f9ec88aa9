package poll

import (
	"time"

	"github.com/beats-contrib/filebeat-salesforce/input/salesforce/internal/rest"
)

const (
	// dailyLimitPause is the wait when the org has no requests left. They come back
	// over 24 hours, a little every hour, and each try before is one more request
	// that the org refuses.
	dailyLimitPause = 15 * time.Minute
	// longestPatience bounds what an error can ask for.
	longestPatience = 6 * time.Hour
)

// Patient is an error that knows how long it is of no use to try again.
type Patient interface {
	error
	// Wait is how long to leave it alone.
	Wait() time.Duration
}

// Patience returns the longest time that an error, or one of those that it joins,
// wants the org to be left alone for; 0 if none does.
func Patience(err error) time.Duration {
	var wait time.Duration
	each(err, func(one error) {
		switch one := one.(type) { //nolint:errorlint // it visits each error of the tree
		case Patient:
			wait = max(wait, one.Wait())
		case *rest.Error:
			if one.Class() == rest.DailyLimit {
				wait = max(wait, dailyLimitPause, one.RetryAfter)
			}
		}
	})
	return min(wait, longestPatience)
}

// each visits every error of a tree.
func each(err error, visit func(error)) {
	if err == nil {
		return
	}
	visit(err)
	switch wrapped := err.(type) { //nolint:errorlint // it unwraps
	case interface{ Unwrap() error }:
		each(wrapped.Unwrap(), visit)
	case interface{ Unwrap() []error }:
		for _, one := range wrapped.Unwrap() {
			each(one, visit)
		}
	}
}

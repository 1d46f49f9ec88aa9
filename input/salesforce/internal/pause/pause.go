// Package pause waits. It imports the standard library only.
package pause

import (
	"context"
	"time"
)

// For waits so long, or until ctx ends. It reports whether it waited to the end.
func For(ctx context.Context, wait time.Duration) bool {
	timer := time.NewTimer(wait)
	defer timer.Stop()
	select {
	case <-timer.C:
		return true
	case <-ctx.Done():
		return false
	}
}

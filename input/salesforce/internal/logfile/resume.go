package logfile

import (
	"time"

	"github.com/beats-contrib/filebeat-salesforce/input/salesforce/internal/state"
)

// Resume returns the state of a collector that begins with the files that were created
// at a time, instead of at its initial interval. Which intervals the org has need not
// be known.
func Resume(config Config, from time.Time) state.LogFiles {
	at := state.LogFiles{Begin: from, Watermark: from}
	if config.Query != nil {
		at.Selections = []string{ownQuery}
		return at
	}
	for _, interval := range []string{Hourly, Daily, ""} {
		at.Selections = append(at.Selections, newScope(config, []string{interval}, from).selections...)
	}
	return at
}

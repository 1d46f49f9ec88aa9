//go:build !linux

package meter

import "time"

// processorTime is known on Linux only.
func processorTime() time.Duration { return 0 }

// peakResident is known on Linux only.
func peakResident() int64 { return 0 }

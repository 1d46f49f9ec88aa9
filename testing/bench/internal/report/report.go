// Package report is what the measured process and the one that measures it say to
// each other: variables on the way in and a line of JSON on the way out. It imports
// nothing, so that the one that measures needs no Filebeat.
package report

// The variables that tell the process what to measure.
const (
	// EventsVariable has the number of events after which the run is over.
	EventsVariable = "BENCH_EVENTS"
	// StartVariable has the time at which the process was started, in nanoseconds.
	StartVariable = "BENCH_START"
	// IdleVariable has a duration for which to measure what the process does when the
	// run is over.
	IdleVariable = "BENCH_IDLE"
	// ProfileVariable names a file for the CPU profile of the run.
	ProfileVariable = "BENCH_CPU_PROFILE"
	// AllocationsVariable names a file for the profile of all allocations up to the end.
	AllocationsVariable = "BENCH_ALLOCATIONS_PROFILE"
)

// Report is what was measured of one run.
type Report struct {
	Events int64 `json:"events"`
	// FirstSeconds is from the start of the process to the first event.
	FirstSeconds float64 `json:"first_seconds"`
	// Seconds is from the first event to the acknowledgement of the last.
	Seconds float64 `json:"seconds"`
	// CPUSeconds is user and system time of the process in that time.
	CPUSeconds float64 `json:"cpu_seconds"`
	// Allocations and AllocatedBytes are those of that time.
	Allocations    uint64 `json:"allocations"`
	AllocatedBytes uint64 `json:"allocated_bytes"`
	// PeakBytes is the highest resident size since the start of the process.
	PeakBytes int64 `json:"peak_bytes"`
	// IdleCPU is the share of one processor that the process took when it had
	// nothing to collect; 0 if it was not asked for.
	IdleCPU float64 `json:"idle_cpu,omitempty"`
}

//go:build race

package polltest

// Race tells that the race detector is on, with which allocations cannot be counted.
const Race = true

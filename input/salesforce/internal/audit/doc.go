// Package audit decides which days of a source are compared with the org, and when.
//
// The unit is a UTC day. A day is compared at each of the ages of a Schedule, which count from
// the end of the day, once the source has collected through that end. If the day has passed
// several ages meanwhile, it is compared once, at the greatest of them. The comparison itself is
// the collectors': they know what to ask the org. What is known of earlier comparisons is in
// the ledger of package coverage.
//
// The package imports the standard library only and has no state, so all of it may be used by
// any goroutine.
package audit

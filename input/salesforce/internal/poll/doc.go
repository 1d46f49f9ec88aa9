// Package poll runs a collector again and again.
//
// The first poll is at once. After a good one the next follows in the interval,
// or sooner when the collector asks for it; after a failed one sooner too, with
// growing waits up to the interval. Pace makes any of these longer. Where the org has no requests left for the day
// the wait is longer than any of these, and an error can ask for its own by the
// Patient interface. A loop ends only with its context or because the publisher
// said stop: nothing that can heal ends it, not even a panic. It is the one place
// that turns what a poll returns into health.
//
// Ahead finds saved positions that are in the future, because a clock was wrong, and says
// where to go back to. It is what all collectors have in common about wrong clocks.
//
// The package imports guard, metrics, publisher, for what a collector is handed, state, for the
// positions, and rest, to know the error that says that there are no requests left.
package poll

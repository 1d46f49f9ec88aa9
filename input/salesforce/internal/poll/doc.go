// Package poll runs a collector again and again.
//
// The first poll is at once. After a good one the next follows in the interval,
// or sooner when the collector asks for it; after a failed one sooner too, with
// growing waits up to the interval. A loop ends only with its context or because
// the publisher said stop: nothing that can heal ends it. It is the one place
// that turns what a poll returns into health.
//
// The package imports publisher, for what a collector is handed. An error that
// wants to be left alone for some time says so by the Patient interface.
package poll

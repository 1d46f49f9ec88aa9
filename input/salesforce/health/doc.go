// Package health merges the conditions of an input's sources into the one status that Beats
// reports: the worst of them, with its causes. Updates are sent only when it changes, and each
// new trouble is logged once.
//
// It imports Beats' status package and its logger. Sources report from their own goroutines.
package health

// Package stanza turns the YAML of an input into a checked Config and the Sources that it
// collects.
//
// Read is the way in. It examines the YAML by the table of options (package schema), unpacks
// it, normalizes it and checks it, and returns all mistakes at once, each with its option.
// Nothing here asks the org or starts anything.
//
// A Source is one stream of events with a state of its own: all event log files, one object,
// or one query. Its Key is that of the state in Filebeat's registry, and an edit of the
// stanza that does not change what is collected does not change it.
//
// It may import schema, the packages under internal, and elastic-agent-libs; nothing of
// Beats. Its functions may be called from any goroutine.
package stanza

// Package state is what the collectors remember across restarts, and how it is
// written into Filebeat's registry.
//
// The registry takes one value with each event and stores the value of the last
// event that the output acknowledged. Every event carries its own value, so that
// what is stored never covers more, and after a clean stop never less, than what
// was acknowledged. To make that cheap the value, a Cursor, is in two parts:
//
//   - Position, a JSON document: everything that was finished, and the file or
//     window in progress. It changes once a file, window or batch and is shared,
//     as the same immutable string, by all the cursors between.
//   - Done, how much of the unit in progress the cursor covers.
//
// A document is one of LogFiles (one source for all event log files of an org),
// Records (one source an object) or Query (one source a query that says itself where
// it goes on). All carry the version of their form. What cannot be read, or does not
// say how far was collected, is an UnreadableError and never a first run.
//
// The package imports nothing of this project and knows nothing of Beats. Its
// values are plain data: what is derived from one shares nothing with it.
package state

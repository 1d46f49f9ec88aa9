// Package coverage keeps a ledger of what was collected, and says what is missing in it.
//
// A ledger is that of one source: a file of lines in a folder of its own, the first of
// which says of what source it is. A line tells of a log file that is done with, or of a
// window of records, and when the output had acknowledged all of it. Nothing else is ever
// written: what is in progress is not in the ledger.
//
// # Why it agrees with the registry
//
// Lines are numbered. A collector hands a line over before the cursor that completes
// what the line tells of, and every cursor says how many lines it covers. When the output
// has acknowledged the event of that cursor, the lines are written first and the cursor is
// stored after. So a crash leaves at most lines that the stored cursor does not cover;
// what they tell of will be collected again, and they are cut off when the source begins.
// Only a loss of power can take lines that the cursor covers: the file is synced once a
// poll.
//
// # What comes again
//
// What was acknowledged stays in the ledger when a source is rewound or forgotten. It is
// not counted twice: a log file is known by its event type, interval, hour and sequence, and
// of an hour of records that comes again, which shows in a window that begins before the end of
// the one before it, the greater number holds.
//
// # Audits
//
// For audits the ledger has more files. One for each day has the identities of the records, or
// log files, that the output has acknowledged: 12 bytes each. They are written before the lines
// of the ledger, because what they are ahead the output has. A day is removed when it was
// compared for the last time. Another file has the results, and since when every record is
// known: days before are not compared. If identities of a day are lost, the day is not
// compared either, because all of it would be published again.
//
// # Bounds
//
// A line has about 200 bytes, and there is one for each log file and, after they were put
// together, one for each hour of an object. Hours older than the retention are dropped.
// The process holds no more in memory than the lines that are not yet acknowledged; the
// file is read when the source begins, when it has grown to twice its size, and where
// summaries are published.
//
// A ledger never stops a source. One that cannot be read is quarantined and started over, and
// lines that cannot be written are kept for a while and then given up, each with a warning.
//
// The package imports audit for the days, metrics to count what audits find, state, for what sources are, plainfile, and the standard library.
package coverage

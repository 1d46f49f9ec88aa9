// Package metrics is what the input counts, as a table and as the numbers.
//
// The table says of each metric what it is and of what: of an input, whose sources
// share the requests and the session, or of one source. A Set has the numbers of one
// input or one source, as plain atomics that cost a few nanoseconds and no lock. The
// door registers what is in the table with Beats, and docs/metrics.md is made from it:
// a metric that is not in the table does not exist, and one that is, is documented.
//
// A nil *Set counts nothing, so that who counts need not know whether anybody looks.
//
// Names and meanings do not change; names say the unit. Totals only ever grow as long as
// a source runs. The package imports nothing of this project and knows nothing of Beats.
package metrics

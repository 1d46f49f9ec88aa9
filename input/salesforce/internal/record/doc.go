// Package record collects the records of one object in windows of time.
//
// A window is [start, end) on the date on which a record came into existence: the first
// of the catalog's window fields of the object that the org can filter. That is not
// always when something happened, which is the time of the event: Salesforce creates a
// threat detection up to a day and more after that. Objects that the catalog does not
// know are described first. A description is used for a day, and no longer than until an
// answer contradicts it. An object whose dates cannot be filtered is refused.
//
// A state says which date its windows are over. If it is another one than that of the
// object, because an earlier version wrote it or the org changed, the collector goes back
// to before the last window, and at least seven days, since the other date missed records.
//
// The end of a window is at most the org's now less a delay, and the window is no longer
// than a query of the object's kind may be. The next window begins a lookback before the end of the last one, and
// drops by its identity what was seen there, so that records that come later than
// the delay, or out of order, are found as well. What was asked for so late that
// all of it was visible is settled: no window begins before it, so that catching up
// asks for nothing twice.
//
// A window is finished only when its last page is out: big objects come newest
// first, so that no position within a window can be trusted. A window that would
// return too many new records, by the total of its first page, is made smaller
// before anything is published, but not shorter than the lookback that each window
// asks for again. One that the org is too slow for is halved, also when some of it
// is published: what was sent is remembered until the smaller windows have come to
// its end. Quiet times make the windows grow, also beyond what the user says of them,
// as long as a page holds what is in them. When a page cannot be had, because
// its locator died or the session is a new one, the window starts again and drops
// what was sent; so it does in a later poll after any other failure.
//
// Every record carries a cursor. Within a window it says how many of the window's
// records are covered and the sum of their identities: after a restart the same
// window is asked for again, and if its first records are still those, they are
// not published again. If they are not, all of the window is, with the same ids.
// The last record carries the window's completion; a window with nothing new stores
// its completion without an event.
//
// Memory holds the identities, eight bytes and their share of a map, of the window
// and of the lookback before it, and two pages: the one that is published and the next,
// which is fetched meanwhile. The lookback is also in the cursor, as text of eleven
// bytes a record: a long lookback on a busy object is paid for with each
// acknowledgement. A record that is no JSON object is left out with a warning.
//
// A window never ends later than the time of its own answer, less the delay: one that does
// is cut before anything is published. A state that is in the future goes back to one of
// its marks, which is an error of that poll, and is collected again. A record of a date
// that no window has is remembered, so that it does not come with each.
//
// A user can give a query instead. If its template asks for the time between
// batch_start_time and batch_end_time, it is the query of the windows, and all of the
// above holds; windows then overlap by a millisecond, so that it does not matter where
// the query says "or equal".
//
// If it follows the cursor of the run before, a Follower runs it. A run is one result,
// with all of its pages, published in the order in which it comes. Its templates are
// told of the newest record of all runs before, less the lookback, and what comes again
// is dropped by its identity. The cursor moves with the last record of a run only,
// because of no other order can anything be concluded; until then it says how many
// records are covered and their sum, as in a window. A run that goes on after a crash
// asks exactly what it asked before, by the same clock. Records that are younger than
// their run are left to the next. A query with a LIMIT has no lookback: it would give
// the same records for ever; it runs until it gives nothing new. One whose cursor
// is no time goes on exactly where it was, and one that does not use its cursor
// gives everything again with each run, because that is what it says.
//
// # Audits
//
// Between polls, Collector.Audit compares days with the org, as package audit says when. A day
// whose records fit on a page is compared by keys. Otherwise the numbers of records are compared,
// and a day that differs is divided until its parts are small enough to be read. What is missing
// is published with the cursor of the source, which does not move, and with the mark of the
// audit. The coverage ledger remembers the identities of the records of each day, and which days
// are compared.
//
// The package imports rest, soql and querytemplate to ask, catalog to know the object,
// jsonscan to find fields in records, ecs and identity to make events, audit, state, coverage,
// publisher and poll. It knows nothing of Beats.
package record

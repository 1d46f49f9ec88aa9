// Package record collects the records of one object in windows of time.
//
// A window is [start, end) on the object's time field, and its end is at most the
// org's now less a delay, because records become visible some time after what they
// tell of. The next window begins a lookback before the end of the last one, and
// drops by its identity what was seen there, so that records that come later than
// the delay, or out of order, are found as well.
//
// A window is finished only when its last page is out: big objects come newest
// first, so that no position within a window can be trusted. A window that would
// return too many records, by the total of its first page, is made smaller before
// anything is published, and so is one that the org is too slow for; quiet times
// make the windows grow. When a page cannot be had, because its locator died or
// the session is a new one, the window starts again and drops what was sent.
//
// Every record carries a cursor. Within a window it says how many of the window's
// records are covered and the sum of their identities: after a restart the same
// window is asked for again, and if its first records are still those, they are
// not published again. The last record carries the window's completion; a window
// with nothing new stores its completion without an event.
//
// The package imports rest and soql to ask, catalog to know the object, ecs and
// identity to make events, state, publisher and poll. It knows nothing of Beats.
package record

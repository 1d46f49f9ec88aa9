// Package catalog holds what Salesforce itself says about its event data: the
// event types of EventLogFile with their columns, and the objects that hold
// events with their fields. It is data, not behavior: what becomes of a column
// is decided elsewhere.
//
// The facts are in two text files that are embedded and parsed once, at first
// use: eventtypes.txt and objects.txt. A new event type or column is a line
// there.
//
// Salesforce adds columns and event types with every release, so a name that is
// not found here is not an error. Whoever looks something up has to have an
// answer for what the catalog does not know.
//
// The package imports only the standard library. Its functions may be called
// from any goroutine. What they return is shared: treat slices and maps as
// read-only.
package catalog

// Package querytemplate reads and renders the queries that users write into the
// stanza: query.default and query.value, in the template language of the stanza.
//
// The language is Go's text/template between [[ and ]], with the functions now,
// parseDuration, parseTime, formatTime and quote. What a template is given is
// .cursor.event_log_file or .cursor.object, with first_event_time,
// last_event_time and last_event_id; for objects also progress_time,
// batch_start_time and batch_end_time. The first run has no cursor and uses
// query.default, every later one query.value.
//
// It promises that what is wrong with a query is said when the stanza is loaded, as
// far as it can be known without an org: both templates are rendered then, with a
// sample of a cursor, and looked at by soql.Read. Whatever a template does at run
// time ends in a query or in an error: a wrong duration or time is an error and not
// the beginning of time, an unknown name is an error, a panic is an error, times are
// in UTC, and a template that never ends its output is cut off. Rendering depends
// on nothing but the template, the cursor and the time that it is given, so that a
// run can be repeated with the very same query.
//
// It imports soql and catalog, and knows neither the org nor what is done with the
// query.
package querytemplate

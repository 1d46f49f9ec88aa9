// Package logfile collects event log files.
//
// A poll lists the files created since the watermark less a lookback, with the
// interval pinned and never with an Id in the filter, sorts them by (CreatedDate,
// Id), leaves out what is collected and what is too young, and downloads the rest
// with a few workers. Each worker streams its file: memory does not grow with it.
// Rows become events in the workers; one goroutine, the caller's, publishes them,
// so that the order of the events is the order of the cursors.
//
// A file is known by (Id, CreatedDate, LogFileLength). It is whole when its body
// has as many bytes as Salesforce said and its last record ends; a shorter one is
// downloaded again and continues after the rows already published. Two downloads
// that agree byte for byte, some time apart, are taken as whole too, with a
// warning, because that LogFileLength counts the bytes of the body is likely but
// not certain.
//
// The cursor moves with every row. The last row of a file completes it, and the
// watermark follows the oldest file that is not done. A file that keeps failing is
// set aside with an event that names it; it never holds up the others.
//
// The package imports rest and soql to ask, ecs and identity to make events,
// state, publisher and poll. It knows nothing of Beats.
package logfile

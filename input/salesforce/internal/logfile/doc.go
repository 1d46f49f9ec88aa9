// Package logfile collects event log files.
//
// A poll lists the files created since the watermark less a lookback, with the
// interval pinned and never with an Id in the filter, sorts them by (CreatedDate,
// Id), leaves out what is collected and what is too young, and downloads the rest
// with a few workers. Each worker streams its file: memory does not grow with it.
// Rows become events in the workers; one goroutine, the caller's, publishes them,
// so that the order of the events is the order of the cursors. The rows of a file
// come without a gap: once a worker's context has ended it hands over nothing more.
//
// A poll ends after Config.Relist although downloads run. They go on, and the next poll
// publishes what they hand over, also while it lists the files. Until it has the listing, the
// watermark stands still, so that a listing never misses what the state has passed meanwhile.
// A file in progress is pending like one that has failed. If it is replaced, its download ends
// and the new version continues as it would after a restart. A file that waits is begun with
// when its time has come. A download that is too slow leaves its worker for a later try.
//
// A file is known by (Id, CreatedDate, LogFileLength). It is whole when its body
// has as many bytes as Salesforce said and its last record ends; a shorter one is
// downloaded again and continues after the rows already published. Two downloads
// that agree byte for byte, some time apart, are taken as whole too, with a
// warning, because that LogFileLength counts the bytes of the body is likely but
// not certain; but not if the last record does not end, or there are no rows where
// there should be some, because then something keeps cutting the body.
// If Salesforce gives no length and only the last line feed is missing, two downloads
// may agree at once.
//
// If the quotes of a row do not match, it has its cells if the header allows for one
// reading only. Otherwise the cells from the first doubtful quote on are in no column.
// Such a row is tagged either way.
//
// The state counts the rows of a file that are published, and has a digest of them. If a
// later download does not begin with these rows, the file is sent again from its first row,
// once per poll, with a warning. The rows keep their ids.
//
// The cursor moves with every row. The last row of a file completes it, and the
// watermark follows the oldest file that is not done.
//
// A file that fails is tried again, with pauses that grow to an hour, and never
// holds up the others. After some tries an event says so. It is given up, with an event that names it, only after many
// tries in a whole day, of which only those count between which other files could
// be collected: as long as no file can be had it is the org that is in trouble, and
// an outage never sets a file aside. A body that is not there is asked for once
// more before the file is skipped. A failure that concerns the whole org, such as
// one of the session or the daily limit, ends the poll. A file that is listed in a
// way that cannot be understood holds the watermark and is told of, so that another
// version can collect it; only a record without an Id is left out, with a warning,
// because nothing could ever be asked for.
//
// What is selected can change. Each event type that was selected before goes on
// where it was, and one that is new starts at the initial interval; meanwhile it is
// "behind" the watermark of the others, with a date of its own. A file belongs to
// the selection that names its type before the one of all types, and never changes
// that while one of them is behind.
//
// With log_interval auto the hourly files are collected where the org has some, and also the
// daily ones of event types that have none. Which these are is asked at the start and once a
// day, and known from the state in between. One that is found later starts so far back that
// none of its files is missed; one that gets hourly files is dropped two days after them,
// because the daily ones of until then have rows from before.
//
// Instead of event types a user can give a query, which then lists the files. All of
// the above holds for them but what the query itself says: the interval, the order,
// where a first run begins. Its templates are told of a time that is the lookback
// before the watermark, and of an id that is before all others, so that the files that
// show late are listed too; what is collected is dropped as ever. The watermark is in
// the query's cursor field. A query with a LIMIT has no lookback: it would list the
// same files for ever.
//
// # Audits
//
// Between polls, Collector.Audit lists the files of a day by their LogDate and compares them with
// the coverage ledger. Files that were missed are in the state as such, some at a time, and the
// next polls collect them like any other. They neither hold nor move the watermark.
//
// The package imports rest, soql and querytemplate to ask, ecs and identity to make
// events, catalog, state, publisher and poll. It knows nothing of Beats.
package logfile

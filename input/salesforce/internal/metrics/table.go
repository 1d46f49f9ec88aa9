package metrics

// ID is a metric, a line of Table.
type ID int

// The metrics of an input, whose sources share them.
const (
	RequestsQuery ID = iota
	RequestsPage
	RequestsBody
	RequestsOther
	FailedQuery
	FailedPage
	FailedBody
	FailedOther
	FailedTransient
	FailedConcurrency
	FailedDailyLimit
	FailedSession
	FailedRefused
	Retries
	RequestDuration
	SignIns
	SignInsFailed
	SessionGeneration
	APIUsed
	APILimit
	APILeft
	APIPercent
	APIShareLimit
	APIShareUsed
	APIShareLeft
	RequestsWithheld
	RequestsLong

	// The metrics of a source.

	Polls
	PollsFailed
	PollDuration
	PollStretch
	FilesListed
	FilesPending
	FilesCollected
	FilesLate
	FilesFailed
	FilesMissing
	FilesQuarantined
	FileDuration
	FileBytes
	Bytes
	Rows
	RowsMalformed
	RowsRepeated
	Records
	RecordsRepeated
	RecordsLeftOut
	Windows
	WindowsSplit
	WindowsRestarted
	AuditFound
	AuditWindowsVerified
	AuditWindowsDiffering
	WindowRecords
	Published
	Filtered
	Acknowledged
	Unacknowledged
	Watermark
	NewestEvent

	count
)

// Kind is what a metric's number does.
type Kind int

// The kinds. A total only grows. A moment is a time; of it there are the seconds since
// 1970 and how long ago it is. A distribution has the number of values, their sum,
// the least, the largest and quantiles, since the source began.
const (
	Total Kind = iota
	Gauge
	Moment
	Distribution
)

// What tells readers that a number is no total, of which only the growth counts. The log
// of Beats' monitoring has differences of all numbers but those whose names end in _gauge
// and those within a histogram.
const (
	GaugeSuffix     = "_gauge"
	AtSuffix        = "_seconds" + GaugeSuffix     // of a moment, as seconds since 1970
	LagSuffix       = "_lag_seconds" + GaugeSuffix // of a moment, how long ago it is
	DistributionKey = "histogram"                  // below the name of a distribution
)

// Of is what a metric is of.
type Of int

// A metric is of an input or of a source.
const (
	Input Of = iota
	Source
)

// Metric is a line of the table.
type Metric struct {
	Name string
	Kind Kind
	Of   Of
	Help string
}

// Table has all metrics.
var Table = [count]Metric{
	RequestsQuery:     {"requests_query_total", Total, Input, "requests for the first page of a query that were answered"},
	RequestsPage:      {"requests_page_total", Total, Input, "requests for a further page that were answered"},
	RequestsBody:      {"requests_body_total", Total, Input, "requests for the body of a log file that were answered"},
	RequestsOther:     {"requests_other_total", Total, Input, "other requests that were answered: versions, descriptions of objects"},
	FailedQuery:       {"requests_query_failed_total", Total, Input, "requests for the first page of a query that failed"},
	FailedPage:        {"requests_page_failed_total", Total, Input, "requests for a further page that failed"},
	FailedBody:        {"requests_body_failed_total", Total, Input, "requests for the body of a log file that failed"},
	FailedOther:       {"requests_other_failed_total", Total, Input, "other requests that failed"},
	FailedTransient:   {"requests_failed_transient_total", Total, Input, "of the failed ones: faults that pass, of the network, a proxy or the org"},
	FailedConcurrency: {"requests_failed_concurrency_total", Total, Input, "of the failed ones: too many long requests ran in the org"},
	FailedDailyLimit:  {"requests_failed_daily_limit_total", Total, Input, "of the failed ones: the org had no requests left for the day"},
	FailedSession:     {"requests_failed_session_total", Total, Input, "of the failed ones: the session had ended, which a sign-in mends"},
	FailedRefused:     {"requests_failed_refused_total", Total, Input, "of the failed ones: all others, such as missing permissions and fields"},
	Retries:           {"retries_total", Total, Input, "requests that were made because one before had failed"},
	RequestDuration:   {"request_duration_ms", Distribution, Input, "time from a request to the begin of its answer"},
	SignIns:           {"sign_ins_total", Total, Input, "sign-ins of the session, which inputs of the same app and user share"},
	SignInsFailed:     {"sign_ins_failed_total", Total, Input, "sign-ins of the session that failed"},
	SessionGeneration: {"session_generation_gauge", Gauge, Input, "number of the session's token: it grows with each sign-in that succeeded"},
	APIUsed:           {"api_requests_used_gauge", Gauge, Input, "requests of the last 24 hours by the whole org, as its latest answer said"},
	APILimit:          {"api_requests_limit_gauge", Gauge, Input, "requests that the org may have in 24 hours"},
	APILeft:           {"api_requests_left_gauge", Gauge, Input, "requests that are left"},
	APIPercent:        {"api_requests_used_percent_gauge", Gauge, Input, "share that is used"},
	APIShareLimit:     {"api_share_limit_gauge", Gauge, Input, "requests of 24 hours that `resource.api_share` lets this input make, with all that share its session"},
	APIShareUsed:      {"api_share_used_gauge", Gauge, Input, "requests of the last 24 hours that were made with the session"},
	APIShareLeft:      {"api_share_left_gauge", Gauge, Input, "requests that are left of the share"},
	RequestsWithheld:  {"requests_withheld_total", Total, Input, "requests that were not made, because the share or the org's requests are used up; they are made later"},
	RequestsLong:      {"requests_long_gauge", Gauge, Input, "requests of the session in progress that take the org long: log files, big objects, and those of 20 seconds and more"},

	Polls:                 {"polls_total", Total, Source, "polls in which nothing failed"},
	PollsFailed:           {"polls_failed_total", Total, Source, "polls in which something could not be collected; a later one tries again"},
	PollStretch:           {"poll_stretch_percent_gauge", Gauge, Source, "how long the waits between polls are, of what the stanza has, because requests are scarce; 100 for no change"},
	PollDuration:          {"poll_duration_ms", Distribution, Source, "duration of a poll"},
	FilesListed:           {"files_listed_gauge", Gauge, Source, "log files of the latest listing, those of the lookback that are collected included"},
	FilesPending:          {"files_pending_gauge", Gauge, Source, "log files that are listed and not collected: too young, in progress or failing"},
	FilesCollected:        {"files_collected_total", Total, Source, "log files that were collected to their end"},
	FilesLate:             {"files_late_total", Total, Source, "of them: those that showed after a newer one was collected, and were found by the lookback"},
	FilesFailed:           {"files_failed_total", Total, Source, "tries to collect a log file that failed; the file is tried again"},
	FilesMissing:          {"files_missing_total", Total, Source, "log files that were listed and are gone"},
	FilesQuarantined:      {"files_set_aside_total", Total, Source, "log files that were given up after failing for a day; an event names each"},
	FileDuration:          {"file_duration_ms", Distribution, Source, "time from the begin of a file's download to its last row"},
	FileBytes:             {"file_bytes", Distribution, Source, "size of a collected file"},
	Bytes:                 {"bytes_total", Total, Source, "bytes of the collected log files"},
	Rows:                  {"rows_total", Total, Source, "rows of log files that were handed to the pipeline"},
	RowsMalformed:         {"rows_malformed_total", Total, Source, "of them: rows that do not fit their header; they are published with what they have"},
	RowsRepeated:          {"rows_repeated_total", Total, Source, "rows that came again in a download that was begun anew, and were dropped"},
	Records:               {"records_total", Total, Source, "records of objects that were handed to the pipeline"},
	RecordsRepeated:       {"records_repeated_total", Total, Source, "records that came again, as those of the lookback do, and were dropped"},
	RecordsLeftOut:        {"records_left_out_total", Total, Source, "records that are no JSON objects and were left out"},
	Windows:               {"windows_total", Total, Source, "windows of time that were collected to their end"},
	WindowsSplit:          {"windows_split_total", Total, Source, "windows that were made smaller: too many records, or too slow"},
	WindowsRestarted:      {"windows_restarted_total", Total, Source, "windows that were asked for again because a page could not be had"},
	AuditFound:            {"audit_found_total", Total, Source, "records and log files that an audit found because the polls had missed them; they are collected then"},
	AuditWindowsVerified:  {"audit_windows_verified_total", Total, Source, "days that an audit compared with the org without finding anything that was missed"},
	AuditWindowsDiffering: {"audit_windows_differing_total", Total, Source, "days for which an audit found something that was missed"},
	WindowRecords:         {"window_records", Distribution, Source, "records of a window, those of its lookback included"},
	Published:             {"events_published_total", Total, Source, "events that the pipeline took into its queue"},
	Filtered:              {"events_filtered_total", Total, Source, "events that processors dropped"},
	Acknowledged:          {"events_acknowledged_total", Total, Source, "events that the output has acknowledged"},
	Unacknowledged:        {"events_unacknowledged_gauge", Gauge, Source, "events that are in the queue or at the output; they come again after a crash"},
	Watermark:             {"watermark", Moment, Source, "creation time up to which log files are collected, or event time up to which records are"},
	NewestEvent:           {"newest_event", Moment, Source, "time of the newest event that was handed to the pipeline"},
}

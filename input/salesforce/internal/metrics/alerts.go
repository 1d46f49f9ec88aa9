package metrics

// Alert is a rule that says when somebody should look.
type Alert struct {
	// When is the condition. It names metrics as they are shown.
	When string
	// Why it is one, with these numbers, and what to do.
	Why string
}

// Alerts are the rules that docs/metrics.md proposes. Those of time reckon with what is
// usual: Salesforce creates an hourly log file three to six hours after the begin of its
// hour, and a daily one in the course of the next day.
var Alerts = []Alert{
	{
		"`polls_total` has not grown for 3 times the interval",
		"The source has not come to the end of a poll: it fails (`polls_failed_total` grows, and the log and the status of the input say why), or the output stands still (`events_unacknowledged_gauge` stays high).",
	},
	{
		"records: `watermark_lag_seconds_gauge` > 1800",
		"The watermark of records follows the clock by `delay` and one `interval`, 6 minutes with the defaults, whether there are records or not. Half an hour means several polls that failed.",
	},
	{
		"hourly log files: `newest_event_lag_seconds_gauge` > 28800 in an org that is used around the clock",
		"An event is in the log up to 7 hours after it happened: an hour until its hour ends, and up to 6 from the begin of that hour until the file is there. 8 hours mean that something is late, here or at Salesforce. A rule of less than 7 hours would always be on. Where nobody works at night, use `watermark_lag_seconds_gauge` in working hours.",
	},
	{
		"hourly log files: `watermark_lag_seconds_gauge` > 14400 in working hours",
		"The watermark is the time at which the newest file was created, and new ones come every hour as long as people work. With `files_pending_gauge` at 0, Salesforce is late: look at the status of the instance. With more, a file fails: `files_failed_total` grows, and the log names it.",
	},
	{
		"daily log files: `watermark_lag_seconds_gauge` > 129600",
		"One set of files a day; they are created at about the same time, and 36 hours mean that one is missing.",
	},
	{
		"`files_set_aside_total` grows",
		"A file was given up after a day. What was in it is not collected; the event tagged `salesforce_log_file_set_aside` names it.",
	},
	{
		"`files_late_total` grows often, or `files_missing_total` grows",
		"Files that show after newer ones are found within `lookback`: many of them, and late ones, are a reason to make it longer. Files that are gone were deleted before they could be collected: Salesforce keeps them for a day, or 30 days with Shield.",
	},
	{
		"`api_requests_used_percent_gauge` > 80",
		"At 100 Salesforce refuses all API calls of the whole org, not only ours. `requests_query_total`, `requests_page_total` and `requests_body_total` say what share is this input's, and `salesforcebeat test salesforce` what its stanza costs a day; raise the intervals.",
	},
	{
		"`api_share_left_gauge` < 5 percent of `api_share_limit_gauge`, or `requests_withheld_total` grows",
		"The share of the org's requests that `resource.api_share` gives is nearly used up, or the org's are. `poll_stretch_percent_gauge` says how much rarer polls are. Nothing is lost, but data is late, that for performance and availability first: raise the share, or lengthen the intervals.",
	},
	{
		"`requests_failed_daily_limit_total` or `requests_failed_concurrency_total` grows",
		"The org has no requests left for the day, or too many long ones at a time. Nothing is lost, but all is late.",
	},
	{
		"`sign_ins_failed_total` grows, or `session_generation_gauge` grows more often than once an hour",
		"A sign-in is refused: the log says why and what to do. A session that is replaced often is ended by something else, most often by another client of the same app and user.",
	},
	{
		"`rows_malformed_total` or `records_left_out_total` grows",
		"Rows that do not fit their header are published with what they have, and the tag `salesforce_malformed_row`; records that are none are left out. Both are worth a case with Salesforce.",
	},
	{
		"`events_unacknowledged_gauge` stays at the size of the queue",
		"The output takes nothing, or less than comes. Nothing is lost, and what waits at the org can be collected for as long as Salesforce keeps it.",
	},
}

// Package orgsim is a Salesforce org on localhost.
//
// An [Org] answers HTTP as an org with Event Monitoring does: a token endpoint,
// and under /services/data the versions, limits, describe calls, SOQL queries
// with their pages, and the files of EventLogFile. It knows nothing of the
// product that it serves to test, and shares no code with it: where the two
// disagree, one of them has misread Salesforce.
//
// # What it holds
//
// A new org holds a week of data, made from one seed and ending now: records of
// the event objects, and log files for each hour and each day. The same seed
// and the same clock give the same org. [Org.Grow] carries on where the week
// ended. [Org.AddLogFile], [Org.ReplaceLogFile] and [Org.AddRecord] add what a
// test needs; an org made with [Options.Empty] holds nothing else. [Org.Truth]
// says all that a client could collect by now.
//
// # Time
//
// Everything follows [Options.Now]. A record shows from its CreatedDate on, a
// log file from its own, unless it says otherwise; whoever moves the clock sees
// hours turn into files, late events into further sequences, and days into
// daily files that late events replace. Sessions idle out, locators and log
// files expire by the same clock.
//
// Threat detections are written hours after the event that they are about:
// [Options.DetectionDelay] puts that time between EventDate and CreatedDate.
//
// Rows of event log objects show [Options.EventLogDelay] after their Timestamp
// and are gone after 30 days.
//
// [Clock] is a clock that a test sets, advances or lets run; the Date headers
// follow it too. [Options.FileVisibility] and [Options.RecordVisibility] make
// things show later than they say they came about, and out of order;
// [LogFileSpec.VisibleAt] and [Org.AddRecordAt] do so for one of them.
// [Org.TruthAt] says what there is to collect at another moment.
//
// # One door
//
// Every request passes [Org.ServeHTTP]: it is counted, offered to the hook of
// [Org.Intercept], meets the faults, and is then answered by [Org.Serve]. The
// hook may answer on its own, or call Serve with a ResponseWriter that spoils
// what it is given.
//
// # Faults
//
// [Options.Faults] and [Org.Inject] make things go wrong: a [Fault] has a kind,
// says which requests, log files or records it is meant for, how often, how
// likely and when it happens, and has parameters. [FaultKinds] lists the kinds,
// [ParseFault] reads one as the command's -fault flag gives it, and
// [RandomFaults] is a mixture that passes. [Org.Faults] says how often each has
// happened. There are four ways in which they work:
//
//   - Those that change log files and records do so for good, in the order in
//     which they were injected, and the truth follows them.
//   - Those that answer do so instead of the org, without looking at the
//     session; the first that happens wins.
//   - Those of the wire spoil how an answer is sent, whoever gave it, and add
//     up.
//   - The rest happen inside of an answer, where the org knows what is asked:
//     pages, timeouts, half-written bodies, what a token says.
//
// Whether one happens to a request depends on the seeds, on the request and on
// how often the same came before, and not on the order of other requests. The
// same is what asks for the same: a page is known by its query and its place,
// not by its locator, and a sign-in by how many before it led to a call. Only
// bounds on [Fault.Times] depend on who comes first.
//
// A request within a composite one meets [Answer], [Forbidden] and the faults
// that happen inside of an answer; the composite request as a whole meets the
// rest, and the wire spoils only that.
//
// # Signing in
//
// The token endpoint takes the JWT bearer, username-password and client
// credentials flows. A session dies of idleness, of [Org.RevokeSessions], or
// when the app's user gets more than [Options.MaxTokensPerApp]. Query locators
// die with the session that made them.
//
// # What is assumed
//
// Where Salesforce's answer is not documented, this is what the org does: a
// wrong signature is told from a wrong audience by checking the signature
// first, then exp, aud and sub; INVALID_QUERY_LOCATOR has status 400; numbers
// of ten million and more are written as Java does, 1.2345678E7; the wording of
// big-object refusals is its own. So are code and wording of what event log
// objects refuse, which is MALFORMED_QUERY for a third filter on Timestamp, for
// bounds more than 15 days apart, and for !=, OFFSET and date functions other
// than DAY_ONLY(). They sort by Timestamp only, and DAY_ONLY(Timestamp) counts
// as a filter on it. The fields of most of them are inferred from the columns
// of the log files. ActivityFieldHistory may be sorted by ChangedDate.
// FieldHistoryArchive describes the fields of its index as filterable, although
// a filter has to name those before it as well. A composite request is for
// queries and what is under sobjects; what it refuses has status 400, with
// LIMIT_EXCEEDED for too many subrequests or queries and INVALID_INPUT for the
// rest. Children have pages of the size of their parents' pages.
package orgsim

// Package engine says what may be asked of an object and answers it.
//
// A query goes through it in two steps. [NewPlan] checks a parsed query against
// an [Object]: that the fields exist at the API version in use, that they may
// be filtered or sorted, that literals have the field's type, and the rules of
// the object's [Kind]. What it refuses it refuses with an [*Error] that carries
// Salesforce's error code. [Plan.Run] then filters, sorts and cuts records.
//
// # Big objects
//
// The stores of real-time events are big objects, of which only the index can
// be used: EventDate, newest first, then EventIdentifier.
//
//   - Filters name EventDate alone, or EventDate and EventIdentifier
//     (ReportEvent: UserId alone, or UserId and EventDate, too).
//   - Conditions are joined by AND only. The operators are =, <, >, <= and >=,
//     and all but the last indexed field take only =.
//   - ORDER BY is EventDate DESC, or nothing, which gives the same.
//   - There are no aggregates.
//
// FieldHistoryArchive has an index of its own, of four fields, which follows
// the same rules: filters name its first fields, and only the last of them
// takes another operator than =.
//
// # Event log objects
//
// Their rows are kept for 30 days, and a query sees those of at most 15.
//
//   - At most two filters name Timestamp, no more than 15 days apart. A bound
//     that is missing lies 15 days from the other one; without any filter the
//     query is for the last 15 days.
//   - There is no != and no OFFSET. DAY_ONLY() is the one date function.
//   - ORDER BY names only Timestamp, in either direction.
//
// The codes of these refusals are Salesforce's; the wording of some is not
// documented and is this package's own.
package engine

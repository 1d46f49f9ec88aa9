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
// The codes of these refusals are Salesforce's; the wording of some is not
// documented and is this package's own.
package engine

// Package ecs turns one row of a log file, or one record of an object, into one
// finished ECS event.
//
// What becomes of a column is said by tables, not by code for each event type:
//
//   - the catalog gives the columns of every event type and the fields of every
//     object, with their types, units and codes;
//   - columnRules say which of them have a home in ECS or a word in the vocabulary,
//     typeRules and objectRules what differs for one event type or object;
//   - vocabulary has the fields outside ECS that mean the same wherever they come
//     from, such as salesforce.query and salesforce.rows_processed;
//   - classes give dataset, action, categories and types, and actions what of that
//     depends on what was done.
//
// A column without a rule goes to salesforce.<dataset>.<column> with the type of
// the catalog; one that the catalog does not know, with the type that Salesforce
// gives it, see [Fields]. Nothing is dropped but blanks, what says "not known" in
// words (N/A, Unknown) and what is in the event already under another name.
//
// # Model
//
// The tables are compiled once for a file header or an object into one setter a
// column. A setter writes to slots. Whoever compiles a setter has to declare its
// slots, and [Fields] is the list of all declarations: a field that is not
// declared cannot be written. What no table knows has no slot but its name, which
// must not be that of a declared field.
//
// # Promises
//
//   - Fields for ids of Salesforce hold ids of the right kind and nothing else. Zeros
//     and null are no ids.
//   - A value that does not fit its type, or whose place is taken, costs nothing
//     but itself: it is kept as text under salesforce.unparsed.<column>, and
//     error.message says why.
//   - The fields of an event are maps made for that event alone, nested, and
//     hold only strings, booleans, int64, float64, time.Time, []string and
//     map[string]any. The slices may be shared between events: append, do not write.
//     A time that is the same in all events of a file is text, as the outputs write it.
//     The maps are not mapstr.M, which Beats' processors take for the same: the encoder
//     of all outputs knows map[string]any at once, and looks a mapstr.M up by reflection.
//   - Who acted is user.*, whose rights were used user.effective.*, and whom it was
//     done to user.target.*.
//   - The event time is never the time of collection.
//   - A Mapper, and the RowMapper and RecordMapper it gives, may be used from any
//     goroutine.
//
// Where Salesforce gives a code, <field> is the code and <field>_name is what it means,
// for the codes that the catalog knows. Some orgs write a code with its name,
// HIGH_ASSURANCE(db=10,api=HIGH_ASSURANCE), or the name alone: <field> is the code then
// too. Others stay as they came. event.code is the event type
// or object as Salesforce spells it. A login has the same fields whether it comes
// from a Login file, from LoginEvent, LoginEventLog or LoginHistory.
//
// Words and numbers that say "not known" (N/A, Unknown, -1 rows, version 9998.0)
// leave their field out. What no table knows is told of by RowMapper.Unknown and
// Event.Unknown, and Drift says of which of it to warn.
//
// The package may import catalog, jsonscan, mapstr, the user agent parser and the standard
// library.
package ecs

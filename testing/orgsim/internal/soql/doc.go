// Package soql reads the part of SOQL that a data collector speaks.
//
// [Parse] turns the text of a query into a [Query]: the SELECT list (fields,
// FIELDS(), COUNT(), COUNT, MIN and MAX of a field, and queries of children in parentheses), one
// FROM object, WHERE with functions of fields, ORDER BY, LIMIT and OFFSET. It knows the grammar and nothing else: which objects and fields
// there are, and what may be done with them, is for package engine to say.
//
// The grammar is Salesforce's, including where that is stricter than SQL:
// conditions joined by AND and by OR are not mixed without parentheses, a NOT
// stands at the start of a condition or of a parenthesis, dateTime literals are
// not quoted, and a string takes only the documented escape sequences.
//
// A query that does not fit is refused with an [*Error], whose message quotes
// the query around the error, marks the place, and names row and column, as
// Salesforce does:
//
//	SELECT Id FRM Account
//	          ^
//	ERROR at Row:1:Column:11
//	unexpected token: 'FRM'
//
// Other subqueries, GROUP BY, relationship paths, TYPEOF, WITH and USING are outside
// of this subset and refused as unexpected.
package soql

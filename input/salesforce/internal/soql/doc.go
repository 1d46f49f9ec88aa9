// Package soql writes the pieces of a SOQL query, reads the date-times that
// Salesforce answers with, and looks at queries that somebody else wrote.
//
// It promises that what comes from outside can never change the shape of a
// query: text goes through Quote, times through DateTime, and names, which
// SOQL has no way to quote, through ValidName or Query.Validate.
//
// All times are written in UTC, with milliseconds and a "Z". An offset would
// have to be percent-encoded once more in a URL, and a relative literal such as
// TODAY follows the time zone of the user that signed in.
//
// Read is no parser of SOQL: it finds the object, the columns, the conditions and
// the order of a query, passes over what it does not know, and leaves it to the org
// to refuse the rest.
//
// It imports the standard library only, and knows nothing about HTTP, about
// Beats or about which objects exist.
package soql

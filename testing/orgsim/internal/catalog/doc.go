// Package catalog holds what an org knows of itself: its objects with their
// fields and what may be done with them, and the event types of EventLogFile
// with the columns of their files.
//
// The tables are text files beside this one. They were made from Salesforce's
// references and from real files, not from the product that the org tests: the
// two must be able to disagree.
package catalog

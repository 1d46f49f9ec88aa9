// Package sample makes full rows and records: every column of an event type, and
// every field of an object, with a value as Salesforce writes it. The tests of the
// mapping and its documentation are made from the same ones. All people, hosts and
// ids are invented; the addresses are those that are kept for documentation.
//
// It may import catalog and the standard library.
package sample

// Package identity gives every event an identity that does not depend on how
// often, when or by which path it was collected.
//
// A record is identified by its org, its object and the value of its key field.
// A log file row has no key of its own, and Salesforce delivers the same row
// again in late, retransmitted and daily files, so a row is identified by its
// content: the org, the event type and every cell that is not empty. Rows of one
// file that are equal in all of this are told apart by their occurrence number.
//
// Neither the file, the row number nor the request id alone takes part: the
// first two change from one delivery to the next, and one request logs many rows.
//
// The package imports nothing of this project. An identity never changes between
// versions of this package: it is the document id in the user's Elasticsearch.
package identity

// Package coveragecommand is the command that shows what the salesforce inputs have collected
// and what is missing: salesforcebeat salesforce coverage.
//
// It reads the ledgers under the data path, which it does not change, so that the beat may
// run or not. What is in a ledger, and what counts as a gap, is in the package coverage.
//
// Names come from the org: they are escaped in HTML, and go through the package terminal.
//
// It imports coverage, terminal, the input, for where ledgers are, and libbeat's command line.
package coveragecommand

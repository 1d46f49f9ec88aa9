// Package doctor is the command that tries what the salesforce inputs of a
// configuration do, and says what it found: salesforcebeat test salesforce.
//
// Beats itself checks neither an input's stanza nor its connection: "test config"
// does not look at inputs, and nothing calls an input's Test. It imports the input
// and libbeat's command line, which the input itself does not need.
package doctor

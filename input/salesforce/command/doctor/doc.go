// Package doctor is the command that examines the salesforce inputs of a
// configuration, and says what it found: salesforcebeat test salesforce.
//
// Beats itself checks neither an input's stanza nor its connection: "test config"
// does not look at inputs, and nothing calls an input's Test. The checks are those
// of package diagnosis; here is where the stanzas come from, how the result is
// printed, as text or as one JSON document, and which exit code says what. The keys
// and names of the document do not change.
//
// It imports the input and libbeat's command line, which the input itself does not
// need.
package doctor

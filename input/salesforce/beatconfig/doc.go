// Package beatconfig finds the stanzas of salesforce inputs in the configuration of a Filebeat,
// and checks them before a Filebeat is made.
//
// Creator and TestCreator wrap the function that makes a Filebeat, for "run" and "test config".
// StanzasOf returns the stanzas, for commands.
//
// It imports Beats and stanza.
package beatconfig

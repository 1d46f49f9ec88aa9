// Package salesforce is the Filebeat input that collects the security data of a
// Salesforce org: its event log files and the records of its event objects.
//
// It is the door between Beats and the collectors. It turns a stanza into a
// config, a config into sources, and runs a collector for each of them: one for all
// event log files, and one for each object. The sources of an input, and all inputs
// that sign in as the same user of the same app, share one session.
//
// What a source remembers is in Filebeat's registry, under the input's id, the host
// of url and the source's name; see the package state. A source's Run ends only when
// the input is stopped: whatever can heal is waited for, because Beats starts no
// input again, and one that ends takes its siblings with it.
//
// A Filebeat that includes the input wraps its creator with drain.Creator, or a stop may lose
// what an output has not acknowledged.
//
// The packages under internal know nothing of Beats.
package salesforce

// Package profile chooses what to collect, where a stanza names what its owner wants to
// know, such as identity or exfiltration, and not what Salesforce calls it.
//
// For each signal of a profile one source is chosen, by what the org offers: an object
// whose records come within a minute, if the user may read it and the org stores it;
// else the log files that tell the same hours later. Whether an org stores the records
// of an object cannot be asked, and one that is empty may be switched off. So an object
// takes the place of log files when it holds a record that is older than Mature: from
// then on it has all that log files which are still to come would tell, if it is
// collected from that long ago. Until then the log files are collected. That is also
// what makes the change from one to the other lose nothing, and why the choice needs no
// memory: after a restart the org gives the same answer.
//
// A Chooser makes the choice when it is first asked for, again a day later, and when a
// source that was chosen is refused. An org that cannot be asked is asked again later;
// what was chosen before stays chosen meanwhile, because a choice that flips would
// collect events twice.
//
// Between the two are event log objects, which orgs on Hyperforce have: each holds the
// events of one event type of log files, 25 to 45 minutes after they happened. If no
// real-time object is chosen for a signal, each of its event types is collected from the
// event log object instead, by the same rule. One that was chosen stays chosen while it
// can be read, because it keeps its rows for 30 days only.
//
// The package imports catalog, rest and soql. A Chooser may be used by many goroutines.
package profile

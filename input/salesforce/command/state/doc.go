// Package statecommand is the commands that look at, and change, how far the salesforce
// inputs have collected: salesforcebeat salesforce state.
//
// The model: the registry of a beat that does not run is locked, as the beat itself
// locks it, and copied; everything is read, and worked out, from the copy. Only a
// change that was asked for with --yes is written to the registry itself, by the
// backend that Beats has for it, after a copy of the registry was put aside, and is
// read back from the disk before it is said to be done.
//
// It promises:
//
//   - The registry of a beat that runs is refused, and so is one that is damaged.
//   - Without --yes nothing is changed.
//   - A change concerns the sources that were named, and leaves all other entries of
//     the registry, those of other inputs as well, as they are.
//   - Files keep the owner of the registry, also when root changes them.
//
// Ids of events do not depend on the state: what is collected again has the ids that
// it had.
//
// It imports the input, for what a stanza collects, record, for what records cost, terminal, doctor,
// for where stanzas are, and libbeat's command line.
package statecommand

// Package diagnosis says what works and what does not between an input and its
// org: the network, the credentials, the sign-in, what the user is and may, the
// log files and objects that the input collects, and what collecting them costs.
//
// The model: a Diagnosis of an Input is a list of Checks in a fixed order, each
// with a status, what was found, and where something is wrong its cause and what
// to do about it. A check that makes later ones impossible blocks them: they are
// reported as skipped and say why. Any other failure ends nothing but itself. What
// the input can do without, because nobody asked for it, is skipped as well and
// never fails.
//
// Shared examines inputs, of one Filebeat or of several, that collect of one org: what
// more than one of them collects, and what the org has and none does.
//
// It promises:
//
//   - Each failure and each warning ends with what to do.
//   - Each check has a bound in time, so the whole has one. When the context ends,
//     so does the diagnosis, at once.
//   - Nothing is changed in the org, and nothing is asked for that the input
//     itself would not be allowed to ask for.
//   - No check holds a secret.
//
// Causes and remedies of refusals are those of the tables of oauth and rest; only
// what those cannot know, such as which permission an object needs, is said here.
//
// It imports record and enrich, to ask what they ask; budget, oauth, rest, soql, querytemplate,
// catalog, profile and the standard library. It knows nothing about Beats.
package diagnosis

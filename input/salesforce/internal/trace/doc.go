// Package trace writes the requests to an org, and their answers, into a file for those
// who look for a fault.
//
// The model: Transport wraps the transport of an HTTP client, and hands what it sees to
// a Log. A Log has a bounded queue and, as long as somebody has joined it, a goroutine
// that takes secrets out, makes a line of JSON of each request and each answer, and
// writes it to a file that is rotated. The line of an answer is written when its body
// was read or closed; both lines of a call have one transaction.id.
//
// It promises:
//
//   - A call never waits for its trace and never fails because of it. What the disk does
//     not take in time is left out, and the next line says how many lines that were.
//   - Bodies stay streams: the first kilobytes are copied on their way. Those of log
//     files are not copied at all, only counted.
//   - No line holds a secret. Of sign-ins only fields that are known to be harmless are
//     shown; elsewhere headers, parameters and members are hidden by their names, and
//     whatever is known to be a secret, or looks like a token, wherever it is.
//   - Only the owner of the process can read the file.
//
// It imports oauth, for what a token looks like, guard, plainfile, and the standard library, and knows
// nothing about Beats.
package trace

// Package budget keeps the requests of a process to a share of those that an org has.
//
// The model: an Account counts what the inputs that share a session have asked of their
// org in the last 24 hours, and knows what the org says of all its clients. Before each
// request an input takes it from the account, with the share that its stanza allows and
// the Priority of what it is for. There is room for it, or a Scarce that says when there
// may be. An org gives requests back hour by hour, or at an hour of its own; the account
// reckons with a window that is a little longer than 24 hours, and so is right under
// either.
//
// From half of a share on, Standing says by how much to stretch the waits between polls:
// twice as long with three quarters used, and so on without an end, so that a steady load
// settles near the limit instead of running into it. What has a lower priority is
// stretched more, and ends earlier. The same holds for what the org as a whole has left, so
// that others are not refused because of us: the last requests of an org are theirs.
//
// What the org said is true for some time only. Where it keeps all requests back, one is
// let through each ProbeEvery, to hear whether that still holds.
//
// What was counted is kept over restarts, by a Store. Some requests are saved before they
// are made, so that neither a crash nor many of them exceed a share.
//
// An account also keeps requests that may last long to a number at a time, see Begin.
//
// The package imports catalog and the standard library. What it exports may be used from
// many goroutines. A nil Account has room for everything.
package budget

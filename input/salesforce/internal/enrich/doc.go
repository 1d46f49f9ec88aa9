// Package enrich adds to events what the org knows of the users, reports, dashboards
// and connected apps whose ids they have.
//
// # Model
//
// A Directory holds what it read of an org in memory. It is a poll.Collector that
// publishes nothing: its first poll reads all there is, the most recently changed
// first, and each later one what has changed since, by SystemModstamp. Assignments of
// permission set groups are read in whole once a day, because those that end leave no
// trace. Apply looks up the ids of an event.
//
// # Promises
//
//   - Apply never waits for the org: it takes a lock that is held only while a record
//     is put into memory. An event whose user is not known yet goes out without.
//   - Nothing that an event says is overwritten. The one exception is an e-mail address
//     that is the username again: that was a guess of the mapping.
//   - Memory is bounded, by MaxUsers users and MaxNames names a kind, of bounded
//     length. Where an org has more, those that changed last are known, and a
//     newcomer takes the place of any other.
//   - What the org refuses is asked for again once an interval. The rest goes on.
//   - A field that the user cannot see costs only itself: it is left out of the query, a
//     warning says what events lack, and each interval the org is asked whether it is
//     visible again. Only fields without which the object is of no use are indispensable.
//
// What is added is how things are when it was read, not how they were at the time of
// the event. Nothing is kept over a restart.
//
// The package may import rest, soql, poll, publisher and the standard library.
package enrich

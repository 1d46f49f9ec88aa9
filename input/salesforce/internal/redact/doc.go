// Package redact hides values of finished events: it replaces them by a keyed hash,
// drops them, or takes out of queries and URLs what users typed into them.
//
// What it promises:
//
//   - The same value has the same hash in every field and every event, as long as the
//     key stays, so that events can still be tied together. Without the key nobody can
//     tell what it was by trying names.
//   - A value that is redacted in a field is nowhere else that the mapping puts it:
//     not in related.*, not in the texts that were made with it, and not in the e-mail
//     address that was guessed from a username.
//   - With Options.Looks, no text of an event has literals of SOQL or SOSL, queries or
//     fragments of URLs, tokens or credentials, whichever field it is in. What a text
//     looks like decides, so columns that no table knows are covered too.
//   - salesforce.unparsed is dropped, because what could not be read may be anything.
//   - Ids of documents and events stay what they are.
//
// A Redactor may be used from any goroutine. The package imports only the
// standard library.
package redact

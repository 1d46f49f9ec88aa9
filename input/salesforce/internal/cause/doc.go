// Package cause says why a call or a sign-in failed and what to do about it.
//
// One answer of Salesforce can have several causes. A List holds all that are documented,
// the most likely first. With one cause its texts are that cause; with several, each cause
// and its remedy have the same number.
//
// The functions AppBlocked and the like are the causes that sign-ins and API calls share.
//
// It imports the standard library only.
package cause

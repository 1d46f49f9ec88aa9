// Package orgsim is a Salesforce org on localhost.
//
// An [Org] answers HTTP as an org with Event Monitoring does: a token endpoint,
// and under /services/data the versions, limits, describe calls, SOQL queries
// with their pages, and the files of EventLogFile. It knows nothing of the
// product that it serves to test, and shares no code with it: where the two
// disagree, one of them has misread Salesforce.
//
// # What it holds
//
// A new org holds a week of data, made from one seed and ending now: records of
// the event objects, and log files for each hour and each day. The same seed
// and the same clock give the same org. [Org.Grow] carries on where the week
// ended. [Org.AddLogFile], [Org.ReplaceLogFile] and [Org.AddRecord] add what a
// test needs; an org made with [Options.Empty] holds nothing else. [Org.Truth]
// says all that a client could collect by now.
//
// # Time
//
// Everything follows [Options.Now]. A record shows from its CreatedDate on, a
// log file from its own, unless it says otherwise; whoever moves the clock sees
// hours turn into files, late events into further sequences, and days into
// daily files that late events replace. Sessions idle out, locators and log
// files expire by the same clock.
//
// # One door
//
// Every request passes [Org.ServeHTTP]: it is counted, offered to the hook of
// [Org.Intercept], and then answered by [Org.Serve]. A fault is a hook: it may
// answer on its own, or call Serve with a ResponseWriter that spoils what it is
// given.
//
// # Signing in
//
// The token endpoint takes the JWT bearer, username-password and client
// credentials flows. A session dies of idleness, of [Org.RevokeSessions], or
// when the app's user gets more than [Options.MaxTokensPerApp]. Query locators
// die with the session that made them.
//
// # What is assumed
//
// Where Salesforce's answer is not documented, this is what the org does: a
// wrong signature is told from a wrong audience by checking the signature
// first, then exp, aud and sub; INVALID_QUERY_LOCATOR has status 400; numbers
// of ten million and more are written as Java does, 1.2345678E7; the wording of
// big-object refusals is its own.
package orgsim

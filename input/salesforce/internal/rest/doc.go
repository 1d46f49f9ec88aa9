// Package rest calls a Salesforce org's REST API: queries and their pages, the
// bodies of log files, limits, describes, API versions.
//
// The model: a call takes the session's token, goes to the token's instance_url
// and either succeeds or fails with an *Error whose Class says what the caller
// can do about it. One table, see Rules, decides the class, and it holds the
// cause and the remedy for the docs as well.
//
// What the package settles itself, so that no caller has to:
//
//   - Transient failures and concurrency limits are tried again, up to
//     Retry.MaxAttempts tries, with waits that double between WaitMin and WaitMax
//     and vary by chance. Retry-After is honored up to WaitMax. A page that
//     breaks off is asked for again; a Body that was handed out is not.
//
//   - A session that expired is renewed for the generation of the token that was
//     used, and the call is made once more. If the fresh token is refused as
//     well, the class is SessionUnusable. It is that at once if a new token cannot
//     help; then a new one is tried every 15 minutes, in case somebody fixed it.
//
//   - A query that is too long for a URL is sent in the body of a composite request.
//     The pages of sub-queries are put into their records.
//
//   - An org that moved (URL_NOT_RESET or a redirect) is found by signing in
//     again. No redirect is followed, so the token goes nowhere else.
//
//   - Requests are kept to a share of the org's, and long ones to a number at a time,
//     where Options have a Budget. One that is held back has the class DailyLimit.
//
// What it leaves to the caller: DailyLimit (pause), QueryTimeout (ask for less),
// LocatorLost (ask for the first page again; a session's end in mid-paging has
// this class, too), and whether to go on after all else. A query whose answer
// did not begin within the header timeout, in any of the tries, is a
// QueryTimeout as well.
//
// It promises:
//
//   - Memory for one page, whatever the result's size, and none for a body.
//   - A Body yields decoded bytes and never ends early without an error, as far
//     as HTTP can tell. It has no total timeout, only one for its header and one
//     for the time in which nothing arrives while a Read waits.
//   - A web page is never taken for data, whatever its status.
//   - The context ends every call promptly, waits included, with its own error.
//   - No error or log line holds a token, and none the text of a query.
//
// It imports budget, catalog, cause, jsonscan, metrics, oauth, soql, go-retryablehttp, klauspost's gzip and the
// standard library, and knows nothing about Beats or about what is collected.
package rest

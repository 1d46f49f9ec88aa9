// Package oauth signs in to Salesforce and keeps one session for all that share
// an app and a user.
//
// The model: a Flow is one way to ask the token endpoint for a token: JWTBearer,
// UserPassword or ClientCredentials. A Broker,
// of which a process has one, turns flows into Sessions, and flows with the same
// identity (token endpoint, client, user) into the same Session. That matters
// because an app's sixth token for a user ends its first: inputs that sign in on
// their own end each other's sessions. A Session holds at most one token and
// numbers those it has had; the number is a token's generation.
//
// It promises:
//
//   - A token is used until the org refuses it. Nobody asks for a new one
//     beforehand, because that could end queries that are being paged.
//   - However many callers find that a token has ended, there is one sign-in for
//     it: Renew names the generation that failed, and only the first caller of
//     that generation does something. A caller whose context ends leaves without
//     disturbing the others; when the last one has left, the sign-in is
//     canceled. Nothing runs in the background otherwise.
//   - A refused sign-in is not repeated at once. Until the next try is due, every
//     caller gets the error of the last one, with the time of the next, without
//     waiting. Waits grow to five minutes, which keeps far away from Salesforce's
//     limit of 3,600 sign-ins an hour, and it heals without a restart. Tokens
//     that end before the org took them once count as refusals too; those that
//     it took are replaced at once, up to 700 an hour. A refused password waits
//     far longer, because Salesforce locks its user after a few.
//   - Failures that pass by themselves are tried again within the same sign-in,
//     and sooner after it.
//   - The private key, and its certificate where there is one to check, are read
//     for each sign-in, so a rotated file is picked up,
//     and so is a flow that is handed to the Broker anew after its configuration
//     was corrected.
//   - A host whose clock is wrong can sign in: the difference to the token
//     endpoint's clock is learned from its answers.
//   - Each failure is an *Error with the org's words, a cause and a remedy from
//     one table, see Remedies; what can be wrong with a key is in another, see
//     KeyProblems. No error and no formatted value holds a secret, an assertion
//     or a token. The package never logs: what to warn of is in Credentials.
//   - Secrets go to https only, or to this very host, unless a flow allows more.
//
// It imports cause, guard, plainfile, the standard library, a JWT library, and
// golang.org/x/crypto for OpenSSH's keys and for scrypt, and knows nothing about the
// REST API or about Beats.
package oauth

package ecs

import "github.com/beats-contrib/filebeat-salesforce/input/salesforce/internal/catalog"

// The values of event.outcome.
const (
	outcomeSuccess = "success"
	outcomeFailure = "failure"
	outcomeUnknown = "unknown"
)

// succeeded is for columns that say whether the event succeeded.
func succeeded(c *compiler, src source, _ rule) setter {
	src.Type = catalog.Boolean
	own := c.own(src)
	return func(b *builder, value string) {
		own(b, value)
		switch success, ok := parseBoolean(value); {
		case !ok:
		case success:
			b.outcome = outcomeSuccess
		default:
			b.outcome = outcomeFailure
		}
	}
}

// loginOutcomes are the statuses of a login that are not failures. A challenge is
// neither: the login goes on, or not, in another event.
var loginOutcomes = map[string]string{
	"LOGIN_NO_ERROR":           outcomeSuccess,
	"LOGIN_DATA_DOWNLOAD_ONLY": outcomeSuccess,
	"LOGIN_CHALLENGE_ISSUED":   outcomeUnknown,
	"LOGIN_CHALLENGE_PENDING":  outcomeUnknown,
	"LOGIN_TWOFACTOR_REQ":      outcomeUnknown,
	"Success":                  outcomeSuccess,
}

// loginStatus is for LOGIN_STATUS, a code, and Status, a text. What is not known
// to be anything else is a failure.
func loginStatus(c *compiler, src source, r rule) setter {
	set := coded(c, src, r)
	return func(b *builder, value string) {
		set(b, value)
		outcome, ok := loginOutcomes[value]
		if !ok {
			outcome = outcomeFailure
		}
		b.outcome = outcome
		if outcome == outcomeSuccess {
			return
		}
		b.reason = value
		if meaning, ok := src.Codes[value]; ok {
			b.reason = meaning
		}
	}
}

// userInitiatedLogout is for USER_INITIATED_LOGOUT.
func userInitiatedLogout(c *compiler, src source, r rule) setter {
	set := boolean(c, src, r)
	return func(b *builder, value string) {
		set(b, value)
		switch initiated, ok := parseBoolean(value); {
		case !ok:
		case initiated:
			b.reason = "user logged out"
		default:
			b.reason = "session timed out or was ended"
		}
	}
}

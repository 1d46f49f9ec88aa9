package ecs

import (
	"cmp"
	"slices"
	"strings"

	"github.com/beats-contrib/filebeat-salesforce/input/salesforce/internal/catalog"
)

// The values of event.outcome.
const (
	outcomeSuccess = "success"
	outcomeFailure = "failure"
	outcomeUnknown = "unknown"
)

// succeeded is for columns that say whether the event succeeded, and refused for those
// that say that something was blocked or broken.
var (
	succeeded = truth(outcomeSuccess, outcomeFailure)
	refused   = truth(outcomeFailure, outcomeSuccess)
)

// truth is for a boolean that decides the outcome.
func truth(ofTrue, ofFalse string) kind {
	return func(c *compiler, src source, _ rule) setter {
		src.Type = catalog.Boolean
		set := c.own(src)
		return func(b *builder, value string) {
			set(b, value)
			switch is, ok := parseBoolean(value); {
			case !ok:
			case is:
				b.outcome = ofTrue
			default:
				b.outcome = ofFalse
			}
		}
	}
}

// loginOutcomes are the statuses of a login that are not failures. A challenge is
// neither: the login goes on, or not, in another event. Neither is being sent elsewhere.
var loginOutcomes = map[string]string{
	"LOGIN_NO_ERROR":           outcomeSuccess,
	"LOGIN_DATA_DOWNLOAD_ONLY": outcomeSuccess,
	"LOGIN_CHALLENGE_ISSUED":   outcomeUnknown,
	"LOGIN_CHALLENGE_PENDING":  outcomeUnknown,
	"LOGIN_TWOFACTOR_REQ":      outcomeUnknown,
	"Success":                  outcomeSuccess,

	"LOGIN_ERROR_SWITCH_SFDC_INSTANCE": outcomeUnknown,
	"LOGIN_ERROR_SWITCH_SFDC_LOGIN":    outcomeUnknown,
}

// challenges are in the texts that objects have for the codes of challenges, although
// these begin with "Failed:".
var challenges = []string{"computer activation", "factor required", "factor authentication required"}

// loginOutcome tells by a code or text how a login ended.
func loginOutcome(status string) string {
	if outcome, ok := loginOutcomes[status]; ok {
		return outcome
	}
	text := strings.ToLower(status)
	if isNumber(status) || slices.ContainsFunc(challenges, func(words string) bool { return strings.Contains(text, words) }) {
		return outcomeUnknown
	}
	return outcomeFailure
}

// loginStatus is for LOGIN_STATUS, a code, and Status, a text. What is not known
// to be anything else is a failure. Of LoginEventLog's it is not certain that it is no
// number, and what the numbers are nobody says.
func loginStatus(c *compiler, src source, r rule) setter {
	set := coded(c, src, r)
	return func(b *builder, value string) {
		set(b, value)
		b.outcome = loginOutcome(value)
		if b.outcome == outcomeSuccess {
			return
		}
		b.reason = value
		if meaning, ok := src.Codes[value]; ok {
			b.reason = meaning
		}
	}
}

// ended is for a column that says in words how the event ended. Words are compared
// without regard to case; those of no list leave the outcome open. A failure has
// the word as its reason, unless another column gives one.
func ended(words map[string]string, of rule) rule {
	return also(of, func(b *builder, src source, value string) {
		outcome := words[strings.ToLower(value)]
		if outcome == "" {
			return
		}
		b.outcome = outcome
		if outcome == outcomeFailure && b.reason == "" {
			b.reason = cmp.Or(src.Codes[value], value)
		}
	})
}

// The words of the columns that say how the event ended.
var (
	statusWords = map[string]string{
		"success": outcomeSuccess, "succeeded": outcomeSuccess, "completed": outcomeSuccess, "complete": outcomeSuccess,
		"jobcomplete": outcomeSuccess, "true": outcomeSuccess, "1": outcomeSuccess,
		"failure": outcomeFailure, "failed": outcomeFailure, "error": outcomeFailure, "aborted": outcomeFailure,
		"false": outcomeFailure, "0": outcomeFailure,
		"initiated": outcomeUnknown, "in progress": outcomeUnknown, "inprogress": outcomeUnknown,
	}
	verificationWords = map[string]string{
		"succeeded": outcomeSuccess, "automatedsuccess": outcomeSuccess,
		"denied": outcomeFailure, "reporteddenied": outcomeFailure,
		"failedgeneralerror": outcomeFailure, "failedinvalidcode": outcomeFailure, "failedinvalidpassword": outcomeFailure,
		"failedpasswordlockout": outcomeFailure, "failedtoomanyattempts": outcomeFailure,
		"initiated": outcomeUnknown, "inprogress": outcomeUnknown, "recoverableerror": outcomeUnknown,
	}
	cspWords = map[string]string{"enforce": outcomeFailure, "report": outcomeSuccess}
)

// ssoError is for the error code of a single sign-on, which is Success where
// there was none.
func ssoError(c *compiler, _ source, _ rule) setter {
	to := c.declare(Field{Name: "error.code", Type: typeKeyword})
	return func(b *builder, value string) {
		if value == "Success" {
			b.outcome = outcomeSuccess
			return
		}
		b.put(to, value)
		b.outcome, b.reason = outcomeFailure, value
	}
}

// failed is for a column that says what went wrong, and is empty where nothing
// did.
func failed(of rule) rule {
	return also(of, func(b *builder, _ source, value string) {
		if !isNothing(value) {
			b.outcome, b.reason = outcomeFailure, value
		}
	})
}

// isNothing reports whether a text says that there is nothing to say.
func isNothing(value string) bool {
	return isUnknown(value) || strings.EqualFold(value, "none") || strings.EqualFold(value, "null") || value == "0"
}

// because is for a column with the reason of what other columns say.
func because(of rule) rule {
	return also(of, func(b *builder, src source, value string) {
		if !isNothing(value) {
			b.reason = cmp.Or(src.Codes[value], value)
		}
	})
}

// failures is for the number of what failed.
func failures(c *compiler, src source, _ rule) setter {
	set := c.own(src)
	return func(b *builder, value string) {
		set(b, value)
		switch n, ok := parseLong(value); {
		case !ok || n < 0:
		case n > 0:
			b.outcome = outcomeFailure
		case b.outcome == "":
			b.outcome = outcomeSuccess
		}
	}
}

// refusals are what outcomes of transaction security policies have in them where the
// user could not go on: blocked, signed out, or not who they should be.
var refusals = []string{"Block", "EndSession", "Denied", "Failed"}

// policyOutcome is for what transaction security policies did. One that blocks is
// the last word on the event.
func policyOutcome(c *compiler, src source, _ rule) setter {
	set := keyword(c, src, say("policy_outcome"))
	return func(b *builder, value string) {
		set(b, value)
		for _, word := range refusals {
			b.blocked = b.blocked || strings.Contains(value, word)
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

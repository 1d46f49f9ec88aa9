package diagnosis

import (
	"context"
	"fmt"
	"time"

	"github.com/beats-contrib/filebeat-salesforce/input/salesforce/internal/oauth"
	"github.com/beats-contrib/filebeat-salesforce/input/salesforce/internal/words"
)

// largestSkew is the difference of clocks from which it is worth a warning. The
// assertion heeds the difference, so signing in works all the same.
const largestSkew = time.Minute

// credentials looks at what the flow signs in with, where it can be looked at.
func (e *examination) credentials(ctx context.Context) {
	inspector, ok := e.Flow.(oauth.Inspector)
	if !ok {
		e.check(ctx, Credentials, "", networkTimeout, func(context.Context) Check {
			return skipped("this flow has no key to check")
		})
		return
	}
	var found oauth.Credentials
	e.check(ctx, Credentials, "", networkTimeout, func(context.Context) Check {
		var err error
		if found, err = inspector.Inspect(time.Now()); err != nil {
			e.blocked = "there are no credentials to sign in with"
			return failed(err.Error(), "the input cannot sign in without it", "correct the options of the sign-in flow; the private key must match the app's certificate")
		}
		return described(found, 0)
	})
	for n := 1; n < len(found.Warnings); n++ {
		e.check(ctx, Credentials, "", networkTimeout, func(context.Context) Check { return described(found, n) })
	}
}

// described makes a check of credentials, with the warning of a number if there is
// one. A warning is a sentence that says what to do.
func described(c oauth.Credentials, n int) Check {
	found := c.Description
	if !c.NotAfter.IsZero() {
		found += ", certificate until " + words.Date(c.NotAfter)
	}
	if n < len(c.Warnings) {
		return warning(found, "", c.Warnings[n])
	}
	return ok(found)
}

// clock compares the clocks, by the Date headers that the hosts sent.
func (e *examination) clock(ctx context.Context) {
	e.check(ctx, Clock, "", networkTimeout, func(context.Context) Check {
		switch away := e.skew.Abs().Round(time.Second); {
		case !e.skewed:
			return skipped("unknown: no host reported the time")
		case away < largestSkew && e.skew == 0:
			return ok("equal to the org's")
		case away < largestSkew:
			return ok(fmt.Sprintf("%v %s the org's", away, side(e.skew)))
		default:
			return warning(fmt.Sprintf("this host's clock is %s %s the org's", words.Span(away), side(e.skew)),
				"sign-ins and time windows allow for the difference, but every log of this host is off by it",
				"correct the clock and the time zone of this host, and synchronize it with NTP")
		}
	})
}

// side says where this host's clock is, when the other is ahead by skew.
func side(skew time.Duration) string {
	if skew > 0 {
		return "behind"
	}
	return "ahead of"
}

// signIn signs in, or uses the session that another input has.
func (e *examination) signIn(ctx context.Context) {
	e.check(ctx, SignIn, "", signInTimeout, func(ctx context.Context) Check {
		if e.blocked != "" {
			return e.notChecked()
		}
		token, err := e.Client.Token(ctx)
		if err != nil {
			c := e.refused(err)
			e.blocked = "the sign-in failed"
			return c
		}
		e.token = token
		found := "org " + token.OrgID + " at " + token.InstanceURL
		if origin(token.InstanceURL) != origin(e.URL) {
			return warning(found, fmt.Sprintf("url says %s: the data comes from the org of the token, regardless of url", e.URL),
				"if this is the org to collect, set url to its host; otherwise correct token_url and the app. A new host in url starts over from initial_interval")
		}
		return ok(found)
	})
}

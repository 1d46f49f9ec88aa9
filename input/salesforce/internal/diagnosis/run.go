package diagnosis

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"strings"
	"time"

	"github.com/beats-contrib/filebeat-salesforce/input/salesforce/internal/oauth"
	"github.com/beats-contrib/filebeat-salesforce/input/salesforce/internal/rest"
)

// How long a check may take. A sign-in tries three times; a query of a big object
// has to find its newest record.
const (
	networkTimeout = 15 * time.Second
	signInTimeout  = 45 * time.Second
	queryTimeout   = 30 * time.Second
)

// Run examines an input and reports each check as it ends. The error is the
// context's.
func Run(ctx context.Context, in Input, report func(Check)) error {
	e := &examination{Input: in, report: report, reached: make(map[string]bool)}
	for _, step := range []func(context.Context){
		e.network,
		e.credentials,
		e.clock,
		e.signIn,
		e.instance,
		e.user,
		e.version,
		e.chooseProfile,
		e.listEventLogs,
		e.permissions,
		e.logFiles,
		e.objects,
		e.queries,
		e.enrichment,
		e.requests,
		e.cost,
	} {
		step(ctx)
		if err := ctx.Err(); err != nil {
			return err
		}
	}
	return nil
}

// examination is what is known so far.
type examination struct {
	Input
	report func(Check)

	// blocked is why nothing further can be asked of the org; empty if it can be.
	blocked string
	reached map[string]bool // hosts that were tried, by scheme and name, and whether they answer
	skew    time.Duration   // how far the org's clock is ahead
	skewed  bool            // whether skew is known
	token   oauth.Token

	filesKnown  bool
	filesPerDay int
	polledTwice bool  // both kinds of log files are listed
	dailyMax    int64 // requests that the org takes in a day; 0 if not known
}

// check makes a check and reports it, unless the diagnosis was ended meanwhile.
func (e *examination) check(ctx context.Context, name Name, subject string, timeout time.Duration, look func(context.Context) Check) Check {
	began := time.Now()
	within, cancel := context.WithTimeout(ctx, timeout)
	defer cancel()
	result := look(within)
	result.Name, result.Subject, result.Duration = name, subject, time.Since(began)
	if ctx.Err() == nil {
		e.report(result)
	}
	return result
}

// ask is check for what needs a session. It skips the check where none can be had.
func (e *examination) ask(ctx context.Context, name Name, subject string, look func(context.Context) Check) Check {
	if e.blocked != "" {
		return e.check(ctx, name, subject, queryTimeout, func(context.Context) Check { return e.notChecked() })
	}
	return e.check(ctx, name, subject, queryTimeout, look)
}

func (e *examination) notChecked() Check { return skipped("not checked, " + e.blocked) }

// refused makes a check of an error of the API, and notes when the same would
// happen to all that follows.
func (e *examination) refused(err error) Check {
	c := explain(err)
	var signIn *oauth.Error
	var refusal *rest.Error
	switch {
	case errors.As(err, &signIn):
		e.blocked = "the sign-in failed"
	case errors.As(err, &refusal):
		switch refusal.Class() {
		case rest.DailyLimit:
			e.blocked = "the org accepts no more requests today"
		case rest.SessionUnusable, rest.SessionExpired:
			e.blocked = "the org does not accept the session"
		case rest.Moved:
			e.blocked = "the org is on another host"
		default:
			if refusal.Code == "API_DISABLED_FOR_ORG" || refusal.Code == "API_CURRENTLY_DISABLED" {
				e.blocked = "the user may not use the API"
			}
		}
	}
	return c
}

// explain makes a failed check of an error, with the words of the tables of oauth
// and rest.
func explain(err error) Check {
	var signIn *oauth.Error
	var refusal *rest.Error
	var c Check
	switch {
	case errors.Is(err, context.DeadlineExceeded):
		return failed("no answer in time", "the org, or something in between, is too slow or does not respond", "try again; if it persists, check the network and https://status.salesforce.com")
	case errors.As(err, &signIn):
		c = failed(refusalText(signIn.StatusCode, signIn.Code, signIn.Description, signIn.Err), signIn.Cause, signIn.Remedy)
	case errors.As(err, &refusal):
		c = failed(refusalText(refusal.StatusCode, refusal.Code, refusal.Message, refusal.Err), refusal.Cause, refusal.Remedy)
		if refusal.StatusCode == 0 && refusal.Err != nil {
			if f := faultOf(refusal.Err, way{connected: true}); f.remedy != unknownRemedy {
				c = failed(f.found, f.cause, f.remedy)
			}
		}
	default:
		c = failed(err.Error(), "", "")
	}
	if c.Remedy == "" {
		c.Remedy = "try again; if it persists, report it with this output"
	}
	return c
}

// refusalText returns how an answer refuses, or what failed on our side.
func refusalText(status int, code, message string, err error) string {
	text := ""
	add := func(word string) {
		if text != "" {
			text += " "
		}
		text += word
	}
	if status != 0 && status != http.StatusOK {
		add(fmt.Sprintf("HTTP %d", status))
	}
	if code != "" {
		add(code)
	}
	if message != "" {
		add(fmt.Sprintf("%q", brief(message)))
	}
	if err != nil {
		add(err.Error())
	}
	if text == "" && status != 0 {
		add(fmt.Sprintf("HTTP %d", status))
	}
	return text
}

// brief takes off what Salesforce says around the point: the query up to it, and
// what to know about custom objects and fields.
func brief(message string) string {
	if _, after, ok := strings.Cut(message, "ERROR at Row:"); ok {
		if _, point, ok := strings.Cut(after, " "); ok {
			message = point
		}
	}
	message, _, _ = strings.Cut(message, " If you are attempting to use a custom")
	return message
}

// unavailable reports whether the org lacks what was asked for, or keeps it from
// the user.
func unavailable(err error) bool {
	switch rest.ClassOf(err) {
	case rest.Forbidden, rest.NotFound, rest.InvalidQuery, rest.InvalidField:
		return true
	}
	return false
}

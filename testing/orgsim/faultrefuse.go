package orgsim

import (
	"fmt"
	"net/http"
	"strconv"
	"strings"
	"time"
)

// The faults that refuse a request as the API does.
const (
	SessionExpired    FaultKind = "session-expired"
	ShortSession      FaultKind = "short-session"
	SessionNotForREST FaultKind = "session-not-for-rest"
	RequestLimit      FaultKind = "request-limit"
	ConcurrentLimit   FaultKind = "concurrent-limit"
	Forbidden         FaultKind = "forbidden"
	NotAcceptable     FaultKind = "not-acceptable"
	NoRoute           FaultKind = "no-route"
	TooManyRequests   FaultKind = "too-many-requests"
	ServerError       FaultKind = "server-error"
	BadGateway        FaultKind = "bad-gateway"
	Unavailable       FaultKind = "unavailable"
	HTMLPage          FaultKind = "html-page"
)

const (
	contentTypeHTML = "text/html;charset=UTF-8"
	maintenance     = "We are down for maintenance.<br>Sorry for the inconvenience. We'll be back shortly."
)

// refusalFaults are those of a session or of its rights.
func refusalFaults() []faultKind {
	return []faultKind{
		{
			name: SessionExpired, does: "401 INVALID_SESSION_ID: Session expired or invalid.", on: dataRequests(),
			params: []faultParam{formParam("session", "what becomes of the session", "ended", "kept")},
			answer: func(o *Org, w http.ResponseWriter, r *http.Request, s *strike) {
				if s.Form == "ended" {
					o.endSession(r)
				}
				writeError(w, r, sessionInvalid())
			},
		},
		{
			name: ShortSession, does: "401 INVALID_SESSION_ID: the session ends after some calls.", on: dataRequests(),
			params: []faultParam{numberParam("calls", "10", "how many it answers")},
			when: func(o *Org, r *http.Request, fault Fault) bool {
				o.mu.Lock()
				defer o.mu.Unlock()
				session := o.sessions[bearer(r)]
				return session != nil && session.calls >= fault.Number
			},
			answer: func(o *Org, w http.ResponseWriter, r *http.Request, _ *strike) {
				o.endSession(r)
				writeError(w, r, sessionInvalid())
			},
		},
		{
			name: SessionNotForREST, does: "401 INVALID_SESSION_ID: the session is not valid for use with the REST API.", on: dataRequests(),
			answer: func(_ *Org, w http.ResponseWriter, r *http.Request, _ *strike) {
				refusal := sessionInvalid()
				refusal.Message = "This session is not valid for use with the REST API"
				writeError(w, r, refusal)
			},
		},
		{
			name: RequestLimit, does: "403 REQUEST_LIMIT_EXCEEDED: the calls of 24 hours are used up.", on: dataRequests(),
			answer: func(o *Org, w http.ResponseWriter, r *http.Request, _ *strike) {
				w.Header().Set("Sforce-Limit-Info", fmt.Sprintf("api-usage=%d/%[1]d", o.options.DailyRequests))
				writeError(w, r, requestsExceeded())
			},
		},
		{
			name: ConcurrentLimit, does: "403 REQUEST_LIMIT_EXCEEDED: too many calls take long at once.", on: dataRequests(),
			answer: func(_ *Org, w http.ResponseWriter, r *http.Request, _ *strike) {
				refusal := requestsExceeded()
				refusal.Message = "ConcurrentPerOrgLongTxn Limit exceeded."
				writeError(w, r, refusal)
			},
		},
		{
			name: Forbidden, does: "403 for want of a permission.", on: dataRequests(), nested: true,
			params: []faultParam{formParam("code", "errorCode", "INSUFFICIENT_ACCESS", "API_DISABLED_FOR_ORG", "API_CURRENTLY_DISABLED", "FUNCTIONALITY_NOT_ENABLED")},
			answer: func(_ *Org, w http.ResponseWriter, r *http.Request, s *strike) {
				writeError(w, r, &apiError{status: http.StatusForbidden, Code: s.Form, Message: forbiddenMessage(s.Form)})
			},
		},
	}
}

func forbiddenMessage(code string) string {
	switch code {
	case "API_DISABLED_FOR_ORG":
		return "The REST API is not enabled for this Organization."
	case "API_CURRENTLY_DISABLED":
		return "API is disabled for this User"
	case "FUNCTIONALITY_NOT_ENABLED":
		return "[The REST API is not enabled for this Organization.]"
	}
	return "insufficient access rights on cross-reference id"
}

// outageFaults are those of the way to the org and of the org as a whole.
func outageFaults() []faultKind {
	format := formParam("format", "body", "json", "html")
	return []faultKind{
		{
			name: NotAcceptable, does: "406 with an empty body, which passes.",
			answer: func(_ *Org, w http.ResponseWriter, _ *http.Request, _ *strike) {
				w.Header().Set("Content-Length", "0")
				w.WriteHeader(http.StatusNotAcceptable)
			},
		},
		{
			name: NoRoute, does: "420: Salesforce Edge has no routing information for the host.",
			answer: func(_ *Org, w http.ResponseWriter, r *http.Request, _ *strike) {
				writeHTML(w, r, 420, "Salesforce Edge doesn't have routing information available for this request host.")
			},
		},
		{
			name:   TooManyRequests,
			does:   "429.",
			params: []faultParam{forParam("retry-after", "0", "what Retry-After says, if not 0"), formParam("header", "how it says so", "seconds", "date")},
			answer: func(o *Org, w http.ResponseWriter, r *http.Request, s *strike) {
				retryAfter(w, s.For, s.Form, o.now())
				writeError(w, r, &apiError{status: http.StatusTooManyRequests, Code: "REQUEST_LIMIT_EXCEEDED", Message: "Too many requests"})
			},
		},
		{
			name: ServerError, does: "500 UNKNOWN_EXCEPTION.", params: []faultParam{format},
			answer: outage(http.StatusInternalServerError, "UNKNOWN_EXCEPTION",
				"An unexpected error occurred. Please include this ErrorId if you contact support: 1469201852-23001 (-1337)"),
		},
		{
			name: BadGateway, does: "502: Salesforce Edge cannot talk to the instance.",
			params: []faultParam{formParam("format", "body", "html", "json")},
			answer: outage(http.StatusBadGateway, "BAD_GATEWAY", "Salesforce Edge wasn't able to communicate successfully with the instance."),
		},
		{
			name: Unavailable, does: "503 SERVER_UNAVAILABLE: maintenance or overload.",
			params: []faultParam{format, forParam("retry-after", "0", "what Retry-After says, if not 0")},
			answer: outage(http.StatusServiceUnavailable, "SERVER_UNAVAILABLE", maintenance),
		},
		{
			name: HTMLPage, does: "200 with an HTML page instead of the answer.",
			answer: func(_ *Org, w http.ResponseWriter, r *http.Request, _ *strike) {
				writeHTML(w, r, http.StatusOK, maintenance)
			},
		},
	}
}

// outage answers with a status, as JSON or HTML.
func outage(status int, code, message string) func(*Org, http.ResponseWriter, *http.Request, *strike) {
	return func(o *Org, w http.ResponseWriter, r *http.Request, s *strike) {
		retryAfter(w, s.For, "seconds", o.now())
		if s.Form == "html" {
			writeHTML(w, r, status, message)
			return
		}
		writeError(w, r, &apiError{status: status, Code: code, Message: strings.ReplaceAll(message, "<br>", " ")})
	}
}

func writeHTML(w http.ResponseWriter, r *http.Request, status int, text string) {
	writeBody(w, r, status, contentTypeHTML, []byte("<html><head><title>Salesforce</title></head><body>"+text+"</body></html>\n"))
}

// retryAfter sets Retry-After, if there is anything to say.
func retryAfter(w http.ResponseWriter, wait time.Duration, form string, now time.Time) {
	switch {
	case wait == 0:
	case form == "date":
		w.Header().Set("Retry-After", now.Add(wait).Format(http.TimeFormat))
	default:
		w.Header().Set("Retry-After", strconv.Itoa(int((wait+time.Second-1)/time.Second)))
	}
}

// endSession ends the session of a request.
func (o *Org) endSession(r *http.Request) {
	o.mu.Lock()
	defer o.mu.Unlock()
	delete(o.sessions, bearer(r))
}

// bearer is the token of a request.
func bearer(r *http.Request) string {
	_, token, _ := strings.Cut(r.Header.Get("Authorization"), " ")
	return strings.TrimSpace(token)
}

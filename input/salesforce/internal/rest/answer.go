package rest

import (
	"bytes"
	"encoding/json"
	"encoding/xml"
	"io"
	"net/http"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"time"
	"unicode"

	"github.com/beats-contrib/filebeat-salesforce/input/salesforce/internal/oauth"
)

const (
	// errorBodyLimit bounds what is read of an answer that is an error.
	errorBodyLimit = 64 << 10
	// messageLimit bounds what is repeated of it.
	messageLimit = 500
	// longestRetryAfter bounds what Error.RetryAfter can be.
	longestRetryAfter = 24 * time.Hour
)

// answer is an answer that is no success.
type answer struct {
	status   int
	resource Resource
	webPage  bool
	foreign  bool // it has text that is not in the form of the API
	problems []problem
}

// problem is one of the errors that an answer lists.
type problem struct{ code, message string }

// readFailure makes an Error of an answer that is none of the successes. It reads
// but does not close the body.
func readFailure(call *call, response *http.Response, now time.Time) *Error {
	// What cannot be read leaves the status to decide.
	body, _ := io.ReadAll(io.LimitReader(response.Body, errorBodyLimit))
	a := answer{status: response.StatusCode, resource: call.resource}
	a.problems, a.webPage = parseProblems(body, response.Header.Get("Content-Type"))
	a.foreign = isForeign(body, a.problems)
	if target, err := response.Location(); err == nil && a.status/100 == 3 {
		// No more than the host: the rest of it may hold anything.
		a.problems = []problem{{message: "redirect to " + target.Scheme + "://" + target.Host}}
	}
	failure := a.failure(call.operation)
	failure.RetryAfter = retryAfter(response.Header, now)
	return failure
}

// failure returns the answer as an Error.
func (a answer) failure(operation string) *Error {
	p, rule := explain(a)
	return &Error{
		Operation:  operation,
		StatusCode: a.status,
		Code:       p.code,
		Message:    p.message,
		Cause:      rule.Causes.Why(),
		Remedy:     rule.Causes.Fix(),
		class:      rule.Class,
	}
}

// isForeign reports whether a body has words and no error code, which the API always gives.
func isForeign(body []byte, problems []problem) bool {
	coded := slices.ContainsFunc(problems, func(p problem) bool { return p.code != "" })
	return len(bytes.TrimSpace(body)) > 0 && !coded
}

// parseProblems reads the forms that an error's body has: a list, one object, an
// OAuth error, XML, a web page, or nothing.
func parseProblems(body []byte, contentType string) (problems []problem, webPage bool) {
	body = bytes.TrimSpace(bytes.TrimPrefix(body, []byte("\xef\xbb\xbf")))
	if len(body) == 0 {
		return nil, false
	}
	switch {
	case body[0] == '[':
		var list []jsonProblem
		if json.Unmarshal(body, &list) == nil {
			for _, one := range list {
				problems = append(problems, one.problem())
			}
		}
	case body[0] == '{':
		var one jsonProblem
		if json.Unmarshal(body, &one) == nil {
			problems = []problem{one.problem()}
		}
	case isWebPage(body, contentType):
		return []problem{{message: clean(pageText(body))}}, true
	case body[0] == '<':
		problems = parseXML(body)
	}
	if len(problems) == 0 {
		problems = []problem{{message: clean(string(body))}}
	}
	return problems, false
}

type jsonProblem struct {
	Code             string `json:"errorCode"`
	Message          string `json:"message"`
	OAuthCode        string `json:"error"`
	OAuthDescription string `json:"error_description"`
}

func (p jsonProblem) problem() problem {
	if p.Code == "" && p.Message == "" {
		return problem{clean(p.OAuthCode), clean(p.OAuthDescription)}
	}
	return problem{clean(p.Code), clean(p.Message)}
}

func parseXML(body []byte) []problem {
	var document struct {
		Errors []struct {
			Code    string `xml:"errorCode"`
			Message string `xml:"message"`
		} `xml:"Error"`
	}
	if xml.Unmarshal(body, &document) != nil {
		return nil
	}
	problems := make([]problem, len(document.Errors))
	for i, one := range document.Errors {
		problems[i] = problem{clean(one.Code), clean(one.Message)}
	}
	return problems
}

// isWebPage reports whether body begins like HTML or like Salesforce's page for
// maintenance, which does not, or is said to be HTML.
func isWebPage(body []byte, contentType string) bool {
	body = bytes.TrimLeft(bytes.TrimPrefix(body, []byte("\xef\xbb\xbf")), " \t\r\n")
	for _, start := range []string{"<html", "<!doctype", "<head", "<body", "we are down for maintenance"} {
		if len(body) >= len(start) && strings.EqualFold(string(body[:len(start)]), start) {
			return true
		}
	}
	return strings.HasPrefix(strings.ToLower(strings.TrimSpace(contentType)), "text/html")
}

var (
	markup     = regexp.MustCompile(`(?s)<(script|style)\b.*?</(script|style)\s*>|<[^>]*>`)
	pageTitles = regexp.MustCompile(`(?is)<title[^>]*>(.*?)</title>`)
)

// pageText returns what a web page says to its reader.
func pageText(body []byte) string {
	if title := pageTitles.FindSubmatch(body); title != nil && len(bytes.TrimSpace(title[1])) > 0 {
		return string(title[1])
	}
	return markup.ReplaceAllString(string(body), " ")
}

// clean makes words from outside fit to be shown: one line, not long, no token, and
// nothing that a terminal obeys or that turns the order of letters around.
func clean(words string) string {
	between := func(r rune) bool { return unicode.IsSpace(r) || !unicode.IsGraphic(r) }
	words = strings.Join(strings.FieldsFunc(oauth.Redact(words), between), " ")
	if len(words) > messageLimit {
		words = strings.ToValidUTF8(words[:messageLimit], "") + "..."
	}
	return words
}

// retryAfter reads a Retry-After header, which has seconds or a date.
func retryAfter(header http.Header, now time.Time) time.Duration {
	value := header.Get("Retry-After")
	wait := time.Duration(0)
	if seconds, err := strconv.Atoi(value); err == nil {
		wait = min(time.Duration(seconds), longestRetryAfter/time.Second) * time.Second
	} else if date, err := http.ParseTime(value); err == nil {
		wait = date.Sub(now)
	}
	return max(0, min(wait, longestRetryAfter))
}

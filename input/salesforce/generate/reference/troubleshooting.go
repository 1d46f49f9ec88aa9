package reference

import (
	"bytes"
	"fmt"
	"regexp"
	"strconv"
	"strings"
	"time"

	"github.com/beats-contrib/filebeat-salesforce/input/salesforce/internal/cause"
	"github.com/beats-contrib/filebeat-salesforce/input/salesforce/internal/oauth"
	"github.com/beats-contrib/filebeat-salesforce/input/salesforce/internal/rest"
)

const troubleshootingHead = `<!-- Generated from the tables of errors; run "go tool mage update" after changing them. -->

# Troubleshooting

First: ` + "`salesforcebeat test salesforce -c filebeat.yml`" + `. It tries what the input does and
says what is wrong and what to do. The same words are in the log and in the input's status:
what Salesforce answered, what that means, and what to do about it.

Search this page for a word of the answer. If several rows fit, the most specific one counts.
If an answer has several causes, the most likely one comes first, and its remedy has the same
number.

To see the requests themselves, write them into a file, without secrets, and take the option
out again when the fault is found:

    resource.tracer:
      filename: http-request-trace-*.ndjson
      maxbackups: 5

It is in ` + "`salesforce`" + ` in the directory of Filebeat's logs, and has two lines of JSON with one
` + "`transaction.id`" + ` for each call: the request when it is sent, and its answer when that has ended.
Sign-ins of inputs that share a session are in the trace of the one that was loaded last.
Up to 4 KiB of each answer are in it, and so is what records tell of users; the rows of log
files are not. Look through it before you send it to anybody.
`

// afterSignIn and afterCall are what the collector does by itself after failures of
// each class.
var (
	afterSignIn = []struct {
		class oauth.Class
		what  string
	}{
		{oauth.Transient, "No answer, a web page in its place, HTTP 406, 408, 420, 429 or 5xx: asks three times within a sign-in"},
		{oauth.Permanent, "A refusal: signs in again later, and at once when the stanza is corrected"},
		{oauth.RateLimit, "Too many sign-ins: leaves the user alone"},
		{oauth.Lockout, "A refused password: as seldom as this, because Salesforce locks the user after a few"},
	}
	afterCall = []struct {
		class rest.Class
		what  string
	}{
		{rest.Transient, "Tries again, `resource.retry.max_attempts` times in all, then at the next poll."},
		{rest.Concurrency, "The same."},
		{rest.SessionExpired, "Signs in once for all that share the session, and repeats the call. A query that was being paged starts again; nothing is lost."},
		{rest.Moved, "Signs in again, once, to learn where the org is."},
		{rest.LocatorLost, "Asks for the first page again, and leaves out what it had."},
		{rest.QueryTimeout, "Asks for a shorter time the next time."},
		{rest.DailyLimit, "Leaves the org alone for at least 15 minutes, then tries again. Before that, `resource.api_share` and the last requests of the org hold requests back: see [reliability.md](reliability.md#requests)."},
		{rest.NotFound, "Skips a log file that Salesforce has deleted, with a warning, once it is sure. Else tries again."},
		{rest.InvalidField, "Asks without the field where it can do so: orgs without hourly log files have no `Interval`. Else tries again."},
		{rest.InvalidQuery, "Tries again, seldom. Objects that nobody named are left out."},
		{rest.Forbidden, "Tries again, seldom, so that a permission that is given later is used. Objects that nobody named are left out."},
		{rest.SessionUnusable, "Tries again, seldom, with the same token. A token that no call can use is replaced after 15 minutes, in case somebody fixed the cause."},
		{rest.VersionRetired, "Tries again, seldom."},
		{rest.Other, "Tries again, seldom."},
	}
)

// meaningless are lines that Filebeat itself logs at each start, as errors and warnings,
// whatever the input does.
var meaningless = []struct{ line, why string }{
	{"Not loading modules. Module directory not found", "there are no modules beside this binary; inputs do not need any"},
	{"Filebeat is unable to load the ingest pipelines for the configured modules", "the output is not Elasticsearch, and no module is configured"},
	{"BETA: The salesforce input is beta", "the input says so of itself"},
}

func troubleshootingPage() []byte {
	var text bytes.Buffer
	text.WriteString(troubleshootingHead)

	heading(&text, "Signing in", "Salesforce answers", "it means", "what to do")
	var signIn rows
	for _, row := range oauth.Remedies() {
		signIn.add(answer(0, row.Code, row.Description), row.Causes)
	}
	signIn.write(&text)

	heading(&text, "Keys and certificates", "the error says", "what to do")
	for _, row := range oauth.KeyProblems() {
		tableRow(&text, escape(verbs.ReplaceAllString(row.Found, "...")), escape(row.Remedy))
	}

	heading(&text, "The API", "Salesforce answers", "it means", "what to do")
	var calls rows
	for _, rule := range rest.Rules() {
		what := answer(rule.Status, rule.Code, rule.Message)
		switch {
		case rule.WebPage:
			what = "a web page"
		case rule.Foreign:
			what += " with text and no code"
		case rule.Resource == rest.ResourceQuery:
			what += " to a query"
		case rule.Resource == rest.ResourceLocator:
			what += " to the next page of a query"
		case rule.Resource == rest.ResourceDescribe:
			what += " to what an object is like"
		}
		calls.add(what, rule.Causes)
	}
	calls.add("an answer that arrives too slowly: less than 512 bytes per second over five times `resource.idle_timeout`", rest.TooSlow())
	calls.add("a code that is not on this page", rest.Unknown())
	calls.write(&text)

	text.WriteString("\n## What the collector does by itself\n\nNothing of this needs a restart, and nothing is lost while it lasts: what was not collected is\ncollected later, as long as Salesforce keeps it.\n")
	text.WriteString("\n| a failed sign-in | next try within |\n| --- | --- |\n")
	for _, row := range afterSignIn {
		first, longest := row.class.Waits()
		tableRow(&text, row.what, fmt.Sprintf("%s, doubling up to %s", short(first), short(longest)))
	}
	text.WriteString("\n| a failed call | what happens |\n| --- | --- |\n")
	for _, row := range afterCall {
		tableRow(&text, row.class.String(), row.what)
	}
	text.WriteString("\n\"Seldom\" is at first after seconds, then up to the interval or every 10 minutes, whichever is\nshorter. One source in trouble does not slow another down.\n")

	heading(&text, "Lines that mean nothing here", "Filebeat says", "which is so because")
	for _, row := range meaningless {
		tableRow(&text, "`"+row.line+"`", row.why)
	}
	return text.Bytes()
}

// verbs are those of package fmt, which stand for a detail.
var verbs = regexp.MustCompile(`"?%[a-z]"?`)

// answer says what Salesforce answers, as a row of a table matches it.
func answer(status int, code, words string) string {
	var parts []string
	if status != 0 {
		parts = append(parts, "HTTP "+strconv.Itoa(status))
	}
	if code != "" {
		parts = append(parts, "`"+code+"`")
	}
	if words != "" {
		parts = append(parts, "\""+words+"\"")
	}
	if len(parts) == 0 {
		return "anything else"
	}
	return strings.Join(parts, " ")
}

// rows are the rows of a table. Answers that mean the same share one.
type rows struct {
	all   []*row
	index map[string]*row
}

type row struct {
	answers []string
	causes  cause.List
}

func (r *rows) add(answer string, causes cause.List) {
	if r.index == nil {
		r.index = make(map[string]*row)
	}
	key := causes.Why() + "\n" + causes.Fix()
	if r.index[key] == nil {
		r.index[key] = &row{causes: causes}
		r.all = append(r.all, r.index[key])
	}
	r.index[key].answers = append(r.index[key].answers, answer)
}

func (r *rows) write(text *bytes.Buffer) {
	const line = "<br>"
	for _, one := range r.all {
		why := escapeAll(one.causes.Whys(), line)
		if why == "" {
			why = "not known"
		}
		tableRow(text, strings.Join(one.answers, line), why, escapeAll(one.causes.Fixes(), line))
	}
}

// escapeAll writes several texts into a cell.
func escapeAll(texts []string, between string) string {
	escaped := make([]string, len(texts))
	for n, text := range texts {
		escaped[n] = escape(text)
	}
	return strings.Join(escaped, between)
}

// escape keeps what stands for a name, like <name>, from being taken for a tag.
func escape(text string) string { return strings.ReplaceAll(text, "<", "&lt;") }

func heading(text *bytes.Buffer, title string, columns ...string) {
	fmt.Fprintf(text, "\n## %s\n\n", title)
	tableRow(text, columns...)
	tableRow(text, strings.Split(strings.Repeat("---,", len(columns)-1)+"---", ",")...)
}

func tableRow(text *bytes.Buffer, cells ...string) {
	fmt.Fprintf(text, "| %s |\n", strings.Join(cells, " | "))
}

// short writes a duration without the units that are zero.
func short(d time.Duration) string {
	switch {
	case d%time.Hour == 0:
		return strconv.Itoa(int(d.Hours())) + "h"
	case d%time.Minute == 0:
		return strconv.Itoa(int(d.Minutes())) + "m"
	}
	return d.String()
}

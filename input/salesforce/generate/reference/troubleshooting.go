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

Start with ` + "`salesforcebeat test salesforce -c filebeat.yml`" + `. It tries what the input does. If
something is wrong, it shows how to fix it. The log and the input's status show the same text:
Salesforce's message, its meaning, and the remedy.

Search this page for a word of the message. If several rows match, use the most specific one. If a
message has several causes, the most likely one comes first, and its remedy has the same number.

To see the requests themselves, write them to a file. Secrets are removed. Remove the option when you
have found the fault:

    resource.tracer:
      filename: http-request-trace-*.ndjson
      maxbackups: 5

The file is in the folder ` + "`salesforce`" + ` of Filebeat's log directory. Each call has two lines of JSON
with the same ` + "`transaction.id`" + `: the request when it is sent, and the answer when it is complete.
If inputs share a session, their sign-ins are in the trace of the input that was loaded last.

The trace contains up to 4 KiB of each answer, including what records contain about users. It does not
contain rows of log files. Review it before you send it to anyone.
`

// afterSignIn and afterCall are what the collector does by itself after failures of
// each class.
var (
	afterSignIn = []struct {
		class oauth.Class
		what  string
	}{
		{oauth.Transient, "No answer, a web page, or HTTP 406, 408, 420, 429 or 5xx: three attempts per sign-in"},
		{oauth.Permanent, "A refusal: signs in again later, or immediately after you correct the stanza"},
		{oauth.RateLimit, "Too many sign-ins: waits before it signs in again"},
		{oauth.Lockout, "A refused password: waits this long because Salesforce locks the user after a few attempts"},
	}
	afterCall = []struct {
		class rest.Class
		what  string
	}{
		{rest.Transient, "Makes up to `resource.retry.max_attempts` attempts, then tries again at the next poll."},
		{rest.Concurrency, "Makes up to `resource.retry.max_attempts` attempts, then tries again at the next poll."},
		{rest.SessionExpired, "Signs in once for all inputs that share the session, and repeats the call. If it was paging through a query, it starts the query over. Nothing is lost."},
		{rest.Moved, "Signs in once to find the org's new host."},
		{rest.LocatorLost, "Runs the query again from the first page and drops the records that it already sent."},
		{rest.QueryTimeout, "Queries a shorter time range in the next attempt."},
		{rest.DailyLimit, "Waits at least 15 minutes, then tries again. To avoid this limit, the input already holds requests back at `resource.api_share`, and when the org is nearly out of requests: see [reliability.md](reliability.md#requests)."},
		{rest.NotFound, "Skips a log file that Salesforce has deleted, with a warning, once the deletion is certain. Otherwise tries again."},
		{rest.InvalidField, "Queries without the field if possible: orgs without hourly log files have no `Interval`. Otherwise tries again."},
		{rest.InvalidQuery, "Tries again less often. Skips objects that the stanza does not name."},
		{rest.Forbidden, "Tries again less often, so that a permission granted later takes effect. Skips objects that the stanza does not name."},
		{rest.SessionUnusable, "Tries again less often with the same token. Replaces a token that no call can use after 15 minutes, in case someone fixed the cause."},
		{rest.VersionRetired, "Tries again less often."},
		{rest.Other, "Tries again less often."},
	}
)

// meaningless are lines that Filebeat itself logs at each start, as errors and warnings,
// whatever the input does.
var meaningless = []struct{ line, why string }{
	{"Not loading modules. Module directory not found", "this binary comes without modules; inputs do not need them"},
	{"Filebeat is unable to load the ingest pipelines for the configured modules", "the output is not Elasticsearch, and no module is configured"},
	{"BETA: The salesforce input is beta", "the input is marked as beta"},
}

func troubleshootingPage() []byte {
	var text bytes.Buffer
	text.WriteString(troubleshootingHead)

	heading(&text, "Signing in", "Salesforce's answer", "cause", "what to do")
	var signIn rows
	for _, row := range oauth.Remedies() {
		signIn.add(answer(0, row.Code, row.Description), row.Causes)
	}
	signIn.write(&text)

	heading(&text, "Keys and certificates", "the error", "what to do")
	for _, row := range oauth.KeyProblems() {
		tableRow(&text, escape(verbs.ReplaceAllString(row.Found, "...")), escape(row.Remedy))
	}

	heading(&text, "The API", "Salesforce's answer", "cause", "what to do")
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
			what += " to a describe of an object"
		}
		calls.add(what, rule.Causes)
	}
	calls.add("an answer that arrives too slowly: less than 512 bytes per second over five times `resource.idle_timeout`", rest.TooSlow())
	calls.add("a code that is not on this page", rest.Unknown())
	calls.write(&text)

	text.WriteString("\n## How the collector recovers\n\nThe collector recovers without a restart. Nothing is lost: it collects the missing data later, if\nSalesforce still keeps it.\n")
	text.WriteString("\n| a failed sign-in | next try within |\n| --- | --- |\n")
	for _, row := range afterSignIn {
		first, longest := row.class.Waits()
		tableRow(&text, row.what, fmt.Sprintf("%s, doubling up to %s", short(first), short(longest)))
	}
	text.WriteString("\n| a failed call | what happens |\n| --- | --- |\n")
	for _, row := range afterCall {
		tableRow(&text, row.class.String(), row.what)
	}
	text.WriteString("\n\"Less often\" means after seconds at first, and later up to every interval or every 10 minutes, whichever\nis shorter. A source that fails does not slow down the others.\n")

	heading(&text, "Log lines that you can ignore", "Filebeat logs", "reason")
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

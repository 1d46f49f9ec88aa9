package doctor

import (
	"fmt"
	"io"
	"os"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/beats-contrib/filebeat-salesforce/input/salesforce/internal/diagnosis"
)

const (
	// width is where lines are broken.
	width = 100
	// indent is where what was found begins: after the mark and the title.
	indent = 26
)

// marks say how a check ended, in words that can be read without colors.
var marks = map[diagnosis.Status]string{
	diagnosis.OK: "ok", diagnosis.Warning: "warn", diagnosis.Failed: "FAIL", diagnosis.Skipped: "skip",
}

// colors are those of the marks: green, yellow, red, grey.
var colors = map[diagnosis.Status]string{
	diagnosis.OK: "32", diagnosis.Warning: "33", diagnosis.Failed: "1;31", diagnosis.Skipped: "90",
}

// titles are the names of the checks for people.
var titles = map[diagnosis.Name]string{
	diagnosis.Stanza: "stanza", diagnosis.Network: "network", diagnosis.Credentials: "credentials",
	diagnosis.Clock: "clock", diagnosis.SignIn: "sign-in", diagnosis.User: "user",
	diagnosis.APIVersion: "API version", diagnosis.Profile: "profile", diagnosis.EventLogs: "event log objects", diagnosis.Permission: "permission",
	diagnosis.LogFiles: "event log files", diagnosis.EventType: "event type",
	diagnosis.Record: "object", diagnosis.Query: "query", diagnosis.Enrichment: "enrichment",
	diagnosis.APIRequests: "API requests", diagnosis.Cost: "cost",
	diagnosis.Offer: "the org's", diagnosis.Overlap: "collected twice", diagnosis.Uncollected: "not collected",
}

// text prints a line a check, as it ends, and what to do below it.
type text struct {
	out       io.Writer
	color     bool
	hasOutput bool
	totals    totals
	shared    []diagnosis.Check // checks that will share a line
	err       error
}

func newText(out io.Writer) *text {
	return &text{out: out, color: isTerminal(out) && os.Getenv("NO_COLOR") == "" && os.Getenv("TERM") != "dumb"}
}

// isTerminal reports whether somebody looks at what is written.
func isTerminal(out io.Writer) bool {
	file, ok := out.(*os.File)
	if !ok {
		return false
	}
	info, err := file.Stat()
	return err == nil && info.Mode()&os.ModeCharDevice != 0
}

func (t *text) input(id, url string) {
	title := "salesforce input without id"
	if id != "" {
		title = fmt.Sprintf("salesforce input %q", clean(id))
	}
	t.begin(title, url)
}

func (t *text) group(url string, inputs []string) {
	t.begin(fmt.Sprintf("%d salesforce inputs together", len(inputs)), url)
}

func (t *text) begin(title, url string) {
	t.summary()
	if t.hasOutput {
		t.print("\n")
	}
	t.hasOutput, t.totals = true, totals{}
	title = t.paint("1", title)
	if url != "" {
		title += ", " + clean(url)
	}
	t.print(title + "\n\n")
}

func (t *text) check(check diagnosis.Check) {
	t.totals[check.Status]++
	if len(t.shared) > 0 && !together(t.shared[0], check) {
		t.flush()
	}
	if together(check, check) {
		t.shared = append(t.shared, check)
		return
	}
	t.whole(check)
}

// whole prints a check on lines of its own.
func (t *text) whole(check diagnosis.Check) {
	t.line(check.Status, titles[check.Name], wrapWords(found(check)))
	t.more("cause: ", check.Cause)
	t.more("remedy: ", check.Remedy)
}

// together reports whether checks can share a line: event types that are well, of
// which there may be seventy, and what was skipped for the same reason.
func together(a, b diagnosis.Check) bool {
	if a.Status != b.Status {
		return false
	}
	switch a.Status {
	case diagnosis.OK:
		return a.Name == diagnosis.EventType && b.Name == diagnosis.EventType
	case diagnosis.Skipped:
		return a.Found == b.Found
	}
	return false
}

// flush prints the checks that share a line.
func (t *text) flush() {
	switch {
	case len(t.shared) == 0:
		return
	case t.shared[0].Status == diagnosis.OK:
		t.eventTypes()
	case len(t.shared) == 1:
		t.whole(t.shared[0])
	default:
		names := make([]string, len(t.shared))
		for n, check := range t.shared {
			if names[n] = clean(check.Subject); names[n] == "" {
				names[n] = titles[check.Name]
			}
		}
		all := append(wrapWords(t.shared[0].Found+":"), separated(names)...)
		t.line(diagnosis.Skipped, fmt.Sprintf("%d checks", len(names)), all)
	}
	t.shared = nil
}

// separated puts commas after all words but the last.
func separated(words []string) []string {
	for n := range words[:len(words)-1] {
		words[n] += ","
	}
	return words
}

func (t *text) end() error {
	t.summary()
	return t.err
}

// found is what a check says.
func found(check diagnosis.Check) string {
	if check.Subject == "" {
		return check.Found
	}
	return check.Subject + ": " + check.Found
}

// eventTypes prints the event types that are well, each with the age of its newest
// file.
func (t *text) eventTypes() {
	names := make([]string, len(t.shared))
	for n, check := range t.shared {
		names[n] = clean(check.Subject) + " " + rough(check.Age)
	}
	intro := fmt.Sprintf("%d with files; age of the newest:", len(names))
	t.line(diagnosis.OK, "event types", append(wrapWords(intro), separated(names)...))
}

// rough writes an age in one unit.
func rough(age time.Duration) string {
	switch {
	case age >= 48*time.Hour:
		return fmt.Sprintf("%dd", int(age.Hours())/24)
	case age >= time.Hour:
		return fmt.Sprintf("%dh", int(age.Hours()))
	}
	return fmt.Sprintf("%dm", int(max(age, 0).Minutes()))
}

// line prints a mark, a title and what was found, in words that are not parted.
func (t *text) line(status diagnosis.Status, title string, found []string) {
	mark := t.paint(colors[status], fmt.Sprintf("%-4s", marks[status]))
	t.print(fmt.Sprintf("  %s  %-*s%s\n", mark, indent-8, title, wrap(found, indent)))
}

// more prints a further line about a check.
func (t *text) more(label, what string) {
	if what != "" {
		t.print(strings.Repeat(" ", indent) + label + wrap(wrapWords(what), indent+len(label)) + "\n")
	}
}

// summary ends an input.
func (t *text) summary() {
	if !t.hasOutput {
		return
	}
	t.flush()
	parts := []string{fmt.Sprintf("%d ok", t.totals[diagnosis.OK])}
	for _, part := range []struct {
		status    diagnosis.Status
		one, many string
	}{
		{diagnosis.Warning, "warning", "warnings"},
		{diagnosis.Failed, "failed", "failed"},
		{diagnosis.Skipped, "skipped", "skipped"},
	} {
		switch n := t.totals[part.status]; n {
		case 0:
		case 1:
			parts = append(parts, "1 "+part.one)
		default:
			parts = append(parts, fmt.Sprintf("%d %s", n, part.many))
		}
	}
	verdict, color := "Nothing is wrong", colors[diagnosis.OK]
	switch {
	case t.totals[diagnosis.Failed] > 0:
		verdict, color = "Something is wrong", colors[diagnosis.Failed]
	case t.totals[diagnosis.Warning] > 0:
		verdict, color = "It works, with warnings", colors[diagnosis.Warning]
	}
	t.print("\n  " + t.paint(color, verdict) + ": " + strings.Join(parts, ", ") + "\n")
}

func (t *text) paint(color, words string) string {
	if !t.color {
		return words
	}
	return "\x1b[" + color + "m" + words + "\x1b[0m"
}

func (t *text) print(words string) {
	if t.err == nil {
		_, t.err = io.WriteString(t.out, words)
	}
}

// wrapWords takes a text apart where it may be broken.
func wrapWords(text string) []string { return strings.Split(clean(text), " ") }

// wrap breaks words into lines of which all but the first are indented.
func wrap(words []string, indent int) string {
	var wrapped strings.Builder
	column := indent
	for n, word := range words {
		length := utf8.RuneCountInString(word)
		switch {
		case n == 0:
		case column+1+length > width:
			wrapped.WriteString("\n" + strings.Repeat(" ", indent))
			column = indent
		default:
			wrapped.WriteByte(' ')
			column++
		}
		wrapped.WriteString(word)
		column += length
	}
	return wrapped.String()
}
